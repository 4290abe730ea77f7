//! The form of a call, one minute long, and its correction: the same fields, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Division, Error, Lang, Reach, Sector};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values};
use serde::{Deserialize, Serialize};

use super::WORDS;
use super::program::{self, IncidentAnswer};
use super::{PATH, Visitor};
use crate::model::{Category, Condition, Exactness, IncidentId, Source};
use crate::query::{self, Detail};
use crate::register::{Said, edition_on};
use crate::words::{act, category, exactness, field, field_hint, incident as w, source};
use crate::{Correct, Register, correct, register};
use registry::field::{Field, Kind, labels, may, must, show, show_all};
use registry::forms::options;

const REGISTER: Act = Act("incident.register");
const CORRECT: Act = Act("incident.correct");

pub(super) fn routes() -> Routes<Db> {
    let correction = "/incidents/{id}/correction";
    Routes::new()
        .page(Method::GET, "/incidents/new", REGISTER, show_call)
        .page(Method::POST, "/incidents/new", REGISTER, post_call)
        .page(Method::GET, correction, CORRECT, show_correction)
        .page(Method::POST, correction, CORRECT, post_correction)
        .api(Method::POST, PATH, REGISTER, post_call_api, call_doc())
        .api(Method::POST, correction, CORRECT, post_correction_api, correction_doc())
}

fn categories(lang: Lang) -> Vec<(String, String)> {
    options(Category::ALL, Category::word, |it| category::of(lang, it))
}

fn sectors(lang: Lang) -> Vec<(String, String)> {
    options(Sector::ALL, Sector::word, |it| registry::words::sector::of(lang, it))
}

fn sources(lang: Lang) -> Vec<(String, String)> {
    options(Source::CALLERS, Source::word, |it| source::of(lang, it))
}

fn exactnesses(lang: Lang) -> Vec<(String, String)> {
    options(Exactness::ALL, Exactness::word, |it| exactness::of(lang, it))
}

/// What the caller says.
const CALL: &[Field] = &[
    must("source", Kind::Select(sources)),
    may("told_at", Kind::Time),
    may("told_by", Kind::Text),
    may("told_phone", Kind::Text),
];
const EVENT: &[Field] = &[must("category", Kind::Choice(categories)), must("sector", Kind::Select(sectors))];
const WHERE: &[Field] = &[
    must("place", Kind::Text),
    may("unit", Kind::Organisation),
    must("happened_at", Kind::Time),
    may("exactness", Kind::Choice(exactnesses)),
    must("summary", Kind::Area(4)),
];
const MORE: &[Field] = &[
    may("road", Kind::Text),
    may("chainage", Kind::Text),
    may("project", Kind::Text),
    may("contract_section", Kind::Text),
    may("known_at", Kind::Time),
];
const WHY: Field = must("reason", Kind::Area(2));
const COUNTS: [&str; 5] = ["dead", "missing", "trapped", "severely_injured", "injured"];

/// The townships in which this visitor registers, and the place that stands in the form, which may be a village.
fn places(r: &Reader<'_>, ctx: &Ctx, given: &str) -> Result<Vec<(Division, String)>, Error> {
    let mut all = registry::query::townships(r, ctx)?;
    let reaches = |code: Division| {
        ctx.scope.grants.iter().any(|grant| match grant.reach {
            Reach::Division | Reach::Organisation => grant.division.contains(code) || code.contains(grant.division),
            Reach::District | Reach::Own => true,
        })
    };
    all.retain(|(code, _)| reaches(*code));
    let here = given.parse().ok().filter(|code: &Division| all.iter().all(|(it, _)| it != code));
    if let Some(village) = here.map(|code| registry::query::division(r, ctx, code)).transpose()?.flatten() {
        all.push((village.code, village.name));
    }
    Ok(all)
}

fn event(lang: Lang, ctx: &Ctx, places: &[(Division, String)], typed: &Typed, with_call: bool) -> Markup {
    let places: Vec<_> = places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let division = FieldSpec::new("division", field::of(lang, "division")).required();
    html! {
        @if with_call { (form::group(w::group_call(lang))) (show_all(lang, WORDS, CALL, typed)) }
        (form::group(w::group_event(lang)))
        (show_all(lang, WORDS, EVENT, typed))
        (form::select(&division, &places, values, problems, lang))
        (show_all(lang, WORDS, WHERE, typed))
        @if with_call {
            (form::group(w::group_toll(lang)))
            @for name in COUNTS {
                (form::text(&FieldSpec::new(name, field::of(lang, name)).hint(field_hint::of(lang, "count")), values, problems, lang))
            }
        }
        (form::group(w::group_more(lang)))
        (kinds(lang, ctx, typed))
        (show_all(lang, WORDS, MORE, typed))
    }
}

/// The kinds of the edition in force on the day that stands in the form, else today.
fn kinds(lang: Lang, ctx: &Ctx, typed: &Typed) -> Markup {
    let happened = kernel::Instant::read(typed.values.get("happened_at")).unwrap_or(ctx.now);
    let edition = edition_on(happened.day());
    let kinds = edition.map(|it| it.kinds()).unwrap_or_default();
    let options: Vec<_> = kinds.iter().map(|it| (it.name.to_owned(), it.name.to_owned())).collect();
    let spec = FieldSpec::new("kind", field::of(lang, "kind")).hint(field_hint::of(lang, "kind")).quoted();
    form::select(&spec, &options, &typed.values, &typed.problems, lang)
}

fn all_labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    let rest = ["division", "kind"].iter().chain(&COUNTS).map(|name| (*name, field::of(lang, name)));
    let rows = [CALL, EVENT, WHERE, MORE, &[WHY]].concat();
    labels(lang, WORDS, &rows).into_iter().chain(rest).collect()
}

fn said(values: &Values) -> Said {
    let text = |name| values.get(name).to_owned();
    Said {
        category: text("category"),
        kind: text("kind"),
        sector: text("sector"),
        division: text("division"),
        place: text("place"),
        road: text("road"),
        chainage: text("chainage"),
        project: text("project"),
        contract_section: text("contract_section"),
        unit: text("unit"),
        happened_at: text("happened_at"),
        exactness: text("exactness"),
        known_at: text("known_at"),
        summary: text("summary"),
    }
}

fn call(values: &Values) -> Register {
    let text = |name| values.get(name).to_owned();
    Register {
        particulars: said(values),
        source: text("source"),
        told_at: text("told_at"),
        told_by: text("told_by"),
        told_phone: text("told_phone"),
        dead: text(Condition::Dead.word()),
        missing: text(Condition::Missing.word()),
        trapped: text(Condition::Trapped.word()),
        severely_injured: text(Condition::SeverelyInjured.word()),
        injured: text(Condition::Injured.word()),
    }
}

async fn show_call(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let values = Values::default()
        .with("told_at", ctx.now.to_minute())
        .with("happened_at", ctx.now.to_minute())
        .with("exactness", Exactness::Minute.word())
        .with("category", Category::ProductionSafety.word());
    call_sheet(&db, &ctx, &screen, &Typed { values, problems: Vec::new() }).await
}

async fn call_sheet(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, typed: &Typed) -> Reply<Response> {
    let (asked, given) = (Arc::clone(ctx), typed.values.get("division").to_owned());
    let places = db.read(move |r| places(r, &asked, &given)).await?;
    let lang = screen.lang();
    let title = w::register(lang);
    let sheet = Sheet {
        title,
        about: "",
        crumbs: vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title)],
        action: "/incidents/new".to_owned(),
        back: PATH.to_owned(),
        then: w::register_then(lang),
        labels: all_labels(lang),
    };
    Ok(sheet.show(screen, typed, html! {}, event(lang, ctx, &places, typed, true)))
}

async fn post_call(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = call(&values);
    let made = db.write("incident.register", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await;
    match done(made, values, |id| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => call_sheet(&db, &ctx, &screen, &again).await,
    }
}

async fn show_correction(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IncidentId>,
) -> Reply {
    correction_sheet(&db, &ctx, &screen, id, None).await
}

async fn correction_sheet(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: IncidentId,
    typed: Option<Typed>,
) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| {
        let shown = query::one(r, &asked, id)?;
        let typed = typed.unwrap_or_else(|| Typed { values: as_said(&shown), problems: Vec::new() });
        let places = places(r, &asked, typed.values.get("division"))?;
        Ok((shown, typed, places))
    };
    let (shown, typed, places) = db.read(read).await?;
    let lang = screen.lang();
    let title = act::of(lang, "correction");
    let back = format!("{PATH}/{id}");
    let sheet = Sheet {
        title,
        about: shown.title.as_str().unwrap_or("--"),
        crumbs: vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.number_text(), back.clone()),
            Crumb::here(title),
        ],
        action: format!("{back}/correction"),
        back,
        then: w::correct_then(lang),
        labels: all_labels(lang),
    };
    let fields = html! { (event(lang, ctx, &places, &typed, false)) (show(lang, WORDS, &WHY, &typed)) };
    Ok(sheet.show(screen, &typed, html! {}, fields))
}

/// What is on record, as the form has it.
fn as_said(shown: &Detail) -> Values {
    let it = &shown.particulars;
    let mut values = Values::default();
    let text = |it: &Option<String>| it.clone().unwrap_or_default();
    let kind = it.kind.as_ref().and_then(super::marks::kind_name);
    values.set("category", it.category.word());
    values.set("kind", kind.unwrap_or_default());
    values.set("sector", it.sector.word());
    values.set("division", it.division.to_string());
    values.set("place", it.place.as_str().unwrap_or_default());
    values.set("road", text(&it.road));
    values.set("chainage", text(&it.chainage));
    values.set("project", text(&it.project));
    values.set("contract_section", text(&it.contract_section));
    values.set("unit", it.unit_name.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    values.set("happened_at", it.happened_at.to_minute());
    values.set("exactness", it.exactness.word());
    values.set("known_at", it.known_at.map_or(String::new(), |at| at.to_minute()));
    values.set("summary", it.summary.as_str().unwrap_or_default());
    values
}

async fn post_correction(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<IncidentId>,
    values: Values,
) -> Reply {
    let cmd = Correct { particulars: said(&values), reason: values.get("reason").to_owned() };
    let made = db.write("incident.correct", &ctx, move |tx, ctx| correct(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => correction_sheet(&db, &ctx, &screen, id, Some(again)).await,
    }
}

/// What was made.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IncidentCreated {
    #[schema(value_type = String)]
    id: IncidentId,
}

async fn post_call_api(State(db): State<Db>, Extension(ctx): Visitor, Json(cmd): Json<Register>) -> Reply<Response> {
    let id = db.write("incident.register by program", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(IncidentCreated { id })).into_response())
}

fn call_doc() -> Doc {
    Doc::new("Register a call about an incident; the clocks of whoever has to be told start at once")
        .body::<Register>()
        .creates::<IncidentCreated>()
}

async fn post_correction_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IncidentId>,
    Json(cmd): Json<Correct>,
) -> Reply<Json<IncidentAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        correct(tx, ctx, id, &cmd)?;
        program::read(tx, ctx, id)
    };
    Ok(Json(db.write("incident.correct by program", &ctx, run).await?))
}

fn correction_doc() -> Doc {
    Doc::new("Correct where, when and what, whole, with the reason; figures stay with their people")
        .body::<Correct>()
        .returns::<IncidentAnswer>()
}
