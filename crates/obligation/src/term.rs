//! Terms: a due time with the steps that lead to it and on from it. Reckoned once, at the start of each phase.

use std::sync::Arc;

use kernel::{Ctx, Error, Instant, Span};
use ledger::Reader;
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Calendar, days_holding};
use crate::ladder::{Ladder, RungUnit, Step};
use crate::model::Due;
use crate::rule::{Period, Unit};

/// The present due time with its ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub due: Instant,
    pub steps: Vec<Step>,
}

impl Term {
    pub fn first_at(&self) -> Option<Instant> {
        self.steps.first().map(|step| step.at)
    }
}

/// The deadline rules of the duty and of its later phases, as they were on the day of opening.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Periods {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Period>,
}

/// A stated time nearer than this gets the standard ladder in minutes.
const NEAR: Span = Span::days(1);

/// For a due time that somebody stated: the ladder of the duty's rule, else the standard one that fits the time left.
fn stated(own: Option<&Period>, due: Instant, now: Instant) -> Period {
    let unit = if due.since(now) <= NEAR { Unit::Hours } else { Unit::WorkingDays };
    let ladder = own.and_then(|own| own.ladder.clone().map(|ladder| ladder.fitted(own.unit, unit)));
    Period { unit, ladder, ..Period::unruled() }
}

/// What a term is reckoned from.
#[derive(Debug, Clone)]
pub struct Reckoning {
    now: Instant,
    due: Due,
    period: Period,
}

impl Reckoning {
    /// By a phase's own rule.
    pub fn by(period: Option<&Period>, now: Instant) -> Self {
        Self { now, due: Due::ByRule, period: period.cloned().unwrap_or_else(Period::unruled) }
    }

    /// By a phase's own rule, counted from a moment before now.
    pub fn by_from(period: Option<&Period>, from: Instant, now: Instant) -> Self {
        Self { due: Due::ByRuleFrom(from), ..Self::by(period, now) }
    }

    /// At a stated time, with the ladder of the duty's rule.
    pub fn at(due: Instant, own: Option<&Period>, now: Instant) -> Self {
        Self { now, due: Due::At(due), period: stated(own, due, now) }
    }

    pub fn term(&self, calendar: &Calendar) -> Term {
        let due = match self.due {
            Due::At(due) => due,
            Due::ByRule | Due::ByRuleFrom(_) => self.period.due(self.from(), calendar),
        };
        Term { due, steps: self.ladder().plan(due, self.now, calendar) }
    }

    fn from(&self) -> Instant {
        match self.due {
            Due::ByRuleFrom(from) => from,
            Due::At(_) | Due::ByRule => self.now,
        }
    }

    fn ladder(&self) -> Ladder {
        self.period.ladder()
    }

    /// The days whose holidays matter; nothing is read when none do.
    pub fn calendar(&self, r: &Reader<'_>, ctx: &Ctx) -> Result<Arc<Calendar>, Error> {
        let ladder = self.ladder();
        let counts_days = !matches!(self.due, Due::At(_)) && self.period.unit == Unit::WorkingDays;
        if !counts_days && ladder.0.iter().all(|rung| rung.unit != RungUnit::WorkingDays) {
            return Ok(Arc::default());
        }
        let today = self.from().day();
        let amount = i64::from(self.period.amount);
        let (first, due) = match (self.due, self.period.unit) {
            (Due::At(due), _) => (today.min(due.day()), today.max(due.day())),
            (_, Unit::WorkingDays) => (today, today.plus_days(days_holding(amount))),
            (_, Unit::CalendarDays) => (today, today.plus_days(amount)),
            (_, Unit::Hours) => (today, today.plus_days(amount / 24 + 1)),
            (_, Unit::Minutes) => (today, today.plus_days(amount / 24 / 60 + 1)),
        };
        calendar::between(r, ctx, first, due.plus_days(days_holding(ladder.working_days())))
    }
}
