//! What an entry of a signed list is owed: key inspection, control or guidance, reported by its owner, accepted by the Safety
//! Office; and its removal (移出) from the list.
//!
//! Always true: each entry owes once and is removed at most once, with a reason; who reported does not accept; who is on the
//! list, or answers for what is done there, does not remove.

mod act;
mod checked;
pub mod export;
mod overview;
pub mod query;
mod removal;
mod store;
mod web;

pub(crate) use act::ask;
pub use act::{LookAtTreatment, RemoveEntry, ReportTreatment, look, remove, report};
pub(crate) use overview::{PATH, standing_mark};
pub use store::project;
pub(crate) use web::{VIEW, routes};

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use super::list::AttentionListId;
use super::{Subject, Treatment};
use crate::Owed;

kernel::ids! {
    /// One entry of a signed list.
    AttentionEntryId,
}

words! {
    pub enum State {
        Owed = "owed",
        /// Reported; somebody else looks.
        Reported = "reported",
        Returned = "returned",
        Done = "done",
        /// Not owed any more: it was removed before.
        Waived = "waived",
    }
}

impl State {
    /// The owner's move.
    pub fn is_owners(self) -> bool {
        matches!(self, State::Owed | State::Returned)
    }

    pub fn is_open(self) -> bool {
        self.is_owners() || self == State::Reported
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub list: AttentionListId,
    /// Of the row on the list.
    pub no: u32,
    pub subject: Subject,
    pub division: Division,
    pub owner: OrganisationId,
    pub treatments: Vec<Treatment>,
    pub owed: Owed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Asked(Asked),
    /// What was done: places inspected, hazards found there, and in words.
    Reported {
        visited: i64,
        found: i64,
        text: Personal<String>,
    },
    Accepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    Returned {
        reason: Personal<String>,
        due: Instant,
    },
    /// With the criteria that held then.
    Removed {
        reason: Personal<String>,
        holding: Vec<u32>,
        /// Whoever was on the list, and whoever answered for what was done there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        told: Vec<OrganisationId>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "attention_entry";
    type Id = AttentionEntryId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Asked(_) => "asked",
            Fact::Reported { .. } => "reported",
            Fact::Accepted { .. } => "accepted",
            Fact::Returned { .. } => "returned",
            Fact::Removed { .. } => "removed",
        }
    }
}

/// One entry as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionEntry {
    pub id: AttentionEntryId,
    pub version: i64,
    pub list: AttentionListId,
    pub no: u32,
    pub subject: Subject,
    pub division: Division,
    pub owner: OrganisationId,
    pub treatments: Vec<Treatment>,
    pub obligation: ObligationId,
    pub due: Instant,
    pub state: State,
    /// It was first reported after its deadline.
    pub late: bool,
    pub asked_at: Instant,
    pub visited: Option<i64>,
    pub found: Option<i64>,
    pub text: Option<Personal<String>>,
    pub reported_at: Option<Instant>,
    pub reported_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub removed_at: Option<Instant>,
    pub removed_by: Option<PersonId>,
    pub removal: Option<Personal<String>>,
    /// Criteria that held when it was removed.
    pub holding: Vec<u32>,
    /// Number and title of its list.
    pub list_number: Option<String>,
    pub list_title: Personal<String>,
}

words! {
    /// How it looks at a moment.
    pub enum Standing {
        Owed = "owed",
        /// Due, and not reported.
        Missing = "missing",
        /// Reported, and to be accepted.
        Reported = "reported",
        Done = "done",
        Removed = "removed",
    }
}

impl AttentionEntry {
    pub fn standing(&self, now: Instant) -> Standing {
        match self.state {
            _ if self.removed_at.is_some() => Standing::Removed,
            State::Owed | State::Returned if now > self.due => Standing::Missing,
            State::Owed | State::Returned => Standing::Owed,
            State::Reported => Standing::Reported,
            State::Done | State::Waived => Standing::Done,
        }
    }
}
