//! Texts that were drafted and issued, the latest period first.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Query, Reply, Screen, Values, list, parts};
use registry::forms::{at_by, person};

use super::{EDITIONS, Visitor};
use crate::edition::query::{self, Filter};
use crate::edition::{Listed, State};
use crate::text::{Name, period_text};
use crate::words::{briefing_name as name, briefing_state as state, issued_briefing as w, table as t};

const ROWS: u32 = 50;

struct Shown {
    lines: Vec<(Listed, Option<String>, Option<String>)>,
    total: u64,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32) -> Result<Shown, Error> {
    let mut lines = Vec::new();
    for it in query::list(r, ctx, filter, from, ROWS)? {
        let (drafted, issued) = (person(r, ctx, it.drafted_by)?, person(r, ctx, it.issued_by)?);
        lines.push((it, drafted, issued));
    }
    Ok(Shown { lines, total: query::count(r, ctx, filter)?.unsigned_abs() })
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
    let shown = db.read(move |r| fetch(r, &asked, &wanted, (page - 1) * ROWS)).await?;
    let lang = screen.lang();
    let pager = Pager::numbered(&query, EDITIONS, page, ROWS, shown.lines.len(), shown.total);
    let chips = list::chips(lang, EDITIONS, &Chip::of(&query, EDITIONS, conditions(lang, &filter)));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(super::DRAFT) { (parts::primary_link(w::draft_new(lang), &format!("{EDITIONS}/new"))) }
        }))
        (list::list(html! {
            (list::query(lang, EDITIONS, fields(lang, &query), None))
            (list::tools(chips, &list::total(lang, shown.total), html! {
                (list::export_link(lang, EDITIONS, &query)) (parts::print_button(lang))
            }))
            @if shown.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (rows(lang, &shown)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(t::section(lang)), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn fields(lang: Lang, query: &Values) -> Markup {
    let names = Name::ALL.iter().map(|it| (it.word().to_owned(), name::of(lang, it.word()).to_owned()));
    let states = State::ALL.iter().map(|it| (it.word().to_owned(), state::of(lang, it.word()).to_owned()));
    html! {
        (list::query_select(lang, w::name(lang), "name", &names.collect::<Vec<_>>(), query))
        (list::query_select(lang, w::state(lang), "state", &states.collect::<Vec<_>>(), query))
        (list::query_days(lang, t::period_end(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![
        (w::name(lang), "name", filter.name.map(|it| name::of(lang, it.word()).to_owned())),
        (w::state(lang), "state", filter.state.map(|it| state::of(lang, it.word()).to_owned())),
        (t::period_from(lang), "from", filter.from.map(|day| day.to_string())),
        (t::period_to(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

/// As it stands on the document, in Chinese.
pub(crate) fn number_text(it: &Listed) -> Option<String> {
    let series = if it.name == Name::Disasters { w::disaster_number_text } else { w::number_text };
    it.number.map(|(year, number)| series(Lang::Zh, year, number))
}

pub(crate) fn title(lang: Lang, it: &Listed) -> String {
    let gap = if lang == Lang::Zh { "" } else { " " };
    format!("{}{gap}{}", period_text(lang, it.period), name::of(lang, it.name.word()))
}

pub(super) fn state_tag(lang: Lang, it: State) -> Markup {
    let class = match it {
        State::Issued => "tag is-good",
        State::Draft => "tag",
        State::Discarded => "tag is-bad",
    };
    html! { span class=(class) { (state::of(lang, it.word())) } }
}

fn rows(lang: Lang, shown: &Shown) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::state(lang)),
        Column::text(w::edition(lang)),
        Column::text(w::number(lang)),
        Column::day(w::as_of(lang)),
        Column::text(w::drafted(lang)),
        Column::text(w::issued(lang)),
    ];
    let row = |(it, drafted, issued): &(Listed, Option<String>, Option<String>)| {
        Row::new(vec![
            list::title_cell(&title(lang, it), &format!("{EDITIONS}/{}", it.id)),
            state_tag(lang, it.state),
            html! { span.nowrap { (parts::or_dash(it.edition.map(|n| w::edition_n(lang, n)).as_deref())) } },
            html! { span lang="zh-CN" { (parts::or_dash(number_text(it).as_deref())) } },
            parts::or_dash(it.as_of.map(page::format::instant).as_deref()),
            at_by(Some(it.drafted_at), drafted.as_ref()),
            at_by(it.issued_at, issued.as_ref()),
        ])
    };
    list::table(w::title(lang), &columns, &shown.lines.iter().map(row).collect::<Vec<_>>())
}
