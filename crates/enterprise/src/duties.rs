//! What is owed about a record: an obligation without check, settled by the act it asks for.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Scope, Sector};
use ledger::{Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};
use registry::query::Organisation;

/// What is owed, by whom, by when.
pub(crate) struct Duty<'a> {
    pub name: &'a str,
    pub title: String,
    pub owner: OrganisationId,
    pub owed_to: OrganisationId,
    pub due: Due,
    pub sector: Option<Sector>,
}

pub(crate) fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    about: Ref,
    unit: &Organisation,
    duty: Duty<'_>,
) -> Result<(ObligationId, Instant), Error> {
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about,
        duty: duty.name.to_owned(),
        title: Personal::text(duty.title),
        owner: party(duty.owner),
        owed_to: party(duty.owed_to),
        checker: None,
        check: Check::None,
        due: duty.due,
        source: None,
        division: unit.division,
        sector: duty.sector,
        grade: None,
    };
    obligation::open_due(tx, ctx, open)
}

/// Whoever does the act settles the duty, whoever owed it.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, about: &Ref, duty: &str) -> Result<(), Error> {
    for it in open(tx, ctx, about)?.into_iter().filter(|it| it.duty == duty) {
        obligation::settle(tx, &ctx.beyond_scope(), it.id)?;
    }
    Ok(())
}

/// Everything that is owed about it now, whatever the visitor's reach.
fn open(r: &Reader<'_>, ctx: &Ctx, about: &Ref) -> Result<Vec<obligation::Obligation>, Error> {
    let unscoped = Ctx { scope: Scope::everything(ctx.district), ..ctx.clone() };
    let mut all = obligation::query::of(r, &unscoped, about)?;
    all.retain(|it| it.status.is_open());
    Ok(all)
}

/// How many days a deadline rule says, for periods that nobody owes; `None` where no rule speaks of it.
pub(crate) fn days_of_rule(r: &Reader<'_>, ctx: &Ctx, name: &str) -> Result<Option<i64>, Error> {
    let rule = obligation::rule::of_duty(r, ctx, name, ctx.now.day())?;
    Ok(rule.map(|rule| {
        let amount = i64::from(rule.amount);
        match rule.unit {
            obligation::rule::Unit::Minutes => amount / (24 * 60),
            obligation::rule::Unit::Hours => amount / 24,
            obligation::rule::Unit::CalendarDays | obligation::rule::Unit::WorkingDays => amount,
        }
    }))
}
