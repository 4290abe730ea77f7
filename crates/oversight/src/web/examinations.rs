//! The list of examinations, what is open by its deadline.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::grid::examination_mark;
use super::program::{ExaminationAnswer, read_examination};
use super::{EXAMINATIONS, SCHEMES, Visitor};
use crate::examination::State;
use crate::examination::query::{self, ALL, Filter, Line};
use crate::words::{examination_state, oversight as w};

const ROWS: u32 = 50;

pub(crate) struct Listed {
    pub lines: Vec<Line>,
    pub names: HashMap<OrganisationId, String>,
    pub total: u64,
    bodies: Vec<(OrganisationId, String)>,
    states: Vec<(&'static str, i64)>,
}

impl Listed {
    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let bodies: Vec<_> = lines.iter().map(|it| it.it.organisation).chain(filter.organisation).collect();
    let mut states = Vec::new();
    for word in [ALL].into_iter().chain(State::ALL.iter().map(|it| it.word())) {
        let view = Filter { state: State::from_word(word), ..filter.clone() };
        states.push((word, query::count(r, ctx, &view)?));
    }
    Ok(Listed {
        names: registry::query::organisation_names(r, ctx, &bodies)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        bodies: registry::query::reporting_organisations(r, ctx)?,
        states,
        lines,
    })
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
    let chips = list::chips(lang, EXAMINATIONS, &Chip::of(&query, EXAMINATIONS, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, EXAMINATIONS, page, ROWS, listed.lines.len(), listed.total);
    let title = w::examinations(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, EXAMINATIONS, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, EXAMINATIONS, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::examinations_nothing(lang), w::examinations_nothing_text(lang), html! {})) }
            @else { (table(lang, ctx.now, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(title, &[Crumb::link(w::title(lang), SCHEMES), Crumb::here(title)], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: examination_state::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", if *word == ALL { "" } else { *word }).at(EXAMINATIONS),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.states.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let bodies: Vec<_> = listed.bodies.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    html! {
        @for name in ["state", "scheme"] {
            @if !query.get(name).is_empty() { input type="hidden" name=(name) value=(query.get(name)); }
        }
        (list::query_select(lang, w::organisation(lang), "organisation", &bodies, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    let scheme = listed.lines.first().map_or("--", |it| it.scheme_number.as_str());
    vec![
        (w::organisation(lang), "organisation", filter.organisation.map(|it| listed.name(it).to_owned())),
        (w::scheme(lang), "scheme", filter.scheme.map(|_| scheme.to_owned())),
    ]
}

/// `86.5 of 95`, or nothing.
pub(crate) fn total_text(lang: Lang, it: &Line) -> String {
    match it.total {
        Some((marks, full)) if full.0 > 0 => w::of_full(lang, marks.to_string(), full.to_string()),
        _ => String::new(),
    }
}

fn table(lang: Lang, now: Instant, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::organisation(lang)),
        Column::text(w::scheme(lang)),
        Column::text(w::state(lang)),
        Column::day(w::due(lang)),
        Column::text(w::objections(lang)),
        Column::text(w::total(lang)),
    ];
    let row = |it: &Line| {
        let over = matches!(it.it.state, State::Published | State::Dropped);
        let title = it.scheme_title.as_str().unwrap_or("--");
        Row::new(vec![
            html! { span lang="zh-CN" { (list::title_cell(listed.name(it.it.organisation), &format!("{EXAMINATIONS}/{}", it.it.id))) } },
            html! { a.cut-name href=(format!("{SCHEMES}/{}", it.it.scheme)) lang="zh-CN" { (title) } },
            examination_mark(lang, it.it.state),
            parts::due(lang, it.it.due, now, over),
            objections(lang, it),
            parts::or_dash(Some(&total_text(lang, it))),
        ])
        .late(!over && now > it.it.due)
    };
    list::table(w::examinations(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// How many are answered, or nothing.
pub(crate) fn objections_text(lang: Lang, it: &Line) -> String {
    match (it.unanswered, it.objections) {
        (_, 0) => String::new(),
        (0, all) => w::objections_answered(lang, all),
        (open, all) => w::objections_open(lang, open, all),
    }
}

fn objections(lang: Lang, it: &Line) -> Markup {
    let text = objections_text(lang, it);
    if it.unanswered > 0 { parts::silent_mark(&text) } else { parts::or_dash(Some(&text)) }
}

/// A page of examinations for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ExaminationLines {
    examinations: Vec<ExaminationAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<ExaminationLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let examinations = lines.into_iter().map(|it| read_examination(r, &ctx, it.it.id)).collect::<Result<_, _>>()?;
        Ok(ExaminationLines { examinations, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Examinations, what is open by its deadline, fifty a page")
        .returns::<ExaminationLines>()
        .query("state", "open, told, confirmed, published or dropped; all of them without it")
        .query("scheme", "the id of a scheme")
        .query("organisation", "the id of an organisation")
        .query("page", "from 1")
}
