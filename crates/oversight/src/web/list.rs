//! The list of schemes, the latest first, with how far their examinations are.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::program::{SchemeAnswer, read_scheme};
use super::{DRAFT, SCHEMES, Visitor};
use crate::scheme::query::{self, ALL, Counts, Filter};
use crate::scheme::{Kind, OversightSchemeId, Scheme, State};
use crate::words::{oversight as w, scheme_kind, scheme_state};

const ROWS: u32 = 50;

pub(crate) fn kind_options(lang: Lang) -> Vec<(String, String)> {
    options(Kind::ALL, Kind::word, |it| scheme_kind::of(lang, it))
}

pub(crate) struct Listed {
    pub lines: Vec<Scheme>,
    pub counts: HashMap<OversightSchemeId, Counts>,
    pub total: u64,
    states: Vec<(&'static str, i64)>,
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let mut counts = HashMap::new();
    for it in &lines {
        counts.insert(it.id, query::counts(r, ctx, it.id)?);
    }
    let mut states = Vec::new();
    for word in [ALL].into_iter().chain(State::ALL.iter().map(|it| it.word())) {
        let view = Filter { state: State::from_word(word), ..filter.clone() };
        states.push((word, query::count(r, ctx, &view)?));
    }
    Ok(Listed { lines, counts, total: query::count(r, ctx, filter)?.unsigned_abs(), states })
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
    let listed = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS, ROWS)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, SCHEMES, &Chip::of(&query, SCHEMES, conditions(lang, &filter)));
    let pager = Pager::numbered(&query, SCHEMES, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(DRAFT) { (parts::primary_link(w::draft(lang), &format!("{SCHEMES}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, SCHEMES, fields(lang, &query, &filter), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, SCHEMES, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: scheme_state::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", if *word == ALL { "" } else { *word }).at(SCHEMES),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.states.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter) -> Markup {
    html! {
        @if let Some(state) = filter.state { input type="hidden" name="state" value=(state.word()); }
        (list::query_select(lang, w::kind(lang), "kind", &kind_options(lang), query))
        (list::query_text(w::words(lang), "words", w::words_hint(lang), query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![
        (w::kind(lang), "kind", filter.kind.map(|it| scheme_kind::of(lang, it.word()).to_owned())),
        (w::words(lang), "words", filter.words.clone()),
    ]
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let word = scheme_state::of(lang, it.word());
    let ring = match it {
        State::Draft => parts::Ring::Quarter,
        State::Issued => parts::Ring::Half,
        State::Published => parts::Ring::Full,
        State::Succeeded | State::Withdrawn => parts::Ring::Back,
    };
    parts::status(ring, word)
}

/// How many of the organisations know their result.
pub(crate) fn progress(lang: Lang, counts: &Counts) -> String {
    if counts.examinations == 0 { String::new() } else { w::told_of(lang, counts.told, counts.examinations) }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::kind(lang)),
        Column::day(w::first(lang)),
        Column::day(w::last(lang)),
        Column::text(w::state(lang)),
        Column::text(w::progress(lang)),
    ];
    let row = |it: &Scheme| {
        let counts = listed.counts.get(&it.id).copied().unwrap_or_default();
        Row::new(vec![
            html! { span.nowrap { (number(lang, it)) } },
            list::title_cell(it.title(), &format!("{SCHEMES}/{}", it.id)),
            html! { span.nowrap { (scheme_kind::of(lang, it.kind.word())) } },
            html! { (it.first) },
            html! { (it.last) },
            state_mark(lang, it.state),
            parts::or_dash(Some(&progress(lang, &counts))),
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// The number, and the edition from the second on.
pub(crate) fn number(lang: Lang, it: &Scheme) -> String {
    if it.edition > 1 { w::edition(lang, &it.number, it.edition) } else { it.number.clone() }
}

/// A page of schemes for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SchemeLines {
    schemes: Vec<SchemeAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<SchemeLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let schemes = lines.into_iter().map(|it| read_scheme(r, &ctx, it.id)).collect::<Result<_, _>>()?;
        Ok(SchemeLines { schemes, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Schemes of supervision, tours and assessment, the latest first, fifty a page")
        .returns::<SchemeLines>()
        .query("state", "draft, issued, published, succeeded or withdrawn; all of them without it")
        .query("kind", "supervision, tour or assessment")
        .query("words", "in its number or title")
        .query("page", "from 1")
}
