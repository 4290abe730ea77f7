//! The steps of a listing after its proposal: who may take each, when, and what it leads to.

use kernel::{Ctx, Day, Error, Role};
use ledger::Tx;
use obligation::supervision::{
    self, DUTY_ACCEPT, DUTY_DECIDE, DUTY_DELIST, DUTY_EXTENSION, DUTY_PUBLISH, DUTY_PUBLISH_DELISTING, Limit, Listed,
    Said, Step, Turn,
};

use super::{Fact, Listing, ListingId, query, store};
use crate::duties::{self, Matter};
use crate::extend::{self, Extend};
use crate::model::{Hazard, Status as HazardStatus};

/// Which steps its state allows, whoever takes them.
pub fn open(it: &Listing) -> Vec<Step> {
    supervision::open(it.status, it.asked_until.is_some())
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
    supervision::must_be_another(&listed(it), ctx, step)?;
    match step {
        Step::Decision if myself(it.proposer) => Err(Error::Forbidden { action: "decide your own proposal" }),
        Step::Extension | Step::Application => crate::must_hold(ctx, hazard),
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
    supervision::must_wait(&listed(it), step)?;
    may_take(it, hazard, ctx, step)?;
    match step {
        Step::Decision if supervision::agreed(said)? => {
            Ok(Fact::Listed { year: ctx.now.day().year(), number: known.number })
        }
        Step::Decision => Ok(Fact::Declined { reason: supervision::reason(said)? }),
        _ => {
            let ready = match is_reported(hazard.status) {
                true => Ok(()),
                false => Err(Error::refused("report the rectification done before asking for acceptance")),
            };
            supervision::decide(&listed(it), ctx, step, said, known.limit.as_ref(), ready).map(Fact::from)
        }
    }
}

fn listed(it: &Listing) -> Listed {
    Listed { status: it.status, deadline: it.deadline, asked_until: it.asked_until, asker: it.asker }
}

impl From<Turn> for Fact {
    fn from(turn: Turn) -> Self {
        match turn {
            Turn::Published { on, place } => Fact::Published { on, place },
            Turn::ExtensionAsked { until, reason } => Fact::ExtensionAsked { until, reason },
            Turn::ExtensionGranted { until } => Fact::ExtensionGranted { until },
            Turn::ExtensionRefused { reason } => Fact::ExtensionRefused { reason },
            Turn::AcceptanceApplied { report } => Fact::AcceptanceApplied { report },
            Turn::Accepted { note } => Fact::Accepted { note },
            Turn::NotAccepted { reason } => Fact::NotAccepted { reason },
            Turn::Delisted { note } => Fact::Delisted { note },
            Turn::DelistingPublished { on, place } => Fact::DelistingPublished { on, place },
        }
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
