//! The root cause (根本原因) of a hazard: one of four classes, and in words. Whoever rectifies or verifies says it, or whoever
//! closes; the last one said counts.
//!
//! Always true: a hazard that was found again is not closed before somebody said why. Not here: the inquiry into a major
//! hazard, which names whose duty was neglected (`inquiry`).

mod card;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Error, Personal, Problem, Text, words};
use ledger::{Reader, Recorded, Tx};
use serde::{Deserialize, Serialize};

use crate::model::{Fact, Hazard, HazardId};
use crate::recurrence;

pub(crate) use card::card;
pub(crate) use store::found;

words! {
    /// What accidents are traced back to: what people do, the state of things, how it is managed, the surroundings.
    pub enum RootCause {
        People = "people",
        Equipment = "equipment",
        Management = "management",
        Environment = "environment",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub cause: RootCause,
    pub said: Personal<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    pub cause: RootCause,
    pub said: String,
}

/// The rule, whoever says it.
pub fn decide(it: &Hazard, cmd: &Find) -> Result<Fact, Error> {
    if !it.status.is_open() {
        return Err(Error::refused("the cause of a closed hazard is not changed"));
    }
    let mut text = Text::new();
    let said = text.required("cause_said", &cmd.said, 4, 1_000);
    text.finish()?;
    Ok(Fact::CauseFound(Found { cause: cmd.cause, said: Personal::text(said) }))
}

/// Whoever owes the rectification, and whoever was asked to verify it.
pub(crate) fn may_find(ctx: &Ctx, it: &Hazard) -> bool {
    ctx.person().is_none() || crate::must_hold(ctx, it).is_ok() || crate::may_check(ctx, it)
}

pub fn find(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Find) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    if !may_find(ctx, &it) {
        return Err(Error::Forbidden { action: "say the cause of what another organisation rectifies" });
    }
    record(tx, ctx, &it, cmd).map(drop)
}

/// The version after it.
pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard, cmd: &Find) -> Result<i64, Error> {
    let fact = decide(it, cmd)?;
    let at = tx.record(ctx, it.id, it.version, &fact)?;
    crate::store::project(tx, &at, it.id, &fact)?;
    Ok(at.version)
}

/// Whether it has to be said before the hazard is closed: it came back, and nobody has said why.
pub fn is_owed(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<bool, Error> {
    Ok(recurrence::link(r, ctx, id)?.is_some() && !store::is_known(r, ctx, id)?)
}

/// Refuses to close what came back and nobody knows why.
pub(crate) fn may_close(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<(), Error> {
    if is_owed(r, ctx, id)? {
        return Err(Problem::at("cause", "a hazard that came back is closed after its root cause is said").into());
    }
    Ok(())
}

/// The last one of a history.
pub(crate) fn last(history: &[Recorded<Fact>]) -> Option<(&Recorded<Fact>, &Found)> {
    history.iter().rev().find_map(|entry| match &entry.fact {
        Fact::CauseFound(found) => Some((entry, found)),
        _ => None,
    })
}
