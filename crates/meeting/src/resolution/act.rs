//! Deciding, reporting done, looking, giving more time, withdrawing.

use kernel::{Ctx, Day, Error, OrganisationId, Personal, Text};
use ledger::Tx;
use obligation::undertaking::{self, ReportDone, State, Verdict, Verify};
pub use obligation::undertaking::{Extend, Withdraw};
use obligation::{Due, Ref};
use registry::forms::given;
use serde::{Deserialize, Serialize};

use super::{Fact, Resolution, ResolutionId, store};
use crate::convene::Bodies;
use crate::course::must_be_held;
use crate::model::{Meeting, MeetingId};
use crate::owed;
use crate::said::DAY;
use obligation::owing::{self, Duty};

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
    resolve_of(tx, ctx, &it, problem, cmd)
}

/// Of a meeting that was held, whether or not anything else may still be written down about it.
pub(crate) fn resolve_of(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    it: &Meeting,
    problem: Option<u32>,
    cmd: &Resolve,
) -> Result<ResolutionId, Error> {
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
        division: ctx.district.division(),
        name: owed::RESOLUTION,
        title: resolution.clone(),
        owner,
        checker: Some(registry::query::safety_office(tx, ctx)?),
        due: due.map_or(Due::ByRule, |day| Due::At(day.at(LAST_HOUR, 0))),
        source: Some(format!("会议 {} 议定事项", it.number)),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let fact = Fact::Resolved {
        number: number(tx, ctx, year)?,
        meeting: it.id,
        problem,
        resolution: Personal::text(resolution),
        owner,
        owed,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// The next of its year.
fn number(tx: &mut Tx<'_>, ctx: &Ctx, year: i16) -> Result<String, Error> {
    Ok(format!("{year}-{:04}", tx.next_number(ctx, SERIES, year)?))
}

/// What a ledger says was decided and done, in words.
pub(crate) struct Past<'a> {
    pub resolution: &'a str,
    pub owner: OrganisationId,
    pub due: Option<Day>,
    pub done: &'a str,
}

/// It is on record, and nothing is owed about it.
pub(crate) fn remember(tx: &mut Tx<'_>, ctx: &Ctx, it: &Meeting, past: &Past<'_>) -> Result<(), Error> {
    let id: ResolutionId = ctx.mint();
    let mut text = Text::new();
    let resolution = text.required("resolution", past.resolution, 4, 1_000);
    let done = text.optional("done", past.done, 2_000);
    text.finish()?;
    let fact = Fact::Imported {
        number: number(tx, ctx, it.starts.day().year())?,
        meeting: it.id,
        resolution: Personal::text(resolution),
        owner: past.owner,
        on: it.starts,
        due: past.due.map(|day| day.at(LAST_HOUR, 0)),
        done: done.map(Personal::text),
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// Of the organisation that owes it.
pub(crate) fn holds(ctx: &Ctx, it: &Resolution) -> bool {
    undertaking::holds(ctx, it.owner)
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &ReportDone) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    undertaking::must_hold(ctx, it.owner)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this resolution is not still to be done"));
    }
    let done = undertaking::report(tx, ctx, it.owed()?.0, cmd)?;
    store::record(tx, ctx, &it, &Fact::Reported { done })
}

pub(crate) fn may_look(it: &Resolution, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Reported {
        return Err(Error::refused("this resolution is not reported done"));
    }
    undertaking::must_be_another(ctx, it.reported_by)
}

/// Another person looks: the resolution is closed, or goes back with what is missing.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Verify) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_look(&it, ctx)?;
    let fact = match undertaking::verify(tx, ctx, it.owed()?.0, cmd)? {
        Verdict::Closed { note } => Fact::Closed { note },
        Verdict::Returned { reason, due } => Fact::Returned { reason, due },
    };
    store::record(tx, ctx, &it, &fact)
}

pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Extend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this resolution is not still to be done"));
    }
    let (due, reason) = undertaking::extend(tx, ctx, it.owed()?, None, cmd)?;
    store::record(tx, ctx, &it, &Fact::Extended { due, reason })
}

/// It is owed no more: a later meeting decided otherwise, or another resolution holds it.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("this resolution is not open any more"));
    }
    let reason = undertaking::withdraw(tx, ctx, it.owed()?.0, cmd)?;
    store::record(tx, ctx, &it, &Fact::Withdrawn { reason })
}
