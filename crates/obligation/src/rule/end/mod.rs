//! Ending a deadline rule: its last day. What was opened under it keeps it.

use kernel::{Ctx, Day, Error, Problem};
use ledger::Tx;

use super::{DeadlineRule, DeadlineRuleId, Fact, load, project};

#[cfg(test)]
mod tests;

pub(crate) fn decide(rule: &DeadlineRule, to: Day, today: Day) -> Result<Fact, Error> {
    if to < rule.from {
        return Err(Problem::at("to", "the last day is before the first").into());
    }
    if rule.to.is_some_and(|ended| ended < today) {
        return Err(Error::refused("this rule has ended already"));
    }
    // What was opened in the meantime was promised under it.
    if to < today {
        return Err(Problem::at("to", "a rule can't end in the past").into());
    }
    Ok(Fact::Ended { to })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: DeadlineRuleId, to: Day) -> Result<(), Error> {
    let rule = load(tx, ctx, id)?;
    let fact = decide(&rule, to, ctx.now.day())?;
    let at = tx.record(ctx, id, rule.version, &fact)?;
    project(tx, &at, id, &fact)
}
