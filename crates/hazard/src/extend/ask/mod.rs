//! Asking for more time: whoever owes the rectification asks with a reason, somebody else decides.
//!
//! Granting is extending; refusing leaves the deadline as it is. The decision is owed by whoever verifies, so that a request
//! can't be lost. Not here: extending without being asked (`extend`).

pub(crate) mod store;
pub mod web;

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Personal, Problem};
use ledger::{Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};

use super::must_be_later;
use crate::model::{Fact, Hazard, HazardId};
use crate::{DUTY_EXTENSION, query};

#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub due: Instant,
    pub reason: String,
}

/// A request that waits for its decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub due: Instant,
    pub asked_at: Instant,
    pub asker: Option<PersonId>,
    pub organisation: OrganisationId,
    /// What the checker owes because of it.
    pub decision: ObligationId,
    pub reason: Personal<String>,
}

pub fn decide(
    it: &Hazard,
    ctx: &Ctx,
    waiting: Option<&Request>,
    cmd: &Ask,
    decision: ObligationId,
) -> Result<Fact, Error> {
    crate::must_hold(ctx, it)?;
    if waiting.is_some() {
        return Err(Error::refused("more time is asked for already"));
    }
    must_be_later(it, ctx, cmd.due)?;
    let owner = it.owner.ok_or_else(|| Error::refused("there is no deadline to extend now"))?;
    let reason = Personal::text(said(&cmd.reason, "say why it is extended")?);
    Ok(Fact::ExtensionAsked { due: cmd.due, reason, organisation: owner.organisation, decision })
}

pub fn decide_refusal(ctx: &Ctx, waiting: Option<&Request>, reason: &str) -> Result<Fact, Error> {
    let request = waiting.ok_or_else(|| Error::refused("nobody asked for more time"))?;
    must_not_be_the_asker(ctx, request)?;
    Ok(Fact::ExtensionRefused { reason: Personal::text(said(reason, "say why it is refused")?) })
}

/// Nobody decides what they, or their own organisation, asked for.
pub(super) fn must_not_be_the_asker(ctx: &Ctx, request: &Request) -> Result<(), Error> {
    let Some(person) = ctx.person() else { return Ok(()) };
    if ctx.is_of(request.organisation) || request.asker == Some(person) {
        return Err(Error::Forbidden { action: "decide what your own organisation asked for" });
    }
    Ok(())
}

fn said<'r>(reason: &'r str, missing: &'static str) -> Result<&'r str, Error> {
    match reason.trim() {
        "" => Err(Problem::at("reason", missing).into()),
        reason => Ok(reason),
    }
}

/// The request on this hazard that waits for a decision.
pub fn waiting(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<Request>, Error> {
    store::find(r, ctx, id)
}

pub fn ask(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Ask) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let waiting = store::find(tx, ctx, id)?;
    // The rule first, with an id that nothing has yet: a refused request opens no duty.
    decide(&it, ctx, waiting.as_ref(), cmd, kernel::Identity::from_bytes([0; 16]))?;
    let decision = open_decision(tx, ctx, &it)?;
    let fact = decide(&it, ctx, waiting.as_ref(), cmd, decision)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

fn open_decision(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<ObligationId, Error> {
    let office = Owner { organisation: registry::query::safety_office(tx, ctx)?, person: None };
    let title = query::title(tx, ctx, it.id)?;
    obligation::open(
        tx,
        ctx,
        Open {
            about: Ref { kind: "hazard".into(), id: *kernel::Identity::bytes(&it.id) },
            duty: DUTY_EXTENSION.into(),
            title,
            owner: it.checker.unwrap_or(office),
            owed_to: it.owner.unwrap_or(office),
            checker: None,
            check: Check::None,
            due: Due::ByRule,
            source: None,
            division: it.division,
            sector: Some(it.sector),
            grade: Some(it.grade.word()),
        },
    )
}

/// What was asked after the work was reported done, or closed, can still be refused: the answer is owed.
pub fn refuse(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, reason: &str) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let waiting = store::find(tx, ctx, id)?;
    let fact = decide_refusal(ctx, waiting.as_ref(), reason)?;
    if let Some(request) = &waiting {
        obligation::settle(tx, ctx, request.decision)?;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}
