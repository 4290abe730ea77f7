//! The archive as a page and for programs: which months there are, and each as a file.

use std::sync::Arc;

use axum::Extension;
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Act, Ctx, Error, Lang};
use ledger::Db;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Method, NoteKind, Query, Reply, Routes, Screen, format, list as lists, parts};
use serde::Serialize;

use super::Monitor;
use super::archive::{Archive, Kept, Month};
use crate::words::{archived as w, readings as rw};

const PATH: &str = "/readings-archive";
const FILE: &str = "/readings-archive/file";
const ACT: Act = Act("device.token");
/// Sent as a whole.
const MOST_BYTES: u64 = 64 << 20;

pub(super) fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, ACT, show).page(Method::GET, FILE, ACT, file).api(
        Method::GET,
        PATH,
        ACT,
        get,
        doc(),
    )
}

fn archive(monitor: &Monitor) -> Archive {
    let data = monitor.shared.folder.parent().unwrap_or(&monitor.shared.folder);
    Archive::of(data, monitor.shared.district)
}

async fn kept(monitor: &Monitor) -> Result<Vec<Kept>, Error> {
    let archive = archive(monitor);
    tokio::task::spawn_blocking(move || archive.kept()).await.map_err(Error::internal)?.map_err(Error::internal)
}

async fn show(Extension(ctx): Extension<Arc<Ctx>>, monitor: Option<Extension<Monitor>>, screen: Screen) -> Reply {
    let lang = screen.lang();
    let crumbs =
        [Crumb::here(rw::section(lang)), Crumb::link(rw::devices(lang), "/devices"), Crumb::here(w::title(lang))];
    let body = match monitor {
        None => html! {
            (parts::head(w::title(lang), html! {}, html! {}))
            (parts::note(NoteKind::Plain, rw::not_kept(lang), html! {}))
        },
        Some(Extension(monitor)) => body(lang, &ctx, &kept(&monitor).await?),
    };
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn body(lang: Lang, ctx: &Ctx, kept: &[Kept]) -> Markup {
    let columns = [
        Column::title(w::month(lang)),
        Column::number(w::rows(lang)),
        Column::number(w::size(lang)),
        Column::text(w::file(lang)),
    ];
    let row = |it: &Kept| {
        let month = it.month.to_string();
        Row::new(vec![
            html! { (month) },
            html! { (format::count(it.summary.rows)) },
            html! { (format::file_size(it.summary.bytes)) },
            match it.summary.bytes <= MOST_BYTES {
                true => html! { a href=(format!("{FILE}?month={month}")) { (month) ".parquet" } },
                false => html! { span.muted { (w::too_large(lang)) } },
            },
        ])
    };
    let folder = format!("archive/{}", ctx.district);
    html! {
        (parts::head(w::title(lang), html! {}, html! {
            (parts::link_button(w::retention(lang), "/readings-retention")) (parts::print_button(lang))
        }))
        p.muted { (w::about(lang, folder)) }
        @if kept.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
        @else { (parts::card(w::title(lang), Some(kept.len() as u64), None, lists::table(w::title(lang), &columns, &kept.iter().map(row).collect::<Vec<_>>()))) }
    }
}

/// The file of a month; one that is not there leads to the list of those that are.
async fn file(monitor: Option<Extension<Monitor>>, Query(query): Query) -> Reply {
    let list = || Ok(Redirect::to(PATH).into_response());
    let (Some(Extension(monitor)), Some(month)) = (monitor, query.word("month", Month::read)) else { return list() };
    let of_month = |it: &Kept| it.month == month && it.summary.bytes <= MOST_BYTES;
    if !kept(&monitor).await?.iter().any(of_month) {
        return list();
    }
    let path = archive(&monitor).path(month);
    let read = tokio::task::spawn_blocking(move || std::fs::read(path));
    let bytes = read.await.map_err(Error::internal)?.map_err(Error::internal)?;
    Ok(page::download(&format!("{month}.parquet"), "application/vnd.apache.parquet", bytes).into_response())
}

/// A month of the archive.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ArchivedMonth {
    month: String,
    readings: u64,
    bytes: u64,
}

/// The months of the archive, the latest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadingsArchive {
    months: Vec<ArchivedMonth>,
}

async fn get(monitor: Option<Extension<Monitor>>) -> Reply<Json<ReadingsArchive>> {
    let kept = match monitor {
        Some(Extension(monitor)) => kept(&monitor).await?,
        None => Vec::new(),
    };
    let month =
        |it: &Kept| ArchivedMonth { month: it.month.to_string(), readings: it.summary.rows, bytes: it.summary.bytes };
    Ok(Json(ReadingsArchive { months: kept.iter().map(month).collect() }))
}

fn doc() -> Doc {
    Doc::new("Months of readings that are archived as Parquet files; each is at /readings-archive/file?month=yyyy-MM")
        .returns::<ReadingsArchive>()
}
