//! What is owed about meetings, resolutions and periods: one way to open it, one to settle it, one to let it go.

use kernel::{Actor, Ctx, Error, Instant, OrganisationId, Personal};
use ledger::Tx;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};

use crate::model::Owed;

/// A meeting or report of a period.
pub(crate) const PERIOD: &str = "meeting.period";
/// The written material of a sub-headquarters.
pub(crate) const MATERIAL: &str = "meeting.material";
/// Having the minutes drafted and signed.
pub(crate) const MINUTES: &str = "meeting.minutes";
/// What a meeting decided.
pub(crate) const RESOLUTION: &str = "meeting.resolution";

pub(crate) struct Duty {
    pub about: Ref,
    pub name: &'static str,
    pub title: String,
    pub owner: OrganisationId,
    /// Whoever looks at it; nobody has to where there is none.
    pub checker: Option<OrganisationId>,
    pub due: Due,
    pub source: Option<String>,
}

pub(crate) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, duty: Duty) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let party = |organisation| Owner { organisation, person: None };
    let check = match duty.checker {
        None => Check::None,
        // What the office owes is looked at by somebody else of it.
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
        division: ctx.district.division(),
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

/// Done at this moment, if it is still owed.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, at: Instant) -> Result<(), Error> {
    let ctx = Ctx { effective_at: Some(at), ..ctx.beyond_scope() };
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

/// It falls away with the meeting it was owed for, whoever owed it: a rule does it, since nobody lets oneself off.
pub(crate) fn let_off(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: &Personal<String>) -> Result<(), Error> {
    let ctx = Ctx { actor: Actor::Rule("meeting.let_off"), ..ctx.beyond_scope() };
    if obligation::query::get(tx, &ctx, id)?.status.is_open() {
        obligation::waive(tx, &ctx, id, reason.clone())?;
    }
    Ok(())
}

/// Acts for the whole district, or for this organisation.
pub(crate) fn speaks_for(ctx: &Ctx, organisation: OrganisationId) -> bool {
    ctx.person().is_none()
        || ctx.scope.covers(ctx.district.division(), &[], &[], None)
        || ctx.acting.iter().any(|it| it.organisation == organisation && it.is_active(ctx.now))
}
