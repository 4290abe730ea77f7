//! Stop orders: a unit, a line or a project stands still until what caused it is rectified, verified and signed off.
//!
//! Always true: an order in force names its hazards; nothing is reopened while one of them is not verified or while signs
//! of secret resumption are unanswered; whoever proposes does not sign, and applicant, examiner and signer of a reopening
//! are three people.
//!
//! Not here: when a stopped unit is visited again and what follows from signs of resumption; the loop of each hazard.

mod rule;
#[cfg(test)]
mod tests;

use kernel::{Instant, OrganisationId, PersonId, Personal, words};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use crate::model::HazardId;

pub use rule::{Apply, Command, Examine, Propose, decide, propose};

kernel::ids! {
    /// One order over one scope, from its proposal to the signed reopening.
    StopId,
}

words! {
    /// What stands still.
    pub enum Extent {
        Unit = "unit",
        Line = "line",
        Project = "project",
    }
}

words! {
    /// Where the order stands; the order is the order of the step bar.
    pub enum Standing {
        Proposed = "proposed",
        InForce = "in_force",
        Applied = "applied",
        Examined = "examined",
        Reopened = "reopened",
    }
}

impl Standing {
    /// Signed and not reopened: the subject carries the mark.
    pub fn is_stopped(self) -> bool {
        matches!(self, Standing::InForce | Standing::Applied | Standing::Examined)
    }
}

/// The prefix is the district's; year and number make it unique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    pub prefix: String,
    pub year: i16,
    pub number: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Proposed {
        subject: SubjectId,
        issuer: OrganisationId,
        extent: Extent,
        /// Which line or project; a unit needs no name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<Personal<String>>,
        hazards: Vec<HazardId>,
        reason: Personal<String>,
        basis: String,
        from: Instant,
    },
    /// In force from now on.
    Signed {
        number: Number,
    },
    HazardAdded {
        hazard: HazardId,
    },
    ReopeningApplied {
        statement: Personal<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<evidence::Digest>,
    },
    Examined {
        opinion: Personal<String>,
    },
    Reopened {
        number: Number,
    },
    /// By the examiner or by the signer: it stays stopped, and may be applied for again.
    Refused {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "stop_order";
    type Id = StopId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Proposed { .. } => "proposed",
            Fact::Signed { .. } => "signed",
            Fact::HazardAdded { .. } => "hazard_added",
            Fact::ReopeningApplied { .. } => "reopening_applied",
            Fact::Examined { .. } => "examined",
            Fact::Reopened { .. } => "reopened",
            Fact::Refused { .. } => "refused",
        }
    }
}

/// An order as its rule needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub id: StopId,
    pub version: i64,
    pub standing: Standing,
    pub subject: SubjectId,
    pub hazards: Vec<HazardId>,
    pub proposer: Option<PersonId>,
    pub applicant: Option<PersonId>,
    pub examiner: Option<PersonId>,
}
