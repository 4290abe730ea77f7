//! The page of one fire spot: where it is, what was detected when, and the answer.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, Values, format, list as lists, parts};
use registry::division::Outline;
use registry::field::{Kind, may, must};
use registry::forms::{at_by, options, said};
use registry::map::{Map, Point};
use registry::step::{Step, Subject};
use serde::{Deserialize, Serialize};

use super::list::{self, Named, PATH, confidence, look, state_mark};
use super::{Answer, Detection, Fact, Finding, FireSpot, FireSpotId, State, map, program, query};
use crate::source::{self, HeatSource};
use crate::web::{Told, Visitor, WORDS, degrees, entry, told};
use crate::words::{danger as d, fire_act, fire_finding, fire_spot as w, fire_spot_fact, fire_spot_state};

pub(super) const VIEW: Act = Act("fire_spot.view");
pub(super) const RECORD: Act = Act("fire_spot.record");
const ANSWER: Act = Act("fire_spot.answer");
const MARK: Act = Act("heat_source.mark");

struct Spots;

impl Subject for Spots {
    type Id = FireSpotId;
    type Shown = FireSpot;
    type Answer = SpotAnswer;

    const WORDS: registry::field::Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<FireSpot, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<SpotAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: FireSpotId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &FireSpot) -> Vec<Crumb> {
        vec![
            Crumb::here(d::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.number.clone(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &FireSpot) -> &str {
        &shown.number
    }

    fn start_row(_: &FireSpot, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("FireSpotId"))
    }

    fn above(lang: Lang, _: &FireSpot, _: &str) -> Markup {
        parts::note(
            NoteKind::Plain,
            w::real_fire(lang),
            html! {
                a href="/incidents/new" target="_blank" { (w::report_incident(lang)) }
            },
        )
    }
}

fn findings(lang: Lang) -> Vec<(String, String)> {
    options(Finding::ALL, Finding::word, |it| fire_finding::of(lang, it))
}

/// A correction begins with the answer that holds.
fn start(_: &Ctx, it: &FireSpot, values: &mut Values) {
    if let Some(known) = &it.answer {
        values.set("finding", known.finding.word());
        values.set("incident", known.incident.clone().unwrap_or_default());
        values.set("note", known.note.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    }
}

static ANSWERING: Step<Spots, Answer> = Step {
    name: "answer",
    word: "fire_answer",
    act: ANSWER,
    write: ["fire_spot.answer", "fire_spot.answer by program"],
    doc: "Say what a check of a fire spot found; said again, it corrects the answer before",
    fields: &[must("finding", Kind::Choice(findings)), must("note", Kind::Area(3)), may("incident", Kind::Text)],
    start,
    run: |tx, ctx, id, _, cmd| super::answer(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, map::PATH, VIEW, map::show)
        .page(Method::GET, "/fire-spots/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, RECORD, program::post, program::doc())
        .api(Method::GET, "/fire-spots/points", VIEW, map::points, map::points_doc())
        .api(Method::GET, "/fire-spots/{id}", VIEW, get, doc())
        .and(ANSWERING.routes("/fire-spots/{id}/answer"))
}

struct Shown {
    it: FireSpot,
    named: Named,
    source: Option<HeatSource>,
    detections: Vec<Detection>,
    story: Vec<Told<Fact>>,
    answered_by: Option<String>,
    outlines: Vec<Outline>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let source = match it.source {
        Some(id) => Some(source::query::one(r, &ctx.beyond_scope(), id)?),
        None => None,
    };
    let by = it.answer.as_ref().and_then(|said| said.by);
    Ok(Shown {
        named: Named::fetch(r, ctx, std::slice::from_ref(&it))?,
        source,
        detections: query::detections(r, ctx, id)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        answered_by: registry::forms::person(r, ctx, by)?,
        outlines: registry::division::outlines(r, ctx)?,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<FireSpotId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let title = format!("{} {}", it.number, shown.named.place(lang, it));
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let body = html! {
        (parts::head(&title, state_mark(lang, &ctx, it), parts::print_button(lang)))
        div.cols {
            div {
                (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
                div.gap-top {
                    (parts::card(w::detections(lang), Some(shown.detections.len() as u64), None, detections(lang, &shown.detections)))
                }
            }
            div { (parts::card(w::where_it_is(lang), None, None, where_it_is(lang, &shown))) }
        }
        (parts::card(w::course(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(d::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(title.clone())];
    Ok(screen.page(&title, &crumbs, body))
}

fn where_it_is(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let point = |seen: &Detection| {
        Some(Point {
            at: Point::corner(Some(seen.longitude_e6), Some(seen.latitude_e6))?,
            name: it.number.clone(),
            look: look(it),
            word: format!("{} · {}", seen.satellite, format::instant(seen.at)),
            href: format!("{PATH}/{}", it.id),
        })
    };
    let points: Vec<Point> = shown.detections.iter().filter_map(point).collect();
    let address = "/api/v1/fire-spots/points?state=all";
    Map { drawing: w::drawing(lang), moving: w::moving(lang), points: address }.show(lang, &shown.outlines, &points)
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let (it, named) = (&shown.it, &shown.named);
    let mut rows = vec![
        (w::place(lang), html! { span lang="zh-CN" { (named.place(lang, it)) } }),
        (w::position(lang), html! { (degrees(it.longitude_e6)) ", " (degrees(it.latitude_e6)) }),
        (w::near_label(lang), html! { span lang="zh-CN" { (parts::or_dash(named.near(lang, it).as_deref())) } }),
        (w::land(lang), parts::silent_mark(w::land_unknown(lang))),
        (w::first_at(lang), html! { (format::instant(it.first_at)) }),
        (w::last_at(lang), html! { (format::instant(it.last_at)) }),
        (w::confidence(lang), html! { (confidence(lang, it.confidence)) }),
    ];
    if let Some(power) = it.power_mw_max {
        rows.push((w::power(lang), html! { (power) }));
    }
    if let Some(source) = &shown.source {
        rows.push((
            w::source(lang),
            html! { a href=(format!("/heat-sources/{}", source.id)) lang="zh-CN" { (source.name) } },
        ));
    }
    rows.push((
        w::owner(lang),
        match it.owner {
            Some(owner) => html! { span lang="zh-CN" { (named.body(owner)) } },
            None => html! { span.muted { (fire_spot_state::of(lang, it.state().word())) } },
        },
    ));
    if let Some(owed) = it.owed {
        rows.push((w::due(lang), parts::due_on_case(lang, owed.due, ctx.now, it.answer.is_some())));
    }
    if let Some(known) = &it.answer {
        rows.push((w::finding(lang), state_mark(lang, ctx, it)));
        rows.push((w::answered_at(lang), at_by(Some(known.at), shown.answered_by.as_ref())));
        if let Some(note) = &known.note {
            rows.push((w::note(lang), said(note)));
        }
        if let Some(number) = &known.incident {
            let href = Values::default().with("q", number.clone()).at(page::SEARCH);
            rows.push((w::incident(lang), html! { a href=(href) { (number) } }));
        }
    }
    rows
}

fn detections(lang: Lang, all: &[Detection]) -> Markup {
    let columns = [
        Column::day(w::seen_at(lang)),
        Column::text(w::satellite(lang)),
        Column::text(w::position(lang)),
        Column::text(w::confidence(lang)),
        Column::number(w::power(lang)),
    ];
    let row = |it: &Detection| {
        Row::new(vec![
            html! { span.nowrap { (format::instant(it.at)) } },
            html! { span.nowrap lang="en" { (it.satellite) " " span.muted { (it.instrument) } } },
            html! { span.nowrap { (degrees(it.longitude_e6)) ", " (degrees(it.latitude_e6)) } },
            html! { (confidence(lang, it.confidence)) @if let Some(percent) = it.percent { " " (percent) " %" } },
            html! { (parts::or_dash(it.power_mw.map(|it| it.to_string()).as_deref())) },
        ])
    };
    lists::table(w::detections(lang), &columns, &all.iter().map(row).collect::<Vec<_>>())
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = fire_spot_fact::of(lang, ledger::Fact::kind(fact));
    let seen = |it: &Detection| format!("{} {}", it.satellite, format::instant(it.at));
    let (more, quote) = match fact {
        Fact::Found(it) => (seen(&it.detection), None),
        Fact::Detected(it) => (seen(it), None),
        Fact::Answered { finding, note, .. } => (fire_finding::of(lang, finding.word()).to_owned(), Some(note)),
    };
    entry(one, html! { (word) " " (more) }, quote)
}

/// Only what this visitor may do to the fire spot as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &FireSpot) -> Markup {
    let answer = format!("{PATH}/{}/answer", it.id);
    let source = Values::default()
        .with("longitude", degrees(it.longitude_e6))
        .with("latitude", degrees(it.latitude_e6))
        .with("division", it.division.to_string())
        .at("/heat-sources/new");
    let marks = ctx.may(MARK) && it.source.is_none() && it.outside_m == 0;
    html! {
        @if marks { (parts::link_button(fire_act::of(lang, "heat_source"), &source)) " " }
        @if ctx.may(ANSWER) {
            @match it.state() {
                State::Owed => { (parts::primary_link(fire_act::of(lang, "fire_answer"), &answer)) },
                State::Answered => { (parts::link_button(w::correct(lang), &answer)) },
                State::Known | State::Outside | State::Past => { (parts::link_button(fire_act::of(lang, "fire_answer"), &answer)) },
            }
        }
    }
}

/// One fire spot for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpotAnswer {
    #[schema(value_type = String)]
    id: FireSpotId,
    version: i64,
    number: String,
    /// The township; the district itself where the fire is outside.
    division: String,
    outside_m: i64,
    /// Degrees, WGS-84: of the first detection that was known.
    longitude: f64,
    latitude: f64,
    first_at: String,
    last_at: String,
    detections: i64,
    /// The most certain: `low`, `nominal`, `high`
    confidence: String,
    power_mw_max: Option<f64>,
    /// `owed`, `answered`, `known`, `outside`, `past`
    state: String,
    owner: Option<String>,
    due: Option<String>,
    /// `wildfire`, `permitted`, `unpermitted`, `industrial`, `false_alarm`
    finding: Option<String>,
    incident: Option<String>,
    source: Option<String>,
}

pub(super) fn answer(it: &FireSpot) -> SpotAnswer {
    let known = it.answer.as_ref();
    SpotAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        division: it.division.to_string(),
        outside_m: it.outside_m,
        longitude: it.longitude_e6 as f64 / 1e6,
        latitude: it.latitude_e6 as f64 / 1e6,
        first_at: it.first_at.to_minute(),
        last_at: it.last_at.to_minute(),
        detections: it.detections,
        confidence: it.confidence.word().to_owned(),
        power_mw_max: it.power_mw_max.map(signal::Quantity::value),
        state: it.state().word().to_owned(),
        owner: it.owner.map(|id| id.to_string()),
        due: it.owed.map(|it| it.due.to_minute()),
        finding: known.map(|it| it.finding.word().to_owned()),
        incident: known.and_then(|it| it.incident.clone()),
        source: it.source.map(|id| id.to_string()),
    }
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Path(id): Path<FireSpotId>) -> Reply<Json<SpotAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One fire that satellites detected: where, when, who owes the check and what was found")
        .returns::<SpotAnswer>()
}
