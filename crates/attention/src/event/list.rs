//! The register of mass events: what is ahead, what lacks a permit, what is too full, what nobody looked at.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Act, Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::query::{self, Filter, View};
use super::web::{MassEventAnswer, answer};
use super::{MassEvent, State};
use crate::period;
use crate::web::Visitor;
use crate::words::{mass_event as w, mass_event_state, mass_event_view, special as sw};

pub(crate) const PATH: &str = "/mass-events";
const ROWS: u32 = 50;

pub(super) struct Listed {
    pub lines: Vec<MassEvent>,
    pub total: u64,
    pub period: Option<String>,
    pub township: Option<String>,
    places: Vec<(String, String)>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    let places = registry::query::townships(r, ctx)?;
    let period = match filter.period {
        Some(id) => match period::load(r, ctx, id) {
            Ok(it) => Some(it.title().to_owned()),
            Err(Error::NotFound(_)) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    Ok(Listed {
        lines: query::list(r, ctx, filter, from, rows)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        township: places.iter().find(|(code, _)| Some(*code) == filter.township).map(|(_, name)| name.clone()),
        places: places.into_iter().map(|(code, name)| (code.to_string(), name)).collect(),
        period,
        counts,
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
        (parts::head(title, html! {}, html! {
            @if ctx.may(Act("mass_event.register")) { (parts::primary_link(w::register(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed.lines)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let bad = |view: View| matches!(view, View::Silent | View::NoPermit | View::OverLimit | View::Unlooked);
    let view = |(view, count): &(View, i64)| list::View {
        label: mass_event_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", if *view == View::All { "" } else { view.word() }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: bad(*view) && *count > 0,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    html! {
        @for kept in ["state", "period"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::township(lang), "township", &listed.places, query))
        (list::query_days(lang, w::starts(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, listed: &Listed) -> Vec<Condition> {
    let or_dash = |name: &Option<String>| name.clone().unwrap_or_else(|| "--".to_owned());
    vec![
        (w::period(lang), "period", filter.period.map(|_| or_dash(&listed.period))),
        (w::township(lang), "township", filter.township.map(|_| or_dash(&listed.township))),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Planned => parts::Ring::Quarter,
        State::Fit | State::Held => parts::Ring::Half,
        State::Unfit | State::Cancelled => parts::Ring::Back,
        State::Closed => parts::Ring::Full,
    };
    parts::status(ring, mass_event_state::of(lang, it.word()))
}

/// What is wrong with it as it stands.
pub(super) fn wrong(lang: Lang, it: &MassEvent) -> Vec<&'static str> {
    if it.state == State::Cancelled {
        return Vec::new();
    }
    let all = [
        (it.lacks_permit(), w::lacks_permit(lang)),
        (it.is_over_limit(), w::over_limit(lang)),
        (it.state.is_ahead() && !it.plan, w::no_plan(lang)),
        (it.was_unlooked(), w::unlooked(lang)),
    ];
    all.into_iter().filter(|(wrong, _)| *wrong).map(|(_, word)| word).collect()
}

pub(super) fn warnings(lang: Lang, it: &MassEvent) -> Markup {
    html! { @for word in wrong(lang, it) { (parts::bad_tag(word)) " " } }
}

pub(crate) fn table(lang: Lang, ctx: &Ctx, lines: &[MassEvent]) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::place(lang)).wide_only(),
        Column::day(w::starts(lang)),
        Column::number(w::expected(lang)),
        Column::number(w::limit(lang)),
        Column::text(w::state(lang)),
        Column::number(w::actual(lang)).wide_only(),
        Column::text(w::warnings(lang)),
    ];
    let row = |it: &MassEvent| {
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span lang="zh-CN" { (it.place.as_ref().and_then(|it| it.as_str()).unwrap_or("--")) } },
            html! { span.nowrap { (page::format::instant(it.starts)) } },
            html! { (it.expected) },
            html! { (it.limit) },
            state_mark(lang, it.state),
            html! { @if let Some(n) = it.actual { (n) } },
            warnings(lang, it),
        ])
        .late(it.state.is_ahead() && it.ends < ctx.now)
    };
    list::table(w::title(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of events for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MassEventLines {
    mass_events: Vec<MassEventAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<MassEventLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(MassEventLines { mass_events: lines.iter().map(answer).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("The register of mass events, the latest first, fifty a page")
        .returns::<MassEventLines>()
        .query("state", "ahead, silent, no_permit, over_limit, unlooked, held, cancelled or all; all without it")
        .query("period", "id of the special period in which they lie")
        .query("township", "code of a township")
        .query("from", "begins on or after this day, yyyy-MM-dd")
        .query("to", "begins on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
