//! Reporting done: the owner says the work is finished; it goes to the checker, with a due time of its own.

use kernel::{Ctx, Error, Instant};
use ledger::Tx;

use crate::calendar::Calendar;
use crate::model::{Check, Fact, Obligation, ObligationId, Owner};
use crate::store;
use crate::term::Reckoning;

#[cfg(test)]
mod tests;

/// The checker is the one named now, else the one named at opening, else whom it is owed to.
pub(crate) fn decide(
    it: &Obligation,
    ctx: &Ctx,
    checker: Option<Owner>,
    reckoning: &Reckoning,
    calendar: &Calendar,
) -> Result<Fact, Error> {
    if !it.status.is_owners() {
        return Err(Error::refused("only what is still to be done can be reported done"));
    }
    if it.check == Check::None {
        return Err(Error::refused("this duty has no check: it is settled, not reported done"));
    }
    let checker = checker.or(it.checker).unwrap_or(it.owed_to);
    if it.check == Check::AnotherOrganisation && checker.organisation == it.owner.organisation {
        return Err(Error::refused("another organisation must check this"));
    }
    Ok(Fact::Done { checker, late_seconds: it.late_seconds_at(ctx.effective()), term: reckoning.term(calendar) })
}

/// Returns by when the checker looks.
pub fn done(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, checker: Option<Owner>) -> Result<Instant, Error> {
    let it = store::load(tx, ctx, id)?;
    let reckoning = Reckoning::by(it.periods.check.as_ref(), ctx.now);
    let calendar = reckoning.calendar(tx, ctx)?;
    let fact = decide(&it, ctx, checker, &reckoning, &calendar)?;
    store::record_phase(tx, ctx, &it, &fact)
}
