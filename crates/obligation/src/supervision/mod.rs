//! Supervision in public (挂牌督办): the steps from the listing to the end of its publication, whatever is listed.
//!
//! Published, extended or not, accepted on the spot or not, delisted, published again. Always true: a step is taken only
//! where the listing waits for it; nobody decides what they asked for; an extension is asked for so long before the deadline
//! as the dated rule says. Not here: what is listed, who may list it, and who supervises (`hazard::listing`,
//! `incident::investigation`).

#[cfg(test)]
mod tests;

use kernel::{Ctx, Day, Error, PersonId, Personal, Problem, words};
use ledger::Reader;
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Calendar};
use crate::rule::{self, Period, Unit};

words! {
    /// What it waits for, or how it ended.
    pub enum Status {
        Proposed = "proposed",
        Declined = "declined",
        /// Listed, and not yet made public.
        Listed = "listed",
        Published = "published",
        Acceptance = "acceptance",
        Accepted = "accepted",
        /// Delisted, and that not yet made public.
        Delisted = "delisted",
        Ended = "ended",
    }
}

impl Status {
    /// While it stands, what is listed can't be closed.
    pub fn stands(self) -> bool {
        matches!(self, Status::Proposed | Status::Listed | Status::Published | Status::Acceptance | Status::Accepted)
    }

    /// While somebody owes a step of it.
    pub fn is_open(self) -> bool {
        !matches!(self, Status::Declined | Status::Ended)
    }
}

words! {
    /// Each is a form, and a resource.
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

pub const DUTY_DECIDE: &str = "listing.decide";
pub const DUTY_PUBLISH: &str = "listing.publish";
pub const DUTY_EXTENSION: &str = "listing.extension";
pub const DUTY_ACCEPT: &str = "listing.accept";
pub const DUTY_DELIST: &str = "listing.delist";
pub const DUTY_PUBLISH_DELISTING: &str = "listing.publish_delisting";
/// Not owed by anybody: how long before the deadline an extension must be asked for.
pub const AHEAD: &str = "listing.extension_ahead";

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
        let Some(rule) = rule::of_duty(r, ctx, AHEAD, ctx.now.day())? else { return Ok(None) };
        let first = deadline.plus_days(-calendar::days_holding(i64::from(rule.amount)));
        let calendar = calendar::between(r, ctx, first, deadline)?;
        Ok(Some(Limit::before(deadline, &rule.period(), &rule.source, &calendar)))
    }
}

/// A listing as its rule needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listed {
    pub status: Status,
    pub deadline: Day,
    /// Until when an extension was asked for and is not decided.
    pub asked_until: Option<Day>,
    /// Who took the last step that another person answers.
    pub asker: Option<PersonId>,
}

/// What a step after the listing leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Turn {
    #[serde(rename = "listing_published")]
    Published { on: Day, place: String },
    #[serde(rename = "listing_extension_asked")]
    ExtensionAsked { until: Day, reason: Personal<String> },
    #[serde(rename = "listing_extension_granted")]
    ExtensionGranted { until: Day },
    #[serde(rename = "listing_extension_refused")]
    ExtensionRefused { reason: Personal<String> },
    #[serde(rename = "listing_acceptance_applied")]
    AcceptanceApplied { report: Personal<String> },
    #[serde(rename = "listing_accepted")]
    Accepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    /// Looked at on the spot and found wanting: supervision goes on.
    #[serde(rename = "listing_not_accepted")]
    NotAccepted { reason: Personal<String> },
    #[serde(rename = "listing_delisted")]
    Delisted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    #[serde(rename = "delisting_published")]
    DelistingPublished { on: Day, place: String },
}

impl Turn {
    /// As it is recorded.
    pub fn kind(&self) -> &'static str {
        match self {
            Turn::Published { .. } => "listing_published",
            Turn::ExtensionAsked { .. } => "listing_extension_asked",
            Turn::ExtensionGranted { .. } => "listing_extension_granted",
            Turn::ExtensionRefused { .. } => "listing_extension_refused",
            Turn::AcceptanceApplied { .. } => "listing_acceptance_applied",
            Turn::Accepted { .. } => "listing_accepted",
            Turn::NotAccepted { .. } => "listing_not_accepted",
            Turn::Delisted { .. } => "listing_delisted",
            Turn::DelistingPublished { .. } => "delisting_published",
        }
    }

    /// The duty that it settles, and the one that is owed after it.
    pub fn duties(&self) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Turn::Published { .. } => (Some(DUTY_PUBLISH), None),
            Turn::ExtensionAsked { .. } => (None, Some(DUTY_EXTENSION)),
            Turn::ExtensionGranted { .. } | Turn::ExtensionRefused { .. } => (Some(DUTY_EXTENSION), None),
            Turn::AcceptanceApplied { .. } => (None, Some(DUTY_ACCEPT)),
            Turn::Accepted { .. } => (Some(DUTY_ACCEPT), Some(DUTY_DELIST)),
            Turn::NotAccepted { .. } => (Some(DUTY_ACCEPT), None),
            Turn::Delisted { .. } => (Some(DUTY_DELIST), Some(DUTY_PUBLISH_DELISTING)),
            Turn::DelistingPublished { .. } => (Some(DUTY_PUBLISH_DELISTING), None),
        }
    }

    /// What was said with it.
    pub fn quote(&self) -> Option<&Personal<String>> {
        match self {
            Turn::ExtensionAsked { reason, .. } | Turn::ExtensionRefused { reason } | Turn::NotAccepted { reason } => {
                Some(reason)
            }
            Turn::AcceptanceApplied { report } => Some(report),
            Turn::Accepted { note } | Turn::Delisted { note } => note.as_ref(),
            _ => None,
        }
    }
}

/// Which steps its state allows, whoever takes them.
pub fn open(status: Status, asked: bool) -> Vec<Step> {
    match status {
        Status::Proposed => vec![Step::Decision],
        Status::Listed if asked => vec![Step::Publication, Step::ExtensionDecision],
        Status::Listed => vec![Step::Publication, Step::Extension],
        Status::Published if asked => vec![Step::ExtensionDecision],
        Status::Published => vec![Step::Extension, Step::Application],
        Status::Acceptance => vec![Step::Acceptance],
        Status::Accepted => vec![Step::Delisting],
        Status::Delisted => vec![Step::DelistingPublication],
        Status::Declined | Status::Ended => Vec::new(),
    }
}

/// Refuses a step that the listing does not wait for.
pub fn must_wait(it: &Listed, step: Step) -> Result<(), Error> {
    if open(it.status, it.asked_until.is_some()).contains(&step) {
        return Ok(());
    }
    Err(Error::refused("the listing does not wait for this step"))
}

/// Nobody decides what they asked for, or delists what they accepted.
pub fn must_be_another(it: &Listed, ctx: &Ctx, step: Step) -> Result<(), Error> {
    let answers = matches!(step, Step::ExtensionDecision | Step::Acceptance | Step::Delisting);
    if answers && ctx.person().is_some() && ctx.person() == it.asker {
        return Err(Error::Forbidden { action: "decide what you asked for yourself" });
    }
    Ok(())
}

/// Whether it is agreed to; said by everybody who decides.
pub fn agreed(said: &Said) -> Result<bool, Error> {
    said.agreed.ok_or_else(|| Problem::at("agreed", "say whether you agree").into())
}

/// Why; a refusal has a reason.
pub fn reason(said: &Said) -> Result<Personal<String>, Error> {
    note(said).ok_or_else(|| Problem::at("text", "say why").into())
}

fn note(said: &Said) -> Option<Personal<String>> {
    let text = said.text.trim();
    (!text.is_empty()).then(|| Personal::text(text))
}

/// A step after the decision to list. `ready`: whether what is listed is done, so that acceptance may be asked for.
pub fn decide(
    it: &Listed,
    ctx: &Ctx,
    step: Step,
    said: &Said,
    limit: Option<&Limit>,
    ready: Result<(), Error>,
) -> Result<Turn, Error> {
    must_wait(it, step)?;
    match step {
        Step::Decision => Err(Error::refused("the listing does not wait for this step")),
        Step::Publication => published(ctx, said).map(|(on, place)| Turn::Published { on, place }),
        Step::DelistingPublication => published(ctx, said).map(|(on, place)| Turn::DelistingPublished { on, place }),
        Step::Extension => asked(it, ctx, said, limit),
        Step::ExtensionDecision if agreed(said)? => {
            Ok(Turn::ExtensionGranted { until: it.asked_until.unwrap_or(it.deadline) })
        }
        Step::ExtensionDecision => Ok(Turn::ExtensionRefused { reason: reason(said)? }),
        Step::Application => {
            ready?;
            let report = note(said).ok_or(Problem::at("text", "say what was done"))?;
            Ok(Turn::AcceptanceApplied { report })
        }
        Step::Acceptance if agreed(said)? => Ok(Turn::Accepted { note: note(said) }),
        Step::Acceptance => Ok(Turn::NotAccepted { reason: reason(said)? }),
        Step::Delisting => Ok(Turn::Delisted { note: note(said) }),
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

fn asked(it: &Listed, ctx: &Ctx, said: &Said, limit: Option<&Limit>) -> Result<Turn, Error> {
    if let Some(limit) = limit.filter(|limit| ctx.now.day() > limit.last) {
        let with = format!("{} · {}", limit.last, limit.source);
        return Err(Error::Refused { why: "it is too late to ask for an extension", with: Some(with) });
    }
    match said.day {
        Some(until) if until > it.deadline => Ok(Turn::ExtensionAsked { until, reason: reason(said)? }),
        _ => Err(Problem::at("until", "the new deadline must be later than the present one").into()),
    }
}
