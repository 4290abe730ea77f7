//! Reports of the public as a list, for those who answer them; how a reporter is reached stands nowhere in it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::detail::{PublicReportAnswer, answer_of};
use super::query::{self, ALL, Filter};
use super::{Category, PublicReport, State as ReportState};
use crate::web::{Names, muted, options};
use crate::words::{detail, public_report as w, public_report_state, report_category};

pub(super) const PATH: &str = "/public-reports";
const ROWS: u32 = 50;

/// Every township with its name.
pub(super) fn places(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<(Division, String)>, Error> {
    registry::query::townships(r, ctx)
}

pub(super) fn names(r: &Reader<'_>, ctx: &Ctx, lines: &[PublicReport]) -> Result<Names, Error> {
    let people: Vec<_> = lines.iter().filter_map(|it| it.answered_by).collect();
    Names::fetch(r, ctx, &people, &[])
}

struct Listed {
    lines: Vec<PublicReport>,
    names: Names,
    places: Vec<(Division, String)>,
    counts: Vec<(Option<ReportState>, i64)>,
    total: i64,
}

impl Listed {
    fn place(&self, division: Division) -> &str {
        self.places.iter().find(|(code, _)| *code == division).map_or("", |(_, name)| name)
    }
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.places)));
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter, &listed.places), None))
            (list::tools(chips, &list::total(lang, listed.total.unsigned_abs()), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed)) (list::pager(lang, &Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total.unsigned_abs()))) }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(detail::section(lang)), Crumb::here(w::title(lang))], body))
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: u32) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter, (page - 1) * ROWS, ROWS)?;
    let mut counts = Vec::new();
    for state in ReportState::ALL.iter().copied().map(Some).chain([None]) {
        counts.push((state, query::count(r, ctx, &Filter { state, ..filter.clone() })?));
    }
    let total = query::count(r, ctx, filter)?;
    Ok(Listed { names: names(r, ctx, &lines)?, places: places(r, ctx)?, lines, counts, total })
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<View> {
    let view = |(state, count): &(Option<ReportState>, i64)| {
        let word = state.map_or(ALL, ReportState::word);
        View {
            label: public_report_state::of(lang, word).to_owned(),
            href: query.clone().without("page").with("state", word).at(PATH),
            count: Some(count.unsigned_abs()),
            late: false,
            current: filter.state == *state,
        }
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter, places: &[(Division, String)]) -> Markup {
    let townships: Vec<_> = places.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    let categories = options(Category::ALL, Category::word, |it| report_category::of(lang, it.word()));
    html! {
        input type="hidden" name="state" value=(filter.state.map_or(ALL, ReportState::word));
        (list::query_select(lang, w::township(lang), "township", &townships, query))
        (list::query_select(lang, w::category(lang), "category", &categories, query))
        (list::query_days(lang, w::received(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, places: &[(Division, String)]) -> Vec<Condition> {
    let place = |code: Division| places.iter().find(|(it, _)| *it == code).map(|(_, name)| name.clone());
    let category = filter.category.map(|it| report_category::of(lang, it.word()).to_owned());
    vec![
        (w::township(lang), "township", filter.township.map(|code| place(code).unwrap_or_else(|| code.to_string()))),
        (w::category(lang), "category", category),
        (w::received_from(lang), "from", filter.from.map(|day| day.to_string())),
        (w::received_to(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::text(lang)),
        Column::text(w::township(lang)),
        Column::text(w::category(lang)),
        Column::text(w::received(lang)),
        Column::text(w::due(lang)),
        Column::text(w::state(lang)),
        Column::text(w::answered(lang)).wide_only(),
        Column::text(w::answered_by(lang)).wide_only(),
    ];
    let row = |it: &PublicReport| {
        let title = it.text.as_str().map_or_else(|| "--".to_owned(), crate::report::title_of);
        Row::new(vec![
            html! { span.muted.nowrap { (it.number_text()) } },
            list::title_cell(&title, &format!("{PATH}/{}", it.id)),
            html! { span.nowrap { (listed.place(it.division)) } },
            html! { (report_category::of(lang, it.category.word())) },
            html! { span.nowrap { (format::instant_short(it.received_at, ctx.now)) } },
            html! { @if it.is_open() { (parts::due(lang, it.due, ctx.now, false)) } @else { (parts::dash()) } },
            state_mark(lang, it.state),
            html! { span.nowrap { @match it.answered_at { Some(at) => (format::instant_short(at, ctx.now)), None => (parts::dash()) } } },
            html! { (parts::or_dash(Some(listed.names.person(it.answered_by)).filter(|it| !it.is_empty()))) },
        ])
        .late(it.is_open() && it.due <= ctx.now)
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn state_mark(lang: Lang, it: ReportState) -> Markup {
    let word = public_report_state::of(lang, it.word());
    match it {
        ReportState::Open => parts::tag(word),
        ReportState::Accepted => parts::good_tag(word),
        ReportState::Answered => muted(word),
        ReportState::Refused => parts::bad_tag(word),
    }
}

/// A page of reports for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublicReportLines {
    reports: Vec<PublicReportAnswer>,
    total: i64,
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<PublicReportLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        Ok((query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?, query::count(r, &ctx, &filter)?))
    };
    let (lines, total) = db.read(read).await?;
    Ok(Json(PublicReportLines { reports: lines.into_iter().map(answer_of).collect(), total }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Reports of the public, the latest first, fifty a page; without how a reporter is reached")
        .returns::<PublicReportLines>()
        .query("state", "open (default), accepted, answered, refused or all")
        .query("township", "twelve digits")
        .query("category", "category word")
        .query("from", "first day of receipt, yyyy-MM-dd")
        .query("to", "last day of receipt, yyyy-MM-dd")
        .query("page", "from 1")
}
