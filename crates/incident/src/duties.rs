//! What is owed about an incident: telling somebody, and the next edition. Obligations without check, settled by the act they
//! ask for.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Span};
use ledger::{Fact as _, Reader, Tx};
use obligation::rule::Unit;
use obligation::{Check, Due, ObligationId, Open, Owner, Ref, rule};

use crate::model::{Category, Clock, Fact, Incident, IncidentId, Particulars, Recipient};

/// Owed after each edition until the final one.
pub const FOLLOW_UP: &str = "incident.follow_up";
/// Owed when the toll changes after the final edition.
pub const SUPPLEMENT: &str = "incident.supplement";
/// How many days a change of the toll counts, as a dated rule that nobody owes; the law's where there is none.
const WINDOW: &str = "incident.window";
const WINDOW_SHORT: &str = "incident.window.road_or_fire";

pub(crate) fn about(id: IncidentId) -> Ref {
    Ref::new(Fact::STREAM, id)
}

/// What a duty says of its incident.
pub(crate) struct Matter {
    pub title: Personal<String>,
    pub division: kernel::Division,
    pub sector: kernel::Sector,
    pub owed_to: OrganisationId,
}

impl Matter {
    pub fn of(it: &Particulars, number: String, owed_to: OrganisationId) -> Matter {
        let place = it.place.as_str().unwrap_or_default();
        Matter {
            title: Personal::text(format!("{number} {place}").trim().to_owned()),
            division: it.division,
            sector: it.sector,
            owed_to,
        }
    }
}

pub(crate) fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: IncidentId,
    matter: &Matter,
    duty: &str,
    owner: OrganisationId,
    due: Due,
) -> Result<(ObligationId, Instant), Error> {
    let party = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: about(id),
        duty: duty.to_owned(),
        title: matter.title.clone(),
        owner: party(owner),
        owed_to: party(matter.owed_to),
        checker: None,
        check: Check::None,
        due,
        source: None,
        division: matter.division,
        sector: Some(matter.sector),
        grade: None,
    };
    obligation::open_due(tx, ctx, open)
}

/// The clocks of those who have to be told, running from the moment the district knew, or the unit did.
pub(crate) fn clocks(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: IncidentId,
    matter: &Matter,
    (owner, from): (OrganisationId, Instant),
    recipients: &[Recipient],
) -> Result<Vec<Clock>, Error> {
    let mut clocks = Vec::new();
    for recipient in recipients {
        let Some(duty) = recipient.duty() else { continue };
        let (obligation, due) = owe(tx, ctx, id, matter, duty, owner, Due::ByRuleFrom(from))?;
        clocks.push(Clock { recipient: *recipient, owner, obligation, due });
    }
    Ok(clocks)
}

/// Whoever does the act settles the duty, whoever owed it, as of the moment it was done.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, at: Instant) -> Result<(), Error> {
    let done = Ctx { effective_at: Some(at), ..ctx.beyond_scope() };
    obligation::settle(tx, &done, id)
}

/// Every open duty of this name about the incident; all of them where `duty` is `None`.
pub(crate) fn open(r: &Reader<'_>, ctx: &Ctx, id: IncidentId, duty: Option<&str>) -> Result<Vec<ObligationId>, Error> {
    let all = obligation::query::of(r, &ctx.beyond_scope(), &about(id))?;
    let wanted = |it: &obligation::Obligation| it.status.is_open() && duty.is_none_or(|name| it.duty == name);
    Ok(all.into_iter().filter(wanted).map(|it| it.id).collect())
}

/// Whether a death or a change of somebody's condition on that day still counts.
pub(crate) fn is_within(
    r: &Reader<'_>,
    ctx: &Ctx,
    (category, happened): (Category, kernel::Day),
    on: kernel::Day,
) -> Result<bool, Error> {
    let window = category.window();
    let name = match window {
        standards::accident::clock::Window::RoadOrFire => WINDOW_SHORT,
        standards::accident::clock::Window::Other => WINDOW,
    };
    let days = match rule::of_duty(r, ctx, name, happened)? {
        Some(rule) => i64::from(rule.amount),
        None => i64::from(window.days()),
    };
    Ok(happened.days_until(on) <= days)
}

/// The hour a unit has, or what the district's rule says.
pub(crate) fn unit_limit(r: &Reader<'_>, ctx: &Ctx, day: kernel::Day) -> Result<Span, Error> {
    let rule = Recipient::County.duty().map(|duty| rule::of_duty(r, ctx, duty, day)).transpose()?.flatten();
    let exact = rule.and_then(|rule| match rule.unit {
        Unit::Minutes => Some(Span::minutes(i64::from(rule.amount))),
        Unit::Hours => Some(Span::hours(i64::from(rule.amount))),
        Unit::CalendarDays | Unit::WorkingDays => None,
    });
    Ok(exact.unwrap_or(Span::hours(1)))
}

/// Who owes the district's reports: the desk of whoever works for the district, else the Safety Office.
pub(crate) fn desk(r: &Reader<'_>, ctx: &Ctx, it: &Incident) -> Result<OrganisationId, Error> {
    match is_of_district(r, ctx, it.organisation)? {
        true => Ok(it.organisation),
        false => registry::query::safety_office(r, ctx),
    }
}

pub(crate) fn is_of_district(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<bool, Error> {
    use registry::OrganisationKind::{Department, Office};
    Ok(registry::query::organisation_kind(r, ctx, id)?.is_some_and(|kind| matches!(kind, Department | Office)))
}
