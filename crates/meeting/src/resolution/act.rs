//! Deciding, reporting done, looking, giving more time, withdrawing.

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::Tx;
use obligation::undertaking::{self, ReportDone, State, Verdict, Verify};
pub use obligation::undertaking::{Extend, Withdraw};
use obligation::{Due, Ref};
use registry::forms::given;
use serde::{Deserialize, Serialize};

use super::{Fact, Resolution, ResolutionId, store};
use crate::convene::Bodies;
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
    undertaking::holds(ctx, it.owner)
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &ReportDone) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    undertaking::must_hold(ctx, it.owner)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this resolution is not still to be done"));
    }
    let done = undertaking::report(tx, ctx, it.obligation, cmd)?;
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
    let fact = match undertaking::verify(tx, ctx, it.obligation, cmd)? {
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
    let (due, reason) = undertaking::extend(tx, ctx, (it.obligation, it.due), None, cmd)?;
    store::record(tx, ctx, &it, &Fact::Extended { due, reason })
}

/// It is owed no more: a later meeting decided otherwise, or another resolution holds it.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: ResolutionId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("this resolution is not open any more"));
    }
    let reason = undertaking::withdraw(tx, ctx, it.obligation, cmd)?;
    store::record(tx, ctx, &it, &Fact::Withdrawn { reason })
}
