//! The list of fire spots: what was seen where, who owes the check, and what was found.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Division, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::forms::options;
use registry::map::Look;
use serde::Serialize;
use signal::device::{self, DeviceId};

use super::detail::{RECORD, SpotAnswer, answer};
use super::query::{self, Filter, View};
use super::{Confidence, Finding, FireSpot, State};
use crate::web::Visitor;
use crate::words::{danger as d, fire_confidence, fire_finding, fire_spot as w, fire_spot_state, fire_spot_view};

pub(crate) const PATH: &str = "/fire-spots";
const ROWS: u32 = 50;

/// What the lines name.
#[derive(Default)]
pub(super) struct Named {
    bodies: HashMap<OrganisationId, String>,
    places: HashMap<Division, String>,
    devices: HashMap<DeviceId, Division>,
}

impl Named {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, lines: &[FireSpot]) -> Result<Named, Error> {
        let bodies: Vec<_> = lines.iter().filter_map(|it| it.owner).collect();
        let near: Vec<_> = lines.iter().filter_map(|it| it.near).map(|it| it.0).collect();
        let devices: HashMap<DeviceId, Division> = device::query::among(r, &ctx.beyond_scope(), &near)?
            .into_iter()
            .map(|it| (it.id, it.said.division))
            .collect();
        let places: Vec<Division> = lines.iter().map(|it| it.division).chain(devices.values().copied()).collect();
        Ok(Named {
            bodies: registry::query::organisation_names(r, ctx, &bodies)?,
            places: registry::query::division_names(r, ctx, &places)?,
            devices,
        })
    }

    pub fn body(&self, id: OrganisationId) -> &str {
        self.bodies.get(&id).map_or("--", String::as_str)
    }

    /// The township; outside of the district, how far beyond its border.
    pub fn place(&self, lang: Lang, it: &FireSpot) -> String {
        match it.outside_m {
            0 => self.places.get(&it.division).cloned().unwrap_or_else(|| "--".to_owned()),
            m => w::beyond(lang, km(m)),
        }
    }

    /// The village of the nearest device, and how far that is.
    pub fn near(&self, lang: Lang, it: &FireSpot) -> Option<String> {
        let (device, m) = it.near?;
        let village = self.places.get(self.devices.get(&device)?)?;
        Some(w::near(lang, village, km(m)))
    }
}

fn km(m: i64) -> String {
    format!("{}.{}", m / 1_000, m % 1_000 / 100)
}

pub(super) struct Listed {
    pub lines: Vec<FireSpot>,
    pub total: u64,
    pub named: Named,
    pub township: Option<String>,
    places: Vec<(String, String)>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let count = |view: &View| Ok((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    let places = registry::query::townships(r, ctx)?;
    let lines = query::list(r, ctx, filter, from, rows)?;
    Ok(Listed {
        counts: View::ALL.iter().map(count).collect::<Result<_, Error>>()?,
        named: Named::fetch(r, ctx, &lines)?,
        lines,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        township: places.iter().find(|(code, _)| Some(*code) == filter.township).map(|(_, name)| name.clone()),
        places: places.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::title(lang);
    let brings = ctx.may(RECORD) && ctx.may(Act("import.use"));
    let bring = html! { @if brings { (parts::primary_link(w::bring(lang), "/imports/new?kind=hotspots")) } };
    let body = html! {
        (parts::head(title, html! {}, bring))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (parts::small_link(w::to_map(lang), &query.clone().without("page").at("/fire-spots/map")))
                (parts::small_link(w::sources(lang), "/heat-sources"))
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
        p.muted.small { (w::about(lang, super::BORDER_KM)) }
    };
    let crumbs = [Crumb::here(d::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: fire_spot_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *view == View::Late && *count > 0,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let findings = options(Finding::ALL, Finding::word, |it| fire_finding::of(lang, it));
    html! {
        @for kept in ["state", "source"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::finding(lang), "finding", &findings, query))
        (list::query_select(lang, w::township(lang), "township", &listed.places, query))
        (list::query_days(lang, w::first_at(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    let township = listed.township.clone().unwrap_or_else(|| "--".to_owned());
    vec![
        (w::finding(lang), "finding", filter.finding.map(|it| fire_finding::of(lang, it.word()).to_owned())),
        (w::township(lang), "township", filter.township.map(|_| township)),
        (w::source(lang), "source", filter.source.map(|_| w::this_source(lang).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

/// How far the check is, or what it found.
pub(super) fn state_mark(lang: Lang, ctx: &Ctx, it: &FireSpot) -> Markup {
    let word = fire_spot_state::of(lang, it.state().word());
    match (it.state(), &it.answer) {
        (State::Answered, Some(said)) if said.finding == Finding::Wildfire => {
            parts::bad_tag(fire_finding::of(lang, said.finding.word()))
        }
        (State::Answered, Some(said)) => parts::ticked(fire_finding::of(lang, said.finding.word())),
        (State::Owed, _) if it.owed.is_some_and(|owed| owed.due <= ctx.now) => parts::silent_mark(word),
        (State::Owed, _) => parts::status(parts::Ring::Quarter, word),
        _ => parts::tag(word),
    }
}

pub(super) fn look(it: &FireSpot) -> Look {
    match (it.state(), it.answer.as_ref().map(|said| said.finding)) {
        (_, Some(Finding::Wildfire)) => Look::Red,
        (State::Owed, _) => Look::Orange,
        (_, Some(Finding::Unpermitted)) => Look::Yellow,
        (State::Outside | State::Past, _) => Look::Silent,
        _ => Look::Calm,
    }
}

pub(super) fn confidence(lang: Lang, it: Confidence) -> &'static str {
    fire_confidence::of(lang, it.word())
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::place(lang)),
        Column::text(w::near_label(lang)).wide_only(),
        Column::day(w::first_at(lang)),
        Column::day(w::last_at(lang)).wide_only(),
        Column::number(w::detections(lang)),
        Column::text(w::confidence(lang)).wide_only(),
        Column::number(w::power(lang)).wide_only(),
        Column::text(w::state(lang)),
        Column::day(w::due(lang)),
        Column::text(w::owner(lang)).wide_only(),
    ];
    let row = |it: &FireSpot| {
        let is_owed = it.state() == State::Owed;
        Row::new(vec![
            html! { a.nowrap href=(format!("{PATH}/{}", it.id)) { (it.number) } },
            html! { span lang="zh-CN" { (listed.named.place(lang, it)) } },
            html! { span lang="zh-CN" { (parts::or_dash(listed.named.near(lang, it).as_deref())) } },
            html! { span.nowrap { (format::instant(it.first_at)) } },
            html! { span.nowrap { (format::instant(it.last_at)) } },
            html! { (it.detections) },
            html! { (confidence(lang, it.confidence)) },
            html! { (parts::or_dash(it.power_mw_max.map(|it| it.to_string()).as_deref())) },
            state_mark(lang, ctx, it),
            html! { @if let Some(owed) = it.owed.filter(|_| is_owed) { (parts::due(lang, owed.due, ctx.now, false)) } },
            html! { @if let Some(owner) = it.owner { span lang="zh-CN" { (listed.named.body(owner)) } } },
        ])
        .late(is_owed && it.owed.is_some_and(|owed| owed.due <= ctx.now))
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of fire spots for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SpotLines {
    spots: Vec<SpotAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<SpotLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(SpotLines { spots: lines.iter().map(answer).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Fires that satellites detected, the latest first, fifty a page")
        .returns::<SpotLines>()
        .query("state", "inside, owed, late, answered, known, outside or all; inside without it")
        .query("finding", "wildfire, permitted, unpermitted, industrial or false_alarm")
        .query("township", "code of a township")
        .query("source", "id of a heat source")
        .query("from", "first seen on or after this day, yyyy-MM-dd")
        .query("to", "first seen on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
