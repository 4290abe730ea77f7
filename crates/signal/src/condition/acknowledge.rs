//! Acknowledging: a person has seen it and says what is done about it.

use kernel::{Ctx, Error};
use ledger::Tx;
use obligation::owing;
use registry::forms::reasoned;
use serde::{Deserialize, Serialize};

use super::{Condition, ConditionId, Fact, store};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// What is done about it.
    pub note: String,
}

pub(crate) fn decide(it: &Condition, cmd: &Acknowledge) -> Result<Fact, Error> {
    if it.is_acknowledged() {
        return Err(Error::refused("this condition is acknowledged already"));
    }
    Ok(Fact::Acknowledged { note: reasoned("note", &cmd.note)? })
}

pub fn acknowledge(tx: &mut Tx<'_>, ctx: &Ctx, id: ConditionId, cmd: &Acknowledge) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    owing::settle(tx, ctx, it.owed.obligation)?;
    store::record(tx, ctx, &it, &fact)
}
