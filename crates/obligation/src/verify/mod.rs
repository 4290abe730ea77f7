//! Verifying finished work: someone other than the doer looks, then accepts or returns it.

use kernel::{Ctx, Error, Instant, Personal};
use ledger::Tx;

use crate::calendar::Calendar;
use crate::model::{Check, Fact, Obligation, ObligationId, Status, reasoned};
use crate::store;
use crate::term::Reckoning;

#[cfg(test)]
mod tests;

pub(crate) fn decide(
    it: &Obligation,
    ctx: &Ctx,
    accepted: bool,
    reason: Option<&Personal<String>>,
    reckoning: &Reckoning,
    calendar: &Calendar,
) -> Result<Fact, Error> {
    if it.status != Status::Done {
        return Err(Error::refused("this is not reported done"));
    }
    if is_own_work(it, ctx) {
        return Err(Error::Forbidden { action: "verify your own work" });
    }
    let late_seconds = it.late_seconds_at(ctx.effective());
    let term = reckoning.term(calendar);
    if accepted {
        return Ok(Fact::Verified { holder: it.owed_to, reason: reason.cloned(), late_seconds, term });
    }
    let reason = reasoned(reason.unwrap_or(&Personal::Erased))?;
    Ok(Fact::Returned { holder: it.owner, reason, late_seconds, term })
}

/// The doer never verifies; where another organisation must look, nobody does who belongs to the owner's or the doer's.
fn is_own_work(it: &Obligation, ctx: &Ctx) -> bool {
    let Some(person) = ctx.person() else { return false };
    if it.doer == Some(person) {
        return true;
    }
    let theirs = |o| o == it.owner.organisation || Some(o) == it.doer_organisation;
    it.check == Check::AnotherOrganisation && ctx.acting.iter().any(|m| m.is_active(ctx.now) && theirs(m.organisation))
}

/// Accepted: whom it is owed to closes it, by its rule. Returned: the owner has the time that is left, or, if none is,
/// the time the rule gives anew.
pub(crate) fn reckoning(it: &Obligation, ctx: &Ctx, accepted: bool) -> Reckoning {
    if accepted {
        Reckoning::by(it.periods.close.as_ref(), ctx.now)
    } else if it.owner_due > ctx.now {
        Reckoning::at(it.owner_due, it.periods.own.as_ref(), ctx.now)
    } else {
        Reckoning::by(it.periods.again.as_ref(), ctx.now)
    }
}

/// Returns by when the next move is owed.
pub fn verify(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ObligationId,
    accepted: bool,
    reason: Option<Personal<String>>,
) -> Result<Instant, Error> {
    let it = store::load(tx, ctx, id)?;
    let reckoning = reckoning(&it, ctx, accepted);
    let calendar = reckoning.calendar(tx, ctx)?;
    let fact = decide(&it, ctx, accepted, reason.as_ref(), &reckoning, &calendar)?;
    store::record_phase(tx, ctx, &it, &fact)
}
