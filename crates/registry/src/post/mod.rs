//! Posts that are filled by turns: the leader on duty, the officer on duty.

pub(crate) mod define;
pub(crate) mod store;
pub(crate) mod web;

use kernel::OrganisationId;
use serde::{Deserialize, Serialize};

use crate::{PostId, PostKind};

pub use define::{Define, define};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Defined { name: String, post_kind: PostKind, organisation: OrganisationId },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "post";
    type Id = PostId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Defined { .. } => "defined",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["post"], store::project);
