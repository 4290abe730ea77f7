//! Commitments (承诺事项): what the addressee of a letter, or whoever was interviewed, promises to do by when.
//!
//! Always true: a commitment has one owner, the organisation that made it, and one obligation from its first moment on; the
//! Safety Office accepts it or returns it with what is missing, gives more time or withdraws it with a reason. It is late like any duty, and can draw a letter itself.

mod act;
mod card;
pub(crate) mod query;
mod store;
#[cfg(test)]
mod tests;
mod web;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, Sector};
use serde::{Deserialize, Serialize};

use super::FollowUpId;
use crate::model::{ObligationId, Owed};
use crate::undertaking::State;

pub use act::{Extend, Promise, Withdraw, extend, report, verify, withdraw};
pub(super) use act::{MOST, check, make};
pub(super) use card::card;
pub use query::of;
pub use store::project;
pub(crate) use web::routes;
pub(super) use web::{CommitmentAnswer, answer_of};

kernel::ids! {
    /// One thing promised in the answer to a letter, or in an interview.
    CommitmentId,
}

/// Owed by whoever promised.
pub const DUTY: &str = "letter.commitment";

pub(crate) const PATH: &str = "/commitments";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Made {
        follow_up: FollowUpId,
        no: u32,
        what: Personal<String>,
        owner: OrganisationId,
        division: Division,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sector: Option<Sector>,
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
    /// More time for what is still to be done.
    Extended {
        due: Instant,
        reason: Personal<String>,
    },
    /// It is owed no more.
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "commitment";
    type Id = CommitmentId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Made { .. } => "made",
            Fact::Reported { .. } => "reported",
            Fact::Returned { .. } => "returned",
            Fact::Closed { .. } => "closed",
            Fact::Extended { .. } => "extended",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// One as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    pub id: CommitmentId,
    pub version: i64,
    pub follow_up: FollowUpId,
    pub no: u32,
    pub what: Personal<String>,
    pub owner: OrganisationId,
    pub obligation: ObligationId,
    /// By when the owner has it done.
    pub due: Instant,
    pub state: State,
    pub made_at: Instant,
    pub done: Option<Personal<String>>,
    pub reported_at: Option<Instant>,
    pub reported_by: Option<PersonId>,
    /// What was missing, or what was said at the end.
    pub note: Option<Personal<String>>,
    pub closed_at: Option<Instant>,
}

impl Commitment {
    pub fn text(&self) -> &str {
        self.what.as_str().unwrap_or(crate::words::UNKNOWN)
    }

    pub fn is_late(&self, now: Instant) -> bool {
        self.state.is_late(self.due, self.reported_at, now)
    }
}
