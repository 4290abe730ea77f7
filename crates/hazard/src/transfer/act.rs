//! Offering, answering, putting it before the Safety Office, deciding: the rules and the commands.

use kernel::{Ctx, Error, OrganisationId, Personal, Problem};
use ledger::Tx;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};
use registry::OrganisationKind;

use super::{DUTY_ANSWER, DUTY_DECIDE, Fact, State, Transfer, TransferId, is_owners_move, query, store};
use crate::model::{self, Hazard, HazardId, Status};

#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub to: OrganisationId,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub accepted: bool,
    /// Required where it is refused.
    pub reason: String,
}

/// What is known of both sides when an offer is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sides {
    pub from: OrganisationKind,
    pub to: OrganisationKind,
    /// Another offer of the same hazard waits for its answer or its decision.
    pub waiting: bool,
}

/// The present owner, if it may be offered to `cmd.to`.
pub(super) fn decide_offer(it: &Hazard, cmd: &Offer, sides: &Sides) -> Result<OrganisationId, Error> {
    let owner = it.owner.filter(|_| is_owners_move(it.status));
    let Some(owner) = owner else {
        return Err(Error::refused("only what is still to be rectified is handed over"));
    };
    if !sides.from.is_public() {
        return Err(Error::refused("an enterprise does not hand over what it owes"));
    }
    if sides.waiting {
        return Err(Error::refused("an offer of this hazard waits for its answer"));
    }
    if cmd.to == owner.organisation {
        return Err(Problem::at("to", "they are the owner already").into());
    }
    if !sides.to.is_public() {
        return Err(Problem::at("to", "it is handed over to a department, a township or the office").into());
    }
    reasoned(&cmd.reason)?;
    Ok(owner.organisation)
}

/// `status`: where the hazard stands, for it may have moved on since the offer.
pub(super) fn decide_answer(it: &Transfer, cmd: &Answer, status: Status) -> Result<Fact, Error> {
    if it.state != State::Offered {
        return Err(Error::refused("this offer is answered already"));
    }
    if !cmd.accepted {
        return Ok(Fact::Refused { reason: reasoned(&cmd.reason)? });
    }
    if !is_owners_move(status) {
        return Err(Error::refused("the hazard does not wait for its rectification any more"));
    }
    Ok(Fact::Accepted)
}

pub(super) fn may_ask(it: &Transfer, hazard: &Hazard, waiting: bool) -> Result<(), Error> {
    if it.state != State::Refused {
        return Err(Error::refused("only a refused offer is put before the Safety Office"));
    }
    if !is_owners_move(hazard.status) || hazard.owner.is_none_or(|owner| owner.organisation != it.from) {
        return Err(Error::refused("the hazard does not wait for its rectification any more"));
    }
    if waiting {
        return Err(Error::refused("an offer of this hazard waits for its answer"));
    }
    Ok(())
}

/// `goes`: to the side that refused; else it stays.
pub(super) fn decide_decision(
    it: &Transfer,
    ctx: &Ctx,
    goes: bool,
    reason: &str,
    status: Status,
) -> Result<Fact, Error> {
    if it.state != State::Asked {
        return Err(Error::refused("nobody asked for a decision"));
    }
    if ctx.person().is_some() && [it.offered_by, it.answered_by].contains(&ctx.person()) {
        return Err(Error::Forbidden { action: "decide what you offered or refused yourself" });
    }
    if goes && !is_owners_move(status) {
        return Err(Error::refused("the hazard does not wait for its rectification any more"));
    }
    Ok(Fact::Decided { to: if goes { it.to } else { it.from }, reason: reasoned(reason)? })
}

fn reasoned(reason: &str) -> Result<Personal<String>, Error> {
    match reason.trim() {
        "" => Err(Problem::at("reason", "say why").into()),
        text => Ok(Personal::text(text)),
    }
}

pub fn offer(tx: &mut Tx<'_>, ctx: &Ctx, hazard: HazardId, cmd: &Offer) -> Result<TransferId, Error> {
    let it = crate::store::load(tx, ctx, hazard)?;
    let kind_of = |organisation| registry::query::organisation_kind(tx, ctx, organisation);
    let from = match it.owner {
        Some(owner) if !ctx.acts_for(owner.organisation) => {
            return Err(Error::Forbidden { action: "hand over what another organisation owes" });
        }
        Some(owner) => kind_of(owner.organisation)?,
        None => None,
    };
    let to = kind_of(cmd.to)?.ok_or_else(|| Error::from(Problem::at("to", "no such organisation")))?;
    let sides = Sides { from: from.unwrap_or(to), to, waiting: query::waits(tx, ctx, hazard)? };
    let from = decide_offer(&it, cmd, &sides)?;
    let id: TransferId = ctx.mint();
    let (obligation, due) = owe(tx, ctx, id, &it, DUTY_ANSWER, [cmd.to, from])?;
    let fact = Fact::Offered {
        hazard,
        from,
        to: cmd.to,
        division: it.division,
        sector: it.sector,
        reason: Personal::text(cmd.reason.trim()),
        obligation,
        due,
    };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Opens the duty to answer or to decide: who owes it, and to whom.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: TransferId,
    hazard: &Hazard,
    duty: &str,
    [owner, owed_to]: [OrganisationId; 2],
) -> Result<(ObligationId, kernel::Instant), Error> {
    let party = |organisation| Owner { organisation, person: None };
    let title = crate::query::title(tx, ctx, hazard.id)?;
    let open = Open {
        about: Ref::new("transfer", id),
        duty: duty.to_owned(),
        title,
        owner: party(owner),
        owed_to: party(owed_to),
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: hazard.division,
        sector: Some(hazard.sector),
        grade: Some(hazard.grade.word()),
    };
    obligation::open_due(tx, ctx, open)
}

pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: TransferId, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !ctx.acts_for(it.to) {
        return Err(Error::Forbidden { action: "answer for another organisation" });
    }
    let wide = ctx.beyond_scope();
    let hazard = crate::store::load(tx, &wide, it.hazard)?;
    let fact = decide_answer(&it, cmd, hazard.status)?;
    finish(tx, &wide, &it, &hazard, &fact)
}

pub fn ask(tx: &mut Tx<'_>, ctx: &Ctx, id: TransferId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !ctx.acts_for(it.from) {
        return Err(Error::Forbidden { action: "ask for a decision for another organisation" });
    }
    let hazard = crate::store::load(tx, &ctx.beyond_scope(), it.hazard)?;
    may_ask(&it, &hazard, query::waits(tx, ctx, it.hazard)?)?;
    let reason = reasoned(reason)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let (obligation, due) = owe(tx, ctx, id, &hazard, DUTY_DECIDE, [office, it.from])?;
    let fact = Fact::Asked { reason, obligation, due };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

pub fn decide(tx: &mut Tx<'_>, ctx: &Ctx, id: TransferId, goes: bool, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let wide = ctx.beyond_scope();
    let hazard = crate::store::load(tx, &wide, it.hazard)?;
    let fact = decide_decision(&it, ctx, goes, reason, hazard.status)?;
    finish(tx, &wide, &it, &hazard, &fact)
}

pub(super) fn decide_withdrawal(it: &Transfer, reason: &str) -> Result<Fact, Error> {
    if !it.state.is_open() {
        return Err(Error::refused("only an offer that waits is withdrawn"));
    }
    Ok(Fact::Withdrawn { reason: reasoned(reason)? })
}

/// By whoever offered it, while nobody has answered or decided: the rectification stays where it is.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: TransferId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !ctx.acts_for(it.from) {
        return Err(Error::Forbidden { action: "withdraw what another organisation offered" });
    }
    let fact = decide_withdrawal(&it, reason)?;
    let wide = ctx.beyond_scope();
    let hazard = crate::store::load(tx, &wide, it.hazard)?;
    finish(tx, &wide, &it, &hazard, &fact)
}

/// What was owed is done; where somebody else took it over or was given it, the hazard and its obligation follow.
fn finish(tx: &mut Tx<'_>, ctx: &Ctx, it: &Transfer, hazard: &Hazard, fact: &Fact) -> Result<(), Error> {
    if let Some(owed) = it.obligation {
        obligation::settle(tx, ctx, owed)?;
    }
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)?;
    let (to, why) = match fact {
        Fact::Accepted => (it.to, it.reason.clone()),
        Fact::Decided { to, reason } if *to != it.from => (*to, reason.clone()),
        _ => return Ok(()),
    };
    let owner = Owner { organisation: to, person: None };
    obligation::reassign(tx, ctx, hazard.open_obligation()?, owner, why)?;
    let fact = model::Fact::Transferred { owner, transfer: it.id };
    let at = tx.record(ctx, hazard.id, hazard.version, &fact)?;
    crate::store::project(tx, &at, hazard.id, &fact)
}
