//! Extending: somebody other than the owner grants more time, with a reason.

use kernel::{Ctx, Error, Instant, Personal, Problem, Role};
use ledger::Tx;

use crate::calendar::Calendar;
use crate::model::{Fact, Obligation, ObligationId, Owner, reasoned};
use crate::store;
use crate::term::Reckoning;

#[cfg(test)]
mod tests;

pub(crate) fn decide(
    it: &Obligation,
    ctx: &Ctx,
    new_due: Instant,
    reason: &Personal<String>,
    reckoning: &Reckoning,
    calendar: &Calendar,
) -> Result<Fact, Error> {
    if !it.status.is_owners() {
        return Err(Error::refused("only what is still to be done can be extended"));
    }
    if owes_it_oneself(it.owner, ctx) {
        return Err(Error::Forbidden { action: "let yourself off what you owe" });
    }
    if new_due <= it.due || new_due <= ctx.now {
        return Err(Problem::at("new_due", "give a time later than the present one").into());
    }
    Ok(Fact::Extended { holder: it.owner, reason: reasoned(reason)?, term: reckoning.term(calendar) })
}

/// The named person; where only an organisation is named, everyone who acts for it except its leader.
pub(crate) fn owes_it_oneself(owner: Owner, ctx: &Ctx) -> bool {
    let Some(person) = ctx.person() else { return false };
    match owner.person {
        Some(owner) => owner == person,
        None => ctx
            .acting
            .iter()
            .any(|m| m.is_active(ctx.now) && m.organisation == owner.organisation && m.role != Role::Leader),
    }
}

pub fn extend(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ObligationId,
    new_due: Instant,
    reason: Personal<String>,
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let reckoning = Reckoning::at(new_due, it.periods.own.as_ref(), ctx.now);
    let calendar = reckoning.calendar(tx, ctx)?;
    let fact = decide(&it, ctx, new_due, &reason, &reckoning, &calendar)?;
    store::record(tx, ctx, &it, &fact)?;
    Ok(())
}
