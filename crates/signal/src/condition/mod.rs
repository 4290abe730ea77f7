//! Conditions: the state of one rule, or of one fault of the readings, at one place.
//!
//! Always true: of one place and rule at most one is active; a change is recorded once, however often it is told, with the
//! reading's own time; what was cleared without having been acknowledged is still owed.
//! A change that is told late, behind one that is known, is kept in the course and changes nothing of what stands.
//! Not here: when a limit is passed (`readings`), telling the public (`warning`).

mod acknowledge;
mod detail;
pub mod export;
mod list;
pub mod query;
mod record;
mod store;

pub use acknowledge::{Acknowledge, acknowledge};
pub(crate) use list::{PATH, short_table};
pub use record::{Change, Recorded, record};
pub use store::project;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::{Owed, Owner};
use readings::Metric;
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use crate::device::{DeviceId, metric_code};
use crate::rule::{Aggregate, SignalRuleId};
use crate::{Colour, Quantity};

kernel::ids! {
    /// One condition, from the moment it was raised.
    ConditionId,
}

words! {
    /// What is wrong.
    pub enum Sort {
        /// A rule's threshold is passed.
        Rule = "rule",
        /// Nothing came for two intervals.
        Silent = "silent",
        /// The same value again and again.
        Stuck = "stuck",
        /// A greater step than the device can make.
        Jumping = "jumping",
        /// A value that can't be true.
        Impossible = "impossible",
        /// A rule can't be evaluated.
        Unevaluable = "unevaluable",
        /// A gateway, or the intake, has no heartbeat.
        IntakeLost = "intake_lost",
        /// The engine is behind the readings.
        EngineBehind = "engine_behind",
    }
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Device(DeviceId),
    /// A supervised subject that several devices measure.
    Site(SubjectId),
    /// A gateway or an intake, by its name.
    Intake(String),
}

impl Place {
    pub fn device(&self) -> Option<DeviceId> {
        match self {
            Place::Device(id) => Some(*id),
            Place::Site(_) | Place::Intake(_) => None,
        }
    }

    pub fn site(&self) -> Option<SubjectId> {
        match self {
            Place::Site(id) => Some(*id),
            Place::Device(_) | Place::Intake(_) => None,
        }
    }

    pub fn intake(&self) -> Option<&str> {
        match self {
            Place::Intake(name) => Some(name),
            Place::Device(_) | Place::Site(_) => None,
        }
    }
}

/// The value that made the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    #[serde(with = "metric_code")]
    pub metric: Metric,
    pub value: Quantity,
    /// Where the value is the figure of a named model and no amount of the metric itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Aggregate>,
}

impl Reading {
    /// `rain`, `displacement/tangent_angle`: as a row keeps it.
    fn code(&self) -> String {
        match self.by {
            None => self.metric.code().to_owned(),
            Some(by) => format!("{}/{by}", self.metric.code()),
        }
    }

    fn of(code: &str, value: Quantity) -> Option<Reading> {
        let (metric, by) = code.split_once('/').map_or((code, None), |(metric, by)| (metric, Some(by)));
        Some(Reading { metric: Metric::of_code(metric)?, value, by: by.and_then(Aggregate::from_word) })
    }
}

/// A condition as it was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    pub number: String,
    pub sort: Sort,
    pub mark: String,
    pub place: Place,
    /// The edition by which it was raised, and the rule's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<SignalRuleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_code: Option<String>,
    pub division: Division,
    pub owner: OrganisationId,
    pub holder: Owner,
    pub colour: Colour,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    pub owed: Owed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Raised(Box<Raised>),
    /// `owed` where the acknowledgement is owed anew, or sooner.
    Worsened {
        colour: Colour,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed: Option<Owed>,
    },
    Eased {
        colour: Colour,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    /// The same again.
    Repeated {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    Cleared {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    /// Told behind a later change: what it was then; none where it was nothing.
    Late {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colour: Option<Colour>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    Acknowledged {
        note: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "condition";
    type Id = ConditionId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Raised(_) => "raised",
            Fact::Worsened { .. } => "worsened",
            Fact::Eased { .. } => "eased",
            Fact::Repeated { .. } => "repeated",
            Fact::Cleared { .. } => "cleared",
            Fact::Late { .. } => "late",
            Fact::Acknowledged { .. } => "acknowledged",
        }
    }
}

/// One condition as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub id: ConditionId,
    pub version: i64,
    pub number: String,
    pub sort: Sort,
    pub mark: String,
    pub place: Place,
    pub rule: Option<SignalRuleId>,
    pub rule_code: Option<String>,
    pub division: Division,
    pub owner: OrganisationId,
    pub holder: Owner,
    /// As it stands, or stood when it was cleared.
    pub colour: Colour,
    pub worst: Colour,
    pub raised_at: Instant,
    /// Of the latest change.
    pub last_at: Instant,
    pub cleared_at: Option<Instant>,
    /// Of the latest change that had one.
    pub reading: Option<Reading>,
    pub repeats: i64,
    pub acknowledged_at: Option<Instant>,
    pub acknowledged_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub owed: Owed,
}

impl Condition {
    pub fn is_active(&self) -> bool {
        self.cleared_at.is_none()
    }

    pub fn is_acknowledged(&self) -> bool {
        self.acknowledged_at.is_some()
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
