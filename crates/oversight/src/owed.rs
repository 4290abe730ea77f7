//! What is owed in oversight: one way to open it, one to settle it, one to let it go.

use kernel::{Actor, Ctx, Error, OrganisationId, Personal};
use ledger::{Reader, Tx};
pub use obligation::Owed;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};

/// Examining one organisation and telling it the draft of the result.
pub(crate) const EXAMINE: &str = "oversight.examine";
/// Answering an objection.
pub(crate) const ANSWER: &str = "oversight.answer";
/// Having the result confirmed and published.
pub(crate) const PUBLISH: &str = "oversight.publish";
/// A problem that was found.
pub(crate) const PROBLEM: &str = "oversight.problem";
/// How long one may object: a period that nobody owes.
pub(crate) const OBJECT: &str = "oversight.object";

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
    let open = Open {
        about: duty.about,
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(office),
        checker: duty.checker.map(party),
        check: if duty.checker.is_some() { Check::AnotherOrganisation } else { Check::None },
        due: duty.due,
        source: duty.source,
        division: ctx.district.division(),
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

pub(crate) fn is_open(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<bool, Error> {
    Ok(obligation::query::get(r, &ctx.beyond_scope(), id)?.status.is_open())
}

/// Done now, if it is still owed.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<(), Error> {
    if is_open(tx, ctx, id)? {
        obligation::settle(tx, &ctx.beyond_scope(), id)?;
    }
    Ok(())
}

/// It falls away with the scheme, whoever owed it: a rule does it, since nobody lets oneself off.
pub(crate) fn let_off(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, reason: &Personal<String>) -> Result<(), Error> {
    let ctx = Ctx { actor: Actor::Rule("oversight.let_off"), ..ctx.beyond_scope() };
    if is_open(tx, &ctx, id)? {
        obligation::waive(tx, &ctx, id, reason.clone())?;
    }
    Ok(())
}

/// Acts for this organisation now.
pub(crate) fn acts_for(ctx: &Ctx, organisation: OrganisationId) -> bool {
    ctx.acting.iter().any(|it| it.organisation == organisation && it.is_active(ctx.now))
}
