//! The list of rules: what holds, what is drafted, every edition.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Pager, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::detail::{DRAFT, SignalRuleAnswer, answer};
use super::query::{self, Filter, View};
use super::{Aggregate, Direction, SignalRule, State, model};
use crate::said::{metrics, text_of};
use crate::web::Visitor;
use crate::words::{
    device_sort, signal as sw, signal_aggregate, signal_rule as w, signal_rule_state, signal_rule_view,
};

pub(crate) const PATH: &str = "/signal-rules";
const ROWS: u32 = 50;

pub(super) struct Listed {
    pub lines: Vec<SignalRule>,
    pub total: u64,
    pub townships: Vec<(kernel::Division, String)>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Listed, Error> {
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    Ok(Listed {
        lines: query::list(r, ctx, filter, from, rows)?,
        total: query::count(r, ctx, filter)?.unsigned_abs(),
        townships: registry::query::townships(r, &ctx.beyond_scope())?,
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
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter)));
    let pager = Pager::numbered(&query, PATH, page, ROWS, listed.lines.len(), listed.total);
    let title = w::title(lang);
    let body = html! {
        (parts::head(title, html! {}, html! {
            @if ctx.may(DRAFT) { (parts::primary_link(w::draft(lang), &format!("{PATH}/new"))) }
        }))
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query), None))
            (list::tools(chips, &list::total(lang, listed.total), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if listed.lines.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &listed)) (list::pager(lang, &pager)) }
        }))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::here(title)];
    Ok(screen.page(title, &crumbs, body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: signal_rule_view::of(lang, view.word()).to_owned(),
        href: query.clone().without("page").with("state", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values) -> Markup {
    html! {
        @for kept in ["state", "code"] {
            @if !query.get(kept).is_empty() { input type="hidden" name=(kept) value=(query.get(kept)); }
        }
        (list::query_select(lang, w::metric(lang), "metric", &metrics(lang), query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter) -> Vec<Condition> {
    vec![
        (w::code(lang), "code", Some(filter.code.clone()).filter(|it| !it.is_empty())),
        (w::metric(lang), "metric", filter.metric.map(|it| text_of(lang, it).to_owned())),
    ]
}

pub(super) fn state_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Draft => parts::Ring::Quarter,
        State::On => parts::Ring::Full,
        State::Off | State::Discarded => parts::Ring::Back,
    };
    parts::status(ring, signal_rule_state::of(lang, it.word()))
}

/// `雨量 1小时 累计`
pub(super) fn what(lang: Lang, it: &SignalRule) -> String {
    let said = &it.said;
    let aggregate = signal_aggregate::of(lang, said.aggregate.word());
    let metric = text_of(lang, said.metric);
    match said.aggregate {
        Aggregate::Last if said.window_minutes == 0 => format!("{metric} {aggregate}"),
        _ => format!("{metric} {} {aggregate}", span(lang, said.window_minutes)),
    }
}

/// `90分钟`, `24小时`
pub(super) fn span(lang: Lang, minutes: u32) -> String {
    match minutes {
        0 => sw::minutes(lang, 0),
        n if n % 60 == 0 => sw::hours(lang, n / 60),
        n => sw::minutes(lang, n),
    }
}

/// Each colour with its value: `黄色 ≥ 50 mm`.
pub(super) fn thresholds(lang: Lang, it: &SignalRule) -> Vec<String> {
    let sign = if it.said.direction == Direction::Above { "≥" } else { "≤" };
    let unit = model::unit(it.said.aggregate, it.said.metric);
    let one = |one: &super::Threshold| format!("{} {sign} {} {unit}", one.colour.text(lang), one.value);
    let usual = it.said.thresholds.iter().map(one);
    let Some(wetness) = &it.said.wetness else { return usual.collect() };
    let on = |ground: &'static str, set: &[super::Threshold]| {
        set.iter().map(|it| format!("{ground}{}", one(it))).collect::<Vec<_>>()
    };
    let usual = usual.map(|it| format!("{}{it}", w::on_usual(lang))).collect();
    [on(w::on_dry(lang), &wetness.dry), usual, on(w::on_wet(lang), &wetness.wet)].concat()
}

/// Which devices, in words.
pub(super) fn target(lang: Lang, it: &SignalRule, townships: &[(kernel::Division, String)]) -> String {
    let target = &it.said.target;
    if !target.devices.is_empty() {
        return w::chosen(lang, target.devices.len());
    }
    let township = target.township.map(|code| {
        townships.iter().find(|(it, _)| *it == code).map_or_else(|| code.to_string(), |(_, name)| name.clone())
    });
    let sort = target.sort.map(|it| device_sort::of(lang, it.word()).to_owned());
    match (township, sort) {
        (None, None) => w::all_devices(lang).to_owned(),
        (township, sort) => [township, Some(sort.unwrap_or_else(|| w::all_sorts(lang).to_owned()))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// From when until when it holds.
pub(super) fn period(lang: Lang, it: &SignalRule) -> String {
    match (&it.on, &it.off) {
        (None, _) => "--".to_owned(),
        (Some(on), None) => w::from_on(lang, on.day),
        (Some(on), Some(off)) => w::from_until(lang, on.day, off.day),
    }
}

fn table(lang: Lang, listed: &Listed) -> Markup {
    let columns = [
        Column::text(w::code(lang)),
        Column::title(w::name(lang)),
        Column::text(w::what(lang)),
        Column::text(w::thresholds(lang)),
        Column::text(w::target(lang)).wide_only(),
        Column::text(w::period(lang)).wide_only(),
        Column::text(w::state(lang)),
    ];
    let row = |it: &SignalRule| {
        Row::new(vec![
            html! { span.nowrap { (it.code) } " " span.muted.nowrap { (w::edition_n(lang, it.edition)) } },
            list::title_cell(it.title(), &format!("{PATH}/{}", it.id)),
            html! { (what(lang, it)) },
            html! { @for one in thresholds(lang, it) { span.nowrap { (one) } br; } },
            html! { span lang="zh-CN" { (target(lang, it, &listed.townships)) } },
            html! { span.nowrap { (period(lang, it)) } },
            state_mark(lang, it.state),
        ])
    };
    list::table(w::title(lang), &columns, &listed.lines.iter().map(row).collect::<Vec<_>>())
}

/// A page of rules for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignalRuleLines {
    rules: Vec<SignalRuleAnswer>,
    total: i64,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<SignalRuleLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS);
    let read = move |r: &Reader<'_>| {
        let lines = query::list(r, &ctx, &filter, (page - 1) * ROWS, ROWS)?;
        Ok(SignalRuleLines { rules: lines.iter().map(answer).collect(), total: query::count(r, &ctx, &filter)? })
    };
    Ok(Json(db.read(read).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("Rules of monitoring, one line an edition, fifty a page")
        .returns::<SignalRuleLines>()
        .query("state", "in_force, draft or all; in_force without it, all where a code is asked about")
        .query("metric", "code of a metric, as rain")
        .query("code", "code of a rule: all its editions")
        .query("page", "from 1")
}
