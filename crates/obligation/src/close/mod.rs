//! Closing: whom it is owed to takes the verified work off the list.

use kernel::{Ctx, Error};
use ledger::Tx;

use crate::model::{Fact, Obligation, ObligationId, Status};
use crate::store;

#[cfg(test)]
mod tests;

pub(crate) fn decide(it: &Obligation, ctx: &Ctx) -> Result<Fact, Error> {
    if it.status != Status::Verified {
        return Err(Error::refused("only verified work can be closed"));
    }
    Ok(Fact::Closed { late_seconds: it.late_seconds_at(ctx.effective()) })
}

/// Returns by how many seconds the owner was late when the work was last reported done, 0 when in time.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<i64, Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx)?;
    store::record(tx, ctx, &it, &fact)?;
    Ok(it.late_seconds)
}
