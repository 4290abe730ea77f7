//! Setting a scheme: which edition, what is red without a score, why, and the text that says so.

use kernel::{Ctx, Day, Error, Problem, Problems};
use ledger::Tx;

use super::{Edition, Fact, RiskSchemeId, project};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetScheme {
    pub edition: Edition,
    pub direct_red: Vec<String>,
    pub reason: String,
    pub source: String,
    pub from: Day,
    pub to: Option<Day>,
}

/// Shorter than this no reason says why.
const SHORTEST_REASON: usize = 6;
const MOST_DIRECT_RED: usize = 20;

pub(crate) fn decide(cmd: &SetScheme, today: Day) -> Result<Fact, Error> {
    let direct_red: Vec<_> = cmd.direct_red.iter().flat_map(|text| text.lines()).map(str::trim).collect();
    let direct_red: Vec<_> = direct_red.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect();
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if direct_red.len() > MOST_DIRECT_RED {
        wrong("direct_red", "at most twenty lines");
    }
    if cmd.reason.trim().chars().count() < SHORTEST_REASON {
        wrong("reason", "say why this edition is chosen");
    }
    if cmd.source.trim().is_empty() {
        wrong("source", "say from which text it comes");
    }
    // A colour given yesterday must not change its ground today.
    if cmd.from < today {
        wrong("from", "a scheme can't begin in the past");
    }
    if cmd.to.is_some_and(|to| to < cmd.from) {
        wrong("to", "the last day is before the first");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    Ok(Fact::Set {
        edition: cmd.edition,
        direct_red,
        reason: cmd.reason.trim().to_owned(),
        source: cmd.source.trim().to_owned(),
        from: cmd.from,
        to: cmd.to,
    })
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &SetScheme) -> Result<RiskSchemeId, Error> {
    let fact = decide(cmd, ctx.now.day())?;
    let id: RiskSchemeId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
