//! The register of mass events (大型群众性活动): who holds what where for how many, and who looked at it before.
//!
//! Always true: whoever organises an event does not look at it; more people than the place may hold needs a reason; who
//! wrote down that it was held does not close it.
//! From a thousand people on, the Regulation on the safety of large mass activities (State Council Order 505) asks for a
//! permit of public security: without one the event is marked, not refused, because the register shows what is.

mod act;
pub mod export;
mod form;
mod list;
pub mod query;
mod store;
mod web;

pub use act::{
    Cancel, Close, Hold, Look, PERMIT_FROM, Permit, PlanIn, Register, cancel, close, hold, look, permit, plan_in,
    register,
};
pub(crate) use list::{PATH, table};
pub use store::project;
pub(crate) use web::routes;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

use crate::Owed;
use crate::period::SpecialPeriodId;

kernel::ids! {
    /// One event that many people come to.
    MassEventId,
}

words! {
    pub enum State {
        /// Nobody looked at it yet.
        Planned = "planned",
        Fit = "fit",
        Unfit = "unfit",
        Held = "held",
        Closed = "closed",
        Cancelled = "cancelled",
    }
}

impl State {
    /// It is still to be held.
    pub fn is_ahead(self) -> bool {
        matches!(self, State::Planned | State::Fit | State::Unfit)
    }
}

/// An event as it was registered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub number: String,
    pub title: Personal<String>,
    pub division: Division,
    pub place: Personal<String>,
    /// Who organises it: an organisation on record, else in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organiser: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organised_by: Option<Personal<String>>,
    pub starts: Instant,
    pub ends: Instant,
    pub expected: i64,
    pub limit: i64,
    /// Why more are expected than the place may hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_reason: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<String>,
    /// Who answers for its safety, and looks at it before it begins.
    pub department: OrganisationId,
    pub plan: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<SpecialPeriodId>,
    /// The look before it begins.
    pub look: Owed,
    /// Saying afterwards how it went.
    pub outcome: Owed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Box<Registered>),
    /// The safety plan came in.
    PlanReceived,
    Permitted {
        permit: String,
    },
    /// `again` is the next look that is owed where it is not fit.
    Looked {
        by: OrganisationId,
        fit: bool,
        findings: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<Owed>,
    },
    Held {
        actual: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    Cancelled {
        reason: Personal<String>,
    },
    /// What was written down about it is accepted.
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "mass_event";
    type Id = MassEventId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::PlanReceived => "plan_received",
            Fact::Permitted { .. } => "permitted",
            Fact::Looked { .. } => "looked",
            Fact::Held { .. } => "held",
            Fact::Cancelled { .. } => "cancelled",
            Fact::Closed { .. } => "closed",
        }
    }
}

/// One event as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct MassEvent {
    pub id: MassEventId,
    pub version: i64,
    pub number: String,
    pub title: Personal<String>,
    pub division: Division,
    pub place: Option<Personal<String>>,
    pub organiser: Option<OrganisationId>,
    pub organised_by: Option<Personal<String>>,
    pub starts: Instant,
    pub ends: Instant,
    pub expected: i64,
    pub limit: i64,
    pub over_reason: Option<Personal<String>>,
    pub permit: Option<String>,
    pub department: OrganisationId,
    pub plan: bool,
    pub period: Option<SpecialPeriodId>,
    pub state: State,
    pub look: Owed,
    pub outcome: Owed,
    pub registered_at: Instant,
    pub registered_by: Option<PersonId>,
    pub fit: Option<bool>,
    pub looked_at: Option<Instant>,
    pub looked_by: Option<OrganisationId>,
    pub findings: Option<Personal<String>>,
    pub actual: Option<i64>,
    pub held_at: Option<Instant>,
    pub held_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub ended_at: Option<Instant>,
}

impl MassEvent {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    /// It needs a permit and none is on record.
    pub fn lacks_permit(&self) -> bool {
        self.expected >= PERMIT_FROM && self.permit.is_none()
    }

    pub fn is_over_limit(&self) -> bool {
        self.expected > self.limit
    }

    /// It was held without anybody having found it fit.
    pub fn was_unlooked(&self) -> bool {
        matches!(self.state, State::Held | State::Closed) && self.fit != Some(true)
    }
}
