//! What other concepts open, settle and let go, whoever's reach the place is in: what follows from an act that was allowed.

use kernel::{Actor, Ctx, Division, Error, OrganisationId, Personal};
use ledger::{Reader, Tx};

use crate::{Check, Due, ObligationId, Open, Owed, Owner, Ref, open_due};

/// What an organisation owes the Safety Office.
pub struct Duty {
    pub about: Ref,
    pub name: &'static str,
    pub title: String,
    pub owner: OrganisationId,
    /// Whoever looks at it; nobody has to where there is none. What the looker owes is looked at by somebody else of it.
    pub checker: Option<OrganisationId>,
    pub due: Due,
    pub source: Option<String>,
    pub division: Division,
}

pub fn owe(tx: &mut Tx<'_>, ctx: &Ctx, duty: Duty) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let party = |organisation| Owner { organisation, person: None };
    let check = match duty.checker {
        None => Check::None,
        Some(checker) if checker == duty.owner => Check::AnotherPerson,
        Some(_) => Check::AnotherOrganisation,
    };
    let open = Open {
        about: duty.about,
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(office),
        checker: duty.checker.map(party),
        check,
        due: duty.due,
        source: duty.source,
        division: duty.division,
        sector: None,
        grade: None,
    };
    let (obligation, due) = open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

pub fn is_open(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<bool, Error> {
    Ok(crate::query::get(r, &ctx.beyond_scope(), id)?.status.is_open())
}

/// Done when the act happened, if it is still owed.
pub fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    if is_open(tx, ctx, id)? {
        crate::settle(tx, &ctx.beyond_scope(), id)?;
    }
    Ok(())
}

/// Somebody says that it is owed no more, if it still is; not whoever owes it.
pub fn waive(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: &Personal<String>) -> Result<(), Error> {
    if is_open(tx, ctx, id)? {
        crate::waive(tx, &ctx.beyond_scope(), id, reason.clone())?;
    }
    Ok(())
}

/// It falls away with what it was owed for, whoever owed it: this rule does it, since nobody lets oneself off.
pub fn let_off(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    rule: &'static str,
    (id, reason): (ObligationId, &Personal<String>),
) -> Result<(), Error> {
    waive(tx, &Ctx { actor: Actor::Rule(rule), ..ctx.beyond_scope() }, id, reason)
}
