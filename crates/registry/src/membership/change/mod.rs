//! Changing a membership's status: invited -> active <-> suspended -> ended. What has ended stays ended.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, MembershipStatus, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::MembershipId;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MembershipChange)]
pub struct Change {
    #[schema(value_type = String)]
    pub to: MembershipStatus,
    /// Why; needed to suspend and to end.
    #[serde(default)]
    pub reason: String,
}

pub fn decide(it: &Known, ctx: &Ctx, cmd: &Change) -> Result<Fact, Error> {
    use MembershipStatus::{Active, Ended, Invited, Suspended};
    if ctx.person() == Some(it.person) {
        return Err(Error::Forbidden { action: "change your own role" });
    }
    let reason = || {
        let mut text = Text::new();
        let reason = text.required("reason", &cmd.reason, 1, 200);
        text.finish().map(|()| Personal::text(reason))
    };
    match (it.status, cmd.to) {
        (Ended, _) => Err(Error::refused("the membership has ended")),
        (Invited | Suspended, Active) => Ok(Fact::Activated),
        (Active, Suspended) => Ok(Fact::Suspended { reason: reason()? }),
        (Invited | Active | Suspended, Ended) => Ok(Fact::Ended { reason: reason()? }),
        (Invited | Active | Suspended, _) => Err(Error::refused("the membership can't take this status now")),
    }
}

pub fn change(tx: &mut Tx<'_>, ctx: &Ctx, id: MembershipId, cmd: &Change) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

pub fn activate(tx: &mut Tx<'_>, ctx: &Ctx, id: MembershipId) -> Result<(), Error> {
    change(tx, ctx, id, &Change { to: MembershipStatus::Active, reason: String::new() })
}

pub fn suspend(tx: &mut Tx<'_>, ctx: &Ctx, id: MembershipId, reason: &str) -> Result<(), Error> {
    change(tx, ctx, id, &Change { to: MembershipStatus::Suspended, reason: reason.to_owned() })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: MembershipId, reason: &str) -> Result<(), Error> {
    change(tx, ctx, id, &Change { to: MembershipStatus::Ended, reason: reason.to_owned() })
}
