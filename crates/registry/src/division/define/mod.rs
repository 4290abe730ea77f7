//! Defining a division: its code and name as published. Saying the same again changes nothing; another name renames it.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Division, DivisionLevel, Error, Problem, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known, village_of};
use crate::DivisionId;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DivisionDefine)]
pub struct Define {
    #[schema(value_type = String)]
    pub code: Division,
    pub name: String,
    /// The word of the official list: 县, 街道, 镇, …
    #[serde(default)]
    pub type_name: String,
}

/// `None` when there is nothing new to say.
pub fn decide(it: Option<&Known>, parent_known: bool, cmd: &Define) -> Result<Option<Fact>, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 1, 60);
    let type_name = text.optional("type_name", &cmd.type_name, 20).unwrap_or_default();
    text.finish()?;
    match it {
        Some(it) if it.name == name && it.type_name == type_name => Ok(None),
        Some(_) => Ok(Some(Fact::Renamed { name, type_name })),
        None if !parent_known => Err(Problem::at("code", "the division above it is not defined").into()),
        None => Ok(Some(Fact::Defined { code: cmd.code, name, type_name })),
    }
}

/// What people define by hand: villages and communities. A code that was abolished stays what it was.
pub fn decide_village(ctx: &Ctx, it: Option<&Known>, parent_known: bool, cmd: &Define) -> Result<Option<Fact>, Error> {
    village_of(ctx, cmd.code)?;
    if it.is_some_and(|it| it.abolished_on.is_some()) {
        return Err(Error::refused("the division is already abolished"));
    }
    decide(it, parent_known, cmd)
}

pub fn define_village(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Define) -> Result<DivisionId, Error> {
    defined(tx, ctx, cmd, |it, parent_known| decide_village(ctx, it, parent_known, cmd))
}

pub fn define(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Define) -> Result<DivisionId, Error> {
    defined(tx, ctx, cmd, |it, parent_known| decide(it, parent_known, cmd))
}

fn defined(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    cmd: &Define,
    decide: impl FnOnce(Option<&Known>, bool) -> Result<Option<Fact>, Error>,
) -> Result<DivisionId, Error> {
    let id = DivisionId::of(cmd.code);
    let it = store::find(tx, ctx, cmd.code)?;
    let parent_known = has_parent(tx, ctx, cmd.code)?;
    if let Some(fact) = decide(it.as_ref(), parent_known)? {
        let at = tx.record(ctx, id, it.map_or(0, |it| it.version), &fact)?;
        store::project(tx, &at, id, &fact)?;
    }
    Ok(id)
}

/// The counties of the municipalities, and those run by their province, have no city above them in the official list.
fn has_parent(tx: &Tx<'_>, ctx: &Ctx, code: Division) -> Result<bool, Error> {
    let Some(parent) = code.parent() else { return Ok(true) };
    if store::exists(tx, ctx, parent)? {
        return Ok(true);
    }
    match parent.parent() {
        Some(province) if code.level() == DivisionLevel::County => store::exists(tx, ctx, province),
        _ => Ok(false),
    }
}
