//! Ending a scheme: its last day.

use kernel::{Ctx, Day, Error, Problem};
use ledger::Tx;

use super::{Fact, RiskScheme, RiskSchemeId, load, project};

pub(crate) fn decide(it: &RiskScheme, to: Day, today: Day) -> Result<Fact, Error> {
    if it.to.is_some_and(|ended| ended < today) {
        return Err(Error::refused("this scheme has ended already"));
    }
    if to < it.from {
        return Err(Problem::at("to", "the last day is before the first").into());
    }
    if to < today {
        return Err(Problem::at("to", "a scheme can't end in the past").into());
    }
    Ok(Fact::Ended { to })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: RiskSchemeId, to: Day) -> Result<(), Error> {
    let it = load(tx, ctx, id)?;
    let fact = decide(&it, to, ctx.now.day())?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    project(tx, &at, id, &fact)
}
