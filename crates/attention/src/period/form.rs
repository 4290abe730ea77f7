//! The form of a draft, once to make it and again to change it, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use registry::forms::options;
use serde::Serialize;

use super::web::{self, PeriodAnswer};
use super::{Draft, Kind, PATH, SpecialPeriod, SpecialPeriodId, draft, query, redraft};
use crate::web::Visitor;
use crate::words::{UNKNOWN, attention_field as f, attention_hint as h, special as w, special_kind, special_rule};

const FIELDS: [&str; 11] =
    ["kind", "title", "from", "to", "townships", "reason", "document", "groups", "organisations", "rules", "sweep_by"];
pub(super) const RULES: [&str; 4] = ["leader_on_duty", "doubled", "sweep", "zero_report"];

type Places = Vec<(String, String)>;

async fn places(db: &Db, ctx: &Arc<Ctx>) -> Result<Places, Error> {
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| registry::query::townships(r, &asked)).await?;
    Ok(found.into_iter().map(|(code, name)| (code.to_string(), name)).collect())
}

pub(super) async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    Ok(page(&screen, &places(&db, &ctx).await?, None, &Typed::default()))
}

/// With what the draft says.
pub(super) async fn show_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SpecialPeriodId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let (it, values) = db.read(move |r| started(r, &asked, id)).await?;
    Ok(page(&screen, &places(&db, &ctx).await?, Some(&it), &Typed { values, problems: Vec::new() }))
}

fn started(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<(SpecialPeriod, Values), Error> {
    let it = query::one(r, ctx, id)?;
    let asked = query::asked(r, ctx, id)?;
    let names = registry::query::organisation_names(r, ctx, &asked)?;
    let text = |it: Option<&kernel::Personal<String>>| it.and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    let lines: Vec<&str> = asked.iter().filter_map(|id| names.get(id)).map(String::as_str).collect();
    let mut values = Values::default()
        .with("kind", it.kind.word())
        .with("title", it.title())
        .with("from", it.from.to_string())
        .with("to", it.to.to_string())
        .with("reason", text(it.reason.as_ref()))
        .with("document", text(it.document.as_ref()))
        .with("organisations", lines.join("\n"))
        .with("sweep_by", it.tightening.sweep_by.map_or(String::new(), |day| day.to_string()))
        .with("report_hour", it.tightening.report_hour.map_or(String::new(), |hour| hour.to_string()));
    for code in &it.townships {
        values.add("townships", code.to_string());
    }
    for rule in rules_of(&it) {
        values.add("rules", rule);
    }
    Ok((it, values))
}

pub(super) fn rules_of(it: &SpecialPeriod) -> Vec<&'static str> {
    let rules = &it.tightening;
    let on = [rules.leader_on_duty, rules.doubled, rules.sweep, rules.report_hour.is_some()];
    RULES.into_iter().zip(on).filter(|(_, on)| *on).map(|(rule, _)| rule).collect()
}

fn page(screen: &Screen, places: &Places, it: Option<&SpecialPeriod>, typed: &Typed) -> Response {
    let lang = screen.lang();
    let mut labels: Vec<(&'static str, &'static str)> = FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect();
    labels.push(("report_hour", f::of(lang, "report_hour")));
    let title = if it.is_some() { w::redraft(lang) } else { w::draft(lang) };
    let mut crumbs = vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH)];
    let back = it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}", it.id));
    if let Some(it) = it {
        crumbs.push(Crumb::link(it.title(), back.as_str()));
    }
    crumbs.push(Crumb::here(title));
    let page = Sheet {
        title,
        about: it.map_or("", |it| it.title()),
        crumbs,
        action: it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}/draft", it.id)),
        back,
        then: w::draft_then(lang),
        labels,
    };
    page.show(screen, typed, html! {}, fields(lang, places, typed))
}

fn hint(lang: Lang, name: &str) -> &'static str {
    match h::of(lang, name) {
        UNKNOWN => "",
        hint => hint,
    }
}

fn fields(lang: Lang, places: &Places, typed: &Typed) -> Markup {
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(lang, name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let kinds = options(Kind::ALL, Kind::word, |it| special_kind::of(lang, it));
    let groups = [("townships", w::all_townships(lang)), ("departments", w::all_departments(lang))]
        .map(|(word, label)| (word.to_owned(), label.to_owned()));
    let rules = RULES.map(|it| (it.to_owned(), special_rule::of(lang, it).to_owned()));
    html! {
        (form::select(&spec("kind").required(), &kinds, values, problems, lang))
        (form::text(&spec("title").required(), values, problems, lang))
        (form::date(&spec("from").required(), values, problems, lang))
        (form::date(&spec("to").required(), values, problems, lang))
        (form::text_area(&spec("reason").required(), 3, values, problems, lang))
        (form::text(&spec("document"), values, problems, lang))
        (form::wide(form::choices(&spec("townships").quoted(), places, values, problems, lang)))
        (form::group(w::whom(lang)))
        (form::choices(&spec("groups"), &groups, values, problems, lang))
        (form::text_area(&spec("organisations"), 4, values, problems, lang))
        (form::group(w::tightening(lang)))
        (form::choices(&spec("rules").required(), &rules, values, problems, lang))
        (form::date(&spec("sweep_by"), values, problems, lang))
        (form::text(&spec("report_hour"), values, problems, lang))
    }
}

fn read(values: &Values) -> Draft {
    let text = |name| values.get(name).to_owned();
    let all = |name| values.all(name).map(str::to_owned).collect();
    Draft {
        kind: text("kind"),
        title: text("title"),
        from: text("from"),
        to: text("to"),
        townships: all("townships"),
        reason: text("reason"),
        document: text("document"),
        groups: all("groups"),
        organisations: text("organisations"),
        rules: all("rules"),
        sweep_by: text("sweep_by"),
        report_hour: text("report_hour"),
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = read(&values);
    let made = db.write("special_period.draft", &ctx, move |tx, ctx| draft(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &places(&db, &ctx).await?, None, &again)),
    }
}

pub(super) async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SpecialPeriodId>,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("special_period.redraft", &ctx, move |tx, ctx| redraft(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => {
            let asked = Arc::clone(&ctx);
            let it = db.read(move |r| query::one(r, &asked, id)).await?;
            Ok(page(&screen, &places(&db, &ctx).await?, Some(&it), &again))
        }
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SpecialPeriodCreated {
    #[schema(value_type = String)]
    id: SpecialPeriodId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Draft>,
) -> Reply<Response> {
    let id = db.write("special_period.draft by program", &ctx, move |tx, ctx| draft(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(SpecialPeriodCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Draft a special period: its days and places, who is asked, and what is tightened")
        .body::<Draft>()
        .creates::<SpecialPeriodCreated>()
}

pub(super) async fn post_again_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SpecialPeriodId>,
    Json(cmd): Json<Draft>,
) -> Reply<Json<PeriodAnswer>> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| redraft(tx, ctx, id, &cmd);
    db.write("special_period.redraft by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| web::read(r, &ctx, id)).await?))
}

pub(super) fn again_doc() -> Doc {
    Doc::new("Draft it anew until it is opened").body::<Draft>().returns::<PeriodAnswer>()
}
