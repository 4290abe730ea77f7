//! The page of one township: the curve of its season, what the latest class was computed from, the rules that watch it, its days.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, Span};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::curve::{Curve, Limit};
use page::list::{Column, Row};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, NoteKind, Query, Reply, Routes, Screen, Values, format, list as lists, parts};
use readings::Metric;
use registry::field::{Kind, may, must};
use registry::forms::{day_of, said};
use registry::step::{Step, Subject};
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device::{self, Device};
use signal::rule::{self, SignalRule};

use super::list::{self, PATH, from_word, tenths};
use super::{Enter, Fact, FireArea, FireAreaId, NOON_HOUR, Rated, enter, form, query};
use crate::web::{Told, Visitor, WORDS, entry, told};
use crate::words::{danger as w, fire_act, fire_area_fact};

pub(super) const VIEW: Act = Act("fire_danger.view");
pub(super) const SET: Act = Act("fire_danger.set");
const ENTER: Act = Act("fire_danger.enter");

struct Areas;

/// An area with its name.
struct Named {
    it: FireArea,
    place: String,
}

impl Subject for Areas {
    type Id = FireAreaId;
    type Shown = Named;
    type Answer = AreaAnswer;

    const WORDS: registry::field::Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<Named, Error> {
        let it = query::one(r, ctx, id)?;
        Ok(Named { place: registry::query::division_name(r, ctx, it.said.division)?, it })
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<AreaAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: FireAreaId) -> String {
        format!("/fire-areas/{id}")
    }

    fn crumbs(lang: Lang, shown: &Named) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.place.clone(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Named) -> &str {
        &shown.place
    }

    fn start_row(_: &Named, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("FireAreaId"))
    }
}

/// The first day that has no rating and may get one.
fn start(ctx: &Ctx, shown: &Named, values: &mut Values) {
    let today = ctx.now.day();
    let next = shown.it.last.map_or(shown.it.said.since, |last| last.day.plus_days(1)).max(today.plus_days(-1));
    values.set("day", next.min(today).to_string());
}

static ENTERING: Step<Areas, Enter> = Step {
    name: "weather",
    word: "fire_weather",
    act: ENTER,
    write: ["fire_area.enter", "fire_area.enter by program"],
    doc: "Enter the weather of a noon where no station has it, with the reason: the day is rated at once",
    fields: &[
        must("day", Kind::Day),
        must("temperature", Kind::Text),
        must("humidity", Kind::Text),
        must("wind", Kind::Text),
        must("rain", Kind::Text),
        may("temperature_max", Kind::Text),
        may("humidity_min", Kind::Text),
        may("wind_max", Kind::Text),
        must("reason", Kind::Area(3)),
    ],
    start,
    run: |tx, ctx, id, _, cmd| enter(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/fire-danger/points", VIEW, list::points, list::points_doc())
        .page(Method::POST, "/fire-areas", SET, form::post)
        .page(Method::GET, "/fire-areas/new", SET, form::new)
        .page(Method::GET, "/fire-areas/{id}", VIEW, show)
        .page(Method::GET, "/fire-areas/{id}/setting", SET, form::again)
        .page(Method::POST, "/fire-areas/{id}/setting", SET, form::post_again)
        .api(Method::POST, "/fire-areas", SET, form::post_api, form::doc())
        .api(Method::GET, "/fire-areas/{id}", VIEW, get, doc())
        .api(Method::POST, "/fire-areas/{id}/setting", SET, form::post_again_api, form::again_doc())
        .and(ENTERING.routes("/fire-areas/{id}/weather"))
}

/// Days of the curve at most, and rows of the table.
const CURVE_DAYS: i64 = 366;
const ROWS: usize = 31;

struct Shown {
    of: Named,
    device: Device,
    stations: Vec<Device>,
    /// The latest first, up to the day that is asked for.
    rated: Vec<Rated>,
    rules: Vec<SignalRule>,
    story: Vec<Told<Fact>>,
    day: Day,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, (id, day): (FireAreaId, Option<Day>)) -> Result<Shown, Error> {
    let of = Areas::shown(r, ctx, id)?;
    let everywhere = ctx.beyond_scope();
    let day = day.unwrap_or_else(|| ctx.now.day());
    let device = device::query::one(r, &everywhere, of.it.said.device)?;
    let mut rules = rule::query::in_force(r, &everywhere, ctx.now.day())?;
    rules.retain(|it| it.watches(&device));
    let rated = query::of_area(r, ctx, (id, day.plus_days(-CURVE_DAYS), day), 400)?;
    let mut named = of.it.said.stations.clone();
    named.extend(rated.iter().filter_map(|it| it.it.noon.station));
    named.sort();
    named.dedup();
    Ok(Shown {
        stations: device::query::among(r, &everywhere, &named)?,
        device,
        rated,
        rules,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        of,
        day,
    })
}

impl Shown {
    fn station(&self, id: device::DeviceId) -> &str {
        self.stations.iter().find(|it| it.id == id).map_or("--", |it| it.said.name.as_str())
    }
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<FireAreaId>,
    Query(query): Query,
) -> Reply {
    let (asked, day) = (Arc::clone(&ctx), day_of(&query, "day"));
    let shown = db.read(move |r| fetch(r, &asked, (id, day))).await?;
    let lang = screen.lang();
    let title = w::title_of(lang, &shown.of.place);
    let latest = shown.rated.first();
    let mark = html! {
        @match latest {
            Some(it) => { (it.it.class.mark(lang)) " " span.muted { (it.it.day) } },
            None => { (parts::silent_mark(if shown.of.it.said.is_watched { w::not_rated(lang) } else { w::not_watched(lang) })) },
        }
    };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let readings = format!("/devices/{}/readings?metric=fire_weather_index&span=year", shown.device.id);
    let missed = shown.of.it.said.is_watched
        && latest.is_none_or(|it| it.it.day < super::due(ctx.now - Span::hours(1)).min(shown.day));
    let body = html! {
        (parts::head(&title, mark, parts::print_button(lang)))
        @if missed { (parts::note(NoteKind::Bad, w::missed(lang), html! { (w::missed_text(lang)) })) }
        (parts::card(w::curve(lang), None, Some((w::readings(lang), &readings)), curve(lang, &shown)))
        @if let Some(it) = latest {
            (parts::card(w::computed_from(lang), None, None, parts::facts(&computed(lang, &shown, it))))
        }
        (parts::card(w::rules(lang), Some(shown.rules.len() as u64), None, rules(lang, &shown)))
        (parts::card(w::days(lang), None, None, days(lang, &shown)))
        (parts::card(w::setting(lang), None, None, parts::facts(&setting(lang, &shown))))
        (parts::card(w::course(lang), None, None, parts::inside(story::timeline(&entries))))
        p.muted.small { (w::about(lang)) }
        (parts::actions(lang, html! {}, html! {
            @if ctx.may(SET) { (parts::link_button(fire_act::of(lang, "fire_setting"), &format!("/fire-areas/{id}/setting"))) " " }
            @if ctx.may(ENTER) && shown.of.it.said.is_watched {
                (parts::link_button(fire_act::of(lang, "fire_weather"), &format!("/fire-areas/{id}/weather")))
            }
        }))
    };
    let crumbs =
        [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(shown.of.place.clone())];
    Ok(screen.page(&title, &crumbs, body))
}

/// The index of the year up to the day, with the limits of the rules that look at it; gaps are gaps.
fn curve(lang: Lang, shown: &Shown) -> Markup {
    let at = |it: &Rated| it.it.day.at(NOON_HOUR, 0);
    let drawn: Vec<(Instant, f64)> = shown.rated.iter().rev().map(|it| (at(it), it.it.fwi.value())).collect();
    let (Some((from, _)), Some((to, _))) = (drawn.first().copied(), drawn.last().copied()) else {
        return html! { p.in.muted { (w::no_days(lang)) } };
    };
    if from == to {
        return html! { p.in.muted { (w::one_day(lang)) } };
    }
    let silences: Vec<(Instant, Instant)> =
        drawn.windows(2).map(|two| (two[0].0, two[1].0)).filter(|(a, b)| b.since(*a) > Span::hours(36)).collect();
    let limit = |it: &SignalRule| {
        let all = it.said.thresholds.clone();
        let (title, last) = (it.title().to_owned(), all.len());
        all.into_iter().enumerate().map(move |(n, one)| Limit {
            value: one.value.value(),
            word: format!("{title} {} {}", one.colour.text(lang), one.value),
            is_top: n + 1 == last,
        })
    };
    let limits: Vec<Limit> =
        shown.rules.iter().filter(|it| it.said.metric == Metric::FireWeatherIndex).flat_map(limit).collect();
    Curve {
        title: &w::curve_of(lang, &shown.of.place),
        unit: w::fwi(lang),
        from,
        to,
        bars: &[],
        line: &drawn,
        silences: &silences,
        limits: &limits,
        points: &format!("/api/v1/devices/{}/readings?metric=fire_weather_index&span=year", shown.device.id),
        beyond: None,
    }
    .draw(lang)
}

fn computed(lang: Lang, shown: &Shown, it: &Rated) -> Vec<(&'static str, Markup)> {
    let (rating, noon) = (&it.it, &it.it.noon);
    let late = rating.day.at(NOON_HOUR, 0).since(noon.measured_at);
    let both = |at_noon: Quantity, most: Quantity, unit: &str| w::with_extreme(lang, at_noon, most, unit);
    let station = match noon.station {
        Some(id) => html! { a href=(format!("/devices/{id}")) lang="zh-CN" { (shown.station(id)) } },
        None => html! { (parts::tag(w::by_hand(lang))) " " @if let Some(reason) = &rating.reason { (said(reason)) } },
    };
    let rain = match rating.codes.rain {
        Some(rain) if rain.days == 0 => w::rain_today(lang, rain.mm),
        Some(rain) => w::last_rain(lang, rain.mm, rain.days),
        None => w::no_rain(lang).to_owned(),
    };
    vec![
        (w::day(lang), html! { (rating.day) }),
        (w::class(lang), html! { (rating.class.mark(lang)) " " (w::points_of(lang, rating.points)) }),
        (w::station(lang), station),
        (
            w::age(lang),
            html! { (format::instant(noon.measured_at)) " " span.muted { (w::before_noon(lang, format::span_brief(lang, late))) } },
        ),
        (w::temperature(lang), html! { (both(noon.temperature_c, noon.temperature_c_max, "°C")) }),
        (w::humidity(lang), html! { (both(noon.humidity_percent, noon.humidity_percent_min, "%")) }),
        (w::wind(lang), html! { (both(noon.wind_m_s, noon.wind_m_s_max, "m/s")) }),
        (w::rain(lang), html! { (noon.rain_mm) " mm" }),
        (w::dry(lang), html! { (rain) }),
        (w::went_on_from(lang), html! { (from_word(lang, it)) }),
        (
            w::codes(lang),
            html! {
                "FFMC " (tenths(rating.codes.ffmc)) " · DMC " (tenths(rating.codes.dmc)) " · DC " (tenths(rating.codes.dc))
            },
        ),
        (
            w::indices(lang),
            html! {
                "ISI " (tenths(rating.isi)) " · BUI " (tenths(rating.bui)) " · FWI " b { (tenths(rating.fwi)) }
            },
        ),
        (w::computed_at(lang), html! { (format::instant(it.at)) }),
    ]
}

fn rules(lang: Lang, shown: &Shown) -> Markup {
    if shown.rules.is_empty() {
        return html! { p.in.muted { (w::no_rules(lang)) } };
    }
    let columns = [Column::title(w::rule(lang)), Column::text(w::metric(lang)), Column::text(w::thresholds(lang))];
    let row = |it: &SignalRule| {
        Row::new(vec![
            lists::title_cell(it.title(), &format!("/signal-rules/{}", it.id)),
            html! { (signal::with_unit(lang, it.said.metric)) },
            html! { @for one in &it.said.thresholds { span.nowrap { (one.colour.mark(lang)) " " (one.value) } " " } },
        ])
    };
    lists::table(w::rules(lang), &columns, &shown.rules.iter().map(row).collect::<Vec<_>>())
}

fn days(lang: Lang, shown: &Shown) -> Markup {
    if shown.rated.is_empty() {
        return html! { p.in.muted { (w::no_days(lang)) } };
    }
    let columns = [
        Column::day(w::day(lang)),
        Column::text(w::class(lang)),
        Column::number(w::points(lang)),
        Column::number(w::fwi(lang)),
        Column::number(w::dc(lang)).wide_only(),
        Column::number(w::temperature(lang)).wide_only(),
        Column::number(w::humidity(lang)).wide_only(),
        Column::number(w::wind(lang)).wide_only(),
        Column::number(w::rain(lang)).wide_only(),
        Column::text(w::went_on_from(lang)).wide_only(),
    ];
    let row = |it: &Rated| {
        let noon = &it.it.noon;
        Row::new(vec![
            html! { span.nowrap { (it.it.day) @if noon.station.is_none() { " " (parts::tag(w::by_hand(lang))) } } },
            it.it.class.mark(lang),
            html! { (it.it.points) },
            html! { (tenths(it.it.fwi)) },
            html! { (tenths(it.it.codes.dc)) },
            html! { (noon.temperature_c) },
            html! { (noon.humidity_percent) },
            html! { (noon.wind_m_s) },
            html! { (noon.rain_mm) },
            html! { (from_word(lang, it)) },
        ])
    };
    let rows: Vec<Row> = shown.rated.iter().take(ROWS).map(row).collect();
    html! {
        (lists::table(w::days(lang), &columns, &rows))
        @if let Some(last) = shown.rated.get(ROWS) {
            p.in { a href=(format!("/fire-areas/{}?day={}", shown.of.it.id, last.it.day)) { (w::earlier(lang)) } }
        }
    }
}

fn setting(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.of.it.said;
    let station = |id: &device::DeviceId| html! { li { a href=(format!("/devices/{id}")) lang="zh-CN" { (shown.station(*id)) } } };
    vec![
        (w::township(lang), html! { span lang="zh-CN" { (shown.of.place) } }),
        (w::stations(lang), html! { ul.rows.is-even { @for id in &it.stations { (station(id)) } } }),
        (
            w::season(lang),
            html! { (it.season_from) " — " (it.season_to) " "
            span.muted { @if it.is_in_season(shown.day) { (w::in_season(lang)) } @else { (w::out_of_season(lang)) } } },
        ),
        (
            w::forest(lang),
            html! { @match it.forest_percent { Some(percent) => { (percent) " %" }, None => { (parts::dash()) } } },
        ),
        (w::cover(lang), html! { (it.cover.map(|points| points.to_string()).join(" ")) }),
        (w::since(lang), html! { (it.since) }),
        (w::device(lang), html! { a href=(format!("/devices/{}", shown.device.id)) { (shown.device.said.code) } }),
    ]
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    entry(one, html! { (fire_area_fact::of(lang, ledger::Fact::kind(&one.0.fact))) }, None)
}

/// One township for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AreaAnswer {
    #[schema(value_type = String)]
    id: FireAreaId,
    version: i64,
    division: String,
    /// The device whose readings the ratings are.
    device: String,
    stations: Vec<String>,
    watched: bool,
    forest_percent: Option<u32>,
    season_from: String,
    season_to: String,
    since: String,
    /// The last rated day.
    rated: Option<String>,
}

pub(super) fn answer(it: &FireArea) -> AreaAnswer {
    let said = &it.said;
    AreaAnswer {
        id: it.id,
        version: it.version,
        division: said.division.to_string(),
        device: said.device.to_string(),
        stations: said.stations.iter().map(ToString::to_string).collect(),
        watched: said.is_watched,
        forest_percent: said.forest_percent,
        season_from: said.season_from.to_string(),
        season_to: said.season_to.to_string(),
        since: said.since.to_string(),
        rated: it.last.map(|last| last.day.to_string()),
    }
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Path(id): Path<FireAreaId>) -> Reply<Json<AreaAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("How the forest fire danger of a township is computed").returns::<AreaAnswer>()
}

/// One rated day for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RatingAnswer {
    #[schema(value_type = String)]
    area: FireAreaId,
    township: String,
    day: String,
    /// 1 to 5, LY/T 1172-95.
    class: u8,
    points: i32,
    fwi: f64,
    ffmc: f64,
    dmc: f64,
    dc: f64,
    /// Null where the weather was entered by hand.
    station: Option<String>,
    temperature: f64,
    humidity: f64,
    wind: f64,
    rain: f64,
    /// `yesterday`, `bridged`, `start`
    went_on_from: String,
    computed_at: String,
}

pub(super) fn rating_answer(it: &Rated) -> RatingAnswer {
    let (rating, noon) = (&it.it, &it.it.noon);
    RatingAnswer {
        area: it.area,
        township: it.division.to_string(),
        day: rating.day.to_string(),
        class: rating.class.number(),
        points: rating.points,
        fwi: rating.fwi.value(),
        ffmc: rating.codes.ffmc.value(),
        dmc: rating.codes.dmc.value(),
        dc: rating.codes.dc.value(),
        station: noon.station.map(|id| id.to_string()),
        temperature: noon.temperature_c.value(),
        humidity: noon.humidity_percent.value(),
        wind: noon.wind_m_s.value(),
        rain: noon.rain_mm.value(),
        went_on_from: rating.from.word().to_owned(),
        computed_at: it.at.to_string(),
    }
}
