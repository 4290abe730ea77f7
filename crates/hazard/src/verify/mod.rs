//! Verifying the rectification: somebody other than the doer looks, then accepts or returns it.

pub mod web;

use kernel::{Ctx, Error, Instant, Personal, Problem};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::store;

#[derive(Debug, Clone, PartialEq)]
pub struct Verify {
    pub accepted: bool,
    pub note: String,
}

/// `due`: by when the next step is owed, from the obligation.
pub fn decide(it: &Hazard, ctx: &Ctx, cmd: &Verify, due: Instant) -> Result<Fact, Error> {
    if it.status != Status::ToVerify {
        return Err(Error::refused("the rectification is not reported done"));
    }
    if ctx.person().is_some() && ctx.person() == it.doer {
        return Err(Error::Forbidden { action: "verify your own work" });
    }
    let note = cmd.note.trim();
    match (cmd.accepted, note.is_empty()) {
        (true, true) => Ok(Fact::Verified { note: None, due }),
        (true, false) => Ok(Fact::Verified { note: Some(Personal::text(note)), due }),
        (false, false) => Ok(Fact::Returned { reason: Personal::text(note), due }),
        (false, true) => Err(Problem::at("note", "say what is missing").into()),
    }
}

pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Verify) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    decide(&it, ctx, cmd, ctx.now)?;
    if ctx.person().is_some() && !crate::may_check(ctx, &it) {
        return Err(Error::Forbidden { action: "verify what another organisation was asked to verify" });
    }
    let obligation = it.open_obligation()?;
    let reason = (!cmd.accepted).then(|| Personal::text(cmd.note.trim()));
    let due = obligation::verify(tx, ctx, obligation, cmd.accepted, reason)?;
    let fact = decide(&it, ctx, cmd, due)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
