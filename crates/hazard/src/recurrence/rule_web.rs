//! The rules that say what counts as found again, with the form for a new one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Problems, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::rule::{self, Measure, Ruled};
use crate::words::{recurrence_rates as rates, recurrence_rule as w, zeroing};

pub(crate) const PATH: &str = "/recurrence-rules";
const SET: Act = Act("recurrence_rule.set");

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    listed(&db, &ctx, &screen, &Values::default(), &[]).await
}

async fn listed(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let rules = db.read(move |r| rule::list(r, &asked)).await?;
    let lang = screen.lang();
    let may_set = ctx.may(SET);
    let body = html! {
        (form::error_summary(lang, problems, &labels(lang)))
        (parts::head(w::title(lang), html! {}, html! { @if may_set { a.btn href="#new" { (w::new(lang)) } } }))
        (list::list(table(lang, &rules, ctx.now.day())))
        @if may_set { div id="new" {
            (parts::card(w::new(lang), None, None, form::form(screen, PATH, fields(lang, values, problems))))
        } }
    };
    let crumbs = [
        Crumb::here(zeroing::section(lang)),
        Crumb::link(rates::title(lang), super::rates::web::PATH),
        Crumb::here(w::title(lang)),
    ];
    let title = w::title(lang);
    Ok(if problems.is_empty() { screen.page(title, &crumbs, body) } else { screen.invalid(title, &crumbs, body) })
}

/// The newest first; the last is what holds before any was set.
fn table(lang: Lang, rules: &[Ruled], today: Day) -> Markup {
    let columns = [
        Column::title(w::days(lang)),
        Column::number(w::likeness(lang)),
        Column::number(w::likeness_same_harm(lang)),
        Column::text(w::from(lang)),
        Column::text(w::state(lang)),
        Column::text(w::source(lang)),
    ];
    let in_force = rules.iter().position(|it| it.from.is_none_or(|from| from <= today));
    let row = |(n, it): (usize, &Ruled)| {
        let state = match in_force {
            Some(now) if n == now => w::in_force(lang),
            Some(now) if n < now => w::coming(lang),
            _ => w::ended(lang),
        };
        let percent = |it: u32| html! { (w::percent(lang, it / 10)) };
        Row::new(vec![
            html! { (w::within(lang, it.measure.days)) },
            percent(it.measure.likeness),
            percent(it.measure.likeness_same_harm),
            html! { span.nowrap { @match it.from { Some(from) => (from), None => (parts::dash()) } } },
            html! { span.nowrap { (state) } },
            html! { span.wrap { (it.measure.source) } },
        ])
    };
    list::table(w::title(lang), &columns, &rules.iter().enumerate().map(row).collect::<Vec<_>>())
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 5] {
    [
        ("days", w::days(lang)),
        ("likeness", w::likeness(lang)),
        ("likeness_same_harm", w::likeness_same_harm(lang)),
        ("source", w::source(lang)),
        ("from", w::from(lang)),
    ]
}

fn fields(lang: Lang, values: &Values, problems: &[Problem]) -> Markup {
    html! {
        (form::text(&FieldSpec::new("days", w::days(lang)).hint(w::days_hint(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("likeness", w::likeness(lang)).hint(w::likeness_hint(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("likeness_same_harm", w::likeness_same_harm(lang)).hint(w::same_harm_hint(lang)).required(), values, problems, lang))
        (form::date(&FieldSpec::new("from", w::from(lang)).hint(w::from_hint(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("source", w::source(lang)).hint(w::source_hint(lang)).required(), values, problems, lang))
        div.foot { (parts::submit(w::save(lang))) }
    }
}

/// Percents are typed; the rule has per mille.
fn parse(values: &Values) -> Result<(Measure, Day), Problems> {
    let mut text = Text::new();
    let percent = |it: &str| it.trim_end_matches('%').parse::<u32>().ok().filter(|it| *it <= 100);
    let days = text.read("days", values.get("days"), "from one day to 3650", |it| it.parse().ok());
    let likeness = text.read("likeness", values.get("likeness"), "a percentage from 0 to 100", percent);
    let same = text.read("likeness_same_harm", values.get("likeness_same_harm"), "a percentage from 0 to 100", percent);
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    let source = text.required("source", values.get("source"), 2, 200);
    text.finish()?;
    match (days, likeness, same, from) {
        (Some(days), Some(likeness), Some(same), Some(from)) => {
            Ok((Measure { days, likeness: likeness * 10, likeness_same_harm: same * 10, source }, from))
        }
        _ => Err(Problems(Vec::new())),
    }
}

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, values: Values) -> Reply {
    let done = match parse(&values) {
        Ok((it, from)) => {
            db.write("recurrence_rule.set", &ctx, move |tx, ctx| rule::set(tx, ctx, &it, from).map(drop)).await
        }
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(PATH).into_response()),
        Err(Error::Invalid(problems)) => listed(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

/// What counts as found again from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecurrenceRuleBody {
    /// From closing the earlier one to finding the new one.
    days: i64,
    /// In per mille, whatever accident it may lead to.
    likeness: u32,
    /// In per mille, when both may lead to the same accident.
    likeness_same_harm: u32,
    source: String,
    /// Absent for what holds before any rule was set.
    #[schema(value_type = Option<String>)]
    from: Option<Day>,
}

pub async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
) -> Reply<Json<Vec<RecurrenceRuleBody>>> {
    Ok(Json(db.read(move |r| rule::list(r, &ctx)).await?.into_iter().map(body).collect()))
}

fn body(it: Ruled) -> RecurrenceRuleBody {
    let Measure { days, likeness, likeness_same_harm, source } = it.measure;
    RecurrenceRuleBody { days, likeness, likeness_same_harm, source, from: it.from }
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<RecurrenceRuleBody>,
) -> Reply<Json<RecurrenceRuleBody>> {
    let from = body.from.ok_or(Problem::at("from", "write the day as 2026-06-18"))?;
    let RecurrenceRuleBody { days, likeness, likeness_same_harm, source, .. } = body.clone();
    let it = Measure { days, likeness, likeness_same_harm, source };
    db.write("recurrence_rule.set by program", &ctx, move |tx, ctx| rule::set(tx, ctx, &it, from).map(drop)).await?;
    Ok(Json(body))
}

pub fn list_doc() -> Doc {
    Doc::new("The dated rules of what counts as found again, newest first").returns_list::<RecurrenceRuleBody>()
}

pub fn set_doc() -> Doc {
    Doc::new("Say what counts as found again from a day on; what was found before stays as it is")
        .body::<RecurrenceRuleBody>()
        .returns::<RecurrenceRuleBody>()
}
