//! Cancelling a shift that has not ended, so that somebody else can take it.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;

use super::{Fact, store, store::Known};
use crate::ShiftId;

pub fn decide(it: &Known, ctx: &Ctx, reason: &str) -> Result<Fact, Error> {
    let mut text = Text::new();
    let reason = text.required("reason", reason, 1, 200);
    text.finish()?;
    if it.cancelled {
        return Err(Error::refused("the shift is cancelled"));
    }
    if it.to <= ctx.now {
        return Err(Error::refused("the shift is over"));
    }
    Ok(Fact::Cancelled { reason: Personal::text(reason) })
}

pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: ShiftId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, reason)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
