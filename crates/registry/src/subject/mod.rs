//! Supervised subjects: the enterprises, sites, venues, facilities, projects, vehicles, risk points, watercourses and
//! households that somebody answers for. Grades of risk are `hazard`'s.

pub(crate) mod amend;
pub mod file;
pub(crate) mod register;
pub(crate) mod store;
pub(crate) mod web;
pub(crate) mod withdraw;

use kernel::{Day, Division, OrganisationId, Personal, Sector};
use serde::{Deserialize, Serialize};

use crate::{SubjectId, SubjectKind};

pub use amend::amend;
pub use register::{Register, register};
pub use withdraw::{Withdraw, withdraw};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Particulars),
    Amended(Particulars),
    Withdrawn { on: Day, reason: Personal<String> },
}

/// Names are erasable because a household's is a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    pub name: Personal<String>,
    pub subject_kind: SubjectKind,
    pub sector: Sector,
    pub division: Division,
    pub address: Personal<String>,
    pub organisation: Option<OrganisationId>,
    /// CGCS2000, millionths of a degree.
    pub longitude_e6: Option<i64>,
    pub latitude_e6: Option<i64>,
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "subject";
    type Id = SubjectId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::Amended(_) => "amended",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["subject"], store::project);
