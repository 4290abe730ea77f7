//! Risks on other pages: on the file of a subject, on the page of a hazard.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};
use registry::SubjectId;

use super::list::overdue_tag;
use super::query::{self, Risk};
use super::web::{colour_mark, formula};
use crate::model::HazardId;
use crate::words::risk as w;

/// More than these are told by the list.
const SHOWN: usize = 5;

/// The subject has the colour of its worst risk.
pub fn of_subject(r: &Reader<'_>, ctx: &Ctx, lang: Lang, subject: SubjectId) -> Result<Markup, Error> {
    let scoped = Ctx { scope: ctx.scope_of(Act("risk.list")), ..ctx.clone() };
    let risks = query::of_subject(r, &scoped, subject)?;
    let body = match risks.first() {
        None => html! { p.in { (parts::silent_mark(w::not_assessed(lang))) } },
        Some(worst) => html! {
            p.in { (w::subject_is(lang)) " " (colour_mark(lang, worst.colour)) }
            (table(lang, ctx, &risks))
        },
    };
    let to_list = format!("/risks?subject={subject}");
    let beside = html! {
        @if ctx.may(Act("risk.assess")) { a href=(format!("/risks/new?subject={subject}")) { (w::assess(lang)) } " · " }
        a href=(to_list) { (w::to_list(lang)) }
    };
    Ok(parts::card_with(w::card(lang), html! {}, beside, body))
}

fn table(lang: Lang, ctx: &Ctx, risks: &[Risk]) -> Markup {
    html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::risk_point(lang)) } th scope="col" { (w::colour(lang)) }
            th scope="col" { (w::day(lang)) } th scope="col" { (w::next_review(lang)) }
        } }
        tbody { @for it in risks.iter().take(SHOWN) { tr {
            td data-label=(w::risk_point(lang)) { a href=(format!("/risks/{}", it.id)) { (it.risk_point.as_str().unwrap_or("--")) } }
            td data-label=(w::colour(lang)) { (colour_mark(lang, it.colour)) }
            td.nowrap data-label=(w::day(lang)) { (format::day_short(it.day, ctx.now)) }
            td.nowrap data-label=(w::next_review(lang)) {
                (format::day_short(it.next_review, ctx.now))
                @if it.next_review < ctx.now.day() { " " (overdue_tag(lang, it, ctx)) }
            }
        } } }
    } }
}

/// What counts of the hazard, or that nobody assessed it.
pub fn of_hazard(r: &Reader<'_>, ctx: &Ctx, lang: Lang, hazard: HazardId) -> Result<Markup, Error> {
    let scoped = Ctx { scope: ctx.scope_of(Act("risk.view")), ..ctx.clone() };
    let found = query::of_hazard(r, &scoped, hazard)?;
    let body = match &found {
        None => html! { p.in { (parts::silent_mark(w::not_assessed(lang))) } },
        Some(it) => html! { p.in {
            (colour_mark(lang, it.colour)) " " a href=(format!("/risks/{}", it.id)) { (formula(it.edition.method(), &it.factors, &it.score)) }
            " " span.muted.nowrap { (it.day) }
        } },
    };
    let beside = html! {
        @if ctx.may(Act("risk.assess")) { a href=(format!("/risks/new?hazard={hazard}")) { (w::assess(lang)) } }
    };
    Ok(parts::card_with(w::card(lang), html! {}, beside, body))
}
