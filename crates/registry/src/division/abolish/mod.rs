//! Abolishing a division: it keeps its code, its name and its past.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Division, Error, Problem};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known, village_of};
use crate::DivisionId;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DivisionAbolish)]
pub struct Abolish {
    #[schema(value_type = String)]
    pub code: Division,
    #[schema(value_type = String)]
    pub on: Day,
    #[schema(value_type = Option<String>)]
    pub successor: Option<Division>,
}

pub fn decide(it: &Known, successor_known: bool, cmd: &Abolish) -> Result<Fact, Error> {
    if it.abolished_on.is_some() {
        return Err(Error::refused("the division is already abolished"));
    }
    if !successor_known || cmd.successor == Some(cmd.code) {
        return Err(Problem::at("successor", "no such division").into());
    }
    Ok(Fact::Abolished { on: cmd.on, successor: cmd.successor })
}

/// By hand only villages and communities end.
pub fn abolish_village(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Abolish) -> Result<DivisionId, Error> {
    village_of(ctx, cmd.code)?;
    abolish(tx, ctx, cmd)
}

pub fn abolish(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Abolish) -> Result<DivisionId, Error> {
    let id = DivisionId::of(cmd.code);
    let it = store::find(tx, ctx, cmd.code)?.ok_or(Error::NotFound("division"))?;
    let successor_known = match cmd.successor {
        Some(code) => store::exists(tx, ctx, code)?,
        None => true,
    };
    let fact = decide(&it, successor_known, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
