//! Reassigning: somebody else owes it from now on. The due time and the ladder stay as they are.

use kernel::{Ctx, Error, Personal};
use ledger::Tx;

use crate::model::{Check, Fact, Obligation, ObligationId, Owner, reasoned};
use crate::store;

#[cfg(test)]
mod tests;

pub(crate) fn decide(it: &Obligation, owner: Owner, reason: &Personal<String>) -> Result<Fact, Error> {
    if !it.status.is_owners() {
        return Err(Error::refused("only what is still to be done can be given to somebody else"));
    }
    if owner == it.owner {
        return Err(Error::refused("they owe it already"));
    }
    let is_checker = it.checker.is_some_and(|c| c.person.is_some() && c == owner);
    if it.check != Check::None && is_checker {
        return Err(Error::refused("nobody checks their own work"));
    }
    Ok(Fact::Reassigned { owner, reason: reasoned(reason)? })
}

pub fn reassign(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ObligationId,
    owner: Owner,
    reason: Personal<String>,
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, owner, &reason)?;
    store::record(tx, ctx, &it, &fact)?;
    Ok(())
}
