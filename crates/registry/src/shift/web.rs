//! Two weeks of shifts, day by day.

use axum::Extension;
use axum::extract::State;
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, list, parts};

use super::{assign, cancel};
use crate::query::{self, OnDuty, Shift};
use crate::web::Visitor;
use crate::words::{common as c, post_kind, shift as w};

pub(crate) const VIEW: Act = Act("shift.view");
pub(crate) const LIST: &str = "/shifts";
const DAYS: i64 = 14;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, LIST, VIEW, show)
        .api(Method::GET, LIST, VIEW, get_api, doc())
        .and(assign::web::routes())
        .and(cancel::web::routes())
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let first = days(&query, &ctx).0;
    let (asked, wanted) = (ctx.clone(), query.clone());
    let (shifts, duty) = db
        .read(move |r| {
            let shifts = listed(r, &asked, &wanted)?;
            Ok((shifts, query::on_duty(r, &asked, asked.now)?))
        })
        .await?;
    let lang = screen.lang();
    let acts = html! {
        @if ctx.may(Act("post.define")) { (parts::link_button(w::define_post(lang), "/posts/new")) }
        @if ctx.may(Act("shift.assign")) { (parts::primary_link(w::assign(lang), "/shifts/new")) }
    };
    let at = |days: i64| Values::default().with("from", first.plus_days(days).to_string()).at(LIST);
    let tools = html! {
        (parts::small_link(w::two_weeks_before(lang), &at(-DAYS)))
        (parts::small_link(w::two_weeks_after(lang), &at(DAYS)))
        (list::export_link(lang, LIST, &query))
        (parts::print_button(lang))
    };
    let may_cancel = ctx.may(Act("shift.cancel"));
    let summary = w::summary(lang, first, first.plus_days(DAYS - 1), shifts.len());
    let body = html! {
        (parts::head(w::title(lang), now(lang, &duty), acts))
        (list::list(html! {
            (list::tools(html! {}, &summary, tools))
            @if shifts.is_empty() {
                (parts::empty(w::none(lang), w::none_text(lang), html! {}))
            } @else {
                (table(lang, &shifts, may_cancel.then_some(ctx.now)))
            }
        }))
    };
    Ok(screen.page(w::title(lang), &[Crumb::here(w::title(lang))], body))
}

/// Who keeps the watch at this moment; nobody is silence.
/// The first and the last day shown.
pub(crate) fn days(query: &Values, ctx: &Ctx) -> (Day, Day) {
    let first = query.reads::<Day>("from").unwrap_or(ctx.now.day());
    (first, first.plus_days(DAYS - 1))
}

pub(crate) fn listed(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Vec<Shift>, Error> {
    let (first, last) = days(query, ctx);
    query::shifts(r, ctx, first.start(), last.plus_days(1).start())
}

fn now(lang: Lang, duty: &OnDuty) -> Markup {
    let who = |person: &Option<(kernel::PersonId, String)>| match person {
        Some((id, name)) => html! { a href=(format!("/people/{id}")) { (name) } },
        None => parts::silent_mark(w::nobody(lang)),
    };
    html! {
        span { (post_kind::duty_leader(lang)) " " (who(&duty.leader)) }
        span { (post_kind::duty_officer(lang)) " " (who(&duty.officer)) }
    }
}

/// `now`: shifts that end later can be cancelled.
fn table(lang: Lang, shifts: &[Shift], now: Option<kernel::Instant>) -> Markup {
    let columns = [
        Column::text(w::from(lang)),
        Column::text(w::to(lang)),
        Column::text(w::post(lang)),
        Column::text(c::organisation(lang)),
        Column::text(w::person(lang)),
        Column::acts(""),
    ];
    let kind = |s: &Shift| post_kind::of(lang, s.kind.word());
    let row = |s: &Shift| {
        Row::new(vec![
            html! { (s.from.to_minute()) },
            html! { (s.to.to_minute()) },
            html! { (s.post_name) @if s.post_name != kind(s) { " " span.muted { (kind(s)) } } },
            html! { (s.organisation_name) },
            list::title_cell(&s.person_name, &format!("/people/{}", s.person)),
            html! { @if now.is_some_and(|now| s.to > now) { a href=(format!("{LIST}/{}/cancellation", s.id)) { (w::cancel(lang)) } } },
        ])
    };
    list::table(w::title(lang), &columns, &shifts.iter().map(row).collect::<Vec<_>>())
}

async fn get_api(State(db): State<Db>, Extension(ctx): Visitor, Query(values): Query) -> Reply<Json<Vec<Shift>>> {
    let first = values.reads("from").unwrap_or(ctx.now.day());
    let last = values.reads("to").unwrap_or(first.plus_days(DAYS - 1));
    let shifts = db.read(move |r| query::shifts(r, &ctx, first.start(), last.plus_days(1).start())).await?;
    Ok(Json(shifts))
}

fn doc() -> Doc {
    Doc::new("Shifts that touch the days, five hundred at most")
        .returns_list::<Shift>()
        .query("from", "the first day, yyyy-MM-dd; default today")
        .query("to", "the last day; default two weeks on")
}
