//! Organisations: whatever can owe something. Government bodies, townships, villages, enterprises.
//!
//! A body that is renamed keeps the old name for the days it had it; one that is dissolved keeps its past and names its
//! successor. What it regulates is its own list; whom it regulates follows from the subjects' sectors.

pub(crate) mod amend;
pub(crate) mod appoint_head;
pub(crate) mod dissolve;
pub(crate) mod register;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Day, Division, OrganisationId, PersonId, Sector};
use serde::{Deserialize, Serialize};

use crate::OrganisationKind;

pub use amend::{Amend, amend};
pub use appoint_head::appoint_head;
pub use dissolve::{Dissolve, dissolve};
pub use register::{Register, register};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered {
        name: String,
        short_name: String,
        organisation_kind: OrganisationKind,
        division: Division,
        parent: Option<OrganisationId>,
        regulates: Vec<Sector>,
        uscc: Option<String>,
    },
    Amended {
        name: String,
        short_name: String,
        division: Division,
        parent: Option<OrganisationId>,
        regulates: Vec<Sector>,
        uscc: Option<String>,
    },
    HeadAppointed {
        person: PersonId,
    },
    Dissolved {
        on: Day,
        successor: Option<OrganisationId>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "organisation";
    type Id = OrganisationId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered { .. } => "registered",
            Fact::Amended { .. } => "amended",
            Fact::HeadAppointed { .. } => "head_appointed",
            Fact::Dissolved { .. } => "dissolved",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept =
    ledger::concept!(Fact, ["organisation", "organisation_name", "organisation_sector"], store::project);
