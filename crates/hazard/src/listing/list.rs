//! Listings as a list: filters in the address, pages, and the same for programs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::query::{self, Filter, ListRow};
use super::{Level, ListingId, Status, notice};
use crate::model::HazardId;
use crate::web::{Names, options};
use crate::words::{listing as w, listing_level, listing_status};

const ROWS: u32 = 50;

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        let text = query.get("q").trim();
        Filter {
            status: query.word("status", Status::from_word),
            level: query.word("level", Level::from_word),
            all: query.has("all", "1"),
            text: (!text.is_empty()).then(|| text.to_owned()),
        }
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, f: &Filter) -> Vec<Condition> {
    vec![
        (w::status(lang), "status", f.status.map(|it| listing_status::of(lang, it.word()).to_owned())),
        (w::level(lang), "level", f.level.map(|it| listing_level::of(lang, it.word()).to_owned())),
        (w::range(lang), "all", f.all.then(|| w::with_ended(lang).to_owned())),
        (w::text(lang), "q", f.text.clone()),
    ]
}

pub(super) struct Listed {
    pub rows: Vec<ListRow>,
    pub names: Names,
    pub places: HashMap<Division, String>,
    pub total: i64,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, from, rows)?;
    let bodies: Vec<_> = rows.iter().flat_map(|row| row.owner.into_iter().chain([row.listing.organisation])).collect();
    let names = Names::fetch(r, ctx, &[], &bodies)?;
    let places = registry::query::townships(r, ctx)?.into_iter().collect();
    Ok(Listed { rows, names, places, total: query::count(r, ctx, filter)? })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(crate::words::list::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, ctx.now.day(), &query, &filter, &listed, page)))
}

fn body(lang: Lang, today: Day, query: &Values, filter: &Filter, listed: &Listed, page: u32) -> Markup {
    let chips = Chip::of(query, "/listings", conditions(lang, filter));
    let tools = html! { (list::export_link(lang, "/listings", query)) (parts::print_button(lang)) };
    html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, "/listings", fields(lang, query), None))
            (list::tools(list::chips(lang, "/listings", &chips), &list::total(lang, listed.total.unsigned_abs()), tools))
            @if listed.rows.is_empty() {
                (parts::empty(w::nothing(lang), w::nothing_text(lang), parts::link_button(w::to_major(lang), "/hazards?view=major")))
            } @else {
                (table(lang, today, listed))
                (list::pager(lang, &Pager::numbered(query, "/listings", page, ROWS, listed.rows.len(), listed.total.unsigned_abs())))
            }
        }))
    }
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let states = options(Status::ALL, Status::word, |it| listing_status::of(lang, it.word()));
    let levels = options(Level::ALL, Level::word, |it| listing_level::of(lang, it.word()));
    html! {
        (list::query_select(lang, w::status(lang), "status", &states, query))
        (list::query_select(lang, w::level(lang), "level", &levels, query))
        (list::query_select_from(w::range(lang), "all", w::open_only(lang), &[("1".to_owned(), w::with_ended(lang).to_owned())], query))
        (list::query_text(w::text(lang), "q", w::text_hint(lang), query))
    }
}

fn table(lang: Lang, today: Day, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::hazard(lang)),
        Column::text(w::level(lang)),
        Column::text(w::division(lang)).wide_only(),
        Column::text(w::unit(lang)).wide_only(),
        Column::text(w::organisation(lang)).wide_only(),
        Column::text(w::status(lang)),
        Column::day(w::deadline(lang)),
    ];
    let row = |row: &ListRow| {
        let it = &row.listing;
        let place = listed.places.get(&row.division.township()).map_or("", String::as_str);
        Row::new(vec![
            html! { span.nowrap { (notice::number(lang, it).unwrap_or_else(|| w::unnumbered(lang).to_owned())) } },
            list::title_cell(row.title.as_str().unwrap_or("--"), &format!("/listings/{}", it.id)),
            html! { (listing_level::of(lang, it.level.word())) },
            html! { span.nowrap { (place) } },
            html! { span.cut-name { (parts::or_dash(Some(listed.names.organisation(row.owner)).filter(|it| !it.is_empty()))) } },
            html! { span.cut-name { (listed.names.organisation(Some(it.organisation))) } },
            html! { (listing_status::of(lang, it.status.word())) },
            html! { (it.deadline) },
        ])
        .late(query::is_late(it, today))
    };
    let rows: Vec<Row> = listed.rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

/// One listing for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListingLine {
    #[schema(value_type = String)]
    id: ListingId,
    /// Of the notice, once it is listed.
    number: Option<String>,
    #[schema(value_type = String)]
    hazard: HazardId,
    hazard_number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    level: Level,
    #[schema(value_type = String)]
    organisation: kernel::OrganisationId,
    #[schema(value_type = String)]
    deadline: Day,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ListingLines {
    listings: Vec<ListingLine>,
    total: i64,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<ListingLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let lang = ctx.lang;
    let listed = db.read(move |r| fetch(r, &ctx, &filter, (page - 1) * ROWS, ROWS)).await?;
    let line = |row: ListRow| ListingLine {
        id: row.listing.id,
        number: notice::number(lang, &row.listing),
        hazard: row.listing.hazard,
        hazard_number: row.hazard_number,
        title: row.title.known().cloned(),
        status: row.listing.status,
        level: row.listing.level,
        organisation: row.listing.organisation,
        deadline: row.listing.deadline,
    };
    Ok(Json(ListingLines { listings: listed.rows.into_iter().map(line).collect(), total: listed.total }))
}

pub fn doc() -> Doc {
    Doc::new("Listings of major hazards within the visitor's reach, the earliest deadline first")
        .returns::<ListingLines>()
        .query("status", "status word")
        .query("level", "county, city or province")
        .query("all", "1: those that ended, too")
        .query("q", "words of the hazard")
        .query("page", "from 1, 50 rows each")
}
