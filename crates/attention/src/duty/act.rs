//! Asking, reporting, accepting, and what falls away.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{Ask, Fact, Sort, SpecialDuty, SpecialDutyId, State, store};
use crate::said::{CHOOSE, count};
use obligation::owing;

const MOST: i64 = 1_000_000;

/// A day on which something is to be said, or why a roster was not filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub text: String,
}

/// There is nothing to report of this day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportSweep {
    /// Places visited.
    pub visited: String,
    /// Hazards found there.
    pub found: String,
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// `accepted`, `returned`
    pub result: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Waive {
    pub reason: String,
}

/// What a look came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Accept {
    Yes(Option<Personal<String>>),
    No(Personal<String>),
}

/// The period asks; its obligation is opened already.
pub(crate) fn ask(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, ask: Ask) -> Result<(), Error> {
    let fact = Fact::Asked(ask);
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)
}

pub(crate) fn must_owe(it: &SpecialDuty, ctx: &Ctx, sorts: &[Sort]) -> Result<(), Error> {
    if !ctx.acts_for(it.organisation) {
        return Err(Error::Forbidden { action: "report what another organisation owes" });
    }
    if !sorts.contains(&it.sort) {
        return Err(Error::refused("this is reported by another form"));
    }
    if !it.state.is_owners() {
        return Err(Error::refused("nothing is owed here any more"));
    }
    Ok(())
}

pub fn nothing(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, _: &Nothing) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_owe(&it, ctx, &[Sort::ZeroReport])?;
    owing::settle(tx, ctx, it.obligation)?;
    store::record(tx, ctx, &it, &Fact::Reported { text: None })
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, cmd: &Report) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_owe(&it, ctx, &[Sort::ZeroReport, Sort::Roster])?;
    let mut text = Text::new();
    let said = text.required("text", &cmd.text, 2, 2_000);
    text.finish()?;
    owing::settle(tx, ctx, it.obligation)?;
    store::record(tx, ctx, &it, &Fact::Reported { text: Some(Personal::text(said)) })
}

pub fn report_sweep(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, cmd: &ReportSweep) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_owe(&it, ctx, &[Sort::Sweep])?;
    let mut text = Text::new();
    let visited = count(&mut text, "visited", &cmd.visited, 0, MOST);
    let found = count(&mut text, "found", &cmd.found, 0, MOST);
    let said = text.required("text", &cmd.text, 2, 2_000);
    if visited == Some(0) && found.is_some_and(|n| n > 0) {
        text.problem("found", "hazards are found where somebody was", &cmd.found);
    }
    text.finish()?;
    obligation::done(tx, &ctx.beyond_scope(), it.obligation, None)?;
    let fact = Fact::Swept { visited: given(visited)?, found: given(found)?, text: Personal::text(said) };
    store::record(tx, ctx, &it, &fact)
}

pub(crate) fn may_look(it: &SpecialDuty, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Reported {
        return Err(Error::refused("this is not reported done"));
    }
    if it.reported_by.is_some() && it.reported_by == ctx.person() {
        return Err(Error::Forbidden { action: "accept what you reported yourself" });
    }
    Ok(())
}

pub(crate) fn decide_look(it: &SpecialDuty, ctx: &Ctx, cmd: &Look) -> Result<Accept, Error> {
    may_look(it, ctx)?;
    let mut text = Text::new();
    let accepted = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "accepted" => Some(true),
        "returned" => Some(false),
        _ => None,
    });
    let note = text.optional("note", &cmd.note, 1_000);
    if accepted == Some(false) && note.is_none() {
        text.problem("note", "say what is missing", "");
    }
    text.finish()?;
    Ok(match (accepted, note.map(Personal::text)) {
        (Some(false), Some(reason)) => Accept::No(reason),
        (_, note) => Accept::Yes(note),
    })
}

/// Somebody else accepts the sweep, or sends it back with what is missing.
pub fn look(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, cmd: &Look) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let beyond = ctx.beyond_scope();
    let fact = match decide_look(&it, ctx, cmd)? {
        Accept::Yes(note) => {
            obligation::verify(tx, &beyond, it.obligation, true, note.clone())?;
            obligation::close(tx, &beyond, it.obligation)?;
            Fact::Accepted { note }
        }
        Accept::No(reason) => {
            let due = obligation::verify(tx, &beyond, it.obligation, false, Some(reason.clone()))?;
            Fact::Returned { reason, due }
        }
    };
    store::record(tx, ctx, &it, &fact)
}

/// The roster of this organisation lacks nobody on the days to come.
pub fn fill(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialDuty) -> Result<(), Error> {
    owing::settle(tx, ctx, it.obligation)?;
    store::record(tx, ctx, it, &Fact::Filled)
}

/// The period is over before it was due.
pub fn lapse(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialDuty, reason: Personal<String>) -> Result<(), Error> {
    owing::let_off(tx, ctx, crate::LET_OFF, (it.obligation, &reason))?;
    store::record(tx, ctx, it, &Fact::Lapsed { reason })
}

/// The leader gives it up, with a reason; nobody lets their own organisation off.
pub fn waive(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialDutyId, cmd: &Waive) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("nothing is owed here any more"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    owing::waive(tx, ctx, it.obligation, &reason)?;
    store::record(tx, ctx, &it, &Fact::Waived { reason })
}
