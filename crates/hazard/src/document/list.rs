//! Documents as a list: every number that was given, by kind and year; and the same for programs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Division, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::query::{self, Filter, ListRow};
use super::{DocumentId, Kind, text};
use crate::model::HazardId;
use crate::web::{Names, options};
use crate::words::{document as w, document_kind};

const ROWS: u32 = 50;
const PATH: &str = "/documents";

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        let text = query.get("q").trim();
        Filter {
            kind: query.word("kind", Kind::from_word),
            year: query.reads("year"),
            text: (!text.is_empty()).then(|| text.to_owned()),
        }
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, f: &Filter) -> Vec<Condition> {
    vec![
        (w::kind(lang), "kind", f.kind.map(|it| document_kind::of(lang, it.word()).to_owned())),
        (w::year(lang), "year", f.year.map(|it| it.to_string())),
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
    let bodies: Vec<_> = rows.iter().flat_map(|row| row.owner.into_iter().chain([row.document.organisation])).collect();
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
    let wanted = filter.clone();
    let listed = db.read(move |r| fetch(r, &ctx, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(crate::words::list::section(lang)), Crumb::here(w::list(lang))];
    Ok(screen.page(w::list(lang), &crumbs, body(lang, &query, &filter, &listed, page)))
}

fn body(lang: Lang, query: &Values, filter: &Filter, listed: &Listed, page: u32) -> Markup {
    let chips = Chip::of(query, PATH, conditions(lang, filter));
    let tools = html! { (list::export_link(lang, PATH, query)) (parts::print_button(lang)) };
    let kinds = options(Kind::ALL, Kind::word, |it| document_kind::of(lang, it.word()));
    let fields = html! {
        (list::query_select(lang, w::kind(lang), "kind", &kinds, query))
        (list::query_text(w::year(lang), "year", w::year_hint(lang), query))
        (list::query_text(w::text(lang), "q", w::text_hint(lang), query))
    };
    html! {
        (parts::head(w::list(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields, None))
            (list::tools(list::chips(lang, PATH, &chips), &list::total(lang, listed.total.unsigned_abs()), tools))
            @if listed.rows.is_empty() {
                (parts::empty(w::nothing(lang), w::nothing_text(lang), parts::link_button(w::to_hazards(lang), "/hazards")))
            } @else {
                (table(lang, listed))
                (list::pager(lang, &Pager::numbered(query, PATH, page, ROWS, listed.rows.len(), listed.total.unsigned_abs())))
            }
        }))
    }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::hazard(lang)),
        Column::text(w::kind(lang)),
        Column::text(w::division(lang)).wide_only(),
        Column::text(w::unit(lang)).wide_only(),
        Column::text(w::organisation(lang)).wide_only(),
        Column::day(w::date(lang)),
    ];
    let row = |row: &ListRow| {
        let it = &row.document;
        let place = listed.places.get(&row.division.township()).map_or("", String::as_str);
        Row::new(vec![
            html! { a.nowrap href=(format!("/documents/{}", it.id)) { (text::number(lang, it)) } },
            list::title_cell(row.title.as_str().unwrap_or("--"), &format!("/hazards/{}", it.hazard)),
            html! { (document_kind::of(lang, it.kind.word())) },
            html! { span.nowrap { (place) } },
            html! { span.cut-name { (parts::or_dash(Some(listed.names.organisation(row.owner)).filter(|it| !it.is_empty()))) } },
            html! { span.cut-name { (listed.names.organisation(Some(it.organisation))) } },
            html! { (it.issued_at.day()) },
        ])
    };
    let rows: Vec<Row> = listed.rows.iter().map(row).collect();
    list::table(w::list(lang), &columns, &rows)
}

/// One document for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DocumentLine {
    #[schema(value_type = String)]
    id: DocumentId,
    #[schema(value_type = String)]
    kind: Kind,
    number: String,
    #[schema(value_type = String)]
    hazard: HazardId,
    hazard_number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    date: Day,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DocumentLines {
    documents: Vec<DocumentLine>,
    total: i64,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<DocumentLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let lang = ctx.lang;
    let listed = db.read(move |r| fetch(r, &ctx, &filter, (page - 1) * ROWS, ROWS)).await?;
    let line = |row: ListRow| DocumentLine {
        id: row.document.id,
        kind: row.document.kind,
        number: text::number(lang, &row.document),
        hazard: row.document.hazard,
        hazard_number: row.hazard_number,
        title: row.title.known().cloned(),
        organisation: row.document.organisation,
        date: row.document.issued_at.day(),
    };
    Ok(Json(DocumentLines { documents: listed.rows.into_iter().map(line).collect(), total: listed.total }))
}

pub fn doc() -> Doc {
    Doc::new("Official documents about hazards within the visitor's reach, by year, kind and number")
        .returns::<DocumentLines>()
        .query("kind", "order, reply or review")
        .query("year", "of the number")
        .query("q", "words of the hazard")
        .query("page", "from 1, 50 rows each")
}
