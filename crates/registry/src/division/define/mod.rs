//! Defining a division: its code and name as published. Saying the same again changes nothing; another name renames it.

#[cfg(test)]
mod tests;

use kernel::{Ctx, Division, DivisionLevel, Error, Problem, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
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

pub fn define(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Define) -> Result<DivisionId, Error> {
    let id = DivisionId::of(cmd.code);
    let it = store::find(tx, ctx, cmd.code)?;
    let parent_known = has_parent(tx, ctx, cmd.code)?;
    if let Some(fact) = decide(it.as_ref(), parent_known, cmd)? {
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
