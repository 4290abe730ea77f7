//! Withdrawing evidence that was shown by mistake. It stays where it is, and says so.

use kernel::{Ctx, Error, Personal, Problem};
use ledger::Tx;

use crate::model::{Evidence, EvidenceId, Fact};
use crate::{query, store};

pub fn decide(it: &Evidence, reason: &str) -> Result<Fact, Error> {
    if it.withdrawn {
        return Err(Error::refused("this evidence is withdrawn already"));
    }
    match reason.trim() {
        "" => Err(Problem::at("reason", "say why it is withdrawn").into()),
        reason => Ok(Fact::Withdrawn { reason: Personal::text(reason) }),
    }
}

/// Whoever calls it has asked whether the visitor may.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: EvidenceId, reason: &str) -> Result<(), Error> {
    let it = query::get(tx, ctx, id)?;
    let fact = decide(&it, reason)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
