//! Amending a person: another organisation, position or phone. The form is that of registering.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, PersonId};
use ledger::Tx;

use super::register::{Register, particulars};
use super::{Fact, store, store::Known};
use crate::organisation;

/// `None` when nothing is different.
pub fn decide(
    it: &Known,
    ctx: &Ctx,
    organisation: Option<&organisation::store::Known>,
    cmd: &Register,
) -> Result<Option<Fact>, Error> {
    let new = particulars(ctx, organisation, cmd)?;
    let phone = new.phone.as_ref().and_then(|p| p.as_str());
    let same = (new.name.as_str(), new.organisation, new.position.as_str(), phone)
        == (it.name.as_deref(), it.organisation, it.position.as_deref(), it.phone.as_deref());
    Ok((!same).then_some(Fact::Amended(new)))
}

pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: PersonId, cmd: &Register) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let organisation = organisation::store::find(tx, ctx, cmd.organisation)?;
    let Some(fact) = decide(&it, ctx, organisation.as_ref(), cmd)? else { return Ok(()) };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
