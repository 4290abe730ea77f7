//! Ending an appointment without another: the gap is shown until somebody is appointed.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, Personal, Problem, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::ResponsibilityId;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResponsibilityEnd)]
pub struct End {
    /// The last day.
    #[schema(value_type = String)]
    pub on: Day,
    pub reason: String,
}

pub fn decide(it: &Known, cmd: &End) -> Result<Fact, Error> {
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 1, 200);
    text.finish()?;
    if cmd.on < it.from {
        return Err(Problem::at("on", "the last day lies before the first").into());
    }
    if let Some(to) = it.to.filter(|to| *to <= cmd.on) {
        return Err(Error::Refused { why: "the appointment ends no later than that", with: Some(to.to_string()) });
    }
    Ok(Fact::Ended { on: cmd.on, succeeded_by: None, reason: Personal::text(reason) })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: ResponsibilityId, cmd: &End) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
