//! What is owed within a campaign: opened, settled, let off.

use kernel::{Ctx, Division, Error, Identity, OrganisationId, Personal, Role};
use ledger::Tx;
use obligation::{Check, Due, Open, Owner, Ref};

use crate::Owed;

/// One thing owed.
pub(crate) struct Duty<'a> {
    pub name: &'static str,
    pub title: String,
    pub owner: OrganisationId,
    pub owed_to: OrganisationId,
    pub division: Division,
    pub due: Due,
    pub check: Check,
    pub source: Option<&'a str>,
}

pub(crate) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, about: (&str, impl Identity), duty: Duty<'_>) -> Result<Owed, Error> {
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: Ref::new(about.0, about.1),
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(duty.owed_to),
        checker: None,
        check: duty.check,
        due: duty.due,
        source: duty.source.map(str::to_owned),
        division: duty.division,
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    Ok(Owed { obligation, due })
}

/// Whoever would let oneself off by giving this organisation more time: its people, except its leader.
pub(crate) fn owes(ctx: &Ctx, organisation: OrganisationId) -> bool {
    ctx.acting.iter().any(|it| it.is_active(ctx.now) && it.organisation == organisation && it.role != Role::Leader)
}
