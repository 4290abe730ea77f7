//! Memberships: one person's part in one organisation, for a time. Access is decided from them.
//!
//! The three administrators exclude each other, and whoever administers has no part in the business: no person ever holds
//! two administrative roles, or an administrative and a business role, that have not ended.

pub(crate) mod change;
pub(crate) mod grant;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Division, Instant, MembershipStatus, OrganisationId, PersonId, Personal, Role, Sector};
use serde::{Deserialize, Serialize};

use crate::MembershipId;

pub use change::{Change, activate, change, end, suspend};
pub use grant::{Grant, grant};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Granted {
        person: PersonId,
        organisation: OrganisationId,
        division: Division,
        role: Role,
        /// Empty: all sectors.
        sectors: Vec<Sector>,
        from: Instant,
        to: Option<Instant>,
        deputy_for: Option<PersonId>,
    },
    Activated,
    Suspended {
        reason: Personal<String>,
    },
    Ended {
        reason: Personal<String>,
    },
}

impl Fact {
    /// The status that a membership has after it.
    pub fn status(&self) -> MembershipStatus {
        match self {
            Fact::Granted { .. } => MembershipStatus::Invited,
            Fact::Activated => MembershipStatus::Active,
            Fact::Suspended { .. } => MembershipStatus::Suspended,
            Fact::Ended { .. } => MembershipStatus::Ended,
        }
    }
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "membership";
    type Id = MembershipId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Granted { .. } => "granted",
            Fact::Activated => "activated",
            Fact::Suspended { .. } => "suspended",
            Fact::Ended { .. } => "ended",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["membership"], store::project);
