//! The form of one person: recorded, and corrected with a reason; and both for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, DivisionLevel, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use registry::forms::options;
use serde::Serialize;

use super::detail::{self, VictimAnswer, answer, crumbs};
use super::list::PATH;
use super::{Cause, Condition, Correct, Person, Sex, Victim, VictimId, act, query};
use crate::event::{self, Disaster, DisasterId, PATH as DISASTERS};
use crate::web::Visitor;
use crate::words::{victim as w, victim_cause, victim_condition, victim_sex};
use page::sheet::{Sheet, Typed, done};

type Places = Vec<(String, String)>;

/// Townships and their villages within the visitor's reach.
fn places(r: &Reader<'_>, ctx: &Ctx) -> Result<Places, Error> {
    let county = ctx.district.division();
    let of = |level| registry::query::divisions(r, ctx, county, level);
    let (towns, villages) = (of(DivisionLevel::Township)?, of(DivisionLevel::Village)?);
    let mut all = Vec::new();
    for town in towns.iter().filter(|it| it.abolished_on.is_none()) {
        all.push((town.code, town.name.clone()));
        let own = villages.iter().filter(|it| it.abolished_on.is_none() && it.code.township() == town.code);
        all.extend(own.map(|it| (it.code, format!("{} {}", town.name, it.name))));
    }
    all.retain(|(code, _)| ctx.scope.covers(*code, &[], &[], None));
    Ok(all.into_iter().map(|(code, name)| (code.to_string(), name)).collect())
}

fn labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", w::name(lang)),
        ("sex", w::sex(lang)),
        ("age", w::age(lang)),
        ("division", w::division(lang)),
        ("place", w::place(lang)),
        ("cause", w::cause(lang)),
        ("condition", w::condition(lang)),
        ("since", w::since(lang)),
        ("note", w::note(lang)),
        ("reason", w::reason(lang)),
    ]
}

fn inputs(lang: Lang, places: &Places, of: &[Condition], typed: &Typed) -> Markup {
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let sexes = options(Sex::ALL, Sex::word, |it| victim_sex::of(lang, it));
    let causes = options(Cause::ALL, Cause::word, |it| victim_cause::of(lang, it));
    let conditions = options(of, Condition::word, |it| victim_condition::of(lang, it));
    html! {
        (form::text(&spec(0, "").required(), values, problems, lang))
        (form::choice(&spec(6, "").required(), &conditions, values, problems, lang))
        (form::select(&spec(1, ""), &sexes, values, problems, lang))
        (form::text(&spec(2, w::age_hint(lang)), values, problems, lang))
        (form::select(&spec(3, w::division_hint(lang)).required(), places, values, problems, lang))
        (form::text(&spec(4, w::place_hint(lang)), values, problems, lang))
        (form::select(&spec(5, "").required(), &causes, values, problems, lang))
        (form::datetime(&spec(7, w::since_hint(lang)).required(), values, problems, lang))
        (form::text_area(&spec(8, w::note_hint(lang)), 2, values, problems, lang))
    }
}

fn typed_person(values: &Values) -> Person {
    let text = |name| values.get(name).to_owned();
    Person {
        name: text("name"),
        sex: text("sex"),
        age: text("age"),
        division: text("division"),
        place: text("place"),
        cause: text("cause"),
        condition: text("condition"),
        since: text("since"),
        note: text("note"),
    }
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
) -> Reply {
    record_page(&db, &ctx, &screen, id, &Typed::default()).await
}

async fn record_page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: DisasterId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| Ok::<_, Error>((event::query::one(r, &asked, id)?, places(r, &asked)?));
    let (disaster, places): (Disaster, Places) = db.read(read).await?;
    let lang = screen.lang();
    let mut crumbs = crumbs(lang, &disaster);
    crumbs.push(Crumb::here(w::record(lang)));
    let page = Sheet {
        title: w::record(lang),
        about: disaster.title(),
        crumbs,
        action: format!("{DISASTERS}/{id}/victims"),
        back: format!("{DISASTERS}/{id}"),
        then: w::record_then(lang),
        labels: labels(lang),
    };
    let fields = inputs(lang, &places, &[Condition::Dead, Condition::Missing], typed);
    Ok(page.show(screen, typed, html! {}, fields))
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DisasterId>,
    values: Values,
) -> Reply {
    let cmd = typed_person(&values);
    let made = db.write("disaster_victim.record", &ctx, move |tx, ctx| act::record(tx, ctx, id, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => record_page(&db, &ctx, &screen, id, &again).await,
    }
}

/// Who was recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct VictimRecorded {
    #[schema(value_type = String)]
    id: VictimId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<Person>,
) -> Reply<Response> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| act::record(tx, ctx, id, &cmd);
    let id = db.write("disaster_victim.record by program", &ctx, run).await?;
    Ok((StatusCode::CREATED, Json(VictimRecorded { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Record a dead or missing person of a disaster by name").body::<Person>().creates::<VictimRecorded>()
}

/// As it stands, to be changed.
fn standing(it: &Victim) -> Values {
    let known = &it.known;
    let text =
        |it: &Option<kernel::Personal<String>>| it.as_ref().and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    Values::default()
        .with("name", known.name.as_str().unwrap_or_default())
        .with("sex", text(&known.sex))
        .with("age", text(&known.age))
        .with("division", known.division.to_string())
        .with("place", text(&known.place))
        .with("cause", known.cause.word())
        .with("condition", known.condition.word())
        .with("since", known.since.to_minute())
        .with("note", text(&known.note))
}

pub(super) async fn show_correct(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<VictimId>,
) -> Reply {
    correct_page(&db, &ctx, &screen, id, None).await
}

async fn correct_page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: VictimId, typed: Option<Typed>) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let read = move |r: &Reader<'_>| Ok::<_, Error>((detail::fetch(r, &asked, id)?, places(r, &asked)?));
    let (shown, places) = db.read(read).await?;
    let lang = screen.lang();
    let typed = typed.unwrap_or_else(|| Typed { values: standing(&shown.it), problems: Vec::new() });
    let mut crumbs = crumbs(lang, &shown.disaster);
    crumbs.push(Crumb::here(w::correct(lang)));
    let page = Sheet {
        title: w::correct(lang),
        about: shown.it.name(),
        crumbs,
        action: format!("{PATH}/{id}/correction"),
        back: format!("{PATH}/{id}"),
        then: w::correct_then(lang),
        labels: labels(lang),
    };
    let reason = FieldSpec::new("reason", w::reason(lang)).required();
    let fields = html! {
        (inputs(lang, &places, Condition::ALL, &typed))
        (form::text_area(&reason, 2, &typed.values, &typed.problems, lang))
    };
    Ok(page.show(screen, &typed, html! {}, fields))
}

pub(super) async fn post_correct(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<VictimId>,
    values: Values,
) -> Reply {
    let cmd = Correct { person: typed_person(&values), reason: values.get("reason").to_owned() };
    let made = db.write("disaster_victim.correct", &ctx, move |tx, ctx| act::correct(tx, ctx, id, &cmd)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => correct_page(&db, &ctx, &screen, id, Some(again)).await,
    }
}

pub(super) async fn post_correct_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<VictimId>,
    Json(cmd): Json<Correct>,
) -> Reply<Json<VictimAnswer>> {
    let asked = Arc::clone(&ctx);
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| act::correct(tx, ctx, id, &cmd);
    db.write("disaster_victim.correct by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| Ok::<_, Error>(answer(query::one(r, &asked, id)?))).await?))
}

pub(super) fn correct_doc() -> Doc {
    Doc::new("Correct what is recorded of a person, whole, with a reason").body::<Correct>().returns::<VictimAnswer>()
}
