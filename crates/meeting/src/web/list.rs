//! The list of meetings, the latest first, with who came and what of their resolutions is open.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use registry::forms::options;
use serde::Serialize;

use super::program::{MeetingAnswer, answer};
use super::{CONVENE, PATH, Visitor};
use crate::model::{Kind, Meeting, MeetingId, State};
use crate::query::{self, ALL, Counts, Filter};
use crate::words::{meeting as w, meeting_kind, meeting_state};

const ROWS: u32 = 50;

pub(crate) fn kind_options(lang: Lang) -> Vec<(String, String)> {
    options(Kind::MEETINGS, Kind::word, |it| meeting_kind::of(lang, it))
}

pub(crate) struct Listed {
    pub lines: Vec<Meeting>,
    pub counts: HashMap<MeetingId, Counts>,
    pub total: u64,
    states: Vec<(&'static str, i64)>,
}

pub(crate) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, from, rows)?;
    let mut counts = HashMap::new();
    for it in &lines {
        counts.insert(it.id, query::counts(r, ctx, it.id)?);
    }
    let mut states = Vec::new();
    for word in [ALL].into_iter().chain(State::ALL.iter().map(|it| it.word())) {
        let view = Filter { state: State::from_word(word), ..filter.clone() };
        states.push((word, query::count(r, ctx, &view)?));
    }
    Ok(Listed { lines, counts, total: query::count(r, ctx, filter)?.unsigned_abs(), states })
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(CONVENE) { (parts::primary_link(w::convene(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::section(lang)), Crumb::here(w::title(lang))], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(word, count): &(&'static str, i64)| View {
        label: meeting_state::of(lang, word).to_owned(),
        href: query.clone().without("page").with("state", if *word == ALL { "" } else { *word }).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.word() == *word,
    };
    listed.states.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter) -> Markup {
    html! {
        @if let Some(state) = filter.state { input type="hidden" name="state" value=(state.word()); }
        (list::query_select(lang, w::kind(lang), "kind", &kind_options(lang), query))
        (list::query_days(lang, w::starts(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(crate) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![
        (w::kind(lang), "kind", filter.kind.map(|it| meeting_kind::of(lang, it.word()).to_owned())),
        (w::first_day(lang), "from", filter.from.map(|day| day.to_string())),
        (w::last_day(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

pub(crate) fn state_mark(lang: Lang, it: State) -> Markup {
    let word = meeting_state::of(lang, it.word());
    let ring = match it {
        State::Planned => parts::Ring::Quarter,
        State::Held => parts::Ring::ThreeQuarters,
        State::Signed => parts::Ring::Full,
        State::Cancelled => parts::Ring::Back,
    };
    parts::status(ring, word)
}

/// Before the meeting who has answered, after it who came.
pub(crate) fn taking_part(lang: Lang, it: &Meeting, counts: &Counts) -> String {
    match it.state {
        State::Planned => w::answered_of(lang, counts.answered, counts.asked),
        State::Held | State::Signed if it.imported && !it.attended => String::new(),
        State::Held if !it.attended => w::roll_missing(lang).to_owned(),
        State::Held | State::Signed => w::came_of(lang, counts.came, counts.asked),
        State::Cancelled => String::new(),
    }
}

pub(crate) fn decided(lang: Lang, counts: &Counts) -> String {
    match (counts.open, counts.resolutions) {
        (_, 0) => String::new(),
        (0, all) => w::resolutions_closed(lang, all),
        (open, all) => w::resolutions_open(lang, open, all),
    }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)).wide_only(),
        Column::title(w::name(lang)),
        Column::text(w::kind(lang)),
        Column::day(w::starts(lang)),
        Column::text(w::place(lang)).wide_only(),
        Column::text(w::state(lang)),
        Column::text(w::taking_part(lang)),
        Column::text(w::decided(lang)),
    ];
    let row = |it: &Meeting| {
        let counts = listed.counts.get(&it.id).copied().unwrap_or_default();
        let silent = it.state == State::Planned && counts.answered < counts.asked;
        let part = taking_part(lang, it, &counts);
        Row::new(vec![
            html! { span.nowrap { (it.number) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (meeting_kind::of(lang, it.kind.word())) } },
            html! { (page::format::instant(it.starts)) },
            html! { span lang="zh-CN" { (it.place.as_str().unwrap_or("--")) } },
            state_mark(lang, it.state),
            html! { @if silent { (parts::silent_mark(&part)) } @else { (parts::or_dash(Some(&part))) } },
            parts::or_dash(Some(&decided(lang, &counts))),
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of meetings for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingLines {
    meetings: Vec<MeetingAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<MeetingLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        let one = |it: Meeting| Ok::<_, Error>(answer(&query::one(r, &ctx, it.id)?));
        let meetings = lines.into_iter().map(one).collect::<Result<_, _>>()?;
        Ok(MeetingLines { meetings, total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Meetings, the latest first, fifty a page")
        .returns::<MeetingLines>()
        .query("state", "planned, held, signed or cancelled; all of them without it")
        .query("kind", "special, plenary, liaison or coordination")
        .query("from", "begins on or after this day, yyyy-MM-dd")
        .query("to", "begins on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}
