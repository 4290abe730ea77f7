//! Closing a verified hazard: it leaves the list, its record stays.

pub mod web;

use kernel::{Ctx, Error, Personal};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::{inquiry, judge, listing, root_cause, stop, store};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Close {
    pub note: Option<String>,
    /// Said with the closing; a hazard that came back isn't closed without.
    pub cause: Option<root_cause::Find>,
}

/// The note as it is kept; whether the work was in time is what the obligation says when it is closed.
pub fn decide(it: &Hazard, ctx: &Ctx, cmd: &Close) -> Result<Option<Personal<String>>, Error> {
    if it.status != Status::ToClose {
        return Err(Error::refused("only a verified hazard can be closed"));
    }
    if ctx.person().is_some() && ctx.person() == it.doer {
        return Err(Error::Forbidden { action: "close your own work" });
    }
    let note = cmd.note.as_deref().map(str::trim).filter(|n| !n.is_empty()).map(Personal::text);
    Ok(note)
}

pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Close) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let note = decide(&it, ctx, cmd)?;
    listing::may_close(tx, ctx, &it)?;
    stop::may_close(tx, ctx, &it)?;
    inquiry::may_close(tx, ctx, &it)?;
    let version = match &cmd.cause {
        Some(cause) => root_cause::record(tx, ctx, &it, cause)?,
        None => it.version,
    };
    root_cause::may_close(tx, ctx, id)?;
    judge::owe_no_more(tx, ctx, &it)?;
    let late_seconds = obligation::close(tx, ctx, it.open_obligation()?)?;
    let fact = Fact::Closed { note, in_time: Some(late_seconds <= 0) };
    let at = tx.record(ctx, id, version, &fact)?;
    store::project(tx, &at, id, &fact)
}
