//! Ending a rule: its last day.

use kernel::{Ctx, Day, Error, Problem};
use ledger::Tx;

use super::{EvidenceRule, EvidenceRuleId, Fact, load, project};

pub(crate) fn decide(rule: &EvidenceRule, to: Day, today: Day) -> Result<Fact, Error> {
    if to < rule.from {
        return Err(Problem::at("to", "the last day is before the first").into());
    }
    if rule.to.is_some_and(|ended| ended < today) {
        return Err(Error::refused("this rule has ended already"));
    }
    if to < today {
        return Err(Problem::at("to", "a rule can't end in the past").into());
    }
    Ok(Fact::Ended { to })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: EvidenceRuleId, to: Day) -> Result<(), Error> {
    let rule = load(tx, ctx, id)?;
    let fact = decide(&rule, to, ctx.now.day())?;
    let at = tx.record(ctx, id, rule.version, &fact)?;
    project(tx, &at, id, &fact)
}
