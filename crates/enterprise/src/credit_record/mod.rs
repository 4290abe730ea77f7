//! Credit: what an organisation is commended or listed for in safety, on which basis, from when to when.
//!
//! Always true: an entry against an organisation has an end; the organisation sees every entry of its own and may object,
//! which is answered by somebody who did not enter it; an entry is repaired by a second person; what was withdrawn stays
//! on record and does not count.
//!
//! Not here: what such an entry leads to elsewhere; nobody is ranked by it.

mod act;
mod detail;
pub mod export;
mod list;
pub mod query;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Enter, answer, enter, object, repair};
pub(crate) use detail::{CreditRecordAnswer, answer_of};
pub(crate) use list::{sort_mark, state_mark};
pub use routes::routes;
pub use store::project;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One entry about one organisation.
    CreditRecordId,
}

/// What an objection makes the Safety Office owe.
pub const DUTY_OBJECTION: &str = "credit.objection";

words! {
    pub enum Sort {
        Good = "good",
        Bad = "bad",
    }
}

words! {
    /// How it stands on a day.
    pub enum State {
        /// It begins later.
        Waiting = "waiting",
        InForce = "in_force",
        Ended = "ended",
        Repaired = "repaired",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// How it stopped counting before its end.
    pub enum Closing {
        Repaired = "repaired",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What became of the last objection.
    pub enum Objection {
        Open = "open",
        /// The entry stands.
        Upheld = "upheld",
        Withdrawn = "withdrawn",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entered {
    pub organisation: OrganisationId,
    pub division: Division,
    pub sort: Sort,
    pub reason: Personal<String>,
    /// The clause or the number of the document.
    pub basis: String,
    /// The number of the hazard or document it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub from: Day,
    /// The last day it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Entered(Entered),
    Repaired {
        reason: Personal<String>,
    },
    Objected {
        reason: Personal<String>,
        obligation: ObligationId,
        due: Instant,
    },
    /// The objection was answered: the entry stands.
    Upheld {
        answer: Personal<String>,
    },
    /// The objection was answered: the entry counts no more.
    Withdrawn {
        answer: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "credit_record";
    type Id = CreditRecordId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Entered(_) => "entered",
            Fact::Repaired { .. } => "repaired",
            Fact::Objected { .. } => "objected",
            Fact::Upheld { .. } => "upheld",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// What the organisation said against it, and the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Objected {
    pub state: Objection,
    pub at: Option<Instant>,
    pub by: Option<PersonId>,
    pub reason: Option<Personal<String>>,
    pub due: Option<Instant>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<Personal<String>>,
}

/// How it stopped counting before its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Closed {
    pub how: Closing,
    pub at: Option<Instant>,
    pub by: Option<PersonId>,
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreditRecord {
    pub id: CreditRecordId,
    pub version: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sort: Sort,
    pub reason: Personal<String>,
    pub basis: String,
    pub source: Option<String>,
    pub from: Day,
    pub to: Option<Day>,
    pub entered_at: Instant,
    pub entered_by: Option<PersonId>,
    pub closed: Option<Closed>,
    pub objected: Option<Objected>,
}

impl CreditRecord {
    pub fn state(&self, today: Day) -> State {
        match &self.closed {
            Some(Closed { how: Closing::Repaired, .. }) => State::Repaired,
            Some(Closed { how: Closing::Withdrawn, .. }) => State::Withdrawn,
            None if self.from > today => State::Waiting,
            None if self.to.is_some_and(|to| to < today) => State::Ended,
            None => State::InForce,
        }
    }

    pub fn is_objected_to(&self) -> bool {
        self.objected.as_ref().is_some_and(|it| it.state == Objection::Open)
    }
}
