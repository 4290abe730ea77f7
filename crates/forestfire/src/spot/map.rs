//! Fire spots on the map: what is still to be checked stands out, and what turned out to burn.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::division::{FeatureCollection, Outline};
use registry::map::{Map, Point, features};
use serde_json::json;

use super::FireSpot;
use super::list::{Listed, PATH as LIST, conditions, fetch, look, state_mark};
use super::query::Filter;
use crate::web::Visitor;
use crate::words::{danger as d, fire_finding, fire_spot as w, fire_spot_state};

pub(super) const PATH: &str = "/fire-spots/map";
const POINTS: &str = "/api/v1/fire-spots/points";
/// On one map, the latest.
const MOST: u32 = 500;

struct Shown {
    outlines: Vec<Outline>,
    listed: Listed,
}

fn shown(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Shown, Error> {
    let mut listed = fetch(r, ctx, filter, 0, MOST)?;
    listed.lines.sort_by_key(|it| (std::cmp::Reverse(look(it)), std::cmp::Reverse(it.first_at)));
    Ok(Shown { outlines: registry::division::outlines(r, ctx)?, listed })
}

fn point(lang: Lang, shown: &Shown, it: &FireSpot) -> Option<Point> {
    let word = match &it.answer {
        Some(said) => fire_finding::of(lang, said.finding.word()),
        None => fire_spot_state::of(lang, it.state().word()),
    };
    Some(Point {
        at: Point::corner(Some(it.longitude_e6), Some(it.latitude_e6))?,
        name: format!("{} {}", it.number, shown.listed.named.place(lang, it)),
        look: look(it),
        word: format!("{word} · {}", format::instant(it.first_at)),
        href: format!("{LIST}/{}", it.id),
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let shown = db.read(move |r| shown(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let address = query.clone().at(POINTS);
    let map = Map { drawing: w::drawing(lang), moving: w::moving(lang), points: &address };
    let points: Vec<Point> = shown.listed.lines.iter().filter_map(|it| point(lang, &shown, it)).collect();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &shown.listed)));
    let body = html! {
        (parts::head(w::map(lang), html! {}, html! {}))
        (list::list(html! {
            (list::tools(chips, &list::total(lang, shown.listed.total), html! {
                (parts::small_link(w::to_list(lang), &back(&query))) (parts::print_button(lang))
            }))
            @if shown.listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { div.cols.has-table {
                div.map-side { (map.show(lang, &shown.outlines, &points)) }
                aside { (table(lang, &ctx, &shown)) }
            } }
        }))
    };
    let crumbs = [Crumb::here(d::section(lang)), Crumb::link(w::title(lang), LIST), Crumb::here(w::map(lang))];
    Ok(screen.page(w::map(lang), &crumbs, body))
}

fn back(query: &Values) -> String {
    query.clone().at(LIST)
}

fn table(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    const ROWS: usize = 50;
    let columns = [Column::title(w::number(lang)), Column::text(w::place(lang)), Column::text(w::state(lang))];
    let row = |it: &FireSpot| {
        Row::new(vec![
            list::title_cell(&it.number, &format!("{LIST}/{}", it.id)),
            html! { span lang="zh-CN" { (shown.listed.named.place(lang, it)) } },
            state_mark(lang, ctx, it),
        ])
    };
    list::table(w::map(lang), &columns, &shown.listed.lines.iter().take(ROWS).map(row).collect::<Vec<_>>())
}

pub(super) async fn points(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<FeatureCollection>> {
    let (filter, lang) = (Filter::from_query(&query), ctx.lang);
    let shown = db.read(move |r| shown(r, &ctx, &filter)).await?;
    let said = |it: &FireSpot| {
        let more = json!({ "spot": it.id, "state": it.state(), "finding": it.answer.as_ref().map(|it| it.finding) });
        Some((point(lang, &shown, it)?, more))
    };
    Ok(Json(features(shown.listed.lines.iter().filter_map(said))))
}

pub(super) fn points_doc() -> Doc {
    Doc::new("The latest 500 fire spots of a list as GeoJSON points, with what was found there, null before the answer")
        .returns::<FeatureCollection>()
        .query("state", "inside, owed, late, answered, known, outside or all; inside without it")
        .query("finding", "wildfire, permitted, unpermitted, industrial or false_alarm")
        .query("township", "code of a township")
        .query("from", "first seen on or after this day, yyyy-MM-dd")
        .query("to", "first seen on or before this day, yyyy-MM-dd")
}
