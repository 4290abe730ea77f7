//! People: a name, the organisation they belong to, what they are there, how to reach them. All of it can be erased.

pub(crate) mod amend;
pub(crate) mod register;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{OrganisationId, PersonId, Personal};
use serde::{Deserialize, Serialize};

pub use amend::amend;
pub use register::{Register, register};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Particulars),
    Amended(Particulars),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    pub name: Personal<String>,
    pub organisation: OrganisationId,
    pub position: Personal<String>,
    pub phone: Option<Personal<String>>,
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "person";
    type Id = PersonId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::Amended(_) => "amended",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["person"], store::project);
