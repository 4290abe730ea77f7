//! Taking a report up, answering it, refusing it, and looking at how its reporter is reached.

use kernel::{Ctx, Error, Identity as _, Personal, Text};
use ledger::Tx;
use obligation::Ref;

use super::{DUTY_ANSWER, Fact, PublicReport, PublicReportId, store};
use crate::duties;
use crate::model::{HazardId, Source};
use crate::report::{Report, report};

const SHORTEST: usize = 2;
const LONGEST: usize = 2_000;

/// The hazard as the clerk words it, and what the reporter is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Accept {
    pub report: Report,
    pub answer: Option<String>,
}

fn must_be_open(it: &PublicReport) -> Result<(), Error> {
    if it.is_open() { Ok(()) } else { Err(Error::refused("this report is answered already")) }
}

/// What the reporter is told: a sentence, not a full stop.
fn reply(it: &PublicReport, field: &'static str, text: &str) -> Result<Personal<String>, Error> {
    must_be_open(it)?;
    let mut problems = Text::new();
    let text = problems.required(field, text, SHORTEST, LONGEST);
    problems.finish()?;
    Ok(Personal::text(text))
}

/// Becomes a hazard through the command of everybody else; its source is fixed, its words are the clerk's.
pub fn accept(tx: &mut Tx<'_>, ctx: &Ctx, id: PublicReportId, cmd: &Accept) -> Result<HazardId, Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_open(&it)?;
    let mut problems = Text::new();
    let answer = problems.optional("answer", cmd.answer.as_deref().unwrap_or_default(), LONGEST);
    problems.finish()?;
    let found = Report { source: Source::PublicReport, evidence: Vec::new(), ..cmd.report.clone() };
    let hazard = report(tx, ctx, &found)?;
    say(tx, ctx, &it, &Fact::Accepted { hazard, answer: answer.map(Personal::text) })?;
    Ok(hazard)
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: PublicReportId, text: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let answer = reply(&it, "answer", text)?;
    say(tx, ctx, &it, &Fact::Answered { answer })
}

pub fn refuse(tx: &mut Tx<'_>, ctx: &Ctx, id: PublicReportId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let reason = reply(&it, "reason", reason)?;
    say(tx, ctx, &it, &Fact::Refused { reason })
}

/// Records that this visitor looks; the contact itself is read afterwards, so that no kept answer holds it.
pub fn see_contact(tx: &mut Tx<'_>, ctx: &Ctx, id: PublicReportId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.has_contact {
        return Err(Error::refused("the reporter left no contact"));
    }
    record(tx, ctx, &it, &Fact::ContactSeen)
}

/// Whoever answers settles the duty.
fn say(tx: &mut Tx<'_>, ctx: &Ctx, it: &PublicReport, fact: &Fact) -> Result<(), Error> {
    record(tx, ctx, it, fact)?;
    let about = Ref { kind: <Fact as ledger::Fact>::STREAM.into(), id: *it.id.bytes() };
    duties::settle(tx, ctx, &about, DUTY_ANSWER)
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &PublicReport, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
