//! Finding, reporting done, looking, giving more time, withdrawing.

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::Tx;
use obligation::undertaking::{self, ReportDone, State, Verdict, Verify};
pub use obligation::undertaking::{Extend, Withdraw};
use obligation::{Due, Ref};
use serde::{Deserialize, Serialize};

use super::{Fact, OversightProblemId, Problem, store};
use crate::bodies::DAY;
use crate::examination::{self, OversightExaminationId};
use crate::owed;
use crate::scheme;
use obligation::owing::{self, Duty};

const SERIES: &str = "oversight.problem";
const LAST_HOUR: i8 = 18;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    pub problem: String,
    /// yyyy-MM-dd; by the deadline rule when empty.
    #[serde(default)]
    pub due: String,
}

/// By somebody of the group, while the examination lasts: the organisation owes it from now on.
pub fn find(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    of: OversightExaminationId,
    no: u32,
    cmd: &Find,
) -> Result<OversightProblemId, Error> {
    let it = examination::load(tx, ctx, of)?;
    examination::act::decide_examiner(&it, ctx, &examination::group(tx, ctx, of)?)?;
    let items = scheme::items(tx, ctx, it.scheme)?;
    examination::act::item_of(&items, no)?;
    let id: OversightProblemId = ctx.mint();
    let mut text = Text::new();
    let problem = text.required("problem", &cmd.problem, 4, 1_000);
    let due = text.read_optional("due", &cmd.due, DAY, |it| it.parse::<Day>().ok());
    if due.is_some_and(|day| day < ctx.now.day()) {
        text.problem("due", "this day is too early", &cmd.due);
    }
    text.finish()?;
    let of_scheme = scheme::load(tx, &ctx.beyond_scope(), it.scheme)?;
    let duty = Duty {
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        division: ctx.district.division(),
        name: owed::PROBLEM,
        title: problem.clone(),
        owner: it.organisation,
        checker: Some(registry::query::safety_office(tx, ctx)?),
        due: due.map_or(Due::ByRule, |day| Due::At(day.at(LAST_HOUR, 0))),
        source: Some(format!("方案 {}", of_scheme.number)),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let year = ctx.now.day().year();
    let fact = Fact::Found {
        number: format!("{year}-{:04}", tx.next_number(ctx, SERIES, year)?),
        examination: of,
        item: no,
        problem: Personal::text(problem),
        owner: it.organisation,
        owed,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Of the organisation that owes it.
pub(crate) fn holds(ctx: &Ctx, it: &Problem) -> bool {
    undertaking::holds(ctx, it.owner)
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightProblemId, cmd: &ReportDone) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    undertaking::must_hold(ctx, it.owner)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this problem is not still to be set right"));
    }
    let done = undertaking::report(tx, ctx, it.obligation, cmd)?;
    store::record(tx, ctx, &it, &Fact::Reported { done })
}

pub(crate) fn may_look(it: &Problem, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Reported {
        return Err(Error::refused("this problem is not reported as set right"));
    }
    if ctx.is_of(it.owner) {
        return Err(Error::Forbidden { action: "close what you reported done yourself" });
    }
    undertaking::must_be_another(ctx, it.reported_by)
}

/// Another looks: the problem is closed, or goes back with what is missing.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightProblemId, cmd: &Verify) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_look(&it, ctx)?;
    let fact = match undertaking::verify(tx, ctx, it.obligation, cmd)? {
        Verdict::Closed { note } => Fact::Closed { note },
        Verdict::Returned { reason, due } => Fact::Returned { reason, due },
    };
    store::record(tx, ctx, &it, &fact)
}

pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightProblemId, cmd: &Extend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this problem is not still to be set right"));
    }
    let (due, reason) = undertaking::extend(tx, ctx, (it.obligation, it.due), None, cmd)?;
    store::record(tx, ctx, &it, &Fact::Extended { due, reason })
}

/// It was none, or another record holds it.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: OversightProblemId, cmd: &Withdraw) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("this problem is not open any more"));
    }
    let reason = undertaking::withdraw(tx, ctx, it.obligation, cmd)?;
    store::record(tx, ctx, &it, &Fact::Withdrawn { reason })
}
