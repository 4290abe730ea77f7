//! Accountability (追责问责): what the ledger says was neglected, put before a person with its proof.
//!
//! Always true: a rule opens a case and never decides one; a case is about an organisation and one matter, opened once;
//! its proof is the facts themselves, in their order, each with the way to its page; a person sets it aside with a reason
//! or hands it over to whoever examines conduct, and owes that decision by a deadline. Nobody is ranked and nothing is
//! scored: there is no count by person here, and none may be added.
//! Not here: what the examination finds and what follows from it, which is another body's.

mod act;
mod chain;
mod detail;
pub mod export;
mod list;
pub mod query;
mod store;
#[cfg(test)]
mod tests;
pub mod trigger;
pub(crate) mod web;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::{ObligationId, Ref};
use serde::{Deserialize, Serialize};

pub use act::{Said, Step, open, sweep, take};
pub(crate) use detail::{doc as one_doc, get as get_one, show as show_one};
pub(crate) use list::{doc as list_doc, get as get_list, show as show_list};
pub use store::project;
pub use trigger::Candidate;

kernel::ids! {
    /// One case of neglect to be decided about.
    CaseId,
}

/// Owed by the Safety Office for each case.
pub const DUTY_DECIDE: &str = "accountability.decide";

pub(crate) const PATH: &str = "/accountability";

words! {
    /// Why a rule opened it.
    pub enum Trigger {
        /// Not rectified so long after the deadline.
        Late = "late",
        /// Given more time again and again.
        Extensions = "extensions",
        /// Closed, and found again.
        Recurring = "recurring",
        /// Closed and found again at once.
        FalseClosing = "false_closing",
        /// Reported done and returned again and again.
        Returns = "returns",
        /// Refused again and again what the Safety Office then gave to it.
        Transfers = "transfers",
        /// Listed for supervision, and the deadline of the listing has passed.
        Listing = "listing",
        /// A letter without an answer.
        Letter = "letter",
        /// An incident told late, left out, told untruly, kept secret.
        IncidentLate = "incident_late",
        IncidentOmitted = "incident_omitted",
        IncidentFalse = "incident_false",
        IncidentConcealed = "incident_concealed",
    }
}

words! {
    pub enum State {
        Candidate = "candidate",
        SetAside = "set_aside",
        HandedOver = "handed_over",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub trigger: Trigger,
    pub about: Ref,
    /// Tells apart what may come again: the year of a count over a year; else 0.
    pub mark: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    pub title: Personal<String>,
    /// When the fact that counts came about.
    pub since: Instant,
    /// The dated rule that says so.
    pub source: String,
    pub obligation: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened(Box<Opened>),
    SetAside {
        reason: Personal<String>,
    },
    /// To whom, under which document.
    HandedOver {
        to: String,
        document: String,
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "accountability";
    type Id = CaseId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened(_) => "opened",
            Fact::SetAside { .. } => "set_aside",
            Fact::HandedOver { .. } => "handed_over",
        }
    }
}

/// One case as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub id: CaseId,
    pub version: i64,
    pub trigger: Trigger,
    pub state: State,
    pub about: Ref,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Option<Sector>,
    pub title: Personal<String>,
    pub since: Instant,
    pub opened_at: Instant,
    pub source: String,
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<PersonId>,
    pub reason: Option<Personal<String>>,
    pub handed_to: Option<String>,
    pub document: Option<String>,
}
