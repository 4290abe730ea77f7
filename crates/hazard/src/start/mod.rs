//! Taking the work on: the responsible person has read the order and begins.

pub mod web;

use kernel::{Ctx, Error};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::store;

pub fn decide(it: &Hazard) -> Result<Fact, Error> {
    match it.status {
        Status::ToRectify | Status::Returned => Ok(Fact::Started),
        Status::Rectifying => Err(Error::refused("the rectification has begun already")),
        _ => Err(Error::refused("there is nothing to rectify now")),
    }
}

pub fn start(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    crate::must_hold(ctx, &it)?;
    let fact = decide(&it)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
