//! The register of grades: what stands, soonest to end first.

use std::sync::Arc;

use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang, Sector};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::words::sector;
use serde::Serialize;

use super::detail::{StandardisationAnswer, answer_of};
use super::query::{self, ALL, Filter};
use super::{Grade, Standardisation, State};
use crate::unit::Around;
use crate::web::Visitor;
use crate::words::{standardisation as w, standardisation_grade, standardisation_state, view as v};
use registry::forms::{muted, options};

pub(super) const PATH: &str = "/standardisations";
const ROWS: u32 = 50;

struct Listed {
    lines: Vec<Standardisation>,
    around: Around,
    counts: Vec<(Option<State>, bool, i64)>,
    total: u64,
    ahead: Option<i64>,
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
    let listed = db.read(move |r| fetch(r, &asked, &wanted, page)).await?;
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.around)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(v::section(lang)), Crumb::here(w::title(lang))], body))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    let states = State::ALL.iter().copied().map(Some).chain([None]);
    for (state, all) in [(None, false)].into_iter().chain(states.map(|state| (state, state.is_none()))) {
        counts.push((state, all, query::count(r, ctx, &Filter { state, all, ..filter.clone() })?));
    }
    let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation).chain(filter.organisation))?;
    let total = query::count(r, ctx, filter)?.unsigned_abs();
    Ok(Listed { around, counts, total, ahead: query::ahead(r, ctx)?, lines })
}

/// The word of a view in the address.
fn view_word(state: Option<State>, all: bool) -> &'static str {
    match state {
        Some(state) => state.word(),
        None if all => ALL,
        None => "",
    }
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(state, all, count): &(Option<State>, bool, i64)| {
        let word = view_word(*state, *all);
        View {
            label: if word.is_empty() { w::standing(lang) } else { standardisation_state::of(lang, word) }.to_owned(),
            href: query.clone().without("page").without("state").with("state", word).at(PATH),
            count: Some(count.unsigned_abs()),
            late: *state == Some(State::Expired),
            current: filter.state == *state && filter.all == *all,
        }
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Markup {
    let townships: Vec<_> = listed.around.places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let sectors = options(Sector::ALL, Sector::word, |it| sector::of(lang, it));
    let grades = options(Grade::ALL, Grade::word, |it| standardisation_grade::of(lang, it));
    html! {
        input type="hidden" name="state" value=(view_word(filter.state, filter.all));
        @if !query.get("organisation").is_empty() { input type="hidden" name="organisation" value=(query.get("organisation")); }
        (list::query_select(lang, w::township(lang), "township", &townships, query))
        (list::query_select(lang, w::sector(lang), "sector", &sectors, query))
        (list::query_select(lang, w::grade(lang), "grade", &grades, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, around: &Around) -> Vec<Condition> {
    vec![
        (w::organisation(lang), "organisation", filter.organisation.map(|id| around.organisation(id).to_owned())),
        (w::township(lang), "township", filter.township.map(|code| around.place(code).to_owned())),
        (w::sector(lang), "sector", filter.sector.map(|it| sector::of(lang, it.word()).to_owned())),
        (w::grade(lang), "grade", filter.grade.map(|it| standardisation_grade::of(lang, it.word()).to_owned())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::title(w::organisation(lang)),
        Column::text(w::township(lang)),
        Column::text(w::sector(lang)),
        Column::text(w::grade(lang)),
        Column::text(w::certificate(lang)).wide_only(),
        Column::day(w::announced_on(lang)).wide_only(),
        Column::day(w::valid_to(lang)),
        Column::text(w::state(lang)),
    ];
    let today = ctx.now.day();
    let row = |it: &Standardisation| {
        let state = it.state(today, listed.ahead);
        Row::new(vec![
            list::title_cell(listed.around.organisation(it.organisation), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (parts::or_dash(Some(listed.around.place(it.division)))) } },
            html! { span.nowrap { (sector::of(lang, it.sector.word())) } },
            html! { span.nowrap { (standardisation_grade::of(lang, it.grade.word())) } },
            html! { (it.certificate) },
            html! { (it.announced_on) },
            html! { (it.valid_to) },
            state_mark(lang, state),
        ])
        .late(state == State::Expired)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let word = standardisation_state::of(lang, it.word());
    match it {
        State::InForce => parts::ticked(word),
        State::Expiring => parts::tag(word),
        State::Expired | State::Revoked => parts::bad_tag(word),
        State::Replaced => muted(word),
    }
}

/// A page of grades for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StandardisationLines {
    standardisations: Vec<StandardisationAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<StandardisationLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let answer = move |r: &Reader<'_>| {
        let (today, ahead) = (ctx.now.day(), query::ahead(r, &ctx)?);
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let standardisations = lines.into_iter().map(|it| answer_of(it, today, ahead)).collect();
        Ok(StandardisationLines { standardisations, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Grades of safety standardisation, soonest to end first, fifty a page")
        .returns::<StandardisationLines>()
        .query("state", "in_force, expiring, expired, replaced, revoked or all; without it what stands")
        .query("organisation", "id of an organisation")
        .query("township", "twelve digits")
        .query("sector", "sector word")
        .query("grade", "first, second or third")
        .query("page", "from 1")
}
