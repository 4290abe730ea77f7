//! Setting a deadline rule: a number, how it is counted, from when, and the text that says so.

use kernel::{Ctx, Day, Error, Problem, Problems};
use ledger::Tx;

use super::{DeadlineRuleId, Fact, Level, Unit, project};
use crate::ladder::Ladder;

#[cfg(test)]
mod tests;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRule {
    pub duty: String,
    pub grade: Option<String>,
    pub amount: u32,
    pub unit: Unit,
    pub end_of_day: u16,
    pub from: Day,
    pub to: Option<Day>,
    pub source: String,
    pub level: Level,
    pub ladder: Option<Ladder>,
}

/// Ten years in the smallest unit each.
fn longest(unit: Unit) -> u32 {
    match unit {
        Unit::Minutes => 60 * 24 * 366 * 10,
        Unit::Hours => 24 * 366 * 10,
        Unit::CalendarDays => 3_660,
        Unit::WorkingDays => 2_500,
    }
}

pub(crate) fn decide(rule: &SetRule) -> Result<Fact, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem, given: &str| problems.push(Problem { field, problem, given: given.to_owned() });
    if !is_duty(rule.duty.trim()) {
        wrong("duty", "a duty is named object.verb", &rule.duty);
    }
    if rule.amount == 0 || rule.amount > longest(rule.unit) {
        wrong("amount", "give a number from 1 to ten years", &rule.amount.to_string());
    }
    if rule.end_of_day == 0 || rule.end_of_day >= 24 * 60 {
        wrong("end_of_day", "a time between 00:01 and 23:59", &rule.end_of_day.to_string());
    }
    if rule.to.is_some_and(|to| to < rule.from) {
        wrong("to", "the last day is before the first", &rule.to.map(|d| d.to_string()).unwrap_or_default());
    }
    if rule.source.trim().is_empty() {
        wrong("source", "say from which text it comes", "");
    }
    if let Some(fault) = rule.ladder.as_ref().and_then(Ladder::fault) {
        wrong("ladder", fault, "");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let grade = rule.grade.as_deref().map(str::trim).filter(|g| !g.is_empty()).map(str::to_owned);
    Ok(Fact::Set {
        duty: rule.duty.trim().to_owned(),
        grade,
        amount: rule.amount,
        unit: rule.unit,
        end_of_day: rule.end_of_day,
        from: rule.from,
        to: rule.to,
        source: rule.source.trim().to_owned(),
        level: rule.level,
        ladder: rule.ladder.clone(),
    })
}

/// `hazard.rectify`, `hazard.rectify.check`.
fn is_duty(text: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    text.len() <= 80 && (2..=3).contains(&text.split('.').count()) && text.split('.').all(word)
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, rule: &SetRule) -> Result<DeadlineRuleId, Error> {
    let fact = decide(rule)?;
    let id = ctx.mint::<DeadlineRuleId>();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
