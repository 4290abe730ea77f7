//! Assigning a hazard: one organisation rectifies it by a deadline, another looks afterwards.

pub mod bulk;
#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Error, Instant, Personal, Problem};
use ledger::{Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner, Ref, calendar};
use registry::OrganisationKind;

use crate::model::{Demand, Fact, Hazard, HazardId, Status};
use crate::{DUTY_RECTIFY, RULE_AT_ONCE, query, store};

#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    pub owner: Owner,
    pub checker: Owner,
    pub demand: Demand,
    /// Without a deadline the local rule of the demand gives one.
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

/// The rule with what the registry knows of both sides; nothing is written.
fn allowed(r: &Reader<'_>, ctx: &Ctx, it: &Hazard, cmd: &Assign) -> Result<Check, Error> {
    let kind_of = |field, organisation| {
        registry::query::organisation_kind(r, ctx, organisation)?
            .ok_or_else(|| Error::from(Problem::at(field, "no such organisation")))
    };
    let owner_kind = kind_of("owner", cmd.owner.organisation)?;
    kind_of("checker", cmd.checker.organisation)?;
    deadline(r, ctx, cmd)?;
    decide(it, ctx, cmd, owner_kind)
}

pub fn assign(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Assign) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let check = allowed(tx, ctx, &it, cmd)?;
    obligation::settle(tx, ctx, it.open_obligation()?)?;
    let (obligation, due) = open(tx, ctx, &it, cmd, check)?;
    let fact = Fact::Assigned {
        owner: cmd.owner,
        checker: cmd.checker,
        due,
        obligation,
        note: cmd.note.as_deref().map(Personal::text),
        demand: cmd.demand,
    };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// By when at once is, and which rule says so.
fn at_once(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<(Instant, String)>, Error> {
    let Some(rule) = obligation::rule::of_duty(r, ctx, RULE_AT_ONCE, ctx.now.day())? else { return Ok(None) };
    let last = ctx.now.day().plus_days(calendar::days_holding(i64::from(rule.amount)));
    let due = rule.period().due(ctx.now, calendar::between(r, ctx, ctx.now.day(), last)?.as_ref());
    Ok(Some((due, rule.source)))
}

/// The deadline that an order gives, with its source where a rule gives it.
fn deadline(r: &Reader<'_>, ctx: &Ctx, cmd: &Assign) -> Result<(Due, Option<String>), Error> {
    if cmd.demand == Demand::ByDeadline {
        return Ok((cmd.due.map_or(Due::ByRule, Due::At), None));
    }
    match (at_once(r, ctx)?, cmd.due) {
        (Some((due, _)), Some(asked)) if asked > due => {
            Err(Problem::at("due", "what is rectified at once has an earlier deadline").into())
        }
        (_, Some(asked)) => Ok((Due::At(asked), None)),
        (Some((due, source)), None) => Ok((Due::At(due), Some(source))),
        (None, None) => Err(Problem::at("due", "no rule says how soon at once is; write a deadline").into()),
    }
}

fn open(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard, cmd: &Assign, check: Check) -> Result<(ObligationId, Instant), Error> {
    let (due, source) = deadline(tx, ctx, cmd)?;
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
            due,
            source,
            division: it.division,
            sector: Some(it.sector),
            grade: Some(it.grade.word()),
        },
    )
}
