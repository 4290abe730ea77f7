//! The list of earthquakes, the latest first: by time, magnitude, depth, distance and source.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::detail::{EarthquakeAnswer, answer};
use super::place::{self, Names};
use super::query::{self, Filter, View, Within};
use super::{Earthquake, Precise, Report, Standing, map};
use crate::web::{Visitor, intensity, kilometres, magnitude, with_kind};
use crate::words::{
    earthquake as w, earthquake_map as m, earthquake_setting as st, earthquake_standing, earthquake_statistics as s,
    earthquake_view, earthquake_within,
};

pub const PATH: &str = "/earthquakes";
pub(super) const VIEW: Act = Act("earthquake.view");
pub(super) const RECORD: Act = Act("earthquake.record");
const ROWS: u32 = 50;
const MAGNITUDES: [&str; 7] = ["1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0"];
const DEPTHS: [&str; 4] = ["10", "20", "35", "70"];

pub(super) struct Listed {
    pub lines: Vec<Earthquake>,
    pub total: u64,
    pub names: Names,
    sources: Vec<String>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    let lines = query::list(r, ctx, filter, from, rows)?;
    Ok(Listed {
        names: Names::fetch(r, ctx, &lines)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        sources: query::sources(r, ctx)?,
        lines,
        counts,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(Act("import.use")) && ctx.may(RECORD) { (parts::link_button(w::import(lang), "/imports?kind=catalogue")) }
            @if ctx.may(RECORD) { (parts::primary_link(w::record(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (parts::small_link(s::title(lang), crate::statistics::PATH)) (parts::small_link(m::title(lang), map::PATH))
                (parts::small_link(st::title(lang), crate::setting::PATH))
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed.lines, &listed.names)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: earthquake_view::of(lang, view.word()).to_owned(),
        href: query
            .clone()
            .without("page")
            .with("state", if *view == View::Counted { "" } else { view.word() })
            .at(PATH),
        count: Some(count.unsigned_abs()),
        late: *view == View::Owed && *count > 0,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let sources: Vec<(String, String)> = listed.sources.iter().map(|it| (it.clone(), it.clone())).collect();
    let depths: Vec<(String, String)> = DEPTHS.iter().map(|km| ((*km).to_owned(), w::km(lang, km))).collect();
    html! {
        @if !query.get("state").is_empty() { input type="hidden" name="state" value=(query.get("state")); }
        (list::query_days(lang, w::days(lang), "from", "to", query))
        (magnitude_fields(lang, query))
        (list::query_select(lang, w::within(lang), "within", &within_options(lang), query))
        (list::query_select(lang, w::depth_most(lang), "depth", &depths, query))
        @if sources.len() > 1 { (list::query_select(lang, w::source(lang), "source", &sources, query)) }
    }
}

pub(crate) fn within_options(lang: Lang) -> Vec<(String, String)> {
    options(Within::ALL, Within::word, |it| earthquake_within::of(lang, it))
}

fn magnitude_fields(lang: Lang, query: &Values) -> Markup {
    let least: Vec<(String, String)> = MAGNITUDES.iter().map(|it| ((*it).to_owned(), format!("M ≥ {it}"))).collect();
    html! {
        (list::query_select(lang, w::least(lang), "least", &least, query))
        // A class of the statistics has an upper end, too.
        @if !query.get("most").is_empty() { input type="hidden" name="most" value=(query.get("most")); }
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![
        (w::first_day(lang), "from", filter.from.map(|it| it.to_string())),
        (w::last_day(lang), "to", filter.to.map(|it| it.to_string())),
        (w::least(lang), "least", filter.least.map(magnitude)),
        (w::most(lang), "most", filter.most.map(magnitude)),
        (w::within(lang), "within", filter.within.map(|it| earthquake_within::of(lang, it.word()).to_owned())),
        (w::depth_most(lang), "depth", filter.depth_most.map(|it| w::km(lang, it))),
        (w::source(lang), "source", Some(filter.source.clone()).filter(|it| !it.is_empty())),
    ]
}

/// As exactly as the source says it.
pub(crate) fn time(it: &Report) -> String {
    let seconds = page::format::clock_seconds(it.at);
    match it.precise {
        Precise::Second => format!("{} {seconds}", it.at.day()),
        Precise::Minute => it.at.to_minute(),
        Precise::Day => it.at.day().to_string(),
    }
}

pub(crate) fn depth(lang: Lang, it: &Report) -> String {
    it.depth_m.map_or(w::depth_unknown(lang).to_owned(), |metres| w::km(lang, kilometres_plain(metres)))
}

/// `10`, `8.5`: no more decimals than were given.
pub(crate) fn kilometres_plain(metres: i64) -> String {
    let text = format!("{:.1}", metres as f64 / 1_000.0);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

pub(crate) fn border(lang: Lang, it: &Earthquake) -> String {
    match it.placed.border_m {
        Some(0) => w::inside(lang).to_owned(),
        Some(metres) => w::km(lang, kilometres(metres)),
        None => "--".to_owned(),
    }
}

pub(super) fn standing_mark(lang: Lang, it: Standing) -> Markup {
    let word = earthquake_standing::of(lang, it.word());
    match it {
        Standing::None => parts::dash(),
        Standing::Owed => parts::status(parts::Ring::Quarter, word),
        Standing::Attached | Standing::LetOff => parts::status(parts::Ring::Back, word),
        Standing::Checked => parts::status(parts::Ring::Full, word),
    }
}

pub(crate) fn table(lang: Lang, lines: &[Earthquake], names: &Names) -> Markup {
    let columns = [
        Column::text(w::time(lang)),
        Column::text(w::magnitude(lang)),
        Column::title(w::place(lang)),
        Column::number(w::depth(lang)).wide_only(),
        Column::number(w::border(lang)),
        Column::text(w::intensity(lang)),
        Column::text(w::source(lang)).wide_only(),
        Column::text(w::check(lang)),
    ];
    let row = |it: &Earthquake| {
        let felt = it.placed.intensity.map_or("--".to_owned(), |tenths| intensity(lang, tenths));
        Row::new(vec![
            html! { span.nowrap { (time(&it.report)) } },
            html! { span.nowrap { (with_kind(it.report.magnitude_e3, &it.report.magnitude_kind)) } },
            list::title_cell(&place::in_words(lang, it, names), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (depth(lang, &it.report)) } },
            html! { span.nowrap { (border(lang, it)) } },
            html! { span.nowrap { (felt) } },
            html! { (it.report.source) @if it.reports > 1 { " " span.muted { (w::more_sources(lang, it.reports - 1)) } } },
            standing_mark(lang, it.standing),
        ])
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of earthquakes for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EarthquakeLines {
    earthquakes: Vec<EarthquakeAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<EarthquakeLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let names = Names::fetch(r, &ctx, &lines)?;
        let earthquakes = lines.iter().map(|it| answer(ctx.lang, it, &names)).collect();
        Ok(EarthquakeLines { earthquakes, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    with_filter(Doc::new("Earthquakes on record, the latest first, fifty a page").returns::<EarthquakeLines>())
        .query("state", "counted, owed (a check of the damage), several (sources) or withdrawn; counted without it")
        .query("source", "a source that tells of them")
        .query("page", "from 1")
}

pub(crate) fn with_filter(doc: Doc) -> Doc {
    doc.query("from", "the first day, yyyy-MM-dd")
        .query("to", "the last day, yyyy-MM-dd")
        .query("least", "the least magnitude, as 3.0")
        .query("most", "the greatest magnitude")
        .query("depth", "the greatest depth in kilometres; of unknown depth none")
        .query("within", "from the border: district (inside), km50, km100, km200, km300 or everywhere")
}
