//! Settling: a duty without check is over when it is done: a report, an answer, a signature.

use kernel::{Ctx, Error, Identity as _};
use ledger::Tx;

use crate::mine;
use crate::model::{Check, Fact, Obligation, ObligationId, Status};
use crate::store;
use crate::web::has_page;

pub(crate) mod web;

#[cfg(test)]
mod tests;

pub(crate) fn decide(it: &Obligation, ctx: &Ctx) -> Result<Fact, Error> {
    if it.check != Check::None {
        return Err(Error::refused("this duty is checked: it is reported done, not settled"));
    }
    if it.status != Status::Assigned {
        return Err(Error::refused("this is not open any more"));
    }
    Ok(Fact::Settled { late_seconds: it.late_seconds_at(ctx.effective()) })
}

/// Driven by the concept whose act settles it.
pub fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx)?;
    store::record(tx, ctx, &it, &fact)?;
    Ok(())
}

/// By the visitor, on the obligation's own page: only what stands on their own list, and never what its concept's act
/// settles, for then the duty would be over and the act never done. The refusal says where it is worked.
pub(crate) fn settle_mine(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !mine::may_know(&it, ctx) {
        return Err(Error::NotFound(ObligationId::NAME));
    }
    if has_page(&it.about) {
        return Err(Error::Refused { why: "this is worked on its own page", with: Some(it.about.path()) });
    }
    let fact = decide(&it, ctx)?;
    if !mine::is_mine(&it, ctx) {
        return Err(Error::Forbidden { action: "settle what others owe" });
    }
    store::record(tx, ctx, &it, &fact)?;
    Ok(())
}
