//! Safety trainings as an organisation enters them: of whom, on what, when, how many hours and people, and who passed.
//!
//! Always true: nobody's name stands here; an entry is never rewritten, a correction and a withdrawal are facts with a reason;
//! a withdrawn entry counts in no sum.
//!
//! Not here: certificates of single people, examinations.

mod act;
mod detail;
pub mod export;
pub mod hours;
mod list;
pub mod query;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Hold, correct, hold, withdraw};
pub use routes::routes;
pub use store::project;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One training of one organisation.
    TrainingId,
}

words! {
    /// Of whom.
    pub enum Sort {
        /// Whoever is in charge of the unit.
        Principal = "principal",
        /// Those who manage its safety.
        Manager = "manager",
        SpecialOperation = "special_operation",
        /// New workers, on the three levels.
        Induction = "induction",
        /// All workers, once a year.
        Yearly = "yearly",
        Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub sort: Sort,
    /// Before taking up the post, not its yearly repetition.
    pub initial: bool,
    pub topic: Personal<String>,
    pub held_on: Day,
    pub half_hours: u32,
    pub people: u32,
    pub passed: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trainer: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Held { organisation: OrganisationId, division: Division, session: Session },
    Corrected { session: Session, reason: Personal<String> },
    Withdrawn { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "training";
    type Id = TrainingId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Held { .. } => "held",
            Fact::Corrected { .. } => "corrected",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    pub id: TrainingId,
    pub version: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    pub session: Session,
    pub entered_at: Instant,
    pub entered_by: Option<PersonId>,
    pub corrections: i64,
    pub withdrawn: bool,
    /// Why it was corrected last, or withdrawn.
    pub reason: Option<Personal<String>>,
}

/// `4`, `4.5`
pub fn hours_text(half_hours: i64) -> String {
    if half_hours % 2 == 0 { (half_hours / 2).to_string() } else { format!("{}.5", half_hours / 2) }
}
