//! Waiving: the duty falls away undone, with a reason, by somebody other than the owner.

use kernel::{Ctx, Error, Personal};
use ledger::Tx;

use crate::extend::owes_it_oneself;
use crate::model::{Fact, Obligation, ObligationId, reasoned};
use crate::store;

#[cfg(test)]
mod tests;

pub(crate) fn decide(it: &Obligation, ctx: &Ctx, reason: &Personal<String>) -> Result<Fact, Error> {
    if !it.status.is_open() {
        return Err(Error::refused("this is not open any more"));
    }
    if owes_it_oneself(it.owner, ctx) {
        return Err(Error::Forbidden { action: "let yourself off what you owe" });
    }
    Ok(Fact::Waived { reason: reasoned(reason)? })
}

pub fn waive(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: Personal<String>) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, &reason)?;
    store::record(tx, ctx, &it, &fact)?;
    Ok(())
}
