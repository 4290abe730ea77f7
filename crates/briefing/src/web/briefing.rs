//! The briefing as a page: the text with its figures as links, the periods it is asked for, and the Word file.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use kernel::{Ctx, Day, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::past::AS_OF;
use page::{Crumb, Doc, Json, NoteKind, Query, Reply, Screen, Values, list, parts};

use super::{DRAFT, EDITIONS, Visitor};
use crate::Period;
use crate::text::{self, Additions, Briefing, Name, Piece, compose, document, fetch};
use crate::words::{briefing as w, briefing_name as title, issued_briefing as i, table as t};

const PATH: &str = "/briefing";

/// Without days the year so far.
fn period_of(ctx: &Ctx, query: &Values) -> Period {
    let so_far = Period::so_far(ctx.now.day());
    let day = |field, otherwise| registry::forms::day_of(query, field).unwrap_or(otherwise);
    let (from, to) = (day("from", so_far.from), day("to", so_far.to));
    Period { from: from.min(to), to: from.max(to) }
}

fn name_of(query: &Values) -> Name {
    query.word("name", Name::from_word).unwrap_or(Name::Situation)
}

fn made(r: &Reader<'_>, ctx: &Ctx, lang: Lang, name: Name, period: Period) -> Result<Briefing, Error> {
    Ok(compose(lang, name, &fetch(r, ctx, period)?, ctx.now, &Additions::new()))
}

/// The address of a page about a text of a period.
fn address(path: &str, name: Name, period: Period) -> String {
    let values = Values::default().with("from", period.from.to_string()).with("to", period.to.to_string());
    values.with("name", name.word()).at(path)
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let lang = screen.lang();
    let (name, period) = (name_of(&query), period_of(&ctx, &query));
    let (today, drafts, listed) = (ctx.now.day(), ctx.may(DRAFT), ctx.may(super::EDITION_VIEW));
    let shown = db.read(move |r| made(r, &ctx, lang, name, period)).await?;
    let tab = |one: Name| parts::Tab {
        label: title::of(lang, one.word()).to_owned(),
        href: address(PATH, one, period),
        current: one == name,
    };
    let body = html! {
        (parts::head(w::page_title(lang), html! { span.muted { (super::period_text(lang, period)) } }, html! {
            @if listed { (parts::link_button(i::title(lang), EDITIONS)) }
            @if drafts { (parts::primary_link(i::draft_new(lang), &address(&format!("{EDITIONS}/new"), name, period))) }
            (parts::link_button(w::word_file(lang), &address(&format!("{PATH}/file"), name, period))) (parts::print_button(lang))
        }))
        (parts::tabs(lang, &Name::ALL.iter().copied().map(tab).collect::<Vec<_>>()))
        (list::list(html! {
            (list::query(lang, PATH, days(lang, name, period), None))
            (list::tools(presets(lang, name, today), w::about(lang), html! {}))
        }))
        (article(lang, &shown, None))
        @if !shown.missing.is_empty() {
            div.no-print { (parts::note(NoteKind::Plain, w::missing(lang), html! { ul { @for it in &shown.missing { li { (it) } } } })) }
        }
    };
    let crumbs = [Crumb::here(t::section(lang)), Crumb::here(w::page_title(lang))];
    Ok(screen.page(w::page_title(lang), &crumbs, body))
}

fn days(lang: Lang, name: Name, period: Period) -> Markup {
    let values = Values::default().with("from", period.from.to_string()).with("to", period.to.to_string());
    html! { (page::form::hidden("name", name.word())) (list::query_days(lang, t::period_head(lang), "from", "to", &values)) }
}

/// The periods that are reported: last month, last quarter, half a year, the year so far.
fn presets(lang: Lang, name: Name, today: Day) -> Markup {
    let link = |period: Period| parts::small_link(&text::period_text(lang, period), &address(PATH, name, period));
    html! { @for period in Period::reported(today) { (link(period)) " " } }
}

/// `as_of`: the moment as of which a figure opens its list; none for now.
pub(super) fn article(lang: Lang, it: &Briefing, as_of: Option<Instant>) -> Markup {
    html! {
        article.official-document.in-text lang=(if lang == Lang::Zh { "zh-CN" } else { "en" }) {
            h2 { (it.title) }
            p.addressee { (registry::print::addressed(lang, &it.addressee)) }
            @for section in &it.sections {
                p.first-level { (section.heading) }
                @for paragraph in &section.paragraphs { p { @for piece in paragraph { (shown(piece, as_of)) } } }
            }
            @if let Some(closing) = &it.closing { p { (closing) } }
            p.muted { (w::known_until_page(lang, page::format::instant(it.as_of))) }
            p.signature { (it.office) }
            p.signature { (registry::print::day(lang, it.as_of.day())) }
        }
    }
}

pub(super) fn shown(piece: &Piece, as_of: Option<Instant>) -> Markup {
    match piece {
        Piece::Said(text) => html! { (text) },
        Piece::Added { added } => html! { span.said lang="zh-CN" { (added) } },
        Piece::Figure { figure, list: Some(list) } => html! { a href=(as_known(list, as_of)) { (figure) } },
        Piece::Figure { figure, list: None } => html! { b { (figure) } },
    }
}

fn as_known(list: &str, as_of: Option<Instant>) -> String {
    let Some(at) = as_of else { return list.to_owned() };
    let joint = if list.contains('?') { '&' } else { '?' };
    format!("{list}{joint}{AS_OF}={}", super::grid::moment(at))
}

pub(super) async fn file(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Response> {
    let (name, period) = (name_of(&query), period_of(&ctx, &query));
    let made = db.read(move |r| made(r, &ctx, Lang::Zh, name, period)).await?;
    Ok(registry::print::download(&document(&made, None))?)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<Briefing>> {
    let asked = Arc::clone(&ctx);
    let (name, period) = (name_of(&query), period_of(&ctx, &query));
    Ok(Json(db.read(move |r| made(r, &asked, asked.lang, name, period)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The briefing of a period: sentences with the figures of the record, each with the list behind it")
        .returns::<Briefing>()
        .query("name", "situation, talking_points; without it, situation")
        .query("from", "first day, yyyy-MM-dd; without it, the first of January")
        .query("to", "last day, yyyy-MM-dd; without it, the end of last month")
}
