//! Whether the unit told after its hour, and what a correction of the times makes of it.
//!
//! The fact follows by itself: late from now on, later or less late than was thought, or within the hour after all. What was
//! weighed before stays; its page shows the fact that changed its ground.

use kernel::{Ctx, Error, Instant, OrganisationId};
use ledger::{Reader, Recorded, Tx};

use crate::model::{Fact, Fault, Incident, Particulars, Recipient, Source};
use crate::{duties, query, register, store};

/// How many seconds after its hour the unit told; none within it.
pub(crate) fn of(r: &Reader<'_>, ctx: &Ctx, it: &Particulars, told_at: Instant) -> Result<Option<i64>, Error> {
    let limit = duties::unit_limit(r, ctx, it.happened_at.day())?;
    let late = told_at.since(it.unit_knew_at() + limit).as_seconds();
    Ok((late > 0).then_some(late))
}

/// Whose lateness the rule counted last, and how many seconds it was; those it counted away are not among them.
fn counted(history: &[Recorded<Fact>]) -> Vec<(OrganisationId, i64)> {
    let mut all: Vec<(OrganisationId, i64)> = Vec::new();
    for it in history {
        match &it.fact {
            Fact::FaultFound { fault: Fault::Late, organisation, late_seconds, .. } => {
                all.push((*organisation, late_seconds.unwrap_or_default()));
            }
            Fact::LatenessRecounted { organisation, late_seconds, .. } => {
                all.retain(|(of, seconds)| of != organisation || *seconds == 0);
                all.extend(late_seconds.map(|seconds| (*organisation, seconds)));
            }
            _ => {}
        }
    }
    all
}

/// Who told first, and whether the district was told by the unit itself.
fn told_by_unit(history: &[Recorded<Fact>]) -> bool {
    history.iter().any(|it| match &it.fact {
        Fact::Registered(first) => first.source == Source::Unit && first.told_at.is_some(),
        Fact::Told { recipient: Recipient::County, .. } => it.at.organisation.is_some_and(|by| is_unit(history, by)),
        _ => false,
    })
}

fn is_unit(history: &[Recorded<Fact>], organisation: OrganisationId) -> bool {
    query::last_particulars(history).is_some_and(|it| it.unit == Some(organisation))
}

/// After a correction: the unit's lateness is counted anew from the times as they are now.
pub(crate) fn recount(tx: &mut Tx<'_>, ctx: &Ctx, it: Incident) -> Result<Incident, Error> {
    let history = tx.history::<Fact>(ctx.district, it.id)?;
    let Some(particulars) = query::last_particulars(&history).cloned() else { return Ok(it) };
    let units: Vec<OrganisationId> = history
        .iter()
        .filter_map(|one| match &one.fact {
            Fact::Registered(first) => first.particulars.unit,
            Fact::Corrected { particulars, .. } => particulars.unit,
            _ => None,
        })
        .collect();
    let counted = counted(&history);
    let now = match (it.told_at, particulars.unit) {
        (Some(told_at), Some(_)) if told_by_unit(&history) => of(tx, ctx, &particulars, told_at)?,
        _ => None,
    };
    let mut it = it;
    let late: Vec<_> = counted.iter().filter(|(of, seconds)| units.contains(of) && *seconds > 0).copied().collect();
    for (organisation, was_seconds) in &late {
        let late_seconds = now.filter(|_| particulars.unit == Some(*organisation));
        if late_seconds == Some(*was_seconds) {
            continue;
        }
        let others_late = counted.iter().any(|one| one.0 != *organisation || one.1 == 0);
        let (organisation, was_seconds) = (*organisation, *was_seconds);
        let fact = Fact::LatenessRecounted { organisation, was_seconds, late_seconds, others_late };
        it = store::record(tx, ctx, &it, &fact)?;
    }
    let known = particulars.unit.is_some_and(|unit| late.iter().any(|(of, _)| *of == unit));
    if let Some(told_at) = it.told_at.filter(|_| now.is_some() && !known) {
        register::unit_was_late(tx, ctx, &it, &particulars, told_at)?;
        it = store::again(tx, ctx, it.id)?;
    }
    Ok(it)
}
