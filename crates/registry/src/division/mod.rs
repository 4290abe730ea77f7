//! Divisions: the official twelve-digit codes (GB/T 2260, GB/T 10114) of the district, what lies above it and below it.
//!
//! The prefix is the hierarchy, so every code's parent is known before it. A code is never used for another place: a
//! division that is abolished keeps its row, its last day and its successor.

mod abolish;
mod define;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Day, Division};
use serde::{Deserialize, Serialize};

use crate::DivisionId;

pub use abolish::{Abolish, abolish};
pub use define::{Define, define};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Defined { code: Division, name: String, type_name: String },
    Renamed { name: String, type_name: String },
    Abolished { on: Day, successor: Option<Division> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "division";
    type Id = DivisionId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Defined { .. } => "defined",
            Fact::Renamed { .. } => "renamed",
            Fact::Abolished { .. } => "abolished",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["division"], store::project);
