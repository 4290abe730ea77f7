//! Disabling an account: nobody signs in with it until it is enabled. `server` ends its sessions.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;

use super::{Fact, store, store::Known};
use crate::{AccountId, AccountStatus};

pub fn decide(it: &Known, ctx: &Ctx, reason: &str) -> Result<Fact, Error> {
    let mut text = Text::new();
    let reason = text.required("reason", reason, 1, 200);
    text.finish()?;
    if it.status == AccountStatus::Disabled {
        return Err(Error::refused("the account is already disabled"));
    }
    if ctx.person() == Some(it.person) {
        return Err(Error::Forbidden { action: "disable your own account" });
    }
    Ok(Fact::Disabled { reason: Personal::text(reason) })
}

pub fn disable(tx: &mut Tx<'_>, ctx: &Ctx, id: AccountId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, reason)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
