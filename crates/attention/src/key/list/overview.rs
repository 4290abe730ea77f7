//! The lists there are, the latest moment first.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::query::{self, Filter};
use super::web::{AttentionListAnswer, DRAFT, PATH, answer};
use super::{AttentionList, State};
use crate::key::{criteria, entry};
use crate::web::Visitor;
use crate::words::{attention_list_state, key as w};

const ROWS: u32 = 50;

pub(super) struct Line {
    pub it: AttentionList,
    /// Within the visitor's reach: who is on it, and of whom what is owed is due and not reported.
    pub rows: usize,
    pub missing: i64,
}

pub(super) fn lines(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let line = |it: AttentionList| {
        let missing = entry::query::Filter {
            standing: Some(entry::Standing::Missing),
            list: Some(it.id),
            ..entry::query::Filter::default()
        };
        let rows = query::rows(r, ctx, it.id)?.iter().filter(|row| !row.is_off()).count();
        Ok(Line { rows, missing: entry::query::count(r, ctx, &missing)?, it })
    };
    query::list(r, ctx, filter, from, rows)?.into_iter().map(line).collect()
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let read = move |r: &Reader<'_>| {
        let mut counts = Vec::new();
        for state in [None].into_iter().chain(State::ALL.iter().copied().map(Some)) {
            counts.push((state, query::count(r, &asked, &Filter { state })?));
        }
        Ok((lines(r, &asked, &wanted, (page - 1) * ROWS, ROWS)?, counts, query::count(r, &asked, &wanted)?))
    };
    let (lines, counts, total) = db.read(read).await?;
    let total = total.unsigned_abs();
    let lang = screen.lang();
    let pager = Pager::numbered(&query, PATH, page, ROWS, lines.len(), total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(criteria_view()) { (parts::link_button(w::criteria(lang), criteria::PATH)) " " }
            @if ctx.may(DRAFT) { (parts::primary_link(w::draw(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &counts)))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &lines)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn criteria_view() -> kernel::Act {
    kernel::Act("attention_criteria.view")
}

/// Drafts only for those who see them.
fn views(lang: Lang, query: &Values, filter: &Filter, counts: &[(Option<State>, i64)]) -> Vec<View> {
    let view = |(state, count): &(Option<State>, i64)| View {
        label: attention_list_state::of(lang, state.map_or("all", State::word)).to_owned(),
        href: query.clone().without("page").with("state", state.map_or("", State::word)).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.state == *state,
    };
    let hidden = |state: Option<State>| matches!(state, Some(State::Draft | State::Discarded));
    counts.iter().filter(|(state, count)| *count > 0 || !hidden(*state)).map(view).collect()
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Draft => parts::Ring::Quarter,
        State::Told => parts::Ring::Half,
        State::Signed => parts::Ring::Full,
        State::Discarded => parts::Ring::Back,
    };
    parts::status(ring, attention_list_state::of(lang, it.word()))
}

fn table(lang: Lang, lines: &[Line]) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::name(lang)),
        Column::day(w::moment(lang)),
        Column::number(w::rows(lang)),
        Column::text(w::state(lang)),
        Column::number(w::missing(lang)),
        Column::day(w::signed(lang)).wide_only(),
    ];
    let row = |line: &Line| {
        let it = &line.it;
        Row::new(vec![
            html! { @match &it.number { Some(number) => { span.nowrap { (number) } }, None => (parts::dash()) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (page::format::instant(it.moment)) } },
            html! { (line.rows) },
            state_mark(lang, it.state),
            html! { (line.missing) },
            html! { @match it.signed_at { Some(at) => { span.nowrap { (page::format::instant(at)) } }, None => (parts::dash()) } },
        ])
        .late(line.missing > 0)
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of lists for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionLists {
    lists: Vec<AttentionListAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<AttentionLists>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let mut lists = Vec::new();
        for it in query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)? {
            lists.push(answer(&it, &query::rows(r, &ctx, it.id)?));
        }
        Ok(AttentionLists { lists, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Key-attention lists with their entries within reach, the latest moment first, fifty a page")
        .returns::<AttentionLists>()
        .query("state", "draft, told, signed or discarded; all without it")
        .query("page", "from 1")
}
