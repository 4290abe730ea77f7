//! Deciding, reporting done, looking, giving more time, withdrawing.

use kernel::{Ctx, Day, Error, Instant, Personal, Text};
use ledger::Tx;
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{Fact, Resolution, ResolutionId, State, store};
use crate::convene::{Bodies, CHOOSE};
use crate::course::must_be_held;
use crate::model::MeetingId;
use crate::owed::{self, Duty};
use crate::said::DAY;

const SERIES: &str = "resolution";
const LAST_HOUR: i8 = 18;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    pub resolution: String,
    /// The name of an office, department or township.
    pub owner: String,
    /// yyyy-MM-dd; by the deadline rule when empty.
    #[serde(default)]
    pub due: String,
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

pub fn resolve(tx: &mut Tx<'_>, ctx: &Ctx, meeting: MeetingId, cmd: &Resolve) -> Result<ResolutionId, Error> {
    of(tx, ctx, meeting, None, cmd)
}

/// A problem that a statement named is followed up: once.
pub fn resolve_problem(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    meeting: MeetingId,
    no: u32,
    cmd: &Resolve,
) -> Result<ResolutionId, Error> {
    let known = crate::query::problems(tx, ctx, meeting)?;
    let problem = known.iter().find(|it| it.no == no).ok_or(Error::NotFound("Problem"))?;
    if problem.resolution.is_some() {
        return Err(Error::refused("this problem is followed up already"));
    }
    of(tx, ctx, meeting, Some(no), cmd)
}

fn of(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    meeting: MeetingId,
    problem: Option<u32>,
    cmd: &Resolve,
) -> Result<ResolutionId, Error> {
    let it = crate::store::load(tx, ctx, meeting)?;
    must_be_held(&it)?;
    let id: ResolutionId = ctx.mint();
    let bodies = Bodies::fetch(tx, ctx)?;
    let mut text = Text::new();
    let resolution = text.required("resolution", &cmd.resolution, 4, 1_000);
    if cmd.owner.trim().is_empty() {
        text.problem("owner", "fill in this field", "");
    }
    let owner = bodies.read_one(&mut text, "owner", &cmd.owner);
    let due = text.read_optional("due", &cmd.due, DAY, |it| it.parse::<Day>().ok());
    if due.is_some_and(|day| day < it.starts.day()) {
        text.problem("due", "this day is too early", &cmd.due);
    }
    text.finish()?;
    let owner = given(owner)?;
    let year = ctx.now.day().year();
    let duty = Duty {
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        name: owed::RESOLUTION,
        title: resolution.clone(),
        owner,
        checker: Some(registry::query::safety_office(tx, ctx)?),
        due: due.map_or(Due::ByRule, |day| Due::At(day.at(LAST_HOUR, 0))),
        source: Some(format!("会议 {} 议定事项", it.number)),
    };
    let owed = owed::owe(tx, ctx, duty)?;
    let fact = Fact::Resolved {
        number: format!("{year}-{:04}", tx.next_number(ctx, SERIES, year)?),
        meeting,
        problem,
        resolution: Personal::text(resolution),
        owner,
        owed,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Of the organisation that owes it.
pub(crate) fn holds(ctx: &Ctx, it: &Resolution) -> bool {
    ctx.person().is_none() || ctx.acting.iter().any(|one| one.organisation == it.owner && one.is_active(ctx.now))
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &ReportDone) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !holds(ctx, &it) {
        return Err(Error::Forbidden { action: "report what another organisation owes" });
    }
    if !matches!(it.state, State::Set | State::Returned) {
        return Err(Error::refused("this resolution is not still to be done"));
    }
    let mut text = Text::new();
    let done = text.required("done", &cmd.done, 2, 2_000);
    text.finish()?;
    obligation::done(tx, &ctx.beyond_scope(), it.obligation, None)?;
    store::record(tx, ctx, &it, &Fact::Reported { done: Personal::text(done) })
}

pub(crate) fn may_look(it: &Resolution, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Reported {
        return Err(Error::refused("this resolution is not reported done"));
    }
    if it.reported_by.is_some() && it.reported_by == ctx.person() {
        return Err(Error::Forbidden { action: "close what you reported done yourself" });
    }
    Ok(())
}

/// Another person looks: the resolution is closed, or goes back with what is missing.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Verify) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_look(&it, ctx)?;
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
    let note = note.map(Personal::text);
    let beyond = ctx.beyond_scope();
    let due = obligation::verify(tx, &beyond, it.obligation, accepted == Some(true), note.clone())?;
    let fact = match (accepted, note) {
        (Some(false), Some(reason)) => Fact::Returned { reason, due },
        (_, note) => {
            obligation::close(tx, &beyond, it.obligation)?;
            Fact::Closed { note }
        }
    };
    store::record(tx, ctx, &it, &fact)
}

pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Extend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !matches!(it.state, State::Set | State::Returned) {
        return Err(Error::refused("this resolution is not still to be done"));
    }
    let mut text = Text::new();
    let due: Option<Instant> =
        text.read("due", &cmd.due, DAY, |it| it.parse::<Day>().ok()).map(|day| day.at(LAST_HOUR, 0));
    if due.is_some_and(|due| due <= it.due || due <= ctx.now) {
        text.problem("due", "this is not later than before", &cmd.due);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let (due, reason) = (given(due)?, Personal::text(reason));
    obligation::extend(tx, &ctx.beyond_scope(), it.obligation, due, reason.clone())?;
    store::record(tx, ctx, &it, &Fact::Extended { due, reason })
}

/// It is owed no more: a later meeting decided otherwise, or another resolution holds it.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("this resolution is not open any more"));
    }
    let reason = reasoned("reason", &cmd.reason)?;
    owed::waive(tx, ctx, it.obligation, &reason)?;
    store::record(tx, ctx, &it, &Fact::Withdrawn { reason })
}
