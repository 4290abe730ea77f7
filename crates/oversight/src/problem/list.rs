//! Problems across examinations: what is open by its deadline, who owes it, and since when it is late.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::query::{self, Filter, View};
use super::web::{ProblemAnswer, answer};
use super::{Problem, State};
use crate::web::{Visitor, kind_options};
use crate::words::{oversight as o, problem as w, problem_state, scheme_kind};

pub(crate) const PATH: &str = "/oversight-problems";
const ROWS: u32 = 50;

pub(crate) struct Listed {
    pub lines: Vec<Problem>,
    pub names: HashMap<OrganisationId, String>,
    pub total: u64,
    bodies: Vec<(OrganisationId, String)>,
    counts: Vec<(View, i64)>,
}

impl Listed {
    /// Of the one scheme that is asked for.
    fn scheme(&self) -> String {
        self.lines.first().and_then(|it| it.scheme_title.as_str()).unwrap_or("--").to_owned()
    }

    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let owners: Vec<_> = lines.iter().map(|it| it.owner).chain(filter.owner).collect();
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((view, query::count(r, ctx, &Filter { view, ..filter.clone() })?));
    }
    Ok(Listed {
        names: registry::query::organisation_names(r, ctx, &owners)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        bodies: registry::query::reporting_organisations(r, ctx)?,
        counts,
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::title(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, ctx.now, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::link(o::title(lang), crate::web::SCHEMES), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: problem_state::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::Open { "" } else { view.word() }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: *view == View::Late && *count > 0,
        current: filter.view == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let bodies: Vec<_> = listed.bodies.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    html! {
        @for name in ["state", "scheme", "examination", "item"] {
            @if !query.get(name).is_empty() { input type="hidden" name=(name) value=(query.get(name)); }
        }
        (list::query_select(lang, w::owner(lang), "owner", &bodies, query))
        (list::query_select(lang, w::kind(lang), "kind", &kind_options(lang), query))
        (list::query_days(lang, w::found(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    vec![
        (w::owner(lang), "owner", filter.owner.map(|it| listed.name(it).to_owned())),
        (w::of_scheme(lang), "scheme", filter.scheme.map(|_| listed.scheme())),
        (w::of_examination(lang), "examination", filter.examination.map(|_| listed.scheme())),
        (w::item(lang), "item", filter.item.map(|it| it.to_string())),
        (w::kind(lang), "kind", filter.kind.map(|it| scheme_kind::of(lang, it.word()).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let word = problem_state::of(lang, it.word());
    let ring = match it {
        State::Set => parts::Ring::Quarter,
        State::Reported => parts::Ring::Half,
        State::Returned | State::Withdrawn => parts::Ring::Back,
        State::Closed => parts::Ring::Full,
    };
    parts::status(ring, word)
}

/// Whole days since it was found, until it was closed or now.
pub(crate) fn days(it: &Problem, now: Instant) -> i64 {
    it.found_at.day().days_until(it.closed_at.unwrap_or(now).day())
}

fn table(lang: Lang, now: Instant, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::problem(lang)),
        Column::text(w::owner(lang)),
        Column::day(w::due(lang)),
        Column::text(w::state(lang)),
        Column::number(w::days(lang)),
        Column::text(w::of_scheme(lang)).wide_only(),
    ];
    let row = |it: &Problem| {
        let late = matches!(it.state, State::Set | State::Returned) && now > it.due;
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.text(), &format!("{PATH}/{}", it.id)),
            html! { span lang="zh-CN" { (listed.name(it.owner)) } },
            parts::due(lang, it.due, now, !matches!(it.state, State::Set | State::Returned)),
            state_mark(lang, it.state),
            html! { (days(it, now)) },
            html! { a.cut-name href=(format!("{}/{}", crate::web::EXAMINATIONS, it.examination)) lang="zh-CN" { (it.scheme_title.as_str().unwrap_or("--")) } },
        ])
        .late(late)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of problems for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemLines {
    problems: Vec<ProblemAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<ProblemLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(ProblemLines {
            problems: lines.iter().map(|it| answer(it, ctx.now)).collect(),
            total: query::count(r, &ctx, &filter)?,
        })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Problems that examinations found, what is open by its deadline, fifty a page")
        .returns::<ProblemLines>()
        .query("state", "open, late, reported, closed, withdrawn or all; what is open without it")
        .query("owner", "the id of an organisation")
        .query("scheme", "the id of a scheme")
        .query("examination", "the id of an examination")
        .query("item", "the number of an item")
        .query("kind", "supervision, tour or assessment")
        .query("from", "found on or after this day, yyyy-MM-dd")
        .query("to", "found on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
