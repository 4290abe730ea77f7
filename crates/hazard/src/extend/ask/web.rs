//! The form that asks for more time and the one that refuses it, and their twins for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Act, Ctx, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values, format, parts};
use serde::Deserialize;

use super::{Ask, Request, ask, refuse};
use crate::act_page::{self, ActPage, Done};
use crate::extend::web::{ExtendBody, due_and_reason};
use crate::model::HazardId;
use crate::web::Names;
use crate::words::ask_extension as w;

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::title(screen.lang()), fields, &labels(screen.lang()), &[]))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 2] {
    [("due", w::due(lang)), ("reason", w::reason(lang))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::date(&FieldSpec::new("due", w::due(lang)).hint(w::due_hint(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 3, values, problems, lang))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    }
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let done = match due_and_reason(&values) {
        Ok((due, reason)) => {
            let cmd = Ask { due, reason };
            db.write("hazard.ask_extension", &ctx, move |tx, ctx| ask(tx, ctx, id, &cmd)).await
        }
        Err(problems) => Err(problems),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::title(screen.lang()), fields(screen, &values, problems), labels(screen.lang()).to_vec())
    })
    .await
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<ExtendBody>,
) -> Reply<Json<Done>> {
    let cmd = Ask { due: body.due, reason: body.reason };
    act_page::by_program(&db, &ctx, id, "hazard.ask_extension by program", move |tx, ctx| ask(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Ask for more time with a reason; by whoever owes the rectification")
        .body::<ExtendBody>()
        .returns::<Done>()
}

pub async fn show_refusal(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = refusal_fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::refusal(screen.lang()), fields, &refusal_labels(screen.lang()), &[]))
}

fn refusal_labels(lang: Lang) -> [(&'static str, &'static str); 1] {
    [("reason", w::refusal_reason(lang))]
}

fn refusal_fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_area(&FieldSpec::new("reason", w::refusal_reason(lang)).required(), 3, values, problems, lang))
        (act_page::footer_with(screen, w::then_refused(lang), parts::submit_grave(w::refuse(lang))))
    }
}

pub async fn post_refusal(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let mut text = Text::new();
    let reason = text.required("reason", values.get("reason"), 2, 500);
    let done = match text.finish() {
        Ok(()) => db.write("hazard.refuse_extension", &ctx, move |tx, ctx| refuse(tx, ctx, id, &reason)).await,
        Err(problems) => Err(problems.into()),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::refusal(screen.lang()), refusal_fields(screen, &values, problems), refusal_labels(screen.lang()).to_vec())
    })
    .await
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalBody {
    reason: String,
}

pub async fn post_refusal_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<RefusalBody>,
) -> Reply<Json<Done>> {
    let name = "hazard.refuse_extension by program";
    act_page::by_program(&db, &ctx, id, name, move |tx, ctx| refuse(tx, ctx, id, &body.reason)).await
}

pub fn refusal_doc() -> Doc {
    Doc::new("Refuse the time that was asked for, with a reason; not by whoever asked")
        .body::<RefusalBody>()
        .returns::<Done>()
}

/// On the page of the hazard: who asks for how much and why, and what can be answered.
pub(crate) fn card(lang: Lang, ctx: &Ctx, id: HazardId, request: Option<&Request>, names: &Names) -> Markup {
    let Some(request) = request else { return html! {} };
    let who = names.both(request.asker, Some(request.organisation));
    let may = ctx.may(Act("hazard.extend")) && super::must_not_be_the_asker(ctx, request).is_ok();
    let acts = html! {
        @if may {
            a.btn href=(format!("/hazards/{id}/extension-refusal")) data-act="hazard.refuse_extension" { (w::refuse_link(lang)) }
        }
    };
    let body = html! {
        p { (w::asks(lang, who, format::instant_short(request.asked_at, ctx.now), format::instant(request.due))) }
        p.muted { (request.reason.as_str().unwrap_or_default()) }
        (acts)
    };
    parts::note(parts::NoteKind::Plain, w::waits(lang), body)
}

#[cfg(test)]
mod tests {
    use kernel::{Identity as _, Instant, Personal};

    use super::*;

    #[test]
    fn the_request_says_until_when_and_when_it_was_asked() {
        let ctx = crate::tests::rules::ctx(crate::tests::rules::CHECKER);
        let request = Request {
            due: Instant::read("2026-09-01 18:00").unwrap(),
            asked_at: Instant::read("2026-06-10 09:05").unwrap(),
            asker: None,
            organisation: kernel::OrganisationId::from_bytes([4; 16]),
            decision: obligation::ObligationId::from_bytes([5; 16]),
            reason: Personal::text("配件未到"),
        };
        let id = HazardId::from_bytes([1; 16]);
        let said = card(Lang::Zh, &ctx, id, Some(&request), &Names::default()).into_string();
        assert!(said.contains("申请延期至 2026-09-01 18:00。"), "{said}");
        assert!(said.contains("于 06-10 09:05 申请"), "{said}");
    }
}
