//! The register of credit: what counts today, the latest first.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::detail::{CreditRecordAnswer, answer_of};
use super::query::{self, ALL, Filter, OBJECTED};
use super::{CreditRecord, Sort, State};
use crate::unit::Around;
use crate::web::{Visitor, day_or_dash};
use crate::words::{credit as w, credit_sort, credit_state, view as v};
use registry::forms::{muted, options};

pub(super) const PATH: &str = "/credit-records";
const ROWS: u32 = 50;

struct Listed {
    lines: Vec<CreditRecord>,
    around: Around,
    counts: Vec<(&'static str, i64)>,
    total: u64,
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.around)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(v::section(lang)), Crumb::here(w::title(lang))], body))
}

/// The views, by their words in the address.
fn words() -> impl Iterator<Item = &'static str> {
    let states = State::ALL.iter().map(|it| it.word());
    [State::InForce.word(), OBJECTED].into_iter().chain(states.filter(|it| *it != State::InForce.word())).chain([ALL])
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    for word in words() {
        let view =
            Filter { state: State::from_word(word), all: word == ALL, objected: word == OBJECTED, ..filter.clone() };
        counts.push((word, query::count(r, ctx, &view)?));
    }
    let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation).chain(filter.organisation))?;
    Ok(Listed { around, counts, total: query::count(r, ctx, filter)?.unsigned_abs(), lines })
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: credit_state::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", *word).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Markup {
    let townships: Vec<_> = listed.around.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sorts = options(Sort::ALL, Sort::word, |it| credit_sort::of(lang, it));
    html! {
        input type="hidden" name="state" value=(filter.word());
        @if !query.get("organisation").is_empty() { input type="hidden" name="organisation" value=(query.get("organisation")); }
        (list::query_select(lang, w::sort(lang), "sort", &sorts, query))
        (list::query_select(lang, w::township(lang), "township", &townships, query))
        (list::query_days(lang, w::from(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Condition> {
    vec![
        (w::organisation(lang), "organisation", filter.organisation.map(|id| around.organisation(id).to_owned())),
        (w::sort(lang), "sort", filter.sort.map(|it| credit_sort::of(lang, it.word()).to_owned())),
        (w::township(lang), "township", filter.township.map(|code| around.place(code).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::organisation(lang)),
        Column::text(w::sort(lang)),
        Column::title(w::reason(lang)),
        Column::text(w::basis(lang)).wide_only(),
        Column::day(w::from(lang)),
        Column::day(w::to(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |it: &CreditRecord| {
        Row::new(vec![
            html! { span.cut-name.is-whole title=(listed.around.organisation(it.organisation)) { (listed.around.organisation(it.organisation)) } },
            sort_mark(lang, it.sort),
            list::title_cell(it.reason.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
            html! { span.cut-name title=(it.basis) { (it.basis) } },
            html! { (it.from) },
            day_or_dash(it.to),
            state_mark(lang, it, ctx),
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn sort_mark(lang: Lang, it: Sort) -> Markup {
    let word = credit_sort::of(lang, it.word());
    match it {
        Sort::Good => parts::good_tag(word),
        Sort::Bad => parts::bad_tag(word),
    }
}

/// How it stands, and whether an objection waits.
pub(crate) fn state_mark(lang: Lang, it: &CreditRecord, ctx: &Ctx) -> Markup {
    let state = it.state(ctx.now.day());
    let word = credit_state::of(lang, state.word());
    html! {
        span.nowrap { @if state == State::InForce { (word) } @else { (muted(word)) } }
        @if it.is_objected_to() { " " (parts::tag(credit_state::of(lang, OBJECTED))) }
    }
}

/// A page of entries for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CreditRecordLines {
    credit_records: Vec<CreditRecordAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<CreditRecordLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let credit_records = lines.into_iter().map(|it| answer_of(it, ctx.now.day())).collect();
        Ok(CreditRecordLines { credit_records, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Entries of credit, the latest first, fifty a page")
        .returns::<CreditRecordLines>()
        .query("state", "in_force (default), waiting, ended, repaired, withdrawn, objected or all")
        .query("organisation", "id of an organisation")
        .query("sort", "good or bad")
        .query("township", "twelve digits")
        .query("from", "beginning on or after this day, yyyy-MM-dd")
        .query("to", "beginning on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
