//! What the public reports, without an account: received, answered by a person, taken up as a hazard where it is one.
//!
//! Always true: each has a receipt number that only the reporter knows, and one duty to answer it; how the reporter is
//! reached stands on no list, no export, no hazard and in no search, and each look at it is a fact that says who looked; what
//! is taken up becomes a hazard by the command of everybody else, with the clerk's words.
//! Not here: the form for everybody and its limits (`server`); complaints about this system, which are no facts.

mod act;
mod card;
mod detail;
pub mod export;
mod list;
pub mod query;
mod receipt;
mod receive;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Accept, accept, answer, refuse, see_contact};
pub(crate) use card::Shown;
pub use receipt::Receipt;
pub use receive::{Receive, Received, TOO_MANY, receive};
pub use routes::routes;
pub use store::project;

use evidence::Digest;
use kernel::{Division, Instant, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::model::HazardId;

kernel::ids! {
    /// One report of the public.
    PublicReportId,
}

/// What a report makes the Safety Office owe.
pub const DUTY_ANSWER: &str = "report.answer";

words! {
    /// What it is about, in words that everybody chooses among.
    pub enum Category {
        Fire = "fire",
        Gas = "gas",
        Electricity = "electricity",
        Chemicals = "chemicals",
        Mine = "mine",
        Construction = "construction",
        Traffic = "traffic",
        SpecialEquipment = "special_equipment",
        NaturalHazard = "natural_hazard",
        Other = "other",
    }
}

words! {
    pub enum State {
        Open = "open",
        /// Taken up as a hazard.
        Accepted = "accepted",
        Answered = "answered",
        Refused = "refused",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Received {
        year: i16,
        number: i64,
        /// The hash of the receipt number.
        receipt: Digest,
        division: Division,
        category: Category,
        place: Personal<String>,
        text: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Personal<String>>,
        obligation: ObligationId,
        due: Instant,
    },
    Accepted {
        hazard: HazardId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Personal<String>>,
    },
    Answered {
        answer: Personal<String>,
    },
    Refused {
        reason: Personal<String>,
    },
    /// Somebody looked at how the reporter is reached.
    ContactSeen,
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "public_report";
    type Id = PublicReportId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Received { .. } => "received",
            Fact::Accepted { .. } => "accepted",
            Fact::Answered { .. } => "answered",
            Fact::Refused { .. } => "refused",
            Fact::ContactSeen => "contact_seen",
        }
    }
}

/// One report as those see it who answer; how the reporter is reached is asked for by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicReport {
    pub id: PublicReportId,
    pub version: i64,
    pub year: i64,
    pub number: i64,
    pub state: State,
    pub division: Division,
    pub category: Category,
    pub place: Personal<String>,
    pub text: Personal<String>,
    pub has_contact: bool,
    pub received_at: Instant,
    pub due: Instant,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<Personal<String>>,
    pub hazard: Option<HazardId>,
}

impl PublicReport {
    /// `2026-0007`, for the house; the reporter has another one.
    pub fn number_text(&self) -> String {
        number_text(self.year, self.number)
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }
}

fn number_text(year: i64, number: i64) -> String {
    format!("{year}-{number:04}")
}
