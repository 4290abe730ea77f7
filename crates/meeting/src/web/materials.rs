//! Written materials across meetings: who was asked, who sent in time, late, or not at all.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::said;
use serde::Serialize;

use super::program::{MaterialAnswer, material};
use super::{Visitor, acts, cards};
use crate::query::{self, Material, MaterialFilter};
use crate::said::Standing;
use crate::words::{headquarters, material_standing, meeting as w};

pub(crate) const PATH: &str = "/meeting-materials";
const ROWS: u32 = 50;

pub(crate) struct Listed {
    pub lines: Vec<Material>,
    pub names: HashMap<OrganisationId, String>,
    pub total: u64,
    counts: Vec<(&'static str, i64)>,
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &MaterialFilter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::materials(r, ctx, filter, from, rows)?;
    let bodies: Vec<_> = lines.iter().map(|it| it.organisation).chain(filter.organisation).collect();
    let mut counts = Vec::new();
    for word in [query::ALL].into_iter().chain(Standing::ALL.iter().map(|it| it.word())) {
        let view = MaterialFilter { standing: Standing::from_word(word), ..filter.clone() };
        counts.push((word, query::count_materials(r, ctx, &view)?));
    }
    Ok(Listed {
        names: registry::query::organisation_names(r, ctx, &bodies)?,
        total: query::count_materials(r, ctx, filter)?.unsigned_abs(),
        counts,
        lines,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = MaterialFilter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.names)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::materials_title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::materials_nothing(lang), w::materials_nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), super::PATH),
        Crumb::here(w::materials_title(lang)),
    ];
    Ok(screen.page(w::materials_title(lang), &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &MaterialFilter, listed: &Listed) -> Vec<View> {
    let current = filter.standing.map_or(query::ALL, Standing::word);
    let view = |(word, count): &(&'static str, i64)| View {
        label: material_standing::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", if *word == query::ALL { "" } else { *word }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *word == Standing::Missing.word() && *count > 0,
        current: current == *word,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &MaterialFilter) -> Markup {
    html! {
        @if let Some(standing) = filter.standing { input type="hidden" name="state" value=(standing.word()); }
        @if let Some(id) = filter.organisation { input type="hidden" name="organisation" value=(id); }
        (list::query_select(lang, w::headquarters(lang), "headquarters", &acts::headquarters(lang), query))
        (list::query_days(lang, w::due(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(
    lang: Lang,
    filter: &MaterialFilter,
    names: &HashMap<OrganisationId, String>,
) -> Vec<Condition> {
    vec![
        (
            w::headquarters(lang),
            "headquarters",
            filter.headquarters.map(|it| headquarters::of(lang, it.word()).to_owned()),
        ),
        (
            w::organisation(lang),
            "organisation",
            filter.organisation.map(|id| names.get(&id).cloned().unwrap_or_default()),
        ),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::headquarters(lang)),
        Column::text(w::organisation(lang)),
        Column::day(w::due(lang)),
        Column::day(w::received(lang)),
        Column::text(w::state(lang)),
        Column::text(w::material(lang)).wide_only(),
    ];
    let row = |it: &Material| {
        let name = listed.names.get(&it.organisation).map_or("", String::as_str);
        Row::new(vec![
            list::title_cell(it.meeting_title.as_str().unwrap_or("--"), &format!("{}/{}", super::PATH, it.meeting)),
            html! { (headquarters::of(lang, it.headquarters.word())) },
            html! { span lang="zh-CN" { (name) } },
            html! { (page::format::instant(it.due)) },
            html! { @match it.received_at { Some(at) => (page::format::instant(at)), None => (parts::dash()) } },
            cards::standing_mark(lang, it.standing),
            html! { @match &it.title { Some(title) => (said(title)), None => (parts::dash()) } },
        ])
        .late(it.standing == Standing::Missing)
    };
    list::table(w::materials_title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of materials for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MaterialLines {
    materials: Vec<MaterialAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<MaterialLines>> {
    let filter = MaterialFilter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::materials(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(MaterialLines {
            materials: lines.iter().map(material).collect(),
            total: query::count_materials(r, &ctx, &filter)?,
        })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Written materials of the sub-headquarters across meetings, the latest first, fifty a page")
        .returns::<MaterialLines>()
        .query("state", "in_time, late, waited, missing or dropped; all of them without it")
        .query("headquarters", "flood_and_drought, forest_fire, geological or earthquake")
        .query("organisation", "id of the organisation that was asked")
        .query("from", "due on or after this day, yyyy-MM-dd")
        .query("to", "due on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
