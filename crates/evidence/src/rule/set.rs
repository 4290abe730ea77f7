//! Setting a rule: how many photos, why, and the text that says so.

use kernel::{Ctx, Day, Error, Problem, Problems};
use ledger::Tx;

use super::{EvidenceRuleId, Fact, project};
use crate::attach::MOST_FILES;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRule {
    pub duty: String,
    pub grade: Option<String>,
    pub photos: u32,
    pub reason: String,
    pub source: String,
    pub from: Day,
    pub to: Option<Day>,
}

/// Shorter than this no reason says why.
const SHORTEST_REASON: usize = 6;

pub(crate) fn decide(rule: &SetRule, today: Day) -> Result<Fact, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if !is_duty(rule.duty.trim()) {
        wrong("duty", "a duty is named object.verb");
    }
    if rule.photos == 0 || rule.photos as usize > MOST_FILES {
        wrong("photos", "from one photo to nine");
    }
    if rule.reason.trim().chars().count() < SHORTEST_REASON {
        wrong("reason", "say why it can't do without photos");
    }
    if rule.source.trim().is_empty() {
        wrong("source", "say from which text it comes");
    }
    // Nobody can have known of it before.
    if rule.from < today {
        wrong("from", "a rule can't begin in the past");
    }
    if rule.to.is_some_and(|to| to < rule.from) {
        wrong("to", "the last day is before the first");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    Ok(Fact::Set {
        duty: rule.duty.trim().to_owned(),
        grade: rule.grade.as_deref().map(str::trim).filter(|grade| !grade.is_empty()).map(str::to_owned),
        photos: rule.photos,
        reason: rule.reason.trim().to_owned(),
        source: rule.source.trim().to_owned(),
        from: rule.from,
        to: rule.to,
    })
}

/// `hazard.rectify`
fn is_duty(text: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.len() <= 80 && text.split('.').count() == 2 && text.split('.').all(word)
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, rule: &SetRule) -> Result<EvidenceRuleId, Error> {
    let fact = decide(rule, ctx.now.day())?;
    let id: EvidenceRuleId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
