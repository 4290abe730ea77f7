//! Cases as a list, the latest first.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Instant, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::detail::{CaseAnswer, answer_of};
use super::query::{self, Filter};
use super::{Case, PATH, State as Stands, Trigger};
use crate::web::{Names, muted, options};
use crate::words::{accountability as w, accountability_outcome, accountability_state, accountability_trigger, detail};

const ROWS: u32 = 50;

struct Listed {
    rows: Vec<Case>,
    names: Names,
    total: i64,
}

pub(super) fn names(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, rows: &[Case]) -> Result<Names, Error> {
    let bodies: Vec<_> = rows.iter().map(|it| it.organisation).chain(filter.organisation).collect();
    Names::fetch(r, ctx, &[], &bodies)
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let rows = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    Ok(Listed { names: names(r, ctx, filter, &rows)?, rows, total: query::count(r, ctx, filter)? })
}

pub(super) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.names))), &list::total(lang, listed.total.unsigned_abs()), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.rows.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &Pager::numbered(&query, PATH, page, ROWS, listed.rows.len(), listed.total.unsigned_abs()))) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))], body))
}

fn fields(lang: Lang, query: &Values, filter: &Filter) -> Markup {
    let states = options(Stands::ALL, Stands::word, |it| accountability_state::of(lang, it.word()));
    let triggers = options(Trigger::ALL, Trigger::word, |it| accountability_trigger::of(lang, it.word()));
    html! {
        @if let Some(organisation) = filter.organisation { input type="hidden" name="organisation" value=(organisation); }
        (list::query_select(lang, w::state(lang), "state", &states, query))
        (list::query_select(lang, w::trigger(lang), "trigger", &triggers, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, names: &Names) -> Vec<Condition> {
    vec![
        (w::state(lang), "state", filter.state.map(|it| accountability_state::of(lang, it.word()).to_owned())),
        (w::trigger(lang), "trigger", filter.trigger.map(|it| accountability_trigger::of(lang, it.word()).to_owned())),
        (w::organisation(lang), "organisation", filter.organisation.map(|id| names.organisation(Some(id)).to_owned())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::opened(lang)),
        Column::title(w::matter(lang)),
        Column::text(w::trigger(lang)),
        Column::text(w::organisation(lang)),
        Column::text(w::state(lang)),
        Column::text(w::outcome(lang)).wide_only(),
        Column::text(w::stated(lang)).wide_only(),
        Column::text(w::since(lang)).wide_only(),
        Column::text(w::due(lang)),
        Column::text(w::concluded(lang)).wide_only(),
    ];
    let row = |it: &Case| {
        Row::new(vec![
            html! { span.nowrap { (format::day_short(it.opened_at.day(), ctx.now)) } },
            list::title_cell(it.title.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
            html! { (accountability_trigger::of(lang, it.trigger.word())) },
            html! { span.cut-name { (listed.names.organisation(Some(it.organisation))) } },
            state_mark(lang, it.state),
            parts::or_dash(it.outcome.map(|it| accountability_outcome::of(lang, it.word()))),
            day(ctx, it.stated_at),
            day(ctx, Some(it.since)),
            match it.due {
                Some(due) => parts::due(lang, due, ctx.now, false),
                None => parts::dash(),
            },
            day(ctx, it.concluded_at),
        ])
        .late(it.due.is_some_and(|due| due <= ctx.now))
    };
    let rows: Vec<Row> = listed.rows.iter().map(row).collect();
    list::table(w::title(lang), &columns, &rows)
}

fn day(ctx: &Ctx, at: Option<Instant>) -> Markup {
    match at {
        Some(at) => html! { span.nowrap { (format::day_short(at.day(), ctx.now)) } },
        None => parts::dash(),
    }
}

pub(super) fn state_mark(lang: Lang, it: Stands) -> Markup {
    let word = accountability_state::of(lang, it.word());
    match it {
        Stands::Candidate => parts::tag(word),
        Stands::HandedOver | Stands::Interview => parts::bad_tag(word),
        Stands::SetAside | Stands::Concluded => muted(word),
    }
}

/// A page of cases for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CaseLines {
    cases: Vec<CaseAnswer>,
    total: i64,
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<CaseLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let (rows, total) = db
        .read(move |r| Ok((query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?, query::count(r, &ctx, &filter)?)))
        .await?;
    Ok(Json(CaseLines { cases: rows.into_iter().map(answer_of).collect(), total }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Cases of neglect, the latest first, fifty a page; without their proof")
        .returns::<CaseLines>()
        .query("state", "candidate, set_aside, interview, handed_over or concluded")
        .query("trigger", "why the rule opened it")
        .query("organisation", "id of the organisation it is about")
        .query("page", "from 1")
}
