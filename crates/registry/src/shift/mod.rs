//! Shifts: who fills a post from when to when. Two shifts of one post never overlap.

pub(crate) mod assign;
pub(crate) mod cancel;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Instant, PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::{PostId, ShiftId};

pub use assign::{Assign, assign};
pub use cancel::cancel;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Assigned { post: PostId, person: PersonId, from: Instant, to: Instant },
    Cancelled { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "shift";
    type Id = ShiftId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Assigned { .. } => "assigned",
            Fact::Cancelled { .. } => "cancelled",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["shift"], store::project);
