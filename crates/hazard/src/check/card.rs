//! Looks at one subject, on its file: when each party looked last, and when the next look is due.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::{format, parts};
use registry::SubjectId;

use super::query;
use crate::risk::assessment;
use crate::risk::frequency::web::period_word;
use crate::risk::frequency::{self, Party};
use crate::words::{check as w, check_party, coverage as c};

pub fn of_subject(r: &Reader<'_>, ctx: &Ctx, lang: Lang, subject: SubjectId) -> Result<Markup, Error> {
    let scoped = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    let Some(it) = registry::query::subject(r, &scoped, subject)? else { return Ok(html! {}) };
    let last = query::last(r, ctx, Some(subject))?.remove(&subject).unwrap_or_default();
    let colour = assessment::query::colours(r, ctx, Some(subject))?.remove(&subject);
    let (rules, today) = (frequency::list(r, ctx)?, ctx.now.day());
    let row = |party: Party| {
        let looked = last.of(party).map(|at| at.day());
        let period = frequency::choose(&rules, colour, it.sector, party, today);
        let due = period.zip(looked).map(|(period, looked)| period.after(looked));
        html! { tr {
            td.nowrap data-label=(w::who(lang)) { (check_party::of(lang, party.word())) }
            td.nowrap data-label=(w::last(lang)) {
                @match looked { Some(day) => (format::day_short(day, ctx.now)), None => (parts::silent_mark(c::never(lang))) }
            }
            td.nowrap data-label=(w::period(lang)) { (parts::or_dash(period.map(|it| period_word(lang, it)).as_deref())) }
            td.nowrap data-label=(w::next(lang)) {
                @match due {
                    Some(day) if day < today => { (format::day_short(day, ctx.now)) " " (parts::late_tag(lang, ctx.now.since(day.plus_days(1).start()))) },
                    Some(day) => (format::day_short(day, ctx.now)),
                    None => (parts::dash()),
                }
            }
        } }
    };
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::who(lang)) } th scope="col" { (w::last(lang)) }
            th scope="col" { (w::period(lang)) } th scope="col" { (w::next(lang)) }
        } }
        tbody { @for party in Party::ALL { (row(*party)) } }
    } };
    let beside = html! {
        @if ctx.may(Act("check.record")) { a href=(format!("/checks/new?subject={subject}")) { (w::new(lang)) } " · " }
        a href=(format!("/checks?subject={subject}")) { (w::to_list(lang)) }
    };
    Ok(parts::card_with(w::title(lang), html! {}, beside, body))
}
