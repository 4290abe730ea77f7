//! The briefing as a page: the text with its figures as links, the periods it is asked for, and the Word file.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use kernel::{Ctx, Day, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, NoteKind, Query, Reply, Screen, Values, list, parts};

use super::Visitor;
use crate::Period;
use crate::text::{self, Briefing, Piece, compose, document, fetch};
use crate::words::briefing as w;
use crate::words::table as t;

const PATH: &str = "/briefing";

/// Without days the year so far.
fn period_of(ctx: &Ctx, query: &Values) -> Period {
    let so_far = Period::so_far(ctx.now.day());
    let day = |field, otherwise| registry::forms::day_of(query, field).unwrap_or(otherwise);
    let (from, to) = (day("from", so_far.from), day("to", so_far.to));
    Period { from: from.min(to), to: from.max(to) }
}

fn made(r: &Reader<'_>, ctx: &Ctx, lang: Lang, period: Period) -> Result<Briefing, Error> {
    Ok(compose(lang, &fetch(r, ctx, period)?, ctx.now))
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let lang = screen.lang();
    let period = period_of(&ctx, &query);
    let today = ctx.now.day();
    let shown = db.read(move |r| made(r, &ctx, lang, period)).await?;
    let file = Values::default().with("from", period.from.to_string()).with("to", period.to.to_string());
    let body = html! {
        (parts::head(w::page_title(lang), html! { span.muted { (super::period_text(lang, period)) } }, html! {
            (parts::link_button(w::word_file(lang), &file.at(&format!("{PATH}/file")))) (parts::print_button(lang))
        }))
        (list::list(html! {
            (list::query(lang, PATH, days(lang, period), None))
            (list::tools(presets(lang, today), w::about(lang), html! {}))
        }))
        (article(lang, &shown))
        @if !shown.missing.is_empty() {
            div.no-print { (parts::note(NoteKind::Plain, w::missing(lang), html! { ul { @for it in &shown.missing { li { (it) } } } })) }
        }
    };
    let crumbs = [Crumb::here(t::section(lang)), Crumb::here(w::page_title(lang))];
    Ok(screen.page(w::page_title(lang), &crumbs, body))
}

fn days(lang: Lang, period: Period) -> Markup {
    let values = Values::default().with("from", period.from.to_string()).with("to", period.to.to_string());
    list::query_days(lang, t::period_head(lang), "from", "to", &values)
}

/// The periods that are reported: last month, last quarter, half a year, the year so far.
fn presets(lang: Lang, today: Day) -> Markup {
    let link = |period: Period| {
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let href = Values::default().with("from", from).with("to", to).at(PATH);
        parts::small_link(&text::period_text(lang, period), &href)
    };
    html! { @for period in Period::reported(today) { (link(period)) " " } }
}

fn article(lang: Lang, it: &Briefing) -> Markup {
    html! {
        article.official-document.in-text lang=(if lang == Lang::Zh { "zh-CN" } else { "en" }) {
            h2 { (it.title) }
            @for section in &it.sections {
                p.first-level { (section.heading) }
                @for paragraph in &section.paragraphs { p { @for piece in paragraph { (shown(piece)) } } }
            }
            p.muted { (w::known_until_page(lang, page::format::instant(it.as_of))) }
            p.signature { (it.office) }
            p.signature { (registry::print::day(lang, it.as_of.day())) }
        }
    }
}

pub(super) fn shown(piece: &Piece) -> Markup {
    match piece {
        Piece::Said(text) => html! { (text) },
        Piece::Figure { figure, list: Some(list) } => html! { a href=(list) { (figure) } },
        Piece::Figure { figure, list: None } => html! { b { (figure) } },
    }
}

pub(super) async fn file(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Response> {
    let period = period_of(&ctx, &query);
    let made = db.read(move |r| made(r, &ctx, Lang::Zh, period)).await?;
    Ok(registry::print::download(&document(&made))?)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<Briefing>> {
    let asked = Arc::clone(&ctx);
    let period = period_of(&ctx, &query);
    Ok(Json(db.read(move |r| made(r, &asked, asked.lang, period)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The briefing of a period: sentences with the figures of the record, each with the list behind it")
        .returns::<Briefing>()
        .query("from", "first day, yyyy-MM-dd; without it, the first of January")
        .query("to", "last day, yyyy-MM-dd; without it, the end of last month")
}
