//! Signing a hand-over: the one who leaves says what is passed on, the one who comes says it was received.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::{ResponsibilityId, Side};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResponsibilityHandOver)]
pub struct HandOver {
    /// What is passed on, or what was found missing.
    pub note: String,
}

/// The side is who the visitor is: `it` is the new appointment, `former` the one it follows.
pub fn decide(it: &Known, former: Option<&Known>, ctx: &Ctx, cmd: &HandOver) -> Result<Fact, Error> {
    let mut text = Text::new();
    let note = text.required("note", &cmd.note, 1, 500);
    text.finish()?;
    let Some(former) = former else { return Err(Error::refused("this appointment follows no other")) };
    let side = match ctx.person() {
        Some(person) if person == former.person => Side::Outgoing,
        Some(person) if person == it.person => Side::Incoming,
        _ => return Err(Error::Forbidden { action: "sign a hand-over for somebody else" }),
    };
    let signed = match side {
        Side::Outgoing => it.handed_at,
        Side::Incoming => it.taken_at,
    };
    if signed.is_some() {
        return Err(Error::refused("you have signed this hand-over"));
    }
    if side == Side::Incoming && it.handed_at.is_none() {
        return Err(Error::refused("the one who leaves signs first"));
    }
    Ok(Fact::HandOverSigned { side, note: Personal::text(note) })
}

pub fn hand_over(tx: &mut Tx<'_>, ctx: &Ctx, id: ResponsibilityId, cmd: &HandOver) -> Result<(), Error> {
    let (it, former) = store::load_own(tx, ctx, id)?;
    let fact = decide(&it, former.as_ref(), ctx, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
