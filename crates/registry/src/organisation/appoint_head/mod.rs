//! Appointing the head of an organisation: the person its work comes to when nobody else is named.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, OrganisationId, PersonId, Problem};
use ledger::Tx;

use super::{Fact, store, store::Known};
use crate::person;

pub fn decide(it: &Known, person_known: bool, person: PersonId) -> Result<Fact, Error> {
    if it.dissolved_on.is_some() {
        return Err(Error::refused("the organisation is dissolved"));
    }
    if !person_known {
        return Err(Problem::at("person", "no such person").into());
    }
    Ok(Fact::HeadAppointed { person })
}

pub fn appoint_head(tx: &mut Tx<'_>, ctx: &Ctx, id: OrganisationId, person: PersonId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let known = person::store::find(tx, ctx, person)?.is_some();
    let fact = decide(&it, known, person)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
