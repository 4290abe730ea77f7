//! Problems (发现问题): one thing that an examination found wrong, owed by the examined organisation, checked and closed by
//! somebody else.
//!
//! Always true: a problem has exactly one obligation from its first moment on; whoever reported it done does not close it; one
//! that was withdrawn says why and owes nothing.

mod act;
pub mod export;
mod list;
pub mod query;
mod store;
mod web;

pub use act::{Extend, Find, Withdraw, extend, find, report, verify, withdraw};
pub(crate) use list::{PATH, state_mark};
pub use store::project;
pub(crate) use web::routes;

use kernel::{Instant, OrganisationId, PersonId, Personal};
use obligation::ObligationId;
pub use obligation::undertaking::{ReportDone, State, Verify};
use serde::{Deserialize, Serialize};

use crate::examination::OversightExaminationId;
use crate::scheme::OversightSchemeId;
use obligation::Owed;

kernel::ids! {
    /// One problem that an examination found.
    OversightProblemId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Found {
        number: String,
        examination: OversightExaminationId,
        item: u32,
        problem: Personal<String>,
        owner: OrganisationId,
        owed: Owed,
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
    const STREAM: &'static str = "oversight_problem";
    type Id = OversightProblemId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Found { .. } => "found",
            Fact::Reported { .. } => "reported",
            Fact::Returned { .. } => "returned",
            Fact::Closed { .. } => "closed",
            Fact::Extended { .. } => "extended",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// One problem as it stands, with the scheme it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub id: OversightProblemId,
    pub version: i64,
    pub number: String,
    pub examination: OversightExaminationId,
    pub scheme: OversightSchemeId,
    pub scheme_title: Personal<String>,
    pub item: u32,
    pub problem: Personal<String>,
    pub owner: OrganisationId,
    pub obligation: ObligationId,
    /// By when the owner has it done.
    pub due: Instant,
    pub state: State,
    pub found_at: Instant,
    pub found_by: Option<PersonId>,
    pub done: Option<Personal<String>>,
    pub reported_at: Option<Instant>,
    pub reported_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<PersonId>,
}

impl Problem {
    pub fn text(&self) -> &str {
        self.problem.as_str().unwrap_or("--")
    }

    /// Its owner is late, or was when it was reported done.
    pub fn is_late(&self, now: Instant) -> bool {
        self.state.is_late(self.due, self.reported_at, now)
    }
}
