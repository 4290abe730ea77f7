//! Assessing a risk: a risk point of a subject, or a hazard, gets a score, a colour and control measures with owners.
//!
//! Always true: an assessment names the scheme and the edition it was computed by, so its calculation can be shown forever;
//! of one risk point (one hazard) the newest counts and names are kept on those before; a measure that is still to be put
//! in place is an obligation, and somebody else than the doer says that it is.
//!
//! Not here: how often a subject is looked at (`frequency`), what of a district was never assessed (`coverage`).

mod assess;
mod card;
mod detail;
pub mod export;
mod form;
mod list;
pub mod measure;
pub(crate) mod measure_web;
mod program;
pub mod query;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

use kernel::{Day, Division, OrganisationId, Personal, Sector, words};
pub use obligation::Owed;
use obligation::Owner;
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::scheme::{Edition, RiskSchemeId};
use crate::model::HazardId;

pub use assess::{About, Assess, Control, assess};
pub use card::{of_hazard, of_subject};
pub(crate) use routes::routes;
pub use store::project;
pub(crate) use web::{bands, colour_mark};

kernel::ids! {
    /// One assessment of one risk.
    RiskAssessmentId,
}

words! {
    /// The four colours, the worst first.
    pub enum Colour {
        Red = "red",
        Orange = "orange",
        Yellow = "yellow",
        Blue = "blue",
    }
}

impl From<standards::Colour> for Colour {
    fn from(it: standards::Colour) -> Self {
        match it {
            standards::Colour::Red => Colour::Red,
            standards::Colour::Orange => Colour::Orange,
            standards::Colour::Yellow => Colour::Yellow,
            standards::Colour::Blue => Colour::Blue,
        }
    }
}

words! {
    /// The kinds of control measures, in the order in which they are to be thought of.
    pub enum MeasureKind {
        Engineering = "engineering",
        Management = "management",
        Training = "training",
        Protection = "protection",
        Emergency = "emergency",
    }
}

words! {
    pub enum MeasureState {
        InPlace = "in_place",
        Planned = "planned",
        Reported = "reported",
        Returned = "returned",
        Verified = "verified",
    }
}

/// What keeps the risk down, and who answers for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub kind: MeasureKind,
    pub text: Personal<String>,
    pub owner: Owner,
    /// Still to be put in place: what is owed, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed: Option<Owed>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessed {
    pub subject: SubjectId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hazard: Option<HazardId>,
    /// What of the subject was assessed; of a hazard its title.
    pub risk_point: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Sector,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessor_organisation: Option<OrganisationId>,
    pub scheme: RiskSchemeId,
    pub edition: Edition,
    /// As decimal numbers, in the order of the method's formula.
    pub factors: Vec<String>,
    pub score: String,
    pub colour: Colour,
    /// The scheme's sentence that makes it red whatever its score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_red: Option<String>,
    pub day: Day,
    pub next_review: Day,
    pub measures: Vec<Measure>,
}

/// Measures are told by their place in the assessment, from 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Assessed(Box<Assessed>),
    Superseded { by: RiskAssessmentId },
    MeasureReported { measure: u32, note: Personal<String> },
    MeasureVerified { measure: u32, note: Option<Personal<String>> },
    MeasureReturned { measure: u32, reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "risk_assessment";
    type Id = RiskAssessmentId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Assessed(_) => "assessed",
            Fact::Superseded { .. } => "superseded",
            Fact::MeasureReported { .. } => "measure_reported",
            Fact::MeasureVerified { .. } => "measure_verified",
            Fact::MeasureReturned { .. } => "measure_returned",
        }
    }
}
