//! Undertakings: one thing that one organisation owes, says it has done, and another accepts or returns. What the concepts that
//! have such things share: the states, the forms, the decisions.
//!
//! Always true: only its owner reports it done, whoever reported it never looks at it, and what is returned says what is
//! missing and has a deadline.
//! Not here: where it comes from and what its facts are called (its concept).

use kernel::{Ctx, Day, Error, Instant, OrganisationId, PersonId, Personal, Text, words};
use ledger::Tx;
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use crate::model::ObligationId;

/// A day ends with the office's hours.
pub(crate) const LAST_HOUR: i8 = 18;

words! {
    pub enum State {
        Set = "set",
        Reported = "reported",
        Returned = "returned",
        Closed = "closed",
        Withdrawn = "withdrawn",
    }
}

impl State {
    pub fn is_open(self) -> bool {
        matches!(self, State::Set | State::Reported | State::Returned)
    }

    /// Its owner's move.
    pub fn is_owners(self) -> bool {
        matches!(self, State::Set | State::Returned)
    }

    /// Its owner is late, or was when it was reported done.
    pub fn is_late(self, due: Instant, reported_at: Option<Instant>, now: Instant) -> bool {
        match self {
            State::Set | State::Returned => now > due,
            State::Reported | State::Closed => reported_at.is_some_and(|at| at > due),
            State::Withdrawn => false,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportDone {
    /// What was done.
    pub done: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// `accepted`, `returned`
    pub result: String,
    /// What is missing; required when returned.
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// yyyy-MM-dd
    pub due: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reason: String,
}

/// What came of looking.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Closed { note: Option<Personal<String>> },
    Returned { reason: Personal<String>, due: Instant },
}

/// Acts for the organisation that owes it; a rule acts for all.
pub fn holds(ctx: &Ctx, owner: OrganisationId) -> bool {
    ctx.person().is_none() || ctx.acting.iter().any(|one| one.organisation == owner && one.is_active(ctx.now))
}

pub fn must_hold(ctx: &Ctx, owner: OrganisationId) -> Result<(), Error> {
    if holds(ctx, owner) { Ok(()) } else { Err(Error::Forbidden { action: "report what another organisation owes" }) }
}

/// Whoever reported it done is not the one who looks.
pub fn must_be_another(ctx: &Ctx, reported_by: Option<PersonId>) -> Result<(), Error> {
    if reported_by.is_some() && reported_by == ctx.person() {
        return Err(Error::Forbidden { action: "close what you reported done yourself" });
    }
    Ok(())
}

/// The obligation goes to its checker; returns what was done, in the owner's words.
pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, cmd: &ReportDone) -> Result<Personal<String>, Error> {
    let mut text = Text::new();
    let done = text.required("done", &cmd.done, 2, 2_000);
    text.finish()?;
    crate::done(tx, &ctx.beyond_scope(), id, None)?;
    Ok(Personal::text(done))
}

/// The obligation is verified and closed, or goes back with what is missing.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, cmd: &Verify) -> Result<Verdict, Error> {
    let mut text = Text::new();
    let accepted = text.read("result", &cmd.result, "choose one of the list", |it| match it {
        "accepted" => Some(true),
        "returned" => Some(false),
        _ => None,
    });
    let note = text.optional("note", &cmd.note, 1_000);
    if accepted == Some(false) && note.is_none() {
        text.problem("note", "say what is missing", "");
    }
    text.finish()?;
    let note = note.map(Personal::text);
    let beyond = ctx.beyond_scope();
    let due = crate::verify(tx, &beyond, id, accepted == Some(true), note.clone())?;
    match (accepted, note) {
        (Some(false), Some(reason)) => Ok(Verdict::Returned { reason, due }),
        (_, note) => {
            crate::close(tx, &beyond, id)?;
            Ok(Verdict::Closed { note })
        }
    }
}

/// More time for what is still to be done, not by whoever owes it, and not beyond the last day if there is one; returns by
/// when it is due then, and why.
pub fn extend(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, due): (ObligationId, Instant),
    last: Option<Day>,
    cmd: &Extend,
) -> Result<(Instant, Personal<String>), Error> {
    let mut text = Text::new();
    let later = text.read("due", &cmd.due, "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    let later = later.map(|day| day.at(LAST_HOUR, 0));
    if later.is_some_and(|later| later <= due || later <= ctx.now) {
        text.problem("due", "this is not later than before", &cmd.due);
    }
    if later.zip(last).is_some_and(|(later, last)| later.day() > last) {
        text.problem("due", "at most two years ahead", &cmd.due);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let (later, reason) = (given(later)?, Personal::text(reason));
    crate::extend(tx, &ctx.beyond_scope(), id, later, reason.clone())?;
    Ok((later, reason))
}

/// It falls away, not by whoever owes it; returns why.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, cmd: &Withdraw) -> Result<Personal<String>, Error> {
    let reason = reasoned("reason", &cmd.reason)?;
    crate::waive(tx, &ctx.beyond_scope(), id, reason.clone())?;
    Ok(reason)
}

/// Nothing is put off for longer.
pub(crate) fn latest(ctx: &Ctx) -> Day {
    ctx.now.day().plus_days(731)
}
