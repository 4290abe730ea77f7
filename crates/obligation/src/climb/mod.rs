//! Climbing the ladder: reminders, lateness and escalation, each recorded once, at its own time.
//!
//! One timer an open obligation stands for its next step. Whatever came due while nobody looked is recorded in order,
//! with the step's time as `effective_at`, either by the timer loop or by the next act, whichever comes first.

use kernel::{Actor, Ctx, Error, Instant, Origin, Personal, Scope};
use ledger::Tx;

use crate::follow_up;
use crate::ladder::Call;
use crate::leaders;
use crate::model::{Fact, Obligation, ObligationId, Owner, Status};
use crate::store;

#[cfg(test)]
mod tests;

/// The actor of every step.
pub const RULE: &str = "obligation.ladder";

/// A chance to speak is no debt: once its time has passed, these duties fall away and nobody was late.
const LAPSING: &[&str] = &["accountability.statement"];
/// Why they do, in the words of the record.
const LAPSED: &str = "期限内未作陈述申辩，视为放弃本次陈述，不视为承认。";

/// The fact of the next step. `to` is who is told.
pub(crate) fn decide(it: &Obligation, call: Call, to: Owner) -> Fact {
    let step = it.rung;
    let next_at = it.steps.get(step as usize + 1).map(|next| next.at);
    match call {
        Call::Remind => Fact::Reminded { step, to, next_at },
        Call::Overdue => Fact::Overdue { step, to, next_at },
        Call::HolderLeader | Call::SafetyOffice | Call::Leader | Call::Letter | Call::Interview => {
            Fact::Escalated { step, to, next_at }
        }
    }
}

/// The timer of stream "obligation", kind "ladder", has been taken at `at`.
pub fn fire(tx: &mut Tx<'_>, ctx: &Ctx, at: Instant, id: ObligationId) -> Result<(), Error> {
    let mut it = match store::find(tx, ctx, id) {
        Err(Error::NotFound(_)) => return Ok(()),
        found => found?,
    };
    // A timer that isn't the obligation's own was overtaken by an act in the same moment.
    if it.next_at != Some(at) {
        return Ok(());
    }
    // Taken: there is no row left to clear.
    it.next_at = None;
    climb(tx, ctx, &mut it, at)
}

/// Records every step up to `until`, and leaves the obligation as it is after them.
pub(crate) fn climb(tx: &mut Tx<'_>, ctx: &Ctx, it: &mut Obligation, until: Instant) -> Result<(), Error> {
    while let Some(step) = it.steps.get(it.rung as usize).copied().filter(|step| step.at <= until) {
        if step.call == Call::Overdue && LAPSING.contains(&it.duty.as_str()) {
            return lapse(tx, &ruled(ctx, step.at), it);
        }
        let to = leaders::told(tx, ctx, it, step.call)?;
        let fact = decide(it, step.call, to);
        let ruled = ruled(ctx, step.at);
        let stamp = store::record(tx, &ruled, it, &fact)?;
        follow_up::on_the_ladder(tx, &ruled, it, &step)?;
        it.version = stamp.version;
        it.next_at = fact.next_at(it.next_at);
        it.rung += 1;
        if step.call == Call::Overdue {
            it.late_since = Some(it.due);
        }
    }
    Ok(())
}

fn lapse(tx: &mut Tx<'_>, ruled: &Ctx, it: &mut Obligation) -> Result<(), Error> {
    let stamp = store::record(tx, ruled, it, &Fact::Waived { reason: Personal::text(LAPSED) })?;
    (it.version, it.next_at, it.holder, it.status) = (stamp.version, None, None, Status::Waived);
    Ok(())
}

/// The rule acts, at the step's own time, within whoever's transaction it is.
fn ruled(ctx: &Ctx, at: Instant) -> Ctx {
    Ctx {
        actor: Actor::Rule(RULE),
        scope: Scope::everything(ctx.district),
        effective_at: Some(at),
        origin: Origin::Rule,
        ..ctx.clone()
    }
}
