//! The steps of a listing after its proposal: who may take each, when, and what it leads to.

use kernel::{Ctx, Day, Error, Personal, Problem, Role, words};
use ledger::{Reader, Tx};
use obligation::calendar::{self, Calendar};
use obligation::rule::{Period, Unit};

use super::{
    AHEAD, DUTY_ACCEPT, DUTY_DECIDE, DUTY_DELIST, DUTY_EXTENSION, DUTY_PUBLISH, DUTY_PUBLISH_DELISTING, Fact, Listing,
    ListingId, Status, query, store,
};
use crate::duties::{self, Matter};
use crate::extend::{self, Extend};
use crate::model::{Hazard, Status as HazardStatus};

words! {
    /// Each is a form of the listing's page, and a resource.
    pub enum Step {
        Decision = "decision",
        Publication = "publication",
        Extension = "extension",
        ExtensionDecision = "extension-decision",
        Application = "acceptance-application",
        Acceptance = "acceptance",
        Delisting = "delisting",
        DelistingPublication = "delisting-publication",
    }
}

/// What a form of a step may say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    pub agreed: Option<bool>,
    pub text: String,
    pub place: String,
    pub day: Option<Day>,
}

/// The last day on which an extension may be asked for, and the text that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    pub last: Day,
    pub source: String,
}

impl Limit {
    /// So long before the deadline.
    pub fn before(deadline: Day, period: &Period, source: &str, calendar: &Calendar) -> Limit {
        let amount = i64::from(period.amount);
        let last = match period.unit {
            Unit::WorkingDays => calendar.plus_working_days(deadline, -amount),
            Unit::CalendarDays => deadline.plus_days(-amount),
            Unit::Hours | Unit::Minutes => deadline,
        };
        Limit { last, source: source.to_owned() }
    }

    /// By the rule in force today; without one there is no limit.
    pub fn in_force(r: &Reader<'_>, ctx: &Ctx, deadline: Day) -> Result<Option<Limit>, Error> {
        let Some(rule) = obligation::rule::of_duty(r, ctx, AHEAD, ctx.now.day())? else { return Ok(None) };
        let first = deadline.plus_days(-calendar::days_holding(i64::from(rule.amount)));
        let calendar = calendar::between(r, ctx, first, deadline)?;
        Ok(Some(Limit::before(deadline, &rule.period(), &rule.source, &calendar)))
    }
}

/// Which steps its state allows, whoever takes them.
pub fn open(it: &Listing) -> Vec<Step> {
    match it.status {
        Status::Proposed => vec![Step::Decision],
        Status::Listed if it.asked_until.is_some() => vec![Step::Publication, Step::ExtensionDecision],
        Status::Listed => vec![Step::Publication, Step::Extension],
        Status::Published if it.asked_until.is_some() => vec![Step::ExtensionDecision],
        Status::Published => vec![Step::Extension, Step::Application],
        Status::Acceptance => vec![Step::Acceptance],
        Status::Accepted => vec![Step::Delisting],
        Status::Delisted => vec![Step::DelistingPublication],
        Status::Declined | Status::Ended => Vec::new(),
    }
}

/// Whether this visitor may take it: the rectifier asks and applies, the supervising body does the rest.
pub(super) fn may_take(it: &Listing, hazard: &Hazard, ctx: &Ctx, step: Step) -> Result<(), Error> {
    let myself = |person: Option<kernel::PersonId>| ctx.person().is_some() && ctx.person() == person;
    let supervises = || {
        ctx.person().is_none()
            || ctx
                .acting
                .iter()
                .filter(|m| m.is_active(ctx.now))
                .any(|m| m.organisation == it.organisation || matches!(m.role, Role::DistrictClerk | Role::Leader))
    };
    match step {
        Step::Decision if myself(it.proposer) => Err(Error::Forbidden { action: "decide your own proposal" }),
        Step::Extension | Step::Application => crate::must_hold(ctx, hazard),
        Step::ExtensionDecision | Step::Acceptance | Step::Delisting if myself(it.asker) => {
            Err(Error::Forbidden { action: "decide what you asked for yourself" })
        }
        Step::Publication | Step::DelistingPublication | Step::ExtensionDecision | Step::Acceptance
            if !supervises() =>
        {
            Err(Error::Forbidden { action: "supervise what another organisation supervises" })
        }
        _ => Ok(()),
    }
}

/// What the form can't know.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub number: i64,
    pub limit: Option<Limit>,
}

/// Acceptance is asked for once the rectification is reported done.
pub(super) fn is_reported(status: HazardStatus) -> bool {
    matches!(status, HazardStatus::ToVerify | HazardStatus::ToClose)
}

pub fn decide(it: &Listing, hazard: &Hazard, ctx: &Ctx, step: Step, said: &Said, known: &Known) -> Result<Fact, Error> {
    if !open(it).contains(&step) {
        return Err(Error::refused("the listing does not wait for this step"));
    }
    may_take(it, hazard, ctx, step)?;
    let text = said.text.trim();
    let note = (!text.is_empty()).then(|| Personal::text(text));
    let reason = || note.clone().ok_or_else(|| Error::from(Problem::at("text", "say why")));
    let agreed = || said.agreed.ok_or_else(|| Error::from(Problem::at("agreed", "say whether you agree")));
    match step {
        Step::Decision if agreed()? => Ok(Fact::Listed { year: ctx.now.day().year(), number: known.number }),
        Step::Decision => Ok(Fact::Declined { reason: reason()? }),
        Step::Publication => published(ctx, said).map(|(on, place)| Fact::Published { on, place }),
        Step::DelistingPublication => published(ctx, said).map(|(on, place)| Fact::DelistingPublished { on, place }),
        Step::Extension => asked(it, ctx, said, known.limit.as_ref(), reason),
        Step::ExtensionDecision if agreed()? => {
            Ok(Fact::ExtensionGranted { until: it.asked_until.unwrap_or(it.deadline) })
        }
        Step::ExtensionDecision => Ok(Fact::ExtensionRefused { reason: reason()? }),
        Step::Application if !is_reported(hazard.status) => {
            Err(Error::refused("report the rectification done before asking for acceptance"))
        }
        Step::Application => {
            let report = note.clone().ok_or(Problem::at("text", "say what was done"))?;
            Ok(Fact::AcceptanceApplied { report })
        }
        Step::Acceptance if agreed()? => Ok(Fact::Accepted { note }),
        Step::Acceptance => Ok(Fact::NotAccepted { reason: reason()? }),
        Step::Delisting => Ok(Fact::Delisted { note }),
    }
}

fn published(ctx: &Ctx, said: &Said) -> Result<(Day, String), Error> {
    let mut problems = Vec::new();
    let place = said.place.trim();
    if place.is_empty() {
        problems.push(Problem::at("place", "say where it was published"));
    }
    match said.day {
        Some(day) if day <= ctx.now.day() && problems.is_empty() => return Ok((day, place.to_owned())),
        Some(day) if day <= ctx.now.day() => {}
        Some(_) => problems.push(Problem::at("day", "the day of publication lies in the future")),
        None => problems.push(Problem::at("day", "say on which day it was published")),
    }
    Err(kernel::Problems(problems).into())
}

fn asked(
    it: &Listing,
    ctx: &Ctx,
    said: &Said,
    limit: Option<&Limit>,
    reason: impl Fn() -> Result<Personal<String>, Error>,
) -> Result<Fact, Error> {
    if let Some(limit) = limit.filter(|limit| ctx.now.day() > limit.last) {
        let with = format!("{} · {}", limit.last, limit.source);
        return Err(Error::Refused { why: "it is too late to ask for an extension", with: Some(with) });
    }
    match said.day {
        Some(until) if until > it.deadline => Ok(Fact::ExtensionAsked { until, reason: reason()? }),
        _ => Err(Problem::at("until", "the new deadline must be later than the present one").into()),
    }
}

/// The series of notice numbers, per district and year.
const SERIES: &str = "listing";

pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: ListingId, step: Step, said: &Said) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    let hazard = crate::store::load(tx, ctx, it.hazard)?;
    let limit = if step == Step::Extension { Limit::in_force(tx, ctx, it.deadline)? } else { None };
    let mut known = Known { number: 0, limit };
    let mut fact = decide(&it, &hazard, ctx, step, said, &known)?;
    // A number is taken only for a notice that is really given out.
    if matches!(fact, Fact::Listed { .. }) {
        known.number = tx.next_number(ctx, SERIES, ctx.now.day().year())?;
        fact = decide(&it, &hazard, ctx, step, said, &known)?;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    owe(tx, ctx, &it, &hazard, &fact)?;
    match fact {
        Fact::ExtensionGranted { until } => extend_rectification(tx, ctx, id, &hazard, until),
        _ => Ok(()),
    }
}

/// What the step settles, and what is owed after it.
fn owe(tx: &mut Tx<'_>, ctx: &Ctx, it: &Listing, hazard: &Hazard, fact: &Fact) -> Result<(), Error> {
    let (settled, next) = match fact {
        Fact::Proposed { .. } => (None, None),
        Fact::Declined { .. } => (Some(DUTY_DECIDE), None),
        Fact::Listed { .. } => (Some(DUTY_DECIDE), Some((DUTY_PUBLISH, it.organisation))),
        Fact::Published { .. } => (Some(DUTY_PUBLISH), None),
        Fact::ExtensionAsked { .. } => (None, Some((DUTY_EXTENSION, it.organisation))),
        Fact::ExtensionGranted { .. } | Fact::ExtensionRefused { .. } => (Some(DUTY_EXTENSION), None),
        Fact::AcceptanceApplied { .. } => (None, Some((DUTY_ACCEPT, it.organisation))),
        Fact::Accepted { .. } => (Some(DUTY_ACCEPT), Some((DUTY_DELIST, registry::query::safety_office(tx, ctx)?))),
        Fact::NotAccepted { .. } => (Some(DUTY_ACCEPT), None),
        Fact::Delisted { .. } => (Some(DUTY_DELIST), Some((DUTY_PUBLISH_DELISTING, it.organisation))),
        Fact::DelistingPublished { .. } => (Some(DUTY_PUBLISH_DELISTING), None),
    };
    let about = duties::about_listing(it.id);
    if let Some(duty) = settled {
        duties::settle(tx, ctx, &about, duty)?;
    }
    if let Some((duty, owner)) = next {
        let matter = Matter::of(tx, ctx, hazard)?;
        duties::owe(tx, ctx, about, matter, duty, owner)?;
    }
    Ok(())
}

/// What is granted to the listing is granted to the rectification, where that would end earlier.
fn extend_rectification(tx: &mut Tx<'_>, ctx: &Ctx, id: ListingId, hazard: &Hazard, until: Day) -> Result<(), Error> {
    let rectifying =
        matches!(hazard.status, HazardStatus::ToRectify | HazardStatus::Rectifying | HazardStatus::Returned);
    let minutes = i64::from(obligation::rule::END_OF_DAY);
    let due = until.start() + kernel::Span::minutes(minutes);
    if !rectifying || hazard.due.is_none_or(|present| present >= due) || due <= ctx.now {
        return Ok(());
    }
    let history = tx.history::<Fact>(ctx.district, id)?;
    let reason = history.into_iter().rev().find_map(|entry| match entry.fact {
        Fact::ExtensionAsked { reason, .. } => reason.known().cloned(),
        _ => None,
    });
    extend::extend(tx, ctx, hazard.id, &Extend { due, reason: reason.unwrap_or_else(|| until.to_string()) })
}
