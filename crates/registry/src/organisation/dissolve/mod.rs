//! Dissolving an organisation: it takes on nothing new, and its past stays under its name.

#[cfg(test)]
pub mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, OrganisationId, Problem};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganisationDissolve)]
pub struct Dissolve {
    #[schema(value_type = String)]
    pub on: Day,
    #[schema(value_type = Option<String>)]
    pub successor: Option<OrganisationId>,
}

pub fn decide(it: &Known, successor_known: bool, cmd: &Dissolve) -> Result<Fact, Error> {
    if it.dissolved_on.is_some() {
        return Err(Error::refused("the organisation is dissolved"));
    }
    if !successor_known || cmd.successor == Some(it.id) {
        return Err(Problem::at("successor", "no such organisation").into());
    }
    Ok(Fact::Dissolved { on: cmd.on, successor: cmd.successor })
}

pub fn dissolve(tx: &mut Tx<'_>, ctx: &Ctx, id: OrganisationId, cmd: &Dissolve) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let successor_known = match cmd.successor {
        Some(successor) => store::find(tx, ctx, successor)?.is_some(),
        None => true,
    };
    let fact = decide(&it, successor_known, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
