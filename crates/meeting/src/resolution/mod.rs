//! Resolutions (议定事项): one thing a meeting decided, owed by one organisation, verified and closed by somebody else.
//!
//! Always true: a resolution has exactly one obligation from its first moment on; whoever reported it done does not close
//! it; one that was withdrawn says why and owes nothing. One that an imported ledger says was done owes nothing either.

mod act;
pub mod export;
mod list;
pub mod query;
mod store;
mod web;

pub use act::{Extend, Resolve, Withdraw, extend, report, resolve, resolve_problem, verify, withdraw};
pub(crate) use act::{Past, remember, resolve_of};
pub(crate) use list::{PATH, state_mark};
pub use store::project;
pub(crate) use web::routes;

use kernel::{Error, Instant, OrganisationId, PersonId, Personal};
use obligation::ObligationId;
pub use obligation::undertaking::{ReportDone, State, Verify};
use serde::{Deserialize, Serialize};

use crate::model::{MeetingId, Owed};

kernel::ids! {
    /// One thing that a meeting decided.
    ResolutionId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Resolved {
        number: String,
        meeting: MeetingId,
        /// The problem of a statement that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<u32>,
        resolution: Personal<String>,
        owner: OrganisationId,
        owed: Owed,
    },
    /// A ledger says that it was decided and done before it came in.
    Imported {
        number: String,
        meeting: MeetingId,
        resolution: Personal<String>,
        owner: OrganisationId,
        /// When the meeting was.
        on: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        done: Option<Personal<String>>,
    },
    Reported {
        done: Personal<String>,
    },
    Returned {
        reason: Personal<String>,
        due: Instant,
    },
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    Extended {
        due: Instant,
        reason: Personal<String>,
    },
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "resolution";
    type Id = ResolutionId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Resolved { .. } => "resolved",
            Fact::Imported { .. } => "imported",
            Fact::Reported { .. } => "reported",
            Fact::Returned { .. } => "returned",
            Fact::Closed { .. } => "closed",
            Fact::Extended { .. } => "extended",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// One resolution as it stands, with the meeting it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    pub id: ResolutionId,
    pub version: i64,
    pub number: String,
    pub meeting: MeetingId,
    pub meeting_title: Personal<String>,
    pub problem: Option<u32>,
    pub resolution: Personal<String>,
    pub owner: OrganisationId,
    /// None where it was done before it came in.
    pub obligation: Option<ObligationId>,
    /// By when the owner has it done.
    pub due: Option<Instant>,
    pub state: State,
    pub resolved_at: Instant,
    pub resolved_by: Option<PersonId>,
    pub done: Option<Personal<String>>,
    pub reported_at: Option<Instant>,
    pub reported_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<PersonId>,
}

impl Resolution {
    pub fn text(&self) -> &str {
        self.resolution.as_str().unwrap_or("--")
    }

    /// Its owner is late, or was when it was reported done.
    pub fn is_late(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| self.state.is_late(due, self.reported_at, now))
    }

    /// What is owed and by when.
    pub(crate) fn owed(&self) -> Result<(ObligationId, Instant), Error> {
        self.obligation.zip(self.due).ok_or(Error::refused("this resolution is not open any more"))
    }
}
