//! Enabling an account that was disabled.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error};
use ledger::Tx;

use super::{Fact, store, store::Known};
use crate::{AccountId, AccountStatus};

pub fn decide(it: &Known, person_has_another: bool) -> Result<Fact, Error> {
    if it.status == AccountStatus::Active {
        return Err(Error::refused("the account is not disabled"));
    }
    if person_has_another {
        return Err(Error::refused("this person already has an account"));
    }
    Ok(Fact::Enabled)
}

pub fn enable(tx: &mut Tx<'_>, ctx: &Ctx, id: AccountId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let (_, person_has_another) = store::taken(tx, ctx, "", it.person)?;
    let fact = decide(&it, person_has_another)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
