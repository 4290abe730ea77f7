//! The working calendar of a year with the form that takes over a published one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Day, Error, Lang, Problem, Problems};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::list::{Column, Row};
use page::parts::NoteKind;
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, list, parts};
use serde::{Deserialize, Serialize};

use super::entry::{SpecialDayBody, from_form};
use super::{Calendar, DayKind, Import, SpecialDay, import, seed_statutory};
use crate::words::calendar as w;

pub(crate) const PATH: &str = "/calendar";
const SET: Act = Act("calendar.set");

pub(crate) struct Year {
    number: i16,
    days: Vec<SpecialDay>,
    calendar: Calendar,
}

impl Year {
    pub(crate) fn new(number: i16, days: Vec<SpecialDay>) -> Self {
        let calendar = Calendar::new(days.iter().map(|d| (d.day, d.kind)));
        Self { number, days, calendar }
    }

    pub(crate) fn working_days(&self, month: i8) -> usize {
        (1..=31).filter_map(|d| Day::new(self.number, month, d)).filter(|d| self.calendar.is_working_day(*d)).count()
    }

    /// `1、2、3 元旦`: the days of one kind in a month, under their names.
    pub(crate) fn named(&self, month: i8, kind: DayKind) -> String {
        let mut parts: Vec<(String, Vec<String>)> = Vec::new();
        for special in self.days.iter().filter(|d| d.day.month() == month && d.kind == kind) {
            let day = special.day.day_of_month().to_string();
            match parts.last_mut() {
                Some((name, days)) if *name == special.name => days.push(day),
                _ => parts.push((special.name.clone(), vec![day])),
            }
        }
        let part = |(name, days): &(String, Vec<String>)| format!("{} {name}", days.join("、"));
        parts.iter().map(part).collect::<Vec<_>>().join("；")
    }
}

pub(crate) fn asked_year(values: &Values, ctx: &Ctx) -> i16 {
    let year = values.get("year").parse().unwrap_or(ctx.now.day().year());
    year.clamp(2000, 2200)
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    shown(&db, &ctx, &screen, &query, &[]).await
}

async fn shown(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, values: &Values, problems: &[Problem]) -> Reply<Response> {
    let (asked, number) = (Arc::clone(ctx), asked_year(values, ctx));
    let days = db.read(move |r| super::year(r, &asked, number)).await?;
    let year = Year::new(number, days);
    let lang = screen.lang();
    let labels = [("days", w::days(lang)), ("source", w::source(lang))];
    let body = html! {
        (form::error_summary(lang, problems, &labels))
        (parts::head(&format!("{} · {}", w::title(lang), w::year(lang, number)), html! {}, around(lang, number)))
        @if year.days.is_empty() {
            (parts::note(NoteKind::Plain, &w::unpublished(lang, number), html! { p { (w::unpublished_text(lang)) } }))
        }
        (list::list(table(lang, &year)))
        @if ctx.may(SET) { (forms(screen, &year, values, problems)) }
    };
    let crumbs = [Crumb::here(w::title(lang))];
    Ok(if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    })
}

fn around(lang: Lang, year: i16) -> Markup {
    let at = |year: i16| format!("{PATH}?year={year}");
    html! {
        (parts::link_button(w::previous(lang), &at(year - 1))) " "
        (parts::link_button(w::next(lang), &at(year + 1)))
    }
}

fn table(lang: Lang, year: &Year) -> Markup {
    let columns = [
        Column::text(w::month_column(lang)),
        Column::number(w::working_days(lang)),
        Column::text(w::holidays(lang)),
        Column::text(w::makeups(lang)),
    ];
    let row = |month: i8| {
        Row::new(vec![
            html! { span.nowrap { (w::month(lang, month)) } },
            html! { (year.working_days(month)) },
            parts::or_dash(Some(&year.named(month, DayKind::Holiday))),
            parts::or_dash(Some(&year.named(month, DayKind::Makeup))),
        ])
    };
    let rows: Vec<Row> = (1..=12).map(row).collect();
    let total: usize = (1..=12).map(|month| year.working_days(month)).sum();
    html! {
        (list::tools(html! {}, &w::total(lang, total), html! {
            (list::export_link(lang, PATH, &Values::default().with("year", year.number.to_string())))
            (parts::print_button(lang))
        }))
        (list::table(w::title(lang), &columns, &rows))
    }
}

fn forms(screen: &Screen, year: &Year, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let days = FieldSpec::new("days", w::days(lang)).hint(w::days_hint(lang)).required();
    let source = FieldSpec::new("source", w::source(lang)).hint(w::source_hint(lang)).required();
    let fields = html! {
        (form::hidden("year", &year.number.to_string()))
        (form::text_area(&days, 8, values, problems, lang))
        (form::text(&source, values, problems, lang))
        div.foot { (parts::submit(w::save(lang))) span.muted.small { (w::save_then(lang)) } }
    };
    let statutory = html! {
        (form::hidden("year", &year.number.to_string()))
        (form::hidden("statutory", "yes"))
        (parts::submit(&w::statutory(lang, year.number)))
    };
    let can_load = year.days.is_empty() && !seed_statutory(year.number..=year.number).is_empty();
    html! {
        @if can_load { (form::button_form(screen, PATH, statutory)) }
        (parts::card(w::import(lang), None, None, form::form(screen, PATH, fields)))
    }
}

pub(crate) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    values: Values,
) -> Reply {
    let year = asked_year(&values, &ctx);
    let days = if values.has("statutory", "yes") { statutory(year) } else { from_form(&values) };
    let done = match days {
        Ok(days) => {
            let cmd = Import { days };
            db.write("calendar.set", &ctx, move |tx, ctx| import(tx, ctx, &cmd)).await
        }
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{PATH}?year={year}")).into_response()),
        Err(Error::Invalid(problems)) => shown(&db, &ctx, &screen, &values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

fn statutory(year: i16) -> Result<Vec<SpecialDay>, Problems> {
    let days = seed_statutory(year..=year);
    let nothing = || Problems(vec![Problem::at("days", "nothing is published for this year")]);
    if days.is_empty() { Err(nothing()) } else { Ok(days) }
}

/// The special days of a year for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CalendarAnswer {
    year: i16,
    /// Without a publication Monday to Friday count.
    published: bool,
    working_days: u32,
    days: Vec<SpecialDayBody>,
}

impl From<Year> for CalendarAnswer {
    fn from(year: Year) -> Self {
        Self {
            year: year.number,
            published: !year.days.is_empty(),
            working_days: (1..=12).map(|month| year.working_days(month) as u32).sum(),
            days: year.days.into_iter().map(SpecialDayBody::from).collect(),
        }
    }
}

pub(crate) async fn show_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<CalendarAnswer>> {
    let number = asked_year(&query, &ctx);
    let days = db.read(move |r| super::year(r, &ctx, number)).await?;
    Ok(Json(Year::new(number, days).into()))
}

/// A published calendar.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarBody {
    days: Vec<SpecialDayBody>,
}

/// How many days changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Imported {
    changed: u64,
}

pub(crate) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<CalendarBody>,
) -> Reply<Json<Imported>> {
    let cmd = Import { days: body.days.into_iter().map(SpecialDay::from).collect() };
    let changed = db.write("calendar.set", &ctx, move |tx, ctx| import(tx, ctx, &cmd)).await?;
    Ok(Json(Imported { changed: changed as u64 }))
}

pub(crate) fn show_doc() -> Doc {
    Doc::new("The special days of a year").query("year", "this year when not given").returns::<CalendarAnswer>()
}

pub(crate) fn post_doc() -> Doc {
    Doc::new("Take over published holidays; days that the same source named before and are not listed become ordinary")
        .body::<CalendarBody>()
        .returns::<Imported>()
}
