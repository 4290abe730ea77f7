//! Lines that were not taken, by reason: how many since the program started, and the last few as they came, cut to what
//! lets a person recognise the device. They are kept in memory only, because nothing of them was accepted.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Instant, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Method, NoteKind, Reply, Routes, Screen, format, list as lists, parts};
use readings::{Quarantine, Reason};
use serde::Serialize;

use super::Monitor;
use crate::words::{readings as rw, refused as w, refused_reason};

const PATH: &str = "/refused-readings";
/// Whoever gives tokens is who sees what comes in with them.
const ACT: Act = Act("device.token");

pub(super) fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, ACT, show).api(Method::GET, PATH, ACT, get, doc())
}

/// A line as it came.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RefusedLine {
    #[serde(skip)]
    at: Instant,
    arrived: String,
    /// Its beginning, at most 256 bytes.
    line: String,
}

/// What was refused for one reason.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RefusedReason {
    reason: &'static str,
    /// Since the program started.
    count: u64,
    /// The latest first.
    lines: Vec<RefusedLine>,
}

/// What was taken and refused since the program started.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RefusedReadings {
    accepted: u64,
    late: u64,
    reasons: Vec<RefusedReason>,
}

fn refused(monitor: &Monitor) -> RefusedReadings {
    monitor.look(|intake| {
        let (counts, quarantine): (_, &Quarantine) = (intake.counts(), intake.quarantine());
        let line = |it: &readings::Kept| {
            let at = Instant::from_millis(it.arrived);
            RefusedLine { at, arrived: at.to_string(), line: String::from_utf8_lossy(&it.line).into_owned() }
        };
        let reason = |it: Reason| {
            let mut lines: Vec<RefusedLine> = quarantine.of(it).map(line).collect();
            lines.reverse();
            RefusedReason { reason: it.code(), count: counts.refused(it), lines }
        };
        let reasons = Reason::ALL.into_iter().filter(|it| counts.refused(*it) > 0).map(reason).collect();
        RefusedReadings { accepted: counts.accepted, late: counts.late, reasons }
    })
}

async fn show(monitor: Option<Extension<Monitor>>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let lang = screen.lang();
    let crumbs =
        [Crumb::here(rw::section(lang)), Crumb::link(rw::devices(lang), "/devices"), Crumb::here(w::title(lang))];
    let body = match monitor {
        None => html! {
            (parts::head(w::title(lang), html! {}, html! {}))
            (parts::note(NoteKind::Plain, rw::not_kept(lang), html! {}))
        },
        Some(Extension(monitor)) => body(lang, &ctx, &refused(&monitor)),
    };
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn body(lang: Lang, ctx: &Ctx, it: &RefusedReadings) -> Markup {
    let as_of = html! { span.muted.small { (w::as_of(lang, format::clock_seconds(ctx.now))) } };
    let columns = [Column::title(w::reason(lang)), Column::number(w::count(lang)), Column::text(w::what_to_do(lang))];
    let rows: Vec<Row> = it
        .reasons
        .iter()
        .map(|one| {
            let word = html! { a href=(format!("#{}", one.reason)) { (refused_reason::of(lang, one.reason)) } };
            let hint = refused_reason::of(lang, &format!("{}_hint", one.reason));
            Row::new(vec![word, html! { (format::count(one.count)) }, html! { (hint) }])
        })
        .collect();
    html! {
        (parts::head(w::title(lang), as_of, parts::print_button(lang)))
        p.muted { (w::about(lang)) }
        (parts::card(w::since_start(lang), None, None, html! {
            (parts::facts(&[
                (w::accepted(lang), html! { (format::count(it.accepted)) }),
                (w::late(lang), html! { (format::count(it.late)) }),
            ]))
            @if it.reasons.is_empty() { p.in.muted { (w::nothing(lang)) } }
            @else { (lists::table(w::title(lang), &columns, &rows)) }
        }))
        @for one in it.reasons.iter().filter(|it| !it.lines.is_empty()) {
            div.gap-top id=(one.reason) { (parts::card(refused_reason::of(lang, one.reason), Some(one.lines.len() as u64), None, lines(lang, one))) }
        }
    }
}

fn lines(lang: Lang, of: &RefusedReason) -> Markup {
    let columns = [Column::day(w::arrived(lang)), Column::title(w::line(lang))];
    let row = |it: &RefusedLine| {
        Row::new(vec![html! { span.nowrap { (format::instant(it.at)) } }, html! { code { (it.line) } }])
    };
    lists::table(refused_reason::of(lang, of.reason), &columns, &of.lines.iter().map(row).collect::<Vec<_>>())
}

async fn get(State(_): State<Db>, monitor: Option<Extension<Monitor>>) -> Reply<Json<RefusedReadings>> {
    let nothing = RefusedReadings { accepted: 0, late: 0, reasons: Vec::new() };
    Ok(Json(monitor.map_or(nothing, |it| refused(&it.0))))
}

fn doc() -> Doc {
    Doc::new("Lines of readings that were refused since the program started, by reason, with the last few of each")
        .returns::<RefusedReadings>()
}
