//! Offers as a list: who offered what to whom, who refused and why, who decided, and how long it took.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row, View as ViewTab};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use serde::Serialize;

use super::detail::{TransferAnswer, answer_of};
use super::query::{self, Filter, Line, View};
use super::{State as TransferState, Transfer};
use crate::web::{Names, muted};
use crate::words::{detail, transfer as w, transfer_state, transfer_view};

pub(super) const PATH: &str = "/transfers";
const ROWS: u32 = 50;

struct Listed {
    lines: Vec<Line>,
    names: Names,
    counts: Vec<(View, i64)>,
    total: i64,
}

pub(crate) async fn show(
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
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &filter), None))
            (list::tools(list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.names))), &list::total(lang, listed.total.unsigned_abs()), html! {
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
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: *view, ..filter.clone() })?));
    }
    let mut names = names(r, ctx, lines.iter().map(|line| &line.transfer))?;
    names.organisations.extend(registry::query::organisation_names(r, ctx, filter.organisation.as_slice())?);
    Ok(Listed { lines, names, counts, total: query::count(r, ctx, filter)? })
}

/// The names of everybody that offers name.
pub(super) fn names<'a>(
    r: &Reader<'_>,
    ctx: &Ctx,
    transfers: impl Iterator<Item = &'a Transfer> + Clone,
) -> Result<Names, Error> {
    let people: Vec<_> =
        transfers.clone().flat_map(|it| [it.offered_by, it.answered_by, it.decided_by]).flatten().collect();
    let organisations: Vec<OrganisationId> = transfers.flat_map(|it| [it.from, it.to]).collect();
    Names::fetch(r, ctx, &people, &organisations)
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<ViewTab> {
    let tab = |(view, count): &(View, i64)| ViewTab {
        label: transfer_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("view", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.view == *view,
    };
    listed.counts.iter().map(tab).collect()
}

fn fields(lang: Lang, query: &Values, filter: &Filter) -> Markup {
    html! {
        @if filter.view != View::All { input type="hidden" name="view" value=(filter.view.word()); }
        @if let Some(hazard) = filter.hazard { input type="hidden" name="hazard" value=(hazard); }
        @if let Some(organisation) = filter.organisation { input type="hidden" name="organisation" value=(organisation); }
        (list::query_days(lang, w::offered(lang), "from", "to", query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, names: &Names) -> Vec<Condition> {
    vec![
        (w::hazard(lang), "hazard", filter.hazard.map(|_| w::this_hazard(lang).to_owned())),
        (w::organisation(lang), "organisation", filter.organisation.map(|id| names.organisation(Some(id)).to_owned())),
        (w::offered_from(lang), "from", filter.from.map(|day| day.to_string())),
        (w::offered_to(lang), "to", filter.to.map(|day| day.to_string())),
    ]
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::number(lang)),
        Column::title(w::hazard(lang)),
        Column::text(w::from(lang)),
        Column::text(w::to(lang)),
        Column::text(w::state(lang)),
        Column::text(w::why_refused(lang)).wide_only(),
        Column::text(w::decided(lang)).wide_only(),
        Column::text(w::offered(lang)),
        Column::number(w::days(lang)),
    ];
    let rows: Vec<Row> = listed.lines.iter().map(|line| row(lang, ctx, &listed.names, line)).collect();
    list::table(w::title(lang), &columns, &rows)
}

fn row(lang: Lang, ctx: &Ctx, names: &Names, line: &Line) -> Row {
    let it = &line.transfer;
    let late = it.due.is_some_and(|due| due <= ctx.now);
    Row::new(vec![
        html! { span.muted.nowrap { (line.number) } },
        list::title_cell(line.title.as_str().unwrap_or("--"), &format!("{PATH}/{}", it.id)),
        html! { (names.organisation(Some(it.from))) },
        html! { (names.organisation(Some(it.to))) },
        state_mark(lang, it.state),
        wrapped(it.refusal.as_ref().and_then(|text| text.as_str())),
        wrapped(decided(lang, names, it).as_deref()),
        html! { span.nowrap { (format::day_short(it.offered_at.day(), ctx.now)) } },
        html! { (it.days(ctx.now)) },
    ])
    .late(late)
}

pub(super) fn state_mark(lang: Lang, it: TransferState) -> Markup {
    let word = transfer_state::of(lang, it.word());
    match it {
        TransferState::Refused => parts::bad_tag(word),
        TransferState::Accepted => parts::good_tag(word),
        TransferState::Offered | TransferState::Asked => parts::tag(word),
        TransferState::Decided | TransferState::Withdrawn => muted(word),
    }
}

/// Sentences, in as many lines as they need.
pub(super) fn wrapped(text: Option<&str>) -> Markup {
    html! { span.wrap { (parts::or_dash(text)) } }
}

/// Who decided, and to whom it went.
pub(super) fn decided(lang: Lang, names: &Names, it: &Transfer) -> Option<String> {
    if it.state == TransferState::Withdrawn {
        return Some(w::withdrawn_by(lang, names.person(it.decided_by)));
    }
    let to = it.decided_to?;
    Some(w::decided_to(lang, names.person(it.decided_by), names.organisation(Some(to))))
}

/// A page of offers for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TransferLines {
    transfers: Vec<TransferAnswer>,
    total: i64,
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<TransferLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let asked = Arc::clone(&ctx);
    let (lines, total) = db
        .read(move |r| {
            Ok((query::list(r, &asked, &filter, (page - 1) * ROWS, ROWS)?, query::count(r, &asked, &filter)?))
        })
        .await?;
    Ok(Json(TransferLines { transfers: lines.into_iter().map(|line| answer_of(line, ctx.now)).collect(), total }))
}

pub(crate) fn doc() -> Doc {
    Doc::new("Offers to hand a rectification over, the latest first, fifty a page")
        .returns::<TransferLines>()
        .query("view", "open, refused, decided or all (default)")
        .query("organisation", "id of an organisation on either side")
        .query("hazard", "id of a hazard")
        .query("from", "first day of offering, yyyy-MM-dd")
        .query("to", "last day of offering, yyyy-MM-dd")
        .query("page", "from 1")
}
