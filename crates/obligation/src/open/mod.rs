//! Opening: somebody owes something to somebody by a time, from a text.

use kernel::{Ctx, Error, Instant};
use ledger::Tx;

use crate::calendar::Calendar;
use crate::model::{Check, Due, Fact, ObligationId, Open, Opened};
use crate::rule::{self, DeadlineRule};
use crate::store;
use crate::term::{Periods, Reckoning};

#[cfg(test)]
mod tests;

/// The four phases of a duty, each with a rule of its own.
pub(crate) struct Duties {
    check: String,
    close: String,
    again: String,
}

impl Duties {
    pub fn of(duty: &str) -> Self {
        let phase = |name: &str| format!("{duty}.{name}");
        Self { check: phase("check"), close: phase("close"), again: phase("again") }
    }

    fn all<'a>(&'a self, duty: &'a str) -> [&'a str; 4] {
        [duty, &self.check, &self.close, &self.again]
    }
}

/// The rules that count for this opening, and the text of the duty's own.
pub(crate) fn periods(open: &Open<'_>, ctx: &Ctx, rules: &[DeadlineRule]) -> (Periods, Option<String>) {
    let names = Duties::of(&open.duty);
    let chosen = |duty: &str| rule::choose(rules, duty, open.grade, ctx.now.day());
    let later = |duty: &str| chosen(duty).filter(|_| open.check != Check::None).map(DeadlineRule::period);
    let own = chosen(&open.duty);
    let periods = Periods {
        own: own.map(DeadlineRule::period),
        check: later(&names.check),
        close: later(&names.close),
        again: later(&names.again),
    };
    (periods, own.map(|rule| rule.source.clone()))
}

/// Without a rule the duty is opened all the same, with the deadline of a phase no rule speaks of: what was found must not
/// be lost because a text is missing.
pub(crate) fn reckoning(open: &Open<'_>, ctx: &Ctx, periods: &Periods) -> Reckoning {
    match open.due {
        Due::At(due) => Reckoning::at(due, periods.own.as_ref(), ctx.now),
        Due::ByRule => Reckoning::by(periods.own.as_ref(), ctx.now),
        Due::ByRuleFrom(from) => Reckoning::by_from(periods.own.as_ref(), from, ctx.now),
    }
}

pub(crate) fn decide(
    open: Open<'_>,
    periods: Periods,
    rule_source: Option<String>,
    reckoning: &Reckoning,
    calendar: &Calendar,
) -> Result<Fact, Error> {
    if open.check != Check::None && open.checker.is_some_and(|c| c.person.is_some() && c == open.owner) {
        return Err(Error::refused("nobody checks their own work"));
    }
    Ok(Fact::Opened(Box::new(Opened {
        about: open.about,
        duty: open.duty,
        title: open.title,
        owner: open.owner,
        owed_to: open.owed_to,
        checker: open.checker,
        check: open.check,
        source: open.source.or(rule_source),
        division: open.division,
        sector: open.sector,
        grade: open.grade.map(str::to_owned),
        term: reckoning.term(calendar),
        periods,
    })))
}

pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, open: Open<'_>) -> Result<ObligationId, Error> {
    open_due(tx, ctx, open).map(|(id, _)| id)
}

/// As [`open`]; says by when it is due, too.
pub fn open_due(tx: &mut Tx<'_>, ctx: &Ctx, open: Open<'_>) -> Result<(ObligationId, Instant), Error> {
    let names = Duties::of(&open.duty);
    let rules = rule::in_force(tx, ctx, names.all(&open.duty), open.grade, ctx.now.day())?;
    let (periods, source) = periods(&open, ctx, &rules);
    let reckoning = reckoning(&open, ctx, &periods);
    let calendar = reckoning.calendar(tx, ctx)?;
    let fact = decide(open, periods, source, &reckoning, &calendar)?;
    let id = ctx.mint::<ObligationId>();
    let due = store::record_opened(tx, ctx, id, &fact)?;
    Ok((id, due))
}
