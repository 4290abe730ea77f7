//! Assigning a hazard: one organisation rectifies it by a deadline, another looks afterwards.

pub mod web;

use kernel::{Ctx, Error, Instant, Personal, Problem};
use ledger::Tx;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref};
use registry::OrganisationKind;

use crate::model::{Fact, Hazard, HazardId, Status};
use crate::{DUTY_RECTIFY, query, store};

#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    pub owner: Owner,
    pub checker: Owner,
    /// Without a deadline the local rule gives one.
    pub due: Option<Instant>,
    pub note: Option<String>,
}

/// Who may look afterwards depends on who rectifies.
pub fn decide(it: &Hazard, ctx: &Ctx, cmd: &Assign, owner_kind: OrganisationKind) -> Result<Check, Error> {
    if it.status != Status::ToAssign {
        return Err(Error::refused("the hazard is assigned already"));
    }
    if cmd.due.is_some_and(|due| due <= ctx.now) {
        return Err(Problem::at("due", "the deadline lies in the past").into());
    }
    let enterprise = owner_kind == OrganisationKind::Enterprise;
    if enterprise && cmd.checker.organisation == cmd.owner.organisation {
        return Err(Problem::at("checker", "an enterprise's work is verified by another organisation").into());
    }
    if cmd.owner.person.is_some() && cmd.owner.person == cmd.checker.person {
        return Err(Problem::at("checker", "whoever rectifies can't verify").into());
    }
    Ok(if enterprise { Check::AnotherOrganisation } else { Check::AnotherPerson })
}

pub fn assign(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Assign) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let kind_of = |field, organisation| {
        registry::query::organisation_kind(tx, ctx, organisation)?
            .ok_or_else(|| Error::from(Problem::at(field, "no such organisation")))
    };
    let owner_kind = kind_of("owner", cmd.owner.organisation)?;
    kind_of("checker", cmd.checker.organisation)?;
    let check = decide(&it, ctx, cmd, owner_kind)?;
    obligation::settle(tx, ctx, it.open_obligation()?)?;
    let (obligation, due) = open(tx, ctx, &it, cmd, check)?;
    let fact = Fact::Assigned {
        owner: cmd.owner,
        checker: cmd.checker,
        due,
        obligation,
        note: cmd.note.as_deref().map(Personal::text),
    };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

fn open(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard, cmd: &Assign, check: Check) -> Result<(ObligationId, Instant), Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let title = query::title(tx, ctx, it.id)?;
    obligation::open_due(
        tx,
        ctx,
        Open {
            about: Ref { kind: "hazard".into(), id: *kernel::Identity::bytes(&it.id) },
            duty: DUTY_RECTIFY.into(),
            title,
            owner: cmd.owner,
            owed_to: Owner { organisation: office, person: None },
            checker: Some(cmd.checker),
            check,
            due: cmd.due.map_or(Due::ByRule, Due::At),
            source: None,
            division: it.division,
            sector: Some(it.sector),
            grade: Some(it.grade.word()),
        },
    )
}
