//! On the page of a hazard that was found again: the earlier ones, what was done about each, and who said it was done.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use maud::{Markup, html};
use page::parts;

use super::store::{Link, link};
use crate::imported;
use crate::model::{Fact, HazardId};
use crate::query::{self, Detail};
use crate::web::{Names, muted};
use crate::words::recurrence as w;

/// More than these are told by the page of the last one shown.
const SHOWN: usize = 5;

/// The earlier ones, the latest first, as far as the visitor may see them.
#[derive(Default)]
pub(crate) struct Chain {
    earlier: Vec<(Link, Detail)>,
    names: Names,
    /// Another one that lies outside the visitor's reach.
    hidden: bool,
}

impl Chain {
    /// Whether there was an earlier one, shown or not.
    pub fn is_found(&self) -> bool {
        self.hidden || !self.earlier.is_empty()
    }
}

pub(crate) fn chain(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Chain, Error> {
    let mut chain = Chain::default();
    let mut at = id;
    while chain.earlier.len() < SHOWN {
        let Some(link) = link(r, ctx, at)? else { break };
        match query::detail(r, ctx, link.earlier) {
            Ok(detail) => chain.earlier.push((link, detail)),
            Err(Error::NotFound(_)) => {
                chain.hidden = true;
                break;
            }
            Err(other) => return Err(other),
        }
        at = link.earlier;
    }
    let details = || chain.earlier.iter().map(|(_, d)| d);
    let people: Vec<_> = details().flat_map(|d| query::people_in(&d.history)).collect();
    let organisations: Vec<_> = details()
        .flat_map(|d| d.history.iter().filter_map(|e| e.at.organisation).chain(d.hazard.owner.map(|o| o.organisation)))
        .collect();
    chain.names = Names::fetch(r, ctx, &people, &organisations)?;
    Ok(chain)
}

pub(crate) fn card(lang: Lang, chain: &Chain) -> Markup {
    if chain.earlier.is_empty() && !chain.hidden {
        return html! {};
    }
    let body = html! {
        @if !chain.earlier.is_empty() { table.tb.is-cards {
            thead { tr {
                th scope="col" { (w::number(lang)) } th scope="col" { (w::closed(lang)) } th scope="col" { (w::owner(lang)) }
                th scope="col" { (w::done(lang)) } th scope="col" { (w::verified(lang)) } th scope="col" { (w::alike(lang)) }
            } }
            tbody { @for (link, d) in &chain.earlier { (row(lang, chain, link, d)) } }
        } }
        @if chain.hidden { (parts::inside(muted(w::hidden(lang)))) }
    };
    parts::card(w::title(lang), None, None, body)
}

fn row(lang: Lang, chain: &Chain, link: &Link, d: &Detail) -> Markup {
    let owner = chain.names.organisation(d.hazard.owner.as_ref().map(|o| o.organisation));
    let owner = if owner.is_empty() { d.unit.as_deref() } else { Some(owner) };
    let by = d.history.iter().rev().find(|e| matches!(e.fact, Fact::Verified { .. }));
    let by = by.map(|e| chain.names.both(e.at.person, e.at.organisation));
    let by = by.or_else(|| imported::hearsay(d).map(|_| crate::words::imported::by(lang).to_owned()));
    let work = done(d);
    html! { tr {
        td data-label=(w::number(lang)) { a href=(format!("/hazards/{}", d.hazard.id)) { (d.number) } }
        td.nowrap data-label=(w::closed(lang)) {
            (parts::or_dash(d.closed_at.map(|at| at.day().to_string()).as_deref()))
            div.muted.small { (w::days_between(lang, link.days_between)) }
        }
        td data-label=(w::owner(lang)) { (parts::or_dash(owner)) }
        td data-label=(w::done(lang)) { (parts::or_dash(work)) }
        td data-label=(w::verified(lang)) { (parts::or_dash(by.as_deref())) }
        td.nowrap data-label=(w::alike(lang)) {
            (w::likeness(lang, link.likeness / 10))
            @if link.same_harm { div.muted.small { (w::same_harm(lang)) } }
        }
    } }
}

/// What was reported done last, or what the other ledger said was.
fn done(d: &Detail) -> Option<&str> {
    d.history.iter().rev().find_map(|e| match &e.fact {
        Fact::Submitted { work, .. } => work.as_str(),
        Fact::Imported { said, .. } => said.measure.as_ref().and_then(|it| it.as_str()),
        _ => None,
    })
}
