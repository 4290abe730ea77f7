//! When a device was not heard: each stretch of more than two intervals without a reading, for pages and programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Instant, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Doc, Json, Query, Reply, format, list as lists, parts};
use serde::Serialize;
use signal::device::DeviceId;

use super::Monitor;
use super::page::look;
use crate::words::readings as w;

/// The latest of them, on a page.
const ROWS: usize = 12;

/// The latest first; nothing where there is none.
pub(super) fn card(lang: Lang, ctx: &Ctx, silences: &[(i64, i64)]) -> Markup {
    if silences.is_empty() {
        return html! {};
    }
    let columns =
        [Column::title(w::gap_from(lang)), Column::text(w::gap_until(lang)), Column::text(w::gap_length(lang))];
    let at = |millis| Instant::from_millis(millis);
    let row = |(from, until): &(i64, i64)| {
        let span = at(*until).since(at(*from));
        let until = match (ctx.now.since(at(*until))).as_minutes() {
            0 => html! { (w::gap_still(lang)) },
            _ => html! { (format::instant_short(at(*until), ctx.now)) },
        };
        Row::new(vec![
            html! { (format::instant_short(at(*from), ctx.now)) },
            until,
            html! { (format::span(lang, span)) },
        ])
    };
    let rows: Vec<Row> = silences.iter().rev().take(ROWS).map(row).collect();
    let card = html! {
        (lists::table(w::gaps(lang), &columns, &rows))
        @if silences.len() > ROWS { p.in.small.muted { (w::gaps_latest(lang, ROWS)) } }
    };
    parts::card(w::gaps(lang), Some(silences.len() as u64), None, card)
}

/// A stretch without readings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Gap {
    /// Of the last reading before it, or the beginning of what is looked at.
    from: String,
    /// Of the first reading after it, or the end of what is looked at.
    until: String,
}

/// Stretches of more than two intervals without readings, in order of time.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Gaps {
    /// Null where this program takes in no readings.
    gaps: Option<Vec<Gap>>,
}

pub(super) fn doc() -> Doc {
    Doc::new("Stretches of more than two intervals without readings of a device: metric, span (hours_3, day, week, month, year)")
        .returns::<Gaps>()
        .query("metric", "code of a metric; the first that it measures without it")
        .query("span", "hours_3, day, week, month or year; a day without it")
        .query("until", "the last day; until now without it")
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    monitor: Option<Extension<Monitor>>,
    Path(id): Path<DeviceId>,
    Query(query): Query,
) -> Reply<Json<Gaps>> {
    let it = look(&db, &ctx, id, &query).await?;
    let silences = match monitor {
        Some(Extension(monitor)) => monitor.past(it.asked(1)).await?.silences,
        None => return Ok(Json(Gaps { gaps: None })),
    };
    let text = |millis| Instant::from_millis(millis).to_string();
    let gap = |(from, until): &(i64, i64)| Gap { from: text(*from), until: text(*until) };
    Ok(Json(Gaps { gaps: Some(silences.iter().map(gap).collect()) }))
}
