//! Promising, reporting done, accepting or returning.

use kernel::{Ctx, Day, Error, Personal, Problem};
use ledger::{Fact as _, Tx};

use super::{Commitment, CommitmentId, DUTY, Fact, query, store};
use crate::follow_up::FollowUp;
use crate::ladder::Call;
use crate::leaders;
use crate::model::{Check, Due, Open, Owed, Owner, Ref};
use crate::undertaking::{self, LAST_HOUR, ReportDone, State, Verdict, Verify};
pub use crate::undertaking::{Extend, Withdraw};

/// Nobody keeps more promises than these.
pub(in crate::follow_up) const MOST: usize = 10;
const LONGEST: usize = 500;

/// What is promised, by when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    pub what: String,
    /// yyyy-MM-dd
    #[schema(value_type = String)]
    pub due: Day,
}

pub(in crate::follow_up) fn check(ctx: &Ctx, promises: &[Promise]) -> Result<(), Error> {
    let wrong = |problem| Err(Problem::at("commitments", problem).into());
    if promises.len() > MOST {
        return wrong("at most ten commitments");
    }
    if promises.iter().any(|it| it.due.at(LAST_HOUR, 0) <= ctx.now) {
        return wrong("the time of a commitment is over already");
    }
    if promises.iter().any(|it| it.due > undertaking::latest(ctx)) {
        return wrong("at most two years ahead");
    }
    if promises.iter().any(|it| it.what.trim().chars().count() < 2) {
        return wrong("say what is promised");
    }
    if promises.iter().any(|it| it.what.chars().count() > LONGEST) {
        return wrong("too long");
    }
    Ok(())
}

/// With the answer or the record that it stands in.
pub(in crate::follow_up) fn make(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    of: &FollowUp,
    (no, promise): (u32, &Promise),
) -> Result<CommitmentId, Error> {
    let id: CommitmentId = ctx.mint();
    let wide = ctx.beyond_scope();
    let late = crate::store::find(tx, &wide, of.obligation)?;
    let office = leaders::told(tx, &wide, &late, Call::SafetyOffice)?.organisation;
    let party = |organisation| Owner { organisation, person: None };
    let what = Personal::text(promise.what.trim());
    let open = Open {
        about: Ref::new(Fact::STREAM, id),
        duty: DUTY.to_owned(),
        title: what.clone(),
        owner: party(of.organisation),
        owed_to: party(office),
        checker: Some(party(office)),
        // What the office promises is looked at by somebody else of it.
        check: if of.organisation == office { Check::AnotherPerson } else { Check::AnotherOrganisation },
        due: Due::At(promise.due.at(LAST_HOUR, 0)),
        source: None,
        division: of.division,
        sector: of.sector,
        grade: None,
    };
    let (obligation, due) = crate::open_due(tx, ctx, open)?;
    let fact = Fact::Made {
        follow_up: of.id,
        no,
        what,
        owner: of.organisation,
        division: of.division,
        sector: of.sector,
        owed: Owed { obligation, due },
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Commitment, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: CommitmentId, cmd: &ReportDone) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    undertaking::must_hold(ctx, it.owner)?;
    if !it.state.is_owners() {
        return Err(Error::refused("only what is still to be done can be reported done"));
    }
    let done = undertaking::report(tx, ctx, it.obligation, cmd)?;
    record(tx, ctx, &it, &Fact::Reported { done })
}

pub(super) fn may_look(it: &Commitment, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Reported {
        return Err(Error::refused("this is not reported done"));
    }
    undertaking::must_be_another(ctx, it.reported_by)
}

/// By the Safety Office: it ends, or goes back with what is missing.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: CommitmentId, cmd: &Verify) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_look(&it, ctx)?;
    let fact = match undertaking::verify(tx, ctx, it.obligation, cmd)? {
        Verdict::Closed { note } => Fact::Closed { note },
        Verdict::Returned { reason, due } => Fact::Returned { reason, due },
    };
    record(tx, ctx, &it, &fact)
}

/// By the Safety Office, whose own commitments its leader sees to.
pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: CommitmentId, cmd: &Extend) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    if !it.state.is_owners() {
        return Err(Error::refused("this commitment is not still to be done"));
    }
    let (due, reason) = undertaking::extend(tx, ctx, (it.obligation, it.due), Some(undertaking::latest(ctx)), cmd)?;
    record(tx, ctx, &it, &Fact::Extended { due, reason })
}

/// It is owed no more: it was kept in another way, or can't be kept.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: CommitmentId, cmd: &Withdraw) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    if !it.state.is_open() {
        return Err(Error::refused("this commitment is not open any more"));
    }
    let reason = undertaking::withdraw(tx, ctx, it.obligation, cmd)?;
    record(tx, ctx, &it, &Fact::Withdrawn { reason })
}
