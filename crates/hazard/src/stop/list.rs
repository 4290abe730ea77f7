//! Stop orders as a list: filters in the address, pages, and the same for programs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Division, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::SubjectId;
use serde::Serialize;

use super::query::{self, Filter, Line};
use super::{Extent, Standing, StopId};
use crate::web::{Names, options};
use crate::words::{stop as w, stop_extent, stop_standing};

const ROWS: u32 = 50;
pub(super) const PATH: &str = "/stop-orders";

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        let text = query.get("q").trim();
        Filter {
            standing: query.word("standing", Standing::from_word),
            extent: query.word("extent", Extent::from_word),
            all: query.has("all", "1"),
            signs: query.has("signs", "1"),
            text: (!text.is_empty()).then(|| text.to_owned()),
        }
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, f: &Filter) -> Vec<Condition> {
    vec![
        (w::standing(lang), "standing", f.standing.map(|it| stop_standing::of(lang, it.word()).to_owned())),
        (w::extent(lang), "extent", f.extent.map(|it| stop_extent::of(lang, it.word()).to_owned())),
        (w::range(lang), "all", f.all.then(|| w::with_ended(lang).to_owned())),
        (w::signs(lang), "signs", f.signs.then(|| w::with_signs(lang).to_owned())),
        (w::text(lang), "q", f.text.clone()),
    ]
}

pub(super) struct Listed {
    pub rows: Vec<Line>,
    pub names: Names,
    places: HashMap<Division, String>,
    subjects: HashMap<SubjectId, String>,
    total: i64,
}

impl Listed {
    pub fn unit(&self, it: &Line) -> &str {
        self.subjects.get(&it.stop.subject).map_or("", String::as_str)
    }

    pub fn place(&self, it: &Line) -> &str {
        self.places.get(&it.division.township()).map_or("", String::as_str)
    }
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, from, rows)?;
    let bodies: Vec<_> = rows.iter().map(|it| it.stop.issuer).collect();
    let subjects: Vec<_> = rows.iter().map(|it| it.stop.subject).collect();
    Ok(Listed {
        names: Names::fetch(r, ctx, &[], &bodies)?,
        places: registry::query::townships(r, ctx)?.into_iter().collect(),
        subjects: registry::query::subject_names(r, ctx, &subjects)?,
        total: query::count(r, ctx, filter)?,
        rows,
    })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let (filter, page) = (Filter::from_query(&query), list::page_number(&query, ROWS));
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(crate::words::list::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &query, &filter, &listed, page)))
}

fn body(lang: Lang, query: &Values, filter: &Filter, listed: &Listed, page: u32) -> Markup {
    let chips = Chip::of(query, PATH, conditions(lang, filter));
    let tools = html! { (list::export_link(lang, PATH, query)) (parts::print_button(lang)) };
    html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query), None))
            (list::tools(list::chips(lang, PATH, &chips), &list::total(lang, listed.total.unsigned_abs()), tools))
            @if listed.rows.is_empty() {
                (parts::empty(w::nothing(lang), w::nothing_text(lang), parts::link_button(w::to_major(lang), "/hazards?view=major")))
            } @else {
                (table(lang, listed))
                (list::pager(lang, &Pager::numbered(query, PATH, page, ROWS, listed.rows.len(), listed.total.unsigned_abs())))
            }
        }))
    }
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let standings = options(Standing::ALL, Standing::word, |it| stop_standing::of(lang, it.word()));
    let extents = options(Extent::ALL, Extent::word, |it| stop_extent::of(lang, it.word()));
    html! {
        (list::query_select(lang, w::standing(lang), "standing", &standings, query))
        (list::query_select(lang, w::extent(lang), "extent", &extents, query))
        (list::query_select(lang, w::signs(lang), "signs", &[("1".to_owned(), w::with_signs(lang).to_owned())], query))
        (list::query_select_from(w::range(lang), "all", w::open_only(lang), &[("1".to_owned(), w::with_ended(lang).to_owned())], query))
        (list::query_text(w::text(lang), "q", w::text_hint(lang), query))
    }
}

/// `生产线：打磨线`
pub(super) fn extent(lang: Lang, it: &Line) -> String {
    let extent = stop_extent::of(lang, it.extent.word());
    match it.part.as_ref().and_then(|part| part.as_str()) {
        Some(part) => w::extent_of(lang, extent, part),
        None => extent.to_owned(),
    }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::unit(lang)),
        Column::text(w::extent(lang)),
        Column::text(w::division(lang)).wide_only(),
        Column::text(w::issuer(lang)).wide_only(),
        Column::text(w::standing(lang)),
        Column::day(w::from(lang)),
        Column::day(w::revisited(lang)).wide_only(),
        Column::day(w::reopened_on(lang)).wide_only(),
    ];
    let row = |it: &Line| {
        Row::new(vec![
            html! { span.nowrap { (it.number.as_deref().unwrap_or(w::unnumbered(lang))) } },
            list::title_cell(listed.unit(it), &format!("{PATH}/{}", it.stop.id)),
            html! { span.cut-name { (extent(lang, it)) } },
            html! { span.nowrap { (listed.place(it)) } },
            html! { span.cut-name { (listed.names.organisation(Some(it.stop.issuer))) } },
            html! { (stop_standing::of(lang, it.stop.standing.word())) @if it.open_signs > 0 { " " (parts::tag(w::with_signs(lang))) } },
            html! { (it.from.day()) },
            html! { @match it.revisited_at { Some(at) => (at.day()), None => (parts::dash()) } },
            html! { @match it.reopened_at { Some(at) => (at.day()), None => (parts::dash()) } },
        ])
    };
    let rows: Vec<Row> = listed.rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

/// One stop order for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopLine {
    #[schema(value_type = String)]
    id: StopId,
    /// Of the order, once it is signed.
    number: Option<String>,
    #[schema(value_type = String)]
    standing: Standing,
    #[schema(value_type = String)]
    subject: SubjectId,
    #[schema(value_type = String)]
    issuer: kernel::OrganisationId,
    #[schema(value_type = String)]
    extent: Extent,
    part: Option<String>,
    #[schema(value_type = String)]
    from: Instant,
    /// Number of the reopening, once it is signed.
    reopening: Option<String>,
    #[schema(value_type = Option<String>)]
    reopened_at: Option<Instant>,
    /// When it was last looked at on the spot.
    #[schema(value_type = Option<String>)]
    revisited_at: Option<Instant>,
    /// Signs of secret resumption that nobody has answered yet.
    open_signs: i64,
}

impl StopLine {
    pub(super) fn of(it: Line) -> StopLine {
        StopLine {
            id: it.stop.id,
            number: it.number,
            standing: it.stop.standing,
            subject: it.stop.subject,
            issuer: it.stop.issuer,
            extent: it.extent,
            part: it.part.and_then(|part| part.known().cloned()),
            from: it.from,
            reopening: it.reopening,
            reopened_at: it.reopened_at,
            revisited_at: it.revisited_at,
            open_signs: it.open_signs,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StopLines {
    stop_orders: Vec<StopLine>,
    total: i64,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<StopLines>> {
    let (filter, page) = (Filter::from_query(&query), list::page_number(&query, ROWS));
    let listed = db.read(move |r| fetch(r, &ctx, &filter, (page - 1) * ROWS, ROWS)).await?;
    Ok(Json(StopLines { stop_orders: listed.rows.into_iter().map(StopLine::of).collect(), total: listed.total }))
}

pub fn doc() -> Doc {
    Doc::new("Stop orders within the visitor's reach, the newest first")
        .returns::<StopLines>()
        .query("standing", "standing word")
        .query("extent", "unit, line or project")
        .query("all", "1: those lifted or not signed, too")
        .query("signs", "1: only those with an unanswered sign of secret resumption")
        .query("q", "words of a hazard that the order names")
        .query("page", "from 1, 50 rows each")
}
