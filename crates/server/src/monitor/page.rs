//! The readings of one device: a curve with the limits of its rules, the same as a table, sums of rain, and how close each
//! rule is.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, Span};
use ledger::Db;
use maud::{Markup, html};
use page::curve::{Curve, Limit};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Method, NoteKind, Query, Reply, Routes, Screen, Values, format, list as lists, parts};
use readings::metric::Nature;
use readings::{Flag, Metric, Point};
use serde::Serialize;
use signal::device::live::Live as _;
use signal::device::{self, Device, DeviceId};
use signal::rule::{self, SignalRule};

use super::directory::{number, quantity};
use super::past::{Asked, Past};
use super::{Monitor, gaps};
use crate::words::{readings as w, readings_flag, readings_span};

const VIEW: Act = Act("device.view");
/// Places of the drawing, and rows of the table.
const DRAWN: usize = 380;
const TABLED: usize = 24;
const NEIGHBOURS: usize = 6;
/// Points of the curve that moves.
pub(super) const POINTS: usize = 100_000;

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/devices/{id}/readings", VIEW, show)
        .page(Method::GET, "/devices/{id}/readings.csv", VIEW, csv)
        .api(Method::GET, "/devices/{id}/readings", VIEW, points, doc())
        .api(Method::GET, "/devices/{id}/gaps", VIEW, gaps::get, gaps::doc())
}

kernel::words! {
    /// How far back a curve goes.
    pub(super) enum Back {
        Hours3 = "hours_3",
        Day = "day",
        Week = "week",
        Month = "month",
        Year = "year",
    }
}

impl Back {
    fn span(self) -> Span {
        match self {
            Back::Hours3 => Span::hours(3),
            Back::Day => Span::days(1),
            Back::Week => Span::days(7),
            Back::Month => Span::days(30),
            Back::Year => Span::days(366),
        }
    }
}

/// What of a device is looked at.
pub(super) struct Look {
    device: Device,
    rules: Vec<SignalRule>,
    /// The nearest that measure the same, with their distance in kilometres.
    neighbours: Vec<(Device, f64)>,
    metric: Metric,
    back: Back,
    from: Instant,
    until: Instant,
    /// The day it ends with, where that is not today.
    day: Option<Day>,
}

pub(super) async fn look(db: &Db, ctx: &Arc<Ctx>, id: DeviceId, query: &Values) -> Result<Look, Error> {
    let (asked, wanted) = (Arc::clone(ctx), query.word("metric", Metric::of_code));
    let (device, metric, rules, neighbours) = db
        .read(move |r| {
            let device = device::query::one(r, &asked, id)?;
            let first = device.said.measures.first().map(|it| it.metric).ok_or(Error::NotFound("DeviceId"))?;
            let metric = wanted.filter(|it| device.measures(*it).is_some()).unwrap_or(first);
            let rules = rule::query::in_force(r, &asked, asked.now.day())?;
            let neighbours = device::query::neighbours(r, &asked, &device, metric, NEIGHBOURS)?;
            Ok((device, metric, rules, neighbours))
        })
        .await?;
    let back = query.word("span", Back::from_word).unwrap_or(Back::Day);
    let rules = rules.into_iter().filter(|it| it.said.metric == metric && it.watches(&device)).collect();
    // The end of a day of the past, or now.
    let day = query.reads::<Day>("until");
    let until = day.map_or(ctx.now, |day| day.plus_days(1).start().min(ctx.now));
    Ok(Look {
        from: until + Span::seconds(-back.span().as_seconds()),
        until,
        device,
        rules,
        neighbours,
        metric,
        back,
        day,
    })
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    screen: Screen,
    Path(id): Path<DeviceId>,
    Query(query): Query,
) -> Reply {
    let it = look(&db, &ctx, id, &query).await?;
    let lang = screen.lang();
    let monitor = monitor.map(|it| it.0);
    let past = match &monitor {
        Some(monitor) => Some(monitor.past(it.asked(DRAWN)).await?),
        None => None,
    };
    let name = &it.device.said.name;
    let code = html! { span.muted { (it.device.said.code) } };
    let body = html! {
        (parts::head(name, code, parts::print_button(lang)))
        (choice(lang, &it))
        @match &past {
            None => (parts::note(NoteKind::Plain, w::not_kept(lang), html! {})),
            Some(past) => {
                (now(lang, &ctx, &it, past))
                (parts::card(&title(lang, &it), None, None, parts::inside(curve(lang, &it, past))))
                div.cols.gap-top { div {
                @if !it.rules.is_empty() {
                    (parts::card(w::rules(lang), Some(it.rules.len() as u64), None, rules(lang, &it, past)))
                }
                @if it.metric.shape().nature == Nature::Amount { (sums(lang, past)) }
                @if let Some(monitor) = &monitor && !it.neighbours.is_empty() {
                    (parts::card(w::neighbours(lang), Some(it.neighbours.len() as u64), None, neighbours(lang, &ctx, &it, monitor)))
                }
                } aside {
                (gaps::card(lang, &ctx, &past.silences))
                (parts::card(w::table(lang), None, Some((w::csv(lang), &it.address("readings.csv"))), table(lang, &it, past)))
                } }
            }
        }
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::devices(lang), "/devices"),
        Crumb::link(name.clone(), format!("/devices/{id}")),
        Crumb::here(w::title(lang)),
    ];
    Ok(screen.page(&format!("{name} {}", w::title(lang)), &crumbs, body))
}

impl Look {
    pub(super) fn asked(&self, points: usize) -> Asked {
        let rules = self.rules.iter().map(|it| number(it.id, self.metric)).collect();
        Asked {
            device: self.device.said.code.clone(),
            metric: self.metric,
            from: self.from,
            until: self.until,
            points,
            rules,
        }
    }

    fn address(&self, page: &str) -> String {
        let id = self.device.id;
        let day = self.day.map_or_else(String::new, |day| format!("&until={day}"));
        format!("/devices/{id}/{page}?metric={}&span={}{day}", self.metric.code(), self.back.word())
    }

    fn interval_ms(&self) -> i64 {
        i64::from(self.device.said.interval_seconds) * 1_000
    }
}

fn shown(value: i64, metric: Metric) -> String {
    quantity(value, metric).map_or_else(|| "--".to_owned(), |it| it.to_string())
}

fn title(lang: Lang, it: &Look) -> String {
    let metric = signal::with_unit(lang, it.metric);
    let span = readings_span::of(lang, it.back.word());
    let title = if lang == Lang::Zh { format!("{span}{metric}") } else { format!("{metric}, {span}") };
    match it.day {
        Some(day) => w::until(lang, title, day),
        None => title,
    }
}

/// Which metric, and how far back.
fn choice(lang: Lang, it: &Look) -> Markup {
    let day = it.day.map_or_else(String::new, |day| format!("&until={day}"));
    let address = |metric: Metric, back: Back| format!("?metric={}&span={}{day}", metric.code(), back.word());
    html! {
        nav.views aria-label=(w::choice(lang)) {
            @for measured in &it.device.said.measures {
                @let here = (measured.metric == it.metric).then_some("page");
                a href=(address(measured.metric, it.back)) aria-current=[here] { (signal::with_unit(lang, measured.metric)) }
            }
        }
        nav.views aria-label=(w::span(lang)) {
            @for back in Back::ALL {
                @let here = (*back == it.back).then_some("page");
                a href=(address(it.metric, *back)) aria-current=[here] { (readings_span::of(lang, back.word())) }
            }
        }
    }
}

/// The last value, how old it is, and what is wrong with the device.
fn now(lang: Lang, ctx: &Ctx, it: &Look, past: &Past) -> Markup {
    let last = match past.last {
        Some(point) => html! {
            b { (shown(point.value.into(), it.metric)) " " (it.metric.unit()) } " "
            span.muted { (format::instant_short(Instant::from_millis(point.at), ctx.now)) }
        },
        None => parts::silent_mark(w::never(lang)),
    };
    let heard = match past.heard {
        Some(at) => html! { (w::ago(lang, format::span_brief(lang, ctx.now.since(Instant::from_millis(at))))) },
        None => parts::dash(),
    };
    let flags = html! {
        @if past.flags.is_empty() { (parts::good_tag(w::no_fault(lang))) }
        @for flag in &past.flags { (parts::bad_tag(flag_word(lang, *flag))) " " }
    };
    let skew = match past.skew {
        Some(ms) => html! { (w::seconds(lang, format::count(ms / 1_000))) },
        None => parts::dash(),
    };
    let expected = past.expected(it.interval_ms());
    let complete = match expected {
        0 => parts::dash(),
        all => {
            html! { (format::percent(past.count.min(all), all)) " " span.muted { (w::of_expected(lang, format::count(past.count), format::count(all))) } }
        }
    };
    parts::card(
        w::now(lang),
        None,
        None,
        parts::facts(&[
            (w::last(lang), last),
            (w::heard(lang), heard),
            (w::state(lang), flags),
            (w::skew(lang), skew),
            (w::complete(lang), complete),
        ]),
    )
}

fn flag_word(lang: Lang, flag: Flag) -> &'static str {
    let word = match flag {
        Flag::Silent => "silent",
        Flag::Stuck => "stuck",
        Flag::Jumping => "jumping",
        Flag::Impossible => "impossible",
        Flag::TooOften => "too_often",
    };
    readings_flag::of(lang, word)
}

fn value_of(value: i64, metric: Metric) -> f64 {
    quantity(value, metric).map_or(0.0, signal::Quantity::value)
}

fn curve(lang: Lang, it: &Look, past: &Past) -> Markup {
    let is_amount = it.metric.shape().nature == Nature::Amount;
    let bars: Vec<(Instant, f64)> = match is_amount {
        true => {
            past.bins.iter().map(|bin| (Instant::from_millis(bin.until), value_of(bin.sums.sum, it.metric))).collect()
        }
        false => Vec::new(),
    };
    let line: Vec<(Instant, f64)> = match is_amount {
        true => Vec::new(),
        // Both ends of each stretch, so that no peak is lost.
        false => past
            .bins
            .iter()
            .flat_map(|bin| {
                let (low, high) = (value_of(bin.sums.low.into(), it.metric), value_of(bin.sums.high.into(), it.metric));
                let pair =
                    [(Instant::from_millis(bin.from), low), (Instant::from_millis(bin.from.midpoint(bin.until)), high)];
                pair.into_iter().take(if bin.sums.low == bin.sums.high { 1 } else { 2 })
            })
            .collect(),
    };
    let silences: Vec<(Instant, Instant)> =
        past.silences.iter().map(|(a, b)| (Instant::from_millis(*a), Instant::from_millis(*b))).collect();
    let limits = limits(lang, it);
    let drawn = Curve {
        title: &format!("{} {}", it.device.said.name, title(lang, it)),
        unit: it.metric.unit(),
        from: it.from,
        to: it.until,
        bars: &bars,
        line: &line,
        silences: &silences,
        limits: &limits,
        points: &format!("/api/v1{}", it.address("readings")),
        beyond: None,
    };
    html! {
        @if past.count == 0 { p.muted { (w::nothing(lang)) } }
        (drawn.draw(lang))
    }
}

/// Limits of rules that look at the reading itself; those of windows have another scale, and stand in the list of rules.
fn limits(lang: Lang, it: &Look) -> Vec<Limit> {
    let own = it.rules.iter().filter(|rule| rule.said.window_minutes == 0);
    own.flat_map(|rule| {
        let last = rule.said.thresholds.len();
        rule.said.thresholds.iter().enumerate().map(move |(at, threshold)| Limit {
            value: threshold.value.value(),
            word: format!("{} {} {} {}", rule.title(), threshold.colour.text(lang), threshold.value, it.metric.unit()),
            is_top: at + 1 == last,
        })
    })
    .collect()
}

fn sums(lang: Lang, past: &Past) -> Markup {
    let columns = [Column::title(w::window(lang)), Column::number(w::sum(lang))];
    let rows: Vec<Row> = past
        .sums
        .iter()
        .map(|(hours, sum)| {
            let value = sum.map_or_else(parts::dash, |it| html! { (shown(it, Metric::Rain)) });
            Row::new(vec![html! { (w::hours(lang, hours)) }, value])
        })
        .collect();
    parts::card(w::sums(lang), None, None, lists::table(w::sums(lang), &columns, &rows))
}

fn rules(lang: Lang, it: &Look, past: &Past) -> Markup {
    let columns = [Column::title(w::rule(lang)), Column::number(w::figure(lang)), Column::text(w::distance(lang))];
    let rows: Vec<Row> = it
        .rules
        .iter()
        .map(|rule| {
            let figure = past.figures.get(&number(rule.id, it.metric)).copied();
            let link = html! { a href=(format!("/signal-rules/{}", rule.id)) lang="zh-CN" { (rule.title()) } };
            let unit = rule::unit(rule.said.aggregate, it.metric);
            let value = figure.map_or_else(parts::dash, |now| html! { (shown(now, it.metric)) " " (unit) });
            Row::new(vec![link, value, figure.map_or_else(parts::dash, |now| distance(lang, it, rule, now))])
        })
        .collect();
    lists::table(w::rules(lang), &columns, &rows)
}

fn neighbours(lang: Lang, ctx: &Ctx, it: &Look, monitor: &Monitor) -> Markup {
    let columns = [
        Column::title(w::device(lang)),
        Column::number(w::kilometres(lang)),
        Column::number(w::last(lang)),
        Column::text(w::at(lang)),
    ];
    let devices: Vec<Device> = it.neighbours.iter().map(|(device, _)| device.clone()).collect();
    let row = |((device, km), now): (&(Device, f64), &device::live::Now)| {
        let latest = now.latest.iter().find(|one| one.metric == it.metric);
        let address = format!("/devices/{}/readings?metric={}&span={}", device.id, it.metric.code(), it.back.word());
        Row::new(vec![
            lists::title_cell(&device.said.name, &address),
            html! { (format!("{km:.1}")) },
            latest.map_or_else(parts::dash, |one| html! { span.nowrap { (one.text(lang)) } }),
            latest.map_or_else(
                || parts::silent_mark(w::never(lang)),
                |one| html! { (format::instant_short(one.at, ctx.now)) },
            ),
        ])
    };
    let rows: Vec<Row> = it.neighbours.iter().zip(&monitor.now(&devices)).map(row).collect();
    lists::table(w::neighbours(lang), &columns, &rows)
}

/// The next colour and what is left until it, or the worst one that is reached.
fn distance(lang: Lang, it: &Look, rule: &SignalRule, figure: i64) -> Markup {
    let figure = value_of(figure, it.metric);
    let above = rule.said.direction == rule::Direction::Above;
    let is_reached = |threshold: f64| if above { figure >= threshold } else { figure <= threshold };
    let reached = rule.said.thresholds.iter().filter(|it| is_reached(it.value.value())).max_by_key(|it| it.colour);
    let next = rule.said.thresholds.iter().filter(|it| !is_reached(it.value.value())).min_by_key(|it| it.colour);
    html! {
        @if let Some(threshold) = reached { (threshold.colour.mark(lang)) " " (w::reached(lang)) " " }
        @if let Some(threshold) = next {
            @let left = signal::Quantity::of((threshold.value.value() - figure).abs()).map_or_else(String::new, |it| it.to_string());
            span.small.muted { (w::left(lang, threshold.colour.text(lang), left, rule::unit(rule.said.aggregate, it.metric))) }
        }
    }
}

fn table(lang: Lang, it: &Look, past: &Past) -> Markup {
    let columns = [Column::title(w::at(lang)), Column::number(w::value(lang))];
    let rows: Vec<Row> = past
        .latest
        .iter()
        .rev()
        .take(TABLED)
        .map(|point| {
            Row::new(vec![
                html! { (format::instant(Instant::from_millis(point.at))) },
                html! { (shown(point.value.into(), it.metric)) },
            ])
        })
        .collect();
    if rows.is_empty() {
        return html! { p.in.muted { (w::nothing(lang)) } };
    }
    lists::table(w::table(lang), &columns, &rows)
}

/// A curve for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceReadings {
    /// Seconds since 1970, in order.
    t: Vec<f64>,
    /// In the metric's unit; null where a device was silent for more than two intervals.
    v: Vec<Option<f64>>,
    unit: &'static str,
    /// Whether these are the readings themselves; else the least and greatest of each stretch.
    whole: bool,
}

fn doc() -> Doc {
    Doc::new(
        "Readings of a device: metric, span (hours_3, day, week, month, year); all of them up to 100,000, beyond that the least \
         and the greatest of each stretch",
    )
    .returns::<DeviceReadings>()
}

async fn points(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    Path(id): Path<DeviceId>,
    Query(query): Query,
) -> Reply<Json<DeviceReadings>> {
    let it = look(&db, &ctx, id, &query).await?;
    let Some(Extension(monitor)) = monitor else {
        return Ok(Json(DeviceReadings { t: vec![], v: vec![], unit: it.metric.unit(), whole: true }));
    };
    let (points, whole) = monitor.points(it.asked(POINTS)).await?;
    let mut answer = DeviceReadings { t: vec![], v: vec![], unit: it.metric.unit(), whole };
    let mut before: Option<Point> = None;
    for point in points {
        if let Some(before) = before.filter(|earlier| point.at - earlier.at > 2 * it.interval_ms() && whole) {
            answer.t.push((before.at + it.interval_ms()) as f64 / 1_000.0);
            answer.v.push(None);
        }
        answer.t.push(point.at as f64 / 1_000.0);
        answer.v.push(Some(value_of(point.value.into(), it.metric)));
        before = Some(point);
    }
    Ok(Json(answer))
}

async fn csv(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    Path(id): Path<DeviceId>,
    Query(query): Query,
) -> Reply {
    let it = look(&db, &ctx, id, &query).await?;
    let points = match monitor {
        Some(Extension(monitor)) => monitor.points(it.asked(usize::MAX)).await?.0,
        None => Vec::new(),
    };
    // Excel reads it as UTF-8 by its first bytes.
    let mut text = "\u{feff}time,metric,value,unit\r\n".to_owned();
    for point in points {
        let (at, value) = (Instant::from_millis(point.at), shown(point.value.into(), it.metric));
        let line = [at.to_string().as_str(), it.metric.code(), &value, it.metric.unit()].join(",");
        text.push_str(&line);
        text.push_str("\r\n");
    }
    let name = format!("{}-{}.csv", it.device.said.code, it.metric.code());
    Ok(page::download(&name, "text/csv; charset=utf-8", text.into_bytes()).into_response())
}
