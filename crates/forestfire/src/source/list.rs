//! The list of heat sources: what is hot where, why it is marked, and how many fires were seen there.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, list, parts};
use registry::forms::said;
use serde::Serialize;

use super::form::{MARK, SourceAnswer, answer};
use super::{HeatSource, query};
use crate::spot;
use crate::web::{Visitor, degrees};
use crate::words::{danger as d, heat_source as w};

pub(crate) const PATH: &str = "/heat-sources";

pub(super) struct Listed {
    /// With how many fire spots were seen there.
    pub lines: Vec<(HeatSource, i64)>,
    pub places: HashMap<Division, String>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Listed, Error> {
    let all = query::all(r, ctx)?;
    let codes: Vec<Division> = all.iter().map(|it| it.division).collect();
    let places = registry::query::division_names(r, ctx, &codes)?;
    let with_count = |it: HeatSource| {
        let filter = spot::query::Filter { source: Some(it.id), ..Default::default() };
        Ok((it, spot::query::count(r, ctx, &filter)?))
    };
    Ok(Listed { lines: all.into_iter().map(with_count).collect::<Result<_, Error>>()?, places })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let listed = db.read(move |r| fetch(r, &asked)).await?;
    let lang = screen.lang();
    let mark = html! { @if ctx.may(MARK) { (parts::primary_link(w::mark(lang), "/heat-sources/new")) } };
    let body = html! {
        (parts::head(w::title(lang), html! {}, mark))
        p.muted { (w::about(lang)) }
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, listed.lines.len() as u64), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) }
        }))
    };
    let crumbs =
        [Crumb::here(d::section(lang)), Crumb::link(w::spots(lang), "/fire-spots"), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::township(lang)),
        Column::text(w::longitude(lang)).wide_only(),
        Column::text(w::latitude(lang)).wide_only(),
        Column::number(w::radius(lang)),
        Column::text(w::state(lang)),
        Column::number(w::seen(lang)),
        Column::text(w::reason(lang)).wide_only(),
    ];
    let row = |(it, seen): &(HeatSource, i64)| {
        Row::new(vec![
            list::title_cell(&it.name, &format!("{PATH}/{}", it.id)),
            html! { span lang="zh-CN" { (listed.places.get(&it.division).map_or("--", String::as_str)) } },
            html! { (degrees(it.longitude_e6)) },
            html! { (degrees(it.latitude_e6)) },
            html! { (it.radius_m) " m" },
            state(lang, it),
            html! { (seen) },
            html! { @if let Some(reason) = &it.reason { (said(reason)) } },
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn state(lang: Lang, it: &HeatSource) -> Markup {
    match it.unmarked_at {
        None => parts::status(parts::Ring::Full, w::marked(lang)),
        Some(_) => parts::status(parts::Ring::Empty, w::unmarked(lang)),
    }
}

/// Heat sources for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HeatSources {
    sources: Vec<SourceAnswer>,
}

pub(super) async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor) -> Reply<Json<HeatSources>> {
    let read = move |r: &Reader<'_>| Ok(query::all(r, &ctx)?.iter().map(answer).collect());
    Ok(Json(HeatSources { sources: db.read(read).await? }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Places known to be hot: what satellites detect there opens no check").returns::<HeatSources>()
}
