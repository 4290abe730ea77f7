//! What is owed about a hazard beside its loop: judging it, confirming its grade, the steps of its listing. Each is an
//! obligation of its own without check, settled by the act it asks for.
//!
//! Not here: the loop's own obligation, whose holder and deadline the hazard shows (`assign`, `report`).

use kernel::{Ctx, Division, Error, Identity as _, OrganisationId, PersonId, Personal, Scope, Sector};
use ledger::{Fact as _, Reader, Tx};
use obligation::{Check, Due, Obligation, ObligationId, Open, Owner, Ref};

use crate::listing::{self, ListingId};
use crate::model::{Fact, Finding, Grade, Hazard, HazardId};
use crate::{query, stop};

/// What a duty says of its hazard.
pub(crate) struct Matter {
    pub title: Personal<String>,
    pub division: Division,
    pub sector: Sector,
    pub grade: Grade,
    pub owed_to: (Option<OrganisationId>, Option<PersonId>),
}

impl Matter {
    pub fn of(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Matter, Error> {
        Ok(Matter {
            title: query::title(r, ctx, it.id)?,
            division: it.division,
            sector: it.sector,
            grade: it.grade,
            owed_to: (ctx.scope.widest().map(|g| g.organisation), ctx.person()),
        })
    }

    pub fn found(ctx: &Ctx, it: &Finding) -> Matter {
        Matter {
            title: it.title.clone(),
            division: it.division,
            sector: it.sector,
            grade: it.grade,
            owed_to: (it.reporter_organisation, ctx.person()),
        }
    }
}

pub(crate) fn about(id: HazardId) -> Ref {
    Ref { kind: Fact::STREAM.into(), id: *id.bytes() }
}

pub(crate) fn about_listing(id: ListingId) -> Ref {
    Ref { kind: listing::Fact::STREAM.into(), id: *id.bytes() }
}

pub(crate) fn about_stop(id: stop::StopId) -> Ref {
    Ref { kind: stop::Fact::STREAM.into(), id: *id.bytes() }
}

pub(crate) fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    about: Ref,
    matter: Matter,
    duty: &str,
    owner: OrganisationId,
) -> Result<ObligationId, Error> {
    let (organisation, person) = matter.owed_to;
    let owed_to = Owner { organisation: organisation.unwrap_or(owner), person };
    let open = Open {
        about,
        duty: duty.into(),
        title: matter.title,
        owner: Owner { organisation: owner, person: None },
        owed_to,
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: matter.division,
        sector: Some(matter.sector),
        grade: Some(matter.grade.word()),
    };
    obligation::open(tx, ctx, open)
}

/// Whoever does the act settles the duty, whoever owed it.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, about: &Ref, duty: &str) -> Result<(), Error> {
    for it in open(tx, ctx, about, duty)? {
        obligation::settle(tx, ctx, it.id)?;
    }
    Ok(())
}

/// What is owed of this duty now, whatever the visitor's reach.
pub(crate) fn open(r: &Reader<'_>, ctx: &Ctx, about: &Ref, duty: &str) -> Result<Vec<Obligation>, Error> {
    let mut all = all_open(r, ctx, about)?;
    all.retain(|it| it.duty == duty);
    Ok(all)
}

/// Everything that is owed about it now, whatever the visitor's reach.
pub(crate) fn all_open(r: &Reader<'_>, ctx: &Ctx, about: &Ref) -> Result<Vec<Obligation>, Error> {
    let unscoped = Ctx { scope: Scope::everything(ctx.district), ..ctx.clone() };
    let mut all = obligation::query::of(r, &unscoped, about)?;
    all.retain(|it| it.status.is_open());
    Ok(all)
}

/// The department that looks after the sector, where there is exactly one; else the Safety Office.
pub(crate) fn department(r: &Reader<'_>, ctx: &Ctx, sector: Sector) -> Result<OrganisationId, Error> {
    match registry::query::regulators(r, ctx, sector)?.as_slice() {
        [only] => Ok(*only),
        _ => registry::query::safety_office(r, ctx),
    }
}
