//! Which readings did not come: of each owner and each device, how many of those that were due each day are there.
//!
//! What is due follows from the interval under which a device is registered now, from the day on which it came into service. Devices
//! that are out of service owe nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Error, Instant, Lang, OrganisationId};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Method, NoteKind, Query, Reply, Routes, Screen, Values, format, list as lists, parts};
use readings::store::history::History;
use serde::Serialize;
use signal::device::query::{Filter, View};
use signal::device::{Device, DeviceId, query};

use super::Monitor;
use crate::words::{completeness as w, readings as rw};

const PATH: &str = "/devices/completeness";
const VIEW: kernel::Act = kernel::Act("device.view");
const DAYS: usize = 7;
const ROWS: usize = 100;
const MOST: u32 = 20_000;
/// Below it, in thousandths, a day is marked.
const GOOD: u64 = 950;

pub(super) fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, VIEW, show).api(Method::GET, PATH, VIEW, get, doc())
}

/// Readings that came of those that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Share {
    came: u64,
    due: u64,
}

impl Share {
    fn add(self, other: Share) -> Share {
        Share { came: self.came + other.came, due: self.due + other.due }
    }

    fn thousandths(self) -> u64 {
        (self.came * 1_000).checked_div(self.due).unwrap_or(1_000)
    }

    fn cell(self) -> Markup {
        match self {
            Share { due: 0, .. } => parts::dash(),
            Share { came: 0, .. } => html! { span.late { "0" } },
            it if it.thousandths() < GOOD => html! { b { (format::percent(it.came, it.due)) } },
            it => html! { (format::percent(it.came, it.due)) },
        }
    }
}

struct Line {
    it: Device,
    /// One for each day, the last one is today.
    days: Vec<Share>,
}

fn sum(days: &[Share]) -> Share {
    days.iter().fold(Share::default(), |sum, it| sum.add(*it))
}

struct Shown {
    days: Vec<Day>,
    /// The worst first.
    lines: Vec<Line>,
    owners: BTreeMap<OrganisationId, String>,
    places: Vec<(String, String)>,
}

/// How many readings of a metric are due between two moments.
fn due(from: Instant, until: Instant, interval_seconds: u32) -> u64 {
    let span = (until.millis() - from.millis()).max(0);
    u64::try_from(span / (i64::from(interval_seconds).max(1) * 1_000)).unwrap_or(0)
}

async fn shown(db: &Db, ctx: &Arc<Ctx>, monitor: &Monitor, filter: Filter) -> Result<Shown, Error> {
    let today = ctx.now.day();
    let days: Vec<Day> = (0..DAYS as i64).rev().map(|back| today.plus_days(-back)).collect();
    let asked = Arc::clone(ctx);
    let read = move |r: &ledger::Reader<'_>| {
        let devices = query::list(r, &asked, &filter, 0, MOST)?;
        let owners: Vec<OrganisationId> = devices.iter().map(|it| it.said.owner).collect();
        let owners = registry::query::organisation_names(r, &asked, &owners)?;
        Ok((devices, owners, registry::query::townships(r, &asked)?))
    };
    let (devices, owners, places) = db.read(read).await?;
    let (monitor, from) = (monitor.clone(), days[0].start().millis());
    let counted = tokio::task::spawn_blocking(move || {
        let position = monitor.look(|it| it.log().position());
        History::of(&monitor.shared.folder).counts(from, DAYS, position).map(|it| (it, monitor))
    });
    let (counts, monitor) = counted.await.map_err(Error::internal)?.map_err(Error::internal)?;
    let known = monitor.known();
    let line = |it: Device| {
        let numbers: Vec<Option<u32>> =
            it.said.measures.iter().map(|one| known.directory.number(&it.said.code, one.metric)).collect();
        let share = |(day, counts): (&Day, &std::collections::HashMap<u32, u64>)| {
            let from = day.start().max(it.said.since.start());
            let of_each = due(from, day.plus_days(1).start().min(ctx.now), it.said.interval_seconds);
            let came = |number: &Option<u32>| number.and_then(|it| counts.get(&it)).copied().unwrap_or(0).min(of_each);
            Share { came: numbers.iter().map(came).sum(), due: of_each * numbers.len() as u64 }
        };
        Line { days: days.iter().zip(&counts).map(share).collect(), it }
    };
    let mut lines: Vec<Line> = devices.into_iter().map(line).collect();
    lines.sort_by(|a, b| {
        sum(&a.days).thousandths().cmp(&sum(&b.days).thousandths()).then_with(|| a.it.said.code.cmp(&b.it.said.code))
    });
    let places = places.into_iter().map(|(code, name)| (code.to_string(), name)).collect();
    Ok(Shown { days, lines, owners: owners.into_iter().collect(), places })
}

fn filter(query: &Values) -> Filter {
    Filter { view: Some(View::InService), ..Filter::from_query(query) }
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let lang = screen.lang();
    let crumbs =
        [Crumb::here(rw::section(lang)), Crumb::link(rw::devices(lang), "/devices"), Crumb::here(w::title(lang))];
    let body = match monitor {
        None => html! {
            (parts::head(w::title(lang), html! {}, html! {}))
            (parts::note(NoteKind::Plain, rw::not_kept(lang), html! {}))
        },
        Some(Extension(monitor)) => body(lang, &ctx, &query, &shown(&db, &ctx, &monitor, filter(&query)).await?),
    };
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, shown: &Shown) -> Markup {
    let mut owners: Vec<(String, String)> =
        shown.owners.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    owners.sort_by(|a, b| a.1.cmp(&b.1));
    html! {
        (parts::head(w::title(lang), html! {}, parts::print_button(lang)))
        p.muted { (w::about(lang)) }
        (lists::list(html! {
            (lists::query(lang, PATH, html! {
                (lists::query_select(lang, w::owner(lang), "owner", &owners, query))
                (lists::query_select(lang, w::township(lang), "township", &shown.places, query))
            }, None))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
        }))
        @if !shown.lines.is_empty() {
            div.gap-top { (parts::card(w::by_owner(lang), None, None, by_owner(lang, ctx, shown))) }
            div.gap-top { (parts::card(w::by_device(lang), Some(shown.lines.len() as u64), None, by_device(lang, ctx, shown))) }
            @if shown.lines.len() > ROWS { p.muted.small { (w::worst(lang, ROWS)) } }
        }
    }
}

/// What comes first in a row, the whole time, and each day from today back.
fn columns(lang: Lang, ctx: &Ctx, first: Vec<Column>, days: &[Day]) -> Vec<Column> {
    let mut columns = first;
    columns.push(Column::number(w::whole(lang)));
    columns.extend(days.iter().rev().map(|day| match *day == ctx.now.day() {
        true => Column::number(w::today(lang)),
        false => Column::number(format::day_short(*day, ctx.now)).wide_only(),
    }));
    columns
}

fn row(first: Vec<Markup>, days: &[Share]) -> Row {
    let mut cells = first;
    cells.push(sum(days).cell());
    cells.extend(days.iter().rev().map(|it| it.cell()));
    Row::new(cells)
}

/// The owner of the worst first.
fn by_owner(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let mut owners: BTreeMap<OrganisationId, (u64, Vec<Share>)> = BTreeMap::new();
    for line in &shown.lines {
        let (count, days) = owners.entry(line.it.said.owner).or_insert_with(|| (0, vec![Share::default(); DAYS]));
        *count += 1;
        days.iter_mut().zip(&line.days).for_each(|(sum, it)| *sum = sum.add(*it));
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|(_, (_, days))| sum(days).thousandths());
    let first = vec![Column::title(w::owner(lang)), Column::number(w::devices(lang))];
    let rows: Vec<Row> = owners
        .iter()
        .map(|(id, (count, days))| {
            let name = shown.owners.get(id).map_or("--", String::as_str);
            let link = html! { a href=(format!("{PATH}?owner={id}")) lang="zh-CN" { (name) } };
            row(vec![link, html! { (format::count(*count)) }], days)
        })
        .collect();
    lists::table(w::by_owner(lang), &columns(lang, ctx, first, &shown.days), &rows)
}

fn by_device(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let first =
        vec![Column::text(w::code(lang)), Column::title(w::device(lang)), Column::text(w::owner(lang)).wide_only()];
    let rows: Vec<Row> = shown
        .lines
        .iter()
        .take(ROWS)
        .map(|line| {
            let owner = shown.owners.get(&line.it.said.owner).map_or("--", String::as_str);
            let first = vec![
                html! { span.nowrap { (line.it.said.code) } },
                lists::title_cell(&line.it.said.name, &format!("/devices/{}/readings?span=week", line.it.id)),
                html! { span lang="zh-CN" { (owner) } },
            ];
            row(first, &line.days)
        })
        .collect();
    lists::table(w::by_device(lang), &columns(lang, ctx, first, &shown.days), &rows)
}

/// A day of a device.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CompletenessDay {
    day: String,
    #[serde(flatten)]
    share: Share,
}

/// What came of a device, of what was due.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceCompleteness {
    #[schema(value_type = String)]
    device: DeviceId,
    code: String,
    #[schema(value_type = String)]
    owner: OrganisationId,
    /// From the oldest to today.
    days: Vec<CompletenessDay>,
}

/// Devices in service, the worst first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Completeness {
    devices: Vec<DeviceCompleteness>,
}

async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    Query(query): Query,
) -> Reply<Json<Completeness>> {
    let Some(Extension(monitor)) = monitor else { return Ok(Json(Completeness { devices: Vec::new() })) };
    let shown = shown(&db, &ctx, &monitor, filter(&query)).await?;
    let of = |line: &Line| DeviceCompleteness {
        device: line.it.id,
        code: line.it.said.code.clone(),
        owner: line.it.said.owner,
        days: shown
            .days
            .iter()
            .zip(&line.days)
            .map(|(day, share)| CompletenessDay { day: day.to_string(), share: *share })
            .collect(),
    };
    Ok(Json(Completeness { devices: shown.lines.iter().map(of).collect() }))
}

fn doc() -> Doc {
    Doc::new(
        "Readings that came in the last seven days, of those that were due, of each device in service; the worst first",
    )
    .returns::<Completeness>()
    .query("owner", "id of the organisation that keeps devices alive")
    .query("township", "code of a township")
}
