//! The forms that decide a case: one form each on its page, one resource each for programs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use axum::{Extension, Json};
use kernel::{Act, Ctx, Error, Lang, Problem, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Reply, Screen, Values, parts};
use serde::Deserialize;

use super::detail::{self, Back, CaseAnswer};
use super::{Case, CaseId, PATH, Said, State as Stands, Step, take};
use crate::words::{accountability as w, accountability_step};

pub(crate) const DECIDE: Act = Act("accountability.decide");

/// Its resource, for pages and programs alike.
pub(crate) fn path(it: Step) -> &'static str {
    match it {
        Step::SettingAside => "/accountability/{id}/setting-aside",
        Step::Referral => "/accountability/{id}/referral",
    }
}

pub(super) fn labels(lang: Lang) -> [(&'static str, &'static str); 3] {
    [("to", w::to(lang)), ("document", w::document(lang)), ("reason", w::reason(lang))]
}

pub(super) fn forms(screen: &Screen, ctx: &Ctx, it: &Case, back: Option<&Back<'_>>) -> Markup {
    let lang = screen.lang();
    if it.state != Stands::Candidate || !ctx.may(DECIDE) {
        return html! {};
    }
    let nothing = Values::default();
    html! {
        @for step in Step::ALL.iter().copied() {
            @let back = back.filter(|back| back.step == step);
            @let (values, problems) = back.map_or((&nothing, &[][..]), |back| (back.values, back.problems));
            section.card.gap-top {
                header { h2 { (step_word(lang, step)) } }
                (form::form(screen, &format!("{PATH}/{}/{step}", it.id), fields(lang, step, values, problems)))
            }
        }
    }
}

fn step_word(lang: Lang, it: Step) -> &'static str {
    accountability_step::of(lang, &it.word().replace('-', "_"))
}

fn fields(lang: Lang, step: Step, values: &Values, problems: &[Problem]) -> Markup {
    let submit = step_word(lang, step);
    html! {
        @if step == Step::Referral {
            (form::text(&FieldSpec::new("to", w::to(lang)).within(step.word()).hint(w::to_hint(lang)).required(), values, problems, lang))
            (form::text(&FieldSpec::new("document", w::document(lang)).within(step.word()).hint(w::document_hint(lang)).required(), values, problems, lang))
        }
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).within(step.word()).required(), 3, values, problems, lang))
        (form::wide(if step == Step::Referral { parts::submit_grave(submit) } else { parts::submit(submit) }))
    }
}

fn parse(values: &Values) -> Result<Said, Error> {
    let mut text = Text::new();
    let mut said = |name: &'static str, most| text.optional(name, values.get(name), most).unwrap_or_default();
    let it = Said { to: said("to", 100), document: said("document", 100), reason: said("reason", 2_000) };
    text.finish()?;
    Ok(it)
}

pub(crate) async fn post(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<CaseId>,
    values: Values,
) -> Reply {
    let done = match parse(&values) {
        Ok(said) => db.write("accountability.decide", &ctx, move |tx, ctx| take(tx, ctx, id, step, &said)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let asked = Arc::clone(&ctx);
            let shown = db.read(move |r| detail::fetch(r, &asked, id)).await?;
            let back = Back { step, values: &values, problems: &problems.0 };
            Ok(detail::answer(&screen, &ctx, &shown, Some(&back)))
        }
        Err(other) => Err(other.into()),
    }
}

/// What a decision says; to whom and under which document only where it is handed over.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseBody {
    reason: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    document: String,
}

pub(crate) async fn post_api(
    step: Step,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<CaseId>,
    Json(body): Json<CaseBody>,
) -> Reply<Json<CaseAnswer>> {
    let said = Said { reason: body.reason, to: body.to, document: body.document };
    let done = db
        .write("accountability.decide by program", &ctx, move |tx, ctx| {
            take(tx, ctx, id, step, &said)?;
            detail::whole(tx, ctx, id)
        })
        .await?;
    Ok(Json(done))
}

pub(crate) fn doc(step: Step) -> Doc {
    let what = match step {
        Step::SettingAside => "Set a case aside, with the reason; never one of one's own organisation",
        Step::Referral => "Hand a case over to whoever examines conduct, under a document",
    };
    Doc::new(what).body::<CaseBody>().returns::<CaseAnswer>()
}
