//! The list of old judgements that the criteria in force may decide otherwise, and the same for programs.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Act, Ctx, Division, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;
use standards::major_hazard_criteria::Edition;

use super::{Filter, Old, Outcome};
use crate::judge::Verdict;
use crate::model::{HazardId, Status};
use crate::web::{options, status_mark};
use crate::words::{judgement, newer as w, newer_outcome, sector, verdict};

const ROWS: usize = 50;
const PATH: &str = "/hazards/would-be-major";

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        let text = query.get("q").trim();
        Filter {
            outcome: query.word("outcome", Outcome::from_word),
            sector: query.word("sector", Sector::from_word),
            all: query.has("all", "1"),
            text: (!text.is_empty()).then(|| text.to_owned()),
        }
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, f: &Filter) -> Vec<Condition> {
    vec![
        (w::outcome(lang), "outcome", f.outcome.map(|it| newer_outcome::of(lang, it.word()).to_owned())),
        (w::sector(lang), "sector", f.sector.map(|it| sector::of(lang, it.word()).to_owned())),
        (w::range(lang), "all", f.all.then(|| w::with_closed(lang).to_owned())),
        (w::text(lang), "q", f.text.clone()),
    ]
}

/// Documents with their numbers.
pub(super) fn documents(lang: Lang, editions: &[&Edition]) -> String {
    let all: Vec<String> = editions.iter().map(|it| judgement::document(lang, it.document, it.number)).collect();
    all.join(w::or(lang))
}

pub(super) struct Listed {
    pub all: Vec<Old>,
    pub places: HashMap<Division, String>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Listed, Error> {
    Ok(Listed { all: super::list(r, ctx, filter)?, places: registry::query::townships(r, ctx)?.into_iter().collect() })
}

fn page_of(query: &Values) -> usize {
    query.get("page").parse().unwrap_or(1).clamp(1, 400)
}

fn piece(all: &[Old], page: usize) -> &[Old] {
    all.get((page - 1) * ROWS..).map_or(&[], |rest| rest.get(..ROWS).unwrap_or(rest))
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let crumbs = [Crumb::here(crate::words::list::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body(lang, &ctx, &query, &filter, &listed)))
}

fn body(lang: Lang, ctx: &Ctx, query: &Values, filter: &Filter, listed: &Listed) -> Markup {
    let chips = Chip::of(query, PATH, conditions(lang, filter));
    let tools = html! { (list::export_link(lang, PATH, query)) (parts::print_button(lang)) };
    let rows = piece(&listed.all, page_of(query));
    html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, query), None))
            (list::tools(list::chips(lang, PATH, &chips), &list::total(lang, listed.all.len() as u64), tools))
            @if rows.is_empty() {
                (parts::empty(w::nothing(lang), w::nothing_text(lang), parts::link_button(w::to_major(lang), "/hazards?view=major")))
            } @else {
                (table(lang, ctx, listed, rows))
                (pager(lang, query, listed, rows.len()))
            }
        }))
    }
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let outcomes = options(Outcome::ALL, Outcome::word, |it| newer_outcome::of(lang, it.word()));
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it.word()));
    html! {
        (list::query_select(lang, w::outcome(lang), "outcome", &outcomes, query))
        (list::query_select(lang, w::sector(lang), "sector", &sectors, query))
        (list::query_select(lang, w::range(lang), "all", &[("1".to_owned(), w::with_closed(lang).to_owned())], query))
        (list::query_text(w::text(lang), "q", w::text_hint(lang), query))
    }
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed, rows: &[Old]) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::hazard(lang)),
        Column::text(w::division(lang)).wide_only(),
        Column::text(w::verdict(lang)),
        Column::text(w::edition(lang)).wide_only(),
        Column::text(w::now(lang)),
        Column::text(w::outcome(lang)),
        Column::text(w::status(lang)),
    ];
    let row = |it: &Old| {
        let place = listed.places.get(&it.row.division.township()).map_or("", String::as_str);
        Row::new(vec![
            html! { span.nowrap { (it.row.number) } },
            list::title_cell(it.row.title.as_str().unwrap_or("--"), &format!("/hazards/{}", it.row.id)),
            html! { span.nowrap { (place) } },
            html! { (verdict::of(lang, it.verdict.word())) },
            html! { (documents(lang, &[it.edition])) },
            html! { (documents(lang, &it.now)) },
            outcome_cell(lang, ctx, it),
            status_mark(lang, it.row.status),
        ])
    };
    let rows: Vec<Row> = rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

/// With the way to the form that judges by the newer edition, where that may be done.
fn outcome_cell(lang: Lang, ctx: &Ctx, it: &Old) -> Markup {
    let may = ctx.may(Act("hazard.judge")) && it.row.status.is_open();
    html! {
        (newer_outcome::of(lang, it.outcome.word()))
        @if let (true, Some(edition)) = (may, it.now.last()) {
            " " a.nowrap href=(format!("/hazards/{}/judgement?edition={}", it.row.id, edition.name)) { (w::judge(lang)) }
        }
    }
}

fn pager(lang: Lang, query: &Values, listed: &Listed, rows: usize) -> Markup {
    let page = page_of(query);
    let before = (page - 1) * ROWS;
    let at = |page: usize| query.clone().with("page", page.to_string()).at(PATH);
    let pager = Pager {
        from: before as u64 + 1,
        to: (before + rows) as u64,
        total: Some(listed.all.len() as u64),
        prev: (page > 1).then(|| at(page - 1)),
        next: (before + rows < listed.all.len()).then(|| at(page + 1)),
    };
    list::pager(lang, &pager)
}

/// One old judgement for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OldLine {
    #[schema(value_type = String)]
    hazard: HazardId,
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    sector: Sector,
    #[schema(value_type = String)]
    status: Status,
    /// The edition it was judged by, and what that said.
    edition: &'static str,
    #[schema(value_type = String)]
    verdict: Verdict,
    /// In force now; several when the days in hand do not say which.
    now: Vec<&'static str>,
    #[schema(value_type = String)]
    outcome: Outcome,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OldLines {
    hazards: Vec<OldLine>,
    total: usize,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<OldLines>> {
    let filter = Filter::from_query(&query);
    let all = db.read(move |r| super::list(r, &ctx, &filter)).await?;
    let line = |it: &Old| OldLine {
        hazard: it.row.id,
        number: it.row.number.clone(),
        title: it.row.title.known().cloned(),
        sector: it.row.sector,
        status: it.row.status,
        edition: it.edition.name,
        verdict: it.verdict,
        now: it.now.iter().map(|it| it.name).collect(),
        outcome: it.outcome,
    };
    Ok(Json(OldLines { hazards: piece(&all, page_of(&query)).iter().map(line).collect(), total: all.len() }))
}

pub fn doc() -> Doc {
    Doc::new("Hazards judged by an edition that has a newer one, where that may decide otherwise")
        .returns::<OldLines>()
        .query("outcome", "would_be_major or judge_anew")
        .query("sector", "sector word")
        .query("all", "1: the closed ones, too")
        .query("q", "words of the hazard")
        .query("page", "from 1, 50 rows each")
}
