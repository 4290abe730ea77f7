//! Extending the deadline of a rectification, with a reason, by somebody who does not owe it.

pub mod ask;
pub mod web;

use kernel::{Ctx, Error, Instant, Personal, Problem};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::store;

#[derive(Debug, Clone, PartialEq)]
pub struct Extend {
    pub due: Instant,
    pub reason: String,
}

pub fn decide(it: &Hazard, ctx: &Ctx, cmd: &Extend) -> Result<Fact, Error> {
    if it.owner.as_ref().is_some_and(|o| o.person.is_some() && o.person == ctx.person()) {
        return Err(Error::Forbidden { action: "extend your own deadline" });
    }
    must_be_later(it, ctx, cmd.due)?;
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(Problem::at("reason", "say why it is extended").into());
    }
    Ok(Fact::Extended { due: cmd.due, reason: Personal::text(reason) })
}

/// Only while somebody rectifies, and only forward.
fn must_be_later(it: &Hazard, ctx: &Ctx, due: Instant) -> Result<(), Error> {
    if !matches!(it.status, Status::ToRectify | Status::Rectifying | Status::Returned) {
        return Err(Error::refused("there is no deadline to extend now"));
    }
    if it.due.is_some_and(|present| due <= present) {
        return Err(Problem::at("due", "the new deadline must be later than the present one").into());
    }
    if due <= ctx.now {
        return Err(Problem::at("due", "the deadline lies in the past").into());
    }
    Ok(())
}

/// Asked for or not: what waited for a decision is decided by it.
pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Extend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, cmd)?;
    if let Some(request) = ask::waiting(tx, ctx, id)? {
        ask::must_not_be_the_asker(ctx, &request)?;
        obligation::settle(tx, ctx, request.decision)?;
    }
    obligation::extend(tx, ctx, it.open_obligation()?, cmd.due, Personal::text(cmd.reason.trim()))?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
