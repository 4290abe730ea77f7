//! The totals as they are published: for everybody, without signing in, by month and by what was asked for. No organisation and no
//! person is named.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Error};
use ledger::{Db, Reader};
use maud::html;
use page::list::{self, Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, format, parts};
use serde::Serialize;

use super::card::hours;
use super::query::{Sum, Totals, totals};
use super::web::{BurdenOfDuty, by_duty, of_duties, tiles};
use crate::words::burden as w;

pub(crate) const PATH: &str = page::BURDEN;
/// The first year that can be asked for.
const FIRST_YEAR: i16 = 2020;

struct Published {
    year: i16,
    months: Vec<(i8, Sum)>,
    all: Totals,
}

/// The year that is asked for, else this one; nothing is published of years to come.
fn year(ctx: &Ctx, query: &Values) -> i16 {
    let now = ctx.now.day().year();
    query.reads("year").filter(|it| (FIRST_YEAR..=now).contains(it)).unwrap_or(now)
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, year: i16) -> Result<Published, Error> {
    let day = |year, month| Day::new(year, month, 1).ok_or_else(|| Error::internal("a month without a first day"));
    let next = |month: i8| if month == 12 { day(year + 1, 1) } else { day(year, month + 1) };
    let today = ctx.now.day();
    let (mut months, mut all) = (Vec::new(), Totals::default());
    for month in 1..=12 {
        let (first, last) = (day(year, month)?, next(month)?.plus_days(-1));
        if first > today {
            break;
        }
        let it = totals(r, ctx, first, last.min(today))?;
        months.push((month, it.all));
        all.add(it);
    }
    Ok(Published { year, months, all })
}

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let (asked, of) = (Arc::clone(&ctx), year(&ctx, &query));
    let it = db.read(move |r| fetch(r, &asked, of)).await?;
    let lang = screen.lang();
    let columns = [Column::title(w::month(lang)), Column::number(w::requests(lang)), Column::number(w::in_hours(lang))];
    let row = |(month, sum): &(i8, Sum)| {
        Row::new(vec![
            html! { (w::month_of(lang, it.year, format!("{month:02}"))) },
            html! { (format::count(sum.requests)) },
            html! { (hours(sum.minutes)) },
        ])
    };
    let other = |year: i16| html! { a.btn href=(format!("{PATH}?year={year}")) { (w::of_year(lang, year)) } " " };
    let title = w::published_title(lang, it.year);
    let body = html! {
        (parts::head(&title, html! {}, html! {
            @if it.year > FIRST_YEAR { (other(it.year - 1)) }
            @if it.year < ctx.now.day().year() { (other(it.year + 1)) }
            (parts::print_button(lang))
        }))
        p { (w::published_about(lang)) }
        (tiles(lang, &it.all))
        (parts::card(w::by_month(lang), None, None, list::table(w::by_month(lang), &columns, &it.months.iter().map(row).collect::<Vec<_>>())))
        (by_duty(lang, &it.all))
    };
    Ok(screen.page(&title, &[Crumb::here(title.as_str())], body))
}

/// What was asked of organisations in a year, as it is published.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BurdenPublished {
    year: i16,
    months: Vec<BurdenOfMonth>,
    duties: Vec<BurdenOfDuty>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BurdenOfMonth {
    month: i8,
    requests: i64,
    minutes: i64,
}

pub(crate) async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<BurdenPublished>> {
    let of = year(&ctx, &query);
    let it = db.read(move |r| fetch(r, &ctx, of)).await?;
    let month = |(month, sum): (i8, Sum)| BurdenOfMonth { month, requests: sum.requests, minutes: sum.minutes };
    Ok(Json(BurdenPublished {
        year: it.year,
        months: it.months.into_iter().map(month).collect(),
        duties: of_duties(it.all),
    }))
}

pub(crate) fn doc() -> Doc {
    Doc::new(
        "What was asked of organisations in a year, by month and duty, and the minutes it cost them; for everybody",
    )
    .returns::<BurdenPublished>()
    .query("year", "from 2020; without it, this year")
}
