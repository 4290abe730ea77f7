//! Reporting the rectification done. From here the checker owes.

pub mod web;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Problem};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::store;

#[derive(Debug, Clone, PartialEq)]
pub struct Submit {
    pub work: String,
}

pub fn decide(it: &Hazard, cmd: &Submit, doer_organisation: OrganisationId, due: Instant) -> Result<Fact, Error> {
    if !matches!(it.status, Status::ToRectify | Status::Rectifying | Status::Returned) {
        return Err(Error::refused("there is nothing to rectify now"));
    }
    let work = cmd.work.trim();
    if work.is_empty() {
        return Err(Problem::at("work", "say what was done").into());
    }
    Ok(Fact::Submitted { work: Personal::text(work), doer_organisation, due })
}

pub fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Submit) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    crate::must_hold(ctx, &it)?;
    // Refuses before the obligation moves: both are undone together, but this one has the better words.
    decide(&it, cmd, doer_organisation(ctx, &it)?, ctx.now)?;
    let obligation = it.open_obligation()?;
    let due = obligation::done(tx, ctx, obligation, it.checker)?;
    let fact = decide(&it, cmd, doer_organisation(ctx, &it)?, due)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// The work counts for the organisation that owed it.
fn doer_organisation(ctx: &Ctx, it: &Hazard) -> Result<OrganisationId, Error> {
    let owner = it.owner.as_ref().map(|o| o.organisation);
    owner.or_else(|| ctx.scope.widest().map(|g| g.organisation)).ok_or(Error::NotFound("OrganisationId"))
}
