//! The editions of criteria, the latest first, and the form that drafts another.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Pager, Row};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::field::{Field, Kind, labels, must, show_all};
use serde::Serialize;

use super::web::{AttentionCriteriaAnswer, DRAFT, PATH, answer};
use super::{AttentionCriteriaId, Criteria, DraftCriteria, State, draft, query};
use crate::key::list::PATH as LISTS;
use crate::web::{Visitor, WORDS};
use crate::words::{attention_criteria_state, key as w};

const ROWS: u32 = 50;

/// An edition, and how many criteria it has.
pub(super) type Line = (Criteria, usize);

pub(super) fn lines(r: &Reader<'_>, ctx: &Ctx, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let line = |it: Criteria| Ok((query::criteria(r, ctx, it.id)?.len(), it)).map(|(n, it)| (it, n));
    query::list(r, ctx, from, rows)?.into_iter().map(line).collect()
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let page = list::page_number(&query, ROWS);
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let now = query::in_force(r, &asked, asked.now.day())?.map(|it| it.id);
        Ok((lines(r, &asked, (page - 1) * ROWS, ROWS)?, query::count(r, &asked)?.unsigned_abs(), now))
    };
    let (lines, total, now) = db.read(read).await?;
    let lang = screen.lang();
    let pager = Pager::numbered(&query, PATH, page, ROWS, lines.len(), total);
    let body = html! {
        (parts::head(w::criteria(lang), html! {}, html! {
            @if ctx.may(DRAFT) { (parts::primary_link(w::criteria_draft(lang), &format!("{PATH}/new"))) }
        }))
        (list::list(html! {
            (list::tools(html! {}, &list::total(lang, total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::no_criteria(lang), w::no_criteria_text(lang), html! {})) }
            @else { (table(lang, &lines, now)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::link(w::title(lang), LISTS), Crumb::here(w::criteria(lang))];
    Ok(screen.page(w::criteria(lang), &crumbs, body))
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Draft => parts::Ring::Quarter,
        State::InForce => parts::Ring::Full,
        State::Discarded => parts::Ring::Back,
    };
    parts::status(ring, attention_criteria_state::of(lang, it.word()))
}

fn table(lang: Lang, lines: &[Line], now: Option<AttentionCriteriaId>) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::name(lang)),
        Column::text(w::state(lang)),
        Column::day(w::from(lang)),
        Column::number(w::count(lang)),
        Column::day(w::drafted(lang)).wide_only(),
    ];
    let row = |(it, count): &Line| {
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { (state_mark(lang, it.state)) @if now == Some(it.id) { " " (parts::good_tag(w::current(lang))) } },
            html! { @match it.from { Some(day) => (day), None => (parts::dash()) } },
            html! { (count) },
            html! { span.nowrap { (page::format::instant(it.drafted_at)) } },
        ])
    };
    list::table(w::criteria(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of editions for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionCriteriaLines {
    editions: Vec<AttentionCriteriaAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<AttentionCriteriaLines>> {
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let mut editions = Vec::new();
        for it in query::list(r, &ctx, (page - 1) * ROWS, ROWS)? {
            editions.push(answer(&it, &query::criteria(r, &ctx, it.id)?));
        }
        Ok(AttentionCriteriaLines { editions, total: query::count(r, &ctx)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Editions of the criteria of key-attention lists, the latest first, fifty a page")
        .returns::<AttentionCriteriaLines>()
        .query("page", "from 1")
}

const FIELDS: &[Field] = &[must("title", Kind::Text), must("reason", Kind::Area(3))];

pub(super) async fn form(Extension(_): Visitor, screen: Screen) -> Reply {
    Ok(sheet(&screen, &Typed::default()))
}

fn sheet(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let title = w::criteria_draft(lang);
    let page = Sheet {
        title,
        about: "",
        crumbs: vec![Crumb::link(w::title(lang), LISTS), Crumb::link(w::criteria(lang), PATH), Crumb::here(title)],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::criteria_draft_then(lang),
        labels: labels(lang, WORDS, FIELDS),
    };
    page.show(screen, typed, html! {}, show_all(lang, WORDS, FIELDS, typed))
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = DraftCriteria { title: values.get("title").to_owned(), reason: values.get("reason").to_owned() };
    let made = db.write("attention_criteria.draft", &ctx, move |tx, ctx| draft(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(sheet(&screen, &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttentionCriteriaCreated {
    #[schema(value_type = String)]
    id: AttentionCriteriaId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<DraftCriteria>,
) -> Reply<Response> {
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| draft(tx, ctx, &cmd);
    let id = db.write("attention_criteria.draft by program", &ctx, run).await?;
    Ok((StatusCode::CREATED, Json(AttentionCriteriaCreated { id })).into_response())
}

pub(super) fn post_doc() -> Doc {
    Doc::new("Draft another edition of the criteria; it begins with those in force")
        .body::<DraftCriteria>()
        .creates::<AttentionCriteriaCreated>()
}
