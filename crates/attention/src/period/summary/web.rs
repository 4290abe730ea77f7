//! The summary as a page, as a Word file, and for programs.

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use axum::response::Response;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, parts};

use super::{Piece, Record, Sources, Summary, compose, document, fetch};
use crate::period::{PATH, SpecialPeriodId, State};
use crate::web::Visitor;
use crate::words::{special as sw, special_summary as w};

pub(in crate::period) const VIEW: Act = Act("special_period.summary");

pub(in crate::period) fn routes() -> Routes<Db> {
    let path = "/special-periods/{id}/summary";
    Routes::new()
        .page(Method::GET, path, VIEW, show)
        .page(Method::GET, "/special-periods/{id}/summary/file", VIEW, file)
        .api(Method::GET, path, VIEW, get, doc())
}

/// There is one as soon as the rules are on; before the end it says that it is not over.
fn read(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId, sources: &Sources) -> Result<Record, Error> {
    let record = fetch(r, ctx, id, sources)?;
    match record.period.state {
        State::Open | State::Closed => Ok(record),
        State::Draft | State::Discarded => Err(Error::refused("this period was not opened yet")),
    }
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(sources): Extension<Sources>,
    screen: Screen,
    Path(id): Path<SpecialPeriodId>,
) -> Reply {
    let now = ctx.now;
    let record = db.read(move |r| read(r, &ctx, id, &sources)).await?;
    let lang = screen.lang();
    let it = &record.period;
    let summary = compose(lang, &record, now);
    let back = format!("{PATH}/{id}");
    let body = html! {
        (parts::head(w::page_title(lang), html! { span.muted lang="zh-CN" { (it.title()) } }, html! {
            (parts::link_button(w::word_file(lang), &format!("{back}/summary/file"))) (parts::print_button(lang))
        }))
        @if it.state == State::Open {
            div.no-print { (parts::note(NoteKind::Plain, w::not_over(lang), html! {})) }
        }
        (article(lang, &summary))
    };
    let crumbs = [
        Crumb::here(sw::section(lang)),
        Crumb::link(sw::title(lang), PATH),
        Crumb::link(it.title(), back),
        Crumb::here(w::page_title(lang)),
    ];
    Ok(screen.page(w::page_title(lang), &crumbs, body))
}

fn article(lang: Lang, it: &Summary) -> Markup {
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

fn shown(piece: &Piece) -> Markup {
    match piece {
        Piece::Said(text) => html! { (text) },
        Piece::Figure { figure, list: Some(list) } => html! { a href=(list) { (figure) } },
        Piece::Figure { figure, list: None } => html! { b { (figure) } },
    }
}

async fn file(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(sources): Extension<Sources>,
    Path(id): Path<SpecialPeriodId>,
) -> Reply<Response> {
    let now = ctx.now;
    let record = db.read(move |r| read(r, &ctx, id, &sources)).await?;
    Ok(registry::print::download(&document(&compose(Lang::Zh, &record, now)))?)
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Extension(sources): Extension<Sources>,
    Path(id): Path<SpecialPeriodId>,
) -> Reply<Json<Summary>> {
    let (now, lang) = (ctx.now, ctx.lang);
    let record = db.read(move |r| read(r, &ctx, id, &sources)).await?;
    Ok(Json(compose(lang, &record, now)))
}

fn doc() -> Doc {
    Doc::new("The summary of a special period: sentences with the figures of the record, each with the list behind it")
        .returns::<Summary>()
}
