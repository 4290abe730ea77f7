//! The list of catchments: how each stands, the worst first.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use kernel::{Ctx, Division, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Chip, Column, Condition, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::Serialize;

use super::answer::{CatchmentAnswer, answer};
use super::detail::REGISTER;
use super::parts::{Outlook, percent};
use super::query::{self, Filter, View};
use super::{Catchment, Threshold};
use crate::live::Forecasts;
use crate::rainfall::{self, ExpectedRain};
use crate::web::{Visitor, flow};
use crate::words::{flood as w, flood_view};

pub(crate) const PATH: &str = "/catchments";

pub(super) struct Listed {
    pub lines: Vec<Catchment>,
    pub places: std::collections::HashMap<Division, String>,
    pub expected: Vec<ExpectedRain>,
    townships: Vec<(Division, String)>,
    counts: Vec<(View, i64)>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Listed, Error> {
    let lines = query::list(r, ctx, filter)?;
    let places: Vec<Division> = lines.iter().map(|it| it.said.division).collect();
    let mut counts = Vec::new();
    for view in View::ALL {
        counts.push((*view, query::count(r, ctx, &Filter { view: Some(*view), ..filter.clone() })?));
    }
    Ok(Listed {
        places: registry::query::division_names(r, &ctx.beyond_scope(), &places)?,
        expected: rainfall::query::valid(r, ctx)?,
        townships: registry::query::townships(r, ctx)?,
        counts,
        lines,
    })
}

/// Each with how it stands, the worst first; of two alike the one that is reached sooner.
fn outlooks(
    ctx: &Ctx,
    listed: &Listed,
    forecasts: Option<&Forecasts>,
) -> Result<Vec<(Catchment, Outlook, f64)>, Error> {
    let mut all = Vec::with_capacity(listed.lines.len());
    for it in &listed.lines {
        let latest = forecasts.and_then(|all| all.latest(it.id, ctx.now));
        let expected = rainfall::of_catchment(&listed.expected, it.id, ctx.now);
        let covered = latest.as_ref().map_or(0.0, |it| it.situation.covered());
        all.push((it.clone(), Outlook::of(it, latest.as_deref(), expected)?, covered));
    }
    all.sort_by_key(|(_, it, _)| (it.standing, it.reached.map(|it| it.2)));
    Ok(all)
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    forecasts: Option<Extension<Forecasts>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let filter = Filter::from_query(&query);
    let (asked, wanted) = (Arc::clone(&ctx), filter.clone());
    let listed = db.read(move |r| fetch(r, &asked, &wanted)).await?;
    let lang = screen.lang();
    let all = outlooks(&ctx, &listed, forecasts.as_deref())?;
    let chips = list::chips(lang, PATH, &Chip::of(&query, PATH, conditions(lang, &filter, &listed.townships)));
    let title = w::title(lang);
    let district = listed.expected.iter().find(|it| it.told.catchment.is_none() && it.counts_at(ctx.now));
    let body = html! {
        (parts::head(title, html! {}, html! {
            @if ctx.may(rainfall::TELL) { (parts::link_button(w::tell_rain(lang), &format!("{}/new", rainfall::PATH))) " " }
            @if ctx.may(REGISTER) { (parts::primary_link(w::register(lang), &format!("{PATH}/new"))) }
        }))
        p.in-text { (w::expected(lang)) "：" (rainfall::in_words(lang, ctx.now, district)) " " a href=(rainfall::PATH) { (w::expected_all(lang)) } }
        (list::views(lang, &views(lang, &query, &filter, &listed)))
        (list::list(html! {
            (list::query(lang, PATH, fields(lang, &query, &listed), None))
            (list::tools(chips, &list::total(lang, all.len() as u64), html! {
                (list::export_link(lang, PATH, &query)) (parts::print_button(lang))
            }))
            @if all.is_empty() { (parts::empty(w::nothing(lang), w::nothing_text(lang), html! {})) }
            @else { (table(lang, &ctx, &listed, &all)) }
        }))
    };
    Ok(screen.page(title, &[Crumb::here(w::section(lang)), Crumb::here(title)], body))
}

fn views(lang: Lang, query: &Values, filter: &Filter, listed: &Listed) -> Vec<list::View> {
    let view = |(view, count): &(View, i64)| list::View {
        label: flood_view::of(lang, view.word()).to_owned(),
        href: query.clone().with("state", view.word()).at(PATH),
        count: Some(count.unsigned_abs()),
        late: false,
        current: filter.view() == *view,
    };
    listed.counts.iter().map(view).collect()
}

fn fields(lang: Lang, query: &Values, listed: &Listed) -> Markup {
    let places: Vec<_> = listed.townships.iter().map(|(code, name)| (code.to_string(), name.clone())).collect();
    html! {
        @if !query.get("state").is_empty() { input type="hidden" name="state" value=(query.get("state")); }
        (list::query_text(w::code_or_name(lang), "q", "", query))
        (list::query_select(lang, w::township(lang), "township", &places, query))
    }
}

/// The conditions of the address in words: label, field, value.
pub(super) fn conditions(lang: Lang, filter: &Filter, townships: &[(Division, String)]) -> Vec<Condition> {
    let township = filter.township.map(|code| {
        townships.iter().find(|(it, _)| *it == code).map_or_else(|| code.to_string(), |(_, name)| name.clone())
    });
    vec![
        (w::code_or_name(lang), "q", Some(filter.text.clone()).filter(|it| !it.is_empty())),
        (w::township(lang), "township", township),
    ]
}

/// Of getting ready and moving at once: `76.0 / 114`
pub(super) fn flows(it: &Catchment) -> String {
    let of = |which| it.thresholds().iter().find(|it| it.0 == which).map_or("--".to_owned(), |it| flow(it.1));
    format!("{} / {}", of(Threshold::Ready), of(Threshold::Immediate))
}

fn table(lang: Lang, ctx: &Ctx, listed: &Listed, all: &[(Catchment, Outlook, f64)]) -> Markup {
    let columns = [
        Column::title(w::name(lang)),
        Column::text(w::standing(lang)),
        Column::text(w::outlook(lang)),
        Column::number(w::flow_now(lang)),
        Column::number(w::highest_within(lang, 3)),
        Column::number(w::highest_within(lang, 24)),
        Column::number(w::thresholds(lang)).wide_only(),
        Column::number(w::covered(lang)).wide_only(),
    ];
    let row = |(it, outlook, covered): &(Catchment, Outlook, f64)| {
        let known = |value: fn(&crate::forecast::Forecast) -> f64| {
            outlook.forecast.as_ref().map_or_else(parts::dash, |it| html! { (flow(value(it))) })
        };
        let place = listed.places.get(&it.said.division).map_or("--", String::as_str);
        Row::new(vec![
            html! { (list::title_cell(&it.said.name, &format!("{PATH}/{}", it.id))) " " span.muted lang="zh-CN" { (place) } },
            outlook.mark(lang),
            html! { (outlook.sentence(lang, ctx.now.millis())) },
            known(|it| it.now),
            known(|it| it.highest_within(3)),
            known(|it| it.highest_within(24)),
            html! { span.nowrap { (flows(it)) } },
            outlook.forecast.as_ref().map_or_else(parts::dash, |_| html! { (percent(*covered)) }),
        ])
    };
    list::table(w::title(lang), &columns, &all.iter().map(row).collect::<Vec<_>>())
}

/// Catchments for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CatchmentLines {
    catchments: Vec<CatchmentLine>,
}

/// One of them, with how it stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CatchmentLine {
    catchment: CatchmentAnswer,
    /// `immediate`, `immediate_ahead`, `ready`, `ready_ahead`, `unknown`, `not_yet`, `unset`, `quiet`
    standing: &'static str,
    flow_now: Option<f64>,
    flow_within_3h: Option<f64>,
    flow_within_24h: Option<f64>,
    /// When the worst flow that is reached at all is reached.
    reached_at: Option<String>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    forecasts: Option<Extension<Forecasts>>,
    Query(query): Query,
) -> Reply<Json<CatchmentLines>> {
    let filter = Filter::from_query(&query);
    let asked = Arc::clone(&ctx);
    let listed = db.read(move |r| fetch(r, &asked, &filter)).await?;
    let line = |(it, outlook, _): &(Catchment, Outlook, f64)| CatchmentLine {
        catchment: answer(it),
        standing: outlook.standing.word(),
        flow_now: outlook.forecast.as_ref().map(|it| it.now),
        flow_within_3h: outlook.forecast.as_ref().map(|it| it.highest_within(3)),
        flow_within_24h: outlook.forecast.as_ref().map(|it| it.highest_within(24)),
        reached_at: outlook.reached.map(|it| kernel::Instant::from_millis(it.2).to_string()),
    };
    let all = outlooks(&ctx, &listed, forecasts.as_deref())?;
    Ok(Json(CatchmentLines { catchments: all.iter().map(line).collect() }))
}

pub(super) fn doc() -> Doc {
    Doc::new("Small catchments with how each stands by its forecast, the worst first")
        .returns::<CatchmentLines>()
        .query("state", "kept or ended; kept without it")
        .query("township", "code of a township")
        .query("q", "part of the code or name")
}
