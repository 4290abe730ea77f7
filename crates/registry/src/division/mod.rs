//! Divisions: the official twelve-digit codes (GB/T 2260, GB/T 10114) of the district, what lies above it and below it.
//!
//! The prefix is the hierarchy, so every code's parent is known before it. A code is never used for another place: a
//! division that is abolished keeps its row, its last day and its successor.

mod abolish;
mod define;
mod outline;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Ctx, Day, Division, DivisionLevel, Error, Problem};
use serde::{Deserialize, Serialize};

use crate::DivisionId;

pub use abolish::{Abolish, abolish, abolish_village};
pub use define::{Define, define, define_village};
pub use outline::web::FeatureCollection;
pub use outline::{Corner, Outline, Rings, outline, outlines};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Defined {
        code: Division,
        name: String,
        type_name: String,
    },
    Renamed {
        name: String,
        type_name: String,
    },
    Abolished {
        on: Day,
        successor: Option<Division>,
    },
    /// Millionths of a degree.
    Outlined {
        rings: Rings,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "division";
    type Id = DivisionId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Defined { .. } => "defined",
            Fact::Renamed { .. } => "renamed",
            Fact::Abolished { .. } => "abolished",
            Fact::Outlined { .. } => "outlined",
        }
    }
}

/// The levels above the village come with the published list; nobody types them.
fn village_of(ctx: &Ctx, code: Division) -> Result<(), Error> {
    if code.level() == DivisionLevel::Village && ctx.district.division().contains(code) {
        return Ok(());
    }
    Err(Problem { field: "code", problem: "not a village or community of this district", given: code.to_string() }
        .into())
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["division", "division_outline"], store::project);
