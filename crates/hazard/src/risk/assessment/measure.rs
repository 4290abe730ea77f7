//! Putting a measure in place: its owner reports it, somebody else looks and accepts or returns it. Accepted, the
//! obligation is over.

use kernel::{Ctx, Error, Personal, Problem};
use ledger::Tx;

use super::store::{self, Risk};
use super::{Fact, MeasureState, RiskAssessmentId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// From 1.
    pub measure: u32,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verify {
    pub measure: u32,
    pub accepted: bool,
    pub note: String,
}

pub(crate) fn decide_report(ctx: &Ctx, it: &Risk, cmd: &Report) -> Result<Fact, Error> {
    let known = it.measure(cmd.measure)?;
    if !matches!(known.state, MeasureState::Planned | MeasureState::Returned) {
        return Err(Error::refused("this measure is not still to be put in place"));
    }
    if ctx.person().is_some() && !is_held(ctx, known.owner) {
        return Err(Error::Forbidden { action: "put in place what another organisation owes" });
    }
    let note = cmd.note.trim();
    if note.is_empty() {
        return Err(Problem::at("note", "say what was done").into());
    }
    Ok(Fact::MeasureReported { measure: cmd.measure, note: Personal::text(note) })
}

pub(crate) fn is_held(ctx: &Ctx, owner: obligation::Owner) -> bool {
    let named = owner.person.is_some() && owner.person == ctx.person();
    named || ctx.acting.iter().any(|m| m.organisation == owner.organisation && m.is_active(ctx.now))
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: RiskAssessmentId, cmd: &Report) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_report(ctx, &it, cmd)?;
    let obligation = it.measure(cmd.measure)?.obligation.ok_or(NOTHING_OWED)?;
    obligation::done(tx, ctx, obligation, None)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

const NOTHING_OWED: Error = Error::Refused { why: "this measure is not still to be put in place", with: None };

/// Who may look is the obligation's rule: never the doer.
pub(crate) fn decide_verify(it: &Risk, cmd: &Verify) -> Result<Fact, Error> {
    if it.measure(cmd.measure)?.state != MeasureState::Reported {
        return Err(Error::refused("this measure is not reported done"));
    }
    let note = cmd.note.trim();
    match (cmd.accepted, note.is_empty()) {
        (true, empty) => {
            let note = (!empty).then(|| Personal::text(note));
            Ok(Fact::MeasureVerified { measure: cmd.measure, note })
        }
        (false, false) => Ok(Fact::MeasureReturned { measure: cmd.measure, reason: Personal::text(note) }),
        (false, true) => Err(Problem::at("note", "say what is missing").into()),
    }
}

pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: RiskAssessmentId, cmd: &Verify) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_verify(&it, cmd)?;
    let obligation = it.measure(cmd.measure)?.obligation.ok_or(NOTHING_OWED)?;
    let note = Some(Personal::text(cmd.note.trim()));
    obligation::verify(tx, ctx, obligation, cmd.accepted, note.filter(|_| !cmd.note.trim().is_empty()))?;
    if cmd.accepted {
        obligation::close(tx, ctx, obligation)?;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
