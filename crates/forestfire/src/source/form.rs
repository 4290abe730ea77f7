//! Marking a heat source, its page, and taking the mark away.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, parts};
use registry::field::{Field, Kind, labels, may, must, show_all};
use registry::forms::{at_by, said};
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::list::{self, PATH, state};
use super::{HeatSource, HeatSourceId, Mark, Reason, act, query};
use crate::web::{Visitor, WORDS, degrees};
use crate::words::{danger as d, fire_act, fire_then, heat_source as w};

pub(super) const VIEW: Act = Act("fire_spot.view");
pub(super) const MARK: Act = Act("heat_source.mark");

const FIELDS: &[Field] = &[
    must("name", Kind::Text),
    must("division", Kind::Text),
    must("longitude", Kind::Text),
    must("latitude", Kind::Text),
    may("radius", Kind::Text),
    must("reason", Kind::Area(3)),
];

struct Sources;

impl Subject for Sources {
    type Id = HeatSourceId;
    type Shown = HeatSource;
    type Answer = SourceAnswer;

    const WORDS: registry::field::Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: HeatSourceId) -> Result<HeatSource, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: HeatSourceId) -> Result<SourceAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: HeatSourceId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &HeatSource) -> Vec<Crumb> {
        let mut crumbs = crumbs(lang);
        crumbs.push(Crumb::link(shown.name.clone(), Self::page(shown.id)));
        crumbs
    }

    fn about(shown: &HeatSource) -> &str {
        &shown.name
    }

    fn start_row(_: &HeatSource, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("HeatSourceId"))
    }
}

fn crumbs(lang: Lang) -> Vec<Crumb> {
    vec![Crumb::here(d::section(lang)), Crumb::link(w::spots(lang), "/fire-spots"), Crumb::link(w::title(lang), PATH)]
}

static UNMARKING: Step<Sources, Reason> = Step {
    name: "removal",
    word: "heat_source_removal",
    act: MARK,
    write: ["heat_source.unmark", "heat_source.unmark by program"],
    doc: "The place is not known to be hot any more: what is detected there is checked again",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::unmark(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, MARK, post)
        .page(Method::GET, "/heat-sources/new", MARK, new)
        .page(Method::GET, "/heat-sources/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, MARK, post_api, doc())
        .and(UNMARKING.routes("/heat-sources/{id}/removal"))
}

/// A place in the address begins the form: that of the fire from whose page one comes.
async fn new(screen: Screen, Query(query): Query) -> Reply {
    let mut typed = Typed::default();
    for name in ["longitude", "latitude", "division"] {
        typed.values.set(name, query.get(name));
    }
    typed.values.set("radius", act::USUAL_RADIUS_M.to_string());
    Ok(page(&screen, &typed))
}

fn page(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let title = fire_act::of(lang, "heat_source");
    let mut crumbs = crumbs(lang);
    crumbs.push(Crumb::here(title));
    let sheet = Sheet {
        title,
        about: "",
        crumbs,
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: fire_then::of(lang, "heat_source"),
        labels: labels(lang, WORDS, FIELDS),
    };
    sheet.show(screen, typed, html! {}, show_all(lang, WORDS, FIELDS, typed))
}

async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Mark {
        name: text("name"),
        division: text("division"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        radius: text("radius"),
        reason: text("reason"),
    };
    let made = db.write("heat_source.mark", &ctx, move |tx, ctx| act::mark(tx, ctx, &cmd)).await;
    match done(made, values, |id| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeatSourceCreated {
    #[schema(value_type = String)]
    id: HeatSourceId,
}

async fn post_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<Mark>) -> Reply<Response> {
    let id = db.write("heat_source.mark by program", &ctx, move |tx, ctx| act::mark(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(HeatSourceCreated { id })).into_response())
}

fn doc() -> Doc {
    Doc::new("Mark a place as known to be hot, with a reason: what is detected there opens no check")
        .body::<Mark>()
        .creates::<HeatSourceCreated>()
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<HeatSourceId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let it = query::one(r, &asked, id)?;
        let place = registry::query::division_name(r, &asked, it.division)?;
        let who = registry::forms::person(r, &asked, it.marked_by)?;
        Ok((it, place, who))
    };
    let (it, place, who) = db.read(read).await?;
    let lang = screen.lang();
    let ends = it.unmarked_at.is_none() && ctx.may(MARK);
    let seen = format!("/fire-spots?state=all&source={id}");
    let body = html! {
        (parts::head(&it.name, state(lang, &it), parts::print_button(lang)))
        (parts::card(w::what(lang), None, Some((w::seen_there(lang), &seen)), parts::facts(&facts(lang, &it, &place, who.as_ref()))))
        (parts::actions(lang, html! {}, html! {
            @if ends { (parts::grave_link(fire_act::of(lang, "heat_source_removal"), &format!("{PATH}/{id}/removal"))) }
        }))
    };
    let mut crumbs = crumbs(lang);
    crumbs.push(Crumb::here(it.name.clone()));
    Ok(screen.page(&it.name, &crumbs, body))
}

fn facts(lang: Lang, it: &HeatSource, place: &str, who: Option<&String>) -> Vec<(&'static str, Markup)> {
    let mut rows = vec![
        (w::township(lang), html! { span lang="zh-CN" { (place) } }),
        (w::position(lang), html! { (degrees(it.longitude_e6)) ", " (degrees(it.latitude_e6)) }),
        (w::radius(lang), html! { (it.radius_m) " m" }),
        (w::marked_at(lang), at_by(Some(it.marked_at), who)),
    ];
    if let Some(reason) = &it.reason {
        rows.push((w::reason(lang), said(reason)));
    }
    if let Some(at) = it.unmarked_at {
        rows.push((w::unmarked_at(lang), at_by(Some(at), None)));
    }
    if let Some(note) = &it.note {
        rows.push((w::why_unmarked(lang), said(note)));
    }
    rows
}

/// One heat source for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SourceAnswer {
    #[schema(value_type = String)]
    id: HeatSourceId,
    version: i64,
    name: String,
    division: String,
    /// Degrees, WGS-84.
    longitude: f64,
    latitude: f64,
    radius_m: i64,
    marked: bool,
}

pub(super) fn answer(it: &HeatSource) -> SourceAnswer {
    SourceAnswer {
        id: it.id,
        version: it.version,
        name: it.name.clone(),
        division: it.division.to_string(),
        longitude: it.longitude_e6 as f64 / 1e6,
        latitude: it.latitude_e6 as f64 / 1e6,
        radius_m: it.radius_m,
        marked: it.unmarked_at.is_none(),
    }
}
