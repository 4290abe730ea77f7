//! Withdrawing a subject: closed down, demolished, moved out of the district. Its file stays.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::{SubjectId, SubjectStatus};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubjectWithdraw)]
pub struct Withdraw {
    #[schema(value_type = String)]
    pub on: Day,
    pub reason: String,
}

pub fn decide(it: &Known, cmd: &Withdraw) -> Result<Fact, Error> {
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 1, 200);
    text.finish()?;
    if it.status == SubjectStatus::Withdrawn {
        return Err(Error::refused("the subject is withdrawn"));
    }
    Ok(Fact::Withdrawn { on: cmd.on, reason: Personal::text(reason) })
}

pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: SubjectId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
