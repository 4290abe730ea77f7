//! Found again (反复出现): a subject that had the same hazard, closed not long ago, has it anew.
//!
//! The rule looks once, when a hazard is reported, and what it found is a fact of the new hazard: an earlier one that is
//! worded otherwise later changes nothing. One earlier hazard is named, the likest, of equal ones the latest; that one names
//! its own, so the whole row of them is a chain. What is still open is a duplicate, not a recurrence.
//!
//! Other ledgers come in any order, so that an imported hazard is also looked at as the earlier one of those that counted as
//! found for the first time.

mod card;
mod likeness;
pub mod person;
pub(crate) mod person_web;
pub mod rates;
pub mod rule;
pub(crate) mod rule_web;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use card::{Chain, card, chain};
pub(crate) use likeness::Text as Likened;
pub use likeness::per_mille;
pub use store::Link;
pub(crate) use store::{denied, link, linked, recurs};

use kernel::{Ctx, Error, Instant};
use ledger::Tx;

use crate::model::{Fact, Finding, Harm, HazardId, Source};
use rule::Measure;

/// An earlier, closed hazard of the same subject.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Earlier {
    pub id: HazardId,
    pub harm: Option<Harm>,
    pub description: String,
    pub closed_at: Instant,
}

/// A hazard of which is asked whether it was there before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found<'a> {
    pub said: &'a str,
    pub harm: Option<Harm>,
    pub found_at: Instant,
    pub source: Source,
}

impl<'a> Found<'a> {
    /// `None` once its words are erased.
    fn of(it: &'a Finding) -> Option<Self> {
        let said = it.description.as_str()?;
        Some(Self { said, harm: it.harms.first().copied(), found_at: it.found_at, source: it.source })
    }
}

/// The likest of the earlier ones that the rule counts.
pub(crate) fn decide(found: &Found<'_>, earlier: &[Earlier], measure: &Measure) -> Option<Fact> {
    let said = likeness::Text::new(found.said);
    // Another ledger says days, not hours: what it closed and found on one day was found by one inspection.
    let fewest = i64::from(found.source == Source::Ledger);
    let candidates = earlier.iter().filter_map(|it| {
        let days = it.closed_at.day().days_until(found.found_at.day());
        if it.closed_at > found.found_at || !(fewest..=measure.days).contains(&days) {
            return None;
        }
        let same_harm = it.harm.is_some() && it.harm == found.harm;
        let likeness = said.per_mille(&it.description);
        let enough = if same_harm { measure.likeness_same_harm } else { measure.likeness };
        (likeness >= enough).then_some((likeness, it.closed_at, it.id, same_harm, days))
    });
    let (likeness, _, earlier, same_harm, days_between) = candidates.max_by_key(|it| (it.0, it.1, it.2))?;
    Some(Fact::Recurs(Link { earlier, likeness, same_harm, days_between }))
}

/// In the transaction of the report, after it: one read of what the subject had.
pub(crate) fn notice(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, version: i64, finding: &Finding) -> Result<(), Error> {
    let measure = rule::in_force(tx, ctx, finding.found_at.day())?;
    let earlier = store::earlier(tx, ctx, id, finding, &measure)?;
    let Some(fact) = Found::of(finding).and_then(|it| decide(&it, &earlier, &measure)) else { return Ok(()) };
    let at = tx.record(ctx, id, version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// In the transaction of an import, after it: what it came back from, and what has come back from it.
pub(crate) fn notice_imported(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: HazardId,
    version: i64,
    finding: &Finding,
) -> Result<(), Error> {
    notice(tx, ctx, id, version, finding)?;
    let Some(earlier) = store::as_earlier(tx, ctx, id)? else { return Ok(()) };
    for later in store::found_first(tx, ctx, id, finding.subject, earlier.closed_at)? {
        let measure = rule::in_force(tx, ctx, later.found_at.day())?;
        let Some(fact) = decide(&later.found(), std::slice::from_ref(&earlier), &measure) else { continue };
        // What a person said stands.
        let history = tx.history::<Fact>(ctx.district, later.id)?;
        if history.iter().any(|entry| matches!(entry.fact, Fact::RecurrenceDenied { .. })) {
            continue;
        }
        let at = tx.record(ctx, later.id, later.version, &fact)?;
        crate::store::project(tx, &at, later.id, &fact)?;
    }
    Ok(())
}
