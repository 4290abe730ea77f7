//! What is owed in a period or for an event: one way to open it, one to settle it, one to let it go.

use kernel::{Actor, Ctx, Division, Error, OrganisationId, Personal};
use ledger::Tx;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};

use crate::Owed;

pub(crate) struct Duty {
    pub about: Ref,
    pub name: &'static str,
    pub title: String,
    pub owner: OrganisationId,
    pub division: Division,
    /// Whether the Safety Office looks at it.
    pub checked: bool,
    pub due: Due,
    pub source: Option<String>,
}

pub(crate) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, duty: Duty) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let party = |organisation| Owner { organisation, person: None };
    let check = match duty.checked {
        false => Check::None,
        // What the office owes is looked at by somebody else of it.
        true if office == duty.owner => Check::AnotherPerson,
        true => Check::AnotherOrganisation,
    };
    let open = Open {
        about: duty.about,
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(office),
        checker: duty.checked.then_some(party(office)),
        check,
        due: duty.due,
        source: duty.source,
        division: duty.division,
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

/// Done, if it is still owed.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    let ctx = ctx.beyond_scope();
    if obligation::query::get(tx, &ctx, id)?.status.is_open() {
        obligation::settle(tx, &ctx, id)?;
    }
    Ok(())
}

/// Somebody says that it is owed no more; not whoever owes it.
pub(crate) fn waive(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: &Personal<String>) -> Result<(), Error> {
    let ctx = ctx.beyond_scope();
    if obligation::query::get(tx, &ctx, id)?.status.is_open() {
        obligation::waive(tx, &ctx, id, reason.clone())?;
    }
    Ok(())
}

/// It falls away with what it was owed for, whoever owed it: a rule does it, since nobody lets oneself off.
pub(crate) fn let_off(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: &Personal<String>) -> Result<(), Error> {
    let ctx = Ctx { actor: Actor::Rule("attention.let_off"), ..ctx.clone() };
    waive(tx, &ctx, id, reason)
}

/// Of this organisation; a rule acts for all.
pub(crate) fn acts_for(ctx: &Ctx, organisation: OrganisationId) -> bool {
    ctx.person().is_none() || ctx.acting.iter().any(|it| it.is_active(ctx.now) && it.organisation == organisation)
}
