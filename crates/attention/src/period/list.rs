//! The list of special periods, the latest first, each with what is missing in it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::query::{self, Filter};
use super::web::{PeriodAnswer, answer_of};
use super::{Kind, SpecialPeriod, State, form};
use crate::duty;
use crate::web::Visitor;
use crate::words::{special as w, special_kind, special_rule, special_state};

pub(crate) const PATH: &str = "/special-periods";
const ROWS: u32 = 50;

pub(super) struct Line {
    pub it: SpecialPeriod,
    /// Due and not reported, within the visitor's reach.
    pub missing: i64,
}

pub(super) fn lines(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let seen = Ctx { scope: ctx.scope_of(Act("special_duty.view")), ..ctx.clone() };
    let line = |it: SpecialPeriod| Ok(Line { missing: duty::query::missing_of(r, &seen, it.id)?, it });
    query::list(r, ctx, filter, from, rows)?.into_iter().map(line).collect()
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
    let read = move |r: &Reader<'_>| {
        let mut counts = Vec::new();
        for state in [None].into_iter().chain(State::ALL.iter().copied().map(Some)) {
            counts.push((state, query::count(r, &asked, &Filter { state, ..wanted.clone() })?));
        }
        Ok((lines(r, &asked, &wanted, (page - 1) * ROWS, ROWS)?, counts, query::count(r, &asked, &wanted)?))
    };
    let (lines, counts, total) = db.read(read).await?;
    let total = total.unsigned_abs();
    let lang = screen.lang();
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, lines.len(), total);
    let kinds = options(Kind::ALL, Kind::word, |it| special_kind::of(lang, it));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(Act("special_period.draft")) { (parts::primary_link(w::draft(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &counts)))
        (list::list(html! {
            (list::query(lang, PATH, html! {
                @if !query.get("state").is_empty() { input type="hidden" name="state" value=(query.get("state")); }
                (list::query_select(lang, w::kind(lang), "kind", &kinds, &query))
            }, None))
            (list::tools(chips, &list::total(lang, total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &lines)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

/// Drafts only for those who see them.
fn views(lang: Lang, query: &Values, filter: &Filter, counts: &[(Option<State>, i64)]) -> Vec<View> {
    let view = |(state, count): &(Option<State>, i64)| View {
        label: special_state::of(lang, state.map_or("all", State::word)).to_owned(),
        href: query.clone().without("page").with("state", state.map_or("", State::word)).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.state == *state,
    };
    let hidden = |state: Option<State>| matches!(state, Some(State::Draft | State::Discarded));
    counts.iter().filter(|(state, count)| *count > 0 || !hidden(*state)).map(view).collect()
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![(w::kind(lang), "kind", filter.kind.map(|it| special_kind::of(lang, it.word()).to_owned()))]
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Draft => parts::Ring::Quarter,
        State::Open => parts::Ring::Half,
        State::Closed => parts::Ring::Full,
        State::Discarded => parts::Ring::Back,
    };
    parts::status(ring, special_state::of(lang, it.word()))
}

/// What is tightened, in a line.
pub(super) fn rules_text(lang: Lang, it: &SpecialPeriod) -> String {
    let words: Vec<&str> = form::rules_of(it).into_iter().map(|rule| special_rule::of(lang, rule)).collect();
    words.join(w::comma(lang))
}

fn table(lang: Lang, lines: &[Line]) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::kind(lang)),
        Column::day(w::from(lang)),
        Column::day(w::to(lang)),
        Column::text(w::rules(lang)).wide_only(),
        Column::number(w::missing(lang)),
        Column::text(w::state(lang)),
    ];
    let row = |line: &Line| {
        let it = &line.it;
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (special_kind::of(lang, it.kind.word())) } },
            html! { (it.from) },
            html! { (it.to) },
            html! { (rules_text(lang, it)) },
            html! { (line.missing) },
            state_mark(lang, it.state),
        ])
        .late(line.missing > 0)
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of special periods for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SpecialPeriodLines {
    special_periods: Vec<PeriodAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<SpecialPeriodLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let all = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let special_periods = all.into_iter().map(|it| answer_of(r, &ctx, it)).collect::<Result<_, _>>()?;
        Ok(SpecialPeriodLines { special_periods, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Special periods, the latest first, fifty a page")
        .returns::<SpecialPeriodLines>()
        .query("state", "draft, open, closed or discarded; all without it")
        .query("kind", "holiday, big_event, congress, flood_season or other")
        .query("page", "from 1")
}
