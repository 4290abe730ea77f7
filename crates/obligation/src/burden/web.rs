//! The page of what was asked, with the minutes it costs and the form that sets them; the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Day, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::sheet::{Typed, answer, done};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, list, parts};
use registry::query::{OrganisationFilter, every_organisation};
use serde::Serialize;

use super::card::hours;
use super::query::{self, Cost, Sum, Totals};
use super::{BurdenCostId, SetCost, set_cost};
use crate::web::duty_word;
use crate::words::burden as w;

pub(crate) const PATH: &str = "/burden";
const SET: Act = Act("burden.set");
/// What is asked of others by telling, writing and counting; a program may set the minutes of other duties, too.
const REQUESTS: &[&str] = &[
    "directive.study",
    "directive.answer",
    "campaign.group",
    "campaign.plan",
    "campaign.receive",
    "campaign.task",
    "meeting.material",
    "meeting.resolution",
    "disaster.report.village",
    "disaster.report.township",
    "disaster.report.daily",
    "special_period.sweep",
    "special_period.report",
    "oversight.problem",
    "attention.treat",
];

struct Shown {
    totals: Totals,
    /// Names, in the order of the register.
    organisations: Vec<(OrganisationId, String)>,
    costs: Vec<Cost>,
}

/// Without days the month so far.
fn period(ctx: &Ctx, query: &Values) -> (Day, Day) {
    let today = ctx.now.day();
    let first = Day::new(today.year(), today.month(), 1).unwrap_or(today);
    query.span(first, today)
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, (from, to): (Day, Day)) -> Result<Shown, Error> {
    let all = every_organisation(r, &ctx.beyond_scope(), &OrganisationFilter::default())?;
    Ok(Shown {
        totals: query::totals(r, ctx, from, to)?,
        organisations: all.into_iter().map(|it| (it.id, it.name)).collect(),
        costs: query::costs(r, ctx)?,
    })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    page(&db, &ctx, &screen, period(&ctx, &query), &Typed::default()).await
}

async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, days: (Day, Day), typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let shown = db.read(move |r| fetch(r, &asked, days)).await?;
    let lang = screen.lang();
    let values = Values::default().with("from", days.0.to_string()).with("to", days.1.to_string());
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels(lang)))
        (parts::head(w::title(lang), html! {}, html! {
            (parts::link_button(w::published(lang), super::published::PATH)) (parts::print_button(lang))
        }))
        (list::list(html! {
            (list::query(lang, PATH, list::query_days(lang, w::period(lang), "from", "to", &values), None))
            (list::tools(html! {}, w::about(lang), html! {}))
        }))
        (tiles(lang, &shown.totals))
        (by_duty(lang, &shown.totals))
        (by_organisation(lang, w::askers(lang), w::asker(lang), &shown, &shown.totals.askers))
        (by_organisation(lang, w::receivers(lang), w::receiver(lang), &shown, &shown.totals.asked))
        (costs(lang, &shown.costs))
        @if ctx.may(SET) { (parts::card(w::set(lang), None, None, form::form(screen, PATH, fields(lang, typed)))) }
    };
    Ok(answer(screen, w::title(lang), &[Crumb::here(w::title(lang))], typed, body))
}

pub(super) fn tiles(lang: Lang, it: &Totals) -> Markup {
    let tile = |label: &str, figure: String| parts::Tile {
        label: label.to_owned(),
        figure: html! { span.figure { (figure) } },
        unit: String::new(),
        href: None,
    };
    parts::tiles(&[
        tile(w::requests(lang), format::count(it.all.requests)),
        tile(w::receivers(lang), format::count(it.asked.len() as i64)),
        tile(w::total(lang), hours(it.all.minutes)),
    ])
}

pub(super) fn by_duty(lang: Lang, it: &Totals) -> Markup {
    let columns = [
        Column::title(w::duty(lang)),
        Column::number(w::requests(lang)),
        Column::number(w::receivers(lang)),
        Column::number(w::in_hours(lang)),
    ];
    let mut duties: Vec<_> = it.duties.iter().collect();
    duties.sort_by_key(|(duty, (sum, _))| (std::cmp::Reverse(sum.minutes), *duty));
    let row = |(duty, (sum, asked)): &(&String, &(Sum, std::collections::BTreeSet<OrganisationId>))| {
        Row::new(vec![
            html! { (duty_word(lang, duty)) },
            html! { (format::count(sum.requests)) },
            html! { (asked.len()) },
            html! { (hours(sum.minutes)) },
        ])
    };
    let rows: Vec<_> = duties.iter().map(row).collect();
    parts::card(
        w::by_duty(lang),
        None,
        None,
        html! {
            @if rows.is_empty() { (parts::empty(w::none(lang), w::none_text(lang), html! {})) }
            @else { (list::table(w::by_duty(lang), &columns, &rows)) }
        },
    )
}

fn by_organisation(
    lang: Lang,
    title: &str,
    head: &str,
    shown: &Shown,
    sums: &std::collections::BTreeMap<OrganisationId, Sum>,
) -> Markup {
    let columns = [Column::title(head), Column::number(w::requests(lang)), Column::number(w::in_hours(lang))];
    let rows: Vec<_> = shown
        .organisations
        .iter()
        .filter_map(|(id, name)| {
            let sum = sums.get(id)?;
            Some(Row::new(vec![
                html! { span lang="zh-CN" { (name) } },
                html! { (format::count(sum.requests)) },
                html! { (hours(sum.minutes)) },
            ]))
        })
        .collect();
    html! { @if !rows.is_empty() { (parts::card(title, None, None, list::table(title, &columns, &rows))) } }
}

fn costs(lang: Lang, all: &[Cost]) -> Markup {
    let columns = [
        Column::title(w::duty(lang)),
        Column::number(w::minutes(lang)),
        Column::day(w::from(lang)),
        Column::text(w::source(lang)),
    ];
    let row = |it: &Cost| {
        Row::new(vec![
            html! { (duty_word(lang, &it.duty)) },
            html! { (it.minutes) },
            html! { (it.from) },
            html! { span lang="zh-CN" { (it.source) } },
        ])
    };
    parts::card(
        w::costs_title(lang),
        None,
        None,
        html! {
            @if all.is_empty() { (parts::empty(w::no_costs(lang), w::no_costs_text(lang), html! {})) }
            @else { (list::table(w::costs_title(lang), &columns, &all.iter().map(row).collect::<Vec<_>>())) }
        },
    )
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 4] {
    [("duty", w::duty(lang)), ("minutes", w::minutes(lang)), ("from", w::from(lang)), ("source", w::source(lang))]
}

fn fields(lang: Lang, typed: &Typed) -> Markup {
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let spec = |name, label| FieldSpec::new(name, label).required();
    let duties: Vec<_> = REQUESTS.iter().map(|it| ((*it).to_owned(), duty_word(lang, it))).collect();
    html! {
        (form::select(&spec("duty", w::duty(lang)), &duties, values, problems, lang))
        (form::text(&spec("minutes", w::minutes(lang)), values, problems, lang))
        (form::date(&spec("from", w::from(lang)), values, problems, lang))
        (form::text(&spec("source", w::source(lang)).hint(w::source_hint(lang)), values, problems, lang))
        p.muted.small { (w::set_then(lang)) }
        div.foot { (parts::submit(w::set(lang))) }
    }
}

pub(crate) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    values: Values,
) -> Reply {
    let text = |field| values.get(field).to_owned();
    let cmd = SetCost { duty: text("duty"), minutes: text("minutes"), from: text("from"), source: text("source") };
    let made = db.write("burden.set", &ctx, move |tx, ctx| set_cost(tx, ctx, &cmd)).await;
    match done(made, values, |_| PATH.to_owned())? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, period(&ctx, &Values::default()), &again).await,
    }
}

/// What is asked of organisations, and what it costs them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BurdenTotals {
    from: String,
    to: String,
    requests: i64,
    minutes: i64,
    duties: Vec<BurdenOfDuty>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BurdenOfDuty {
    /// Object and verb: `directive.answer`
    duty: String,
    requests: i64,
    minutes: i64,
    /// How many organisations were asked.
    organisations: usize,
}

pub(super) fn of_duties(it: Totals) -> Vec<BurdenOfDuty> {
    let one = |(duty, (sum, asked)): (String, (Sum, std::collections::BTreeSet<OrganisationId>))| BurdenOfDuty {
        duty,
        requests: sum.requests,
        minutes: sum.minutes,
        organisations: asked.len(),
    };
    it.duties.into_iter().map(one).collect()
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<BurdenTotals>> {
    let (from, to) = period(&ctx, &query);
    let it = db.read(move |r| query::totals(r, &ctx, from, to)).await?;
    Ok(Json(BurdenTotals {
        from: from.to_string(),
        to: to.to_string(),
        requests: it.all.requests,
        minutes: it.all.minutes,
        duties: of_duties(it),
    }))
}

pub(crate) fn doc() -> Doc {
    Doc::new("What was asked of organisations in a period, and the minutes it costs them")
        .returns::<BurdenTotals>()
        .query("from", "first day, yyyy-MM-dd; without it, the first of this month")
        .query("to", "last day, yyyy-MM-dd; without it, today")
}

/// What was set.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BurdenCostSet {
    #[schema(value_type = String)]
    id: BurdenCostId,
}

pub(crate) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(cmd): Json<SetCost>,
) -> Reply<Response> {
    let id = db.write("burden.set by program", &ctx, move |tx, ctx| set_cost(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(BurdenCostSet { id })).into_response())
}

pub(crate) fn set_doc() -> Doc {
    Doc::new("Say how many minutes a request of a duty costs one organisation, from a day on")
        .body::<SetCost>()
        .creates::<BurdenCostSet>()
}
