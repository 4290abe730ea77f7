//! Amending a subject. The form is that of registering.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error};
use ledger::Tx;

use super::register::{Around, Register, around, particulars};
use super::{Fact, store, store::Known};
use crate::{SubjectId, SubjectStatus};

/// `None` when nothing is different.
pub fn decide(it: &Known, ctx: &Ctx, around: &Around, cmd: &Register) -> Result<Option<Fact>, Error> {
    if it.status == SubjectStatus::Withdrawn {
        return Err(Error::refused("the subject is withdrawn"));
    }
    let new = particulars(ctx, around, cmd)?;
    let same = (new.name.as_str(), new.address.as_str(), new.subject_kind, new.sector, new.division)
        == (it.name.as_deref(), it.address.as_deref(), it.kind, it.sector, it.division)
        && (new.organisation, new.longitude_e6, new.latitude_e6) == (it.organisation, it.longitude_e6, it.latitude_e6);
    Ok((!same).then_some(Fact::Amended(new)))
}

pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: SubjectId, cmd: &Register) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let Some(fact) = decide(&it, ctx, &around(tx, ctx, cmd, Some(id))?, cmd)? else { return Ok(()) };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
