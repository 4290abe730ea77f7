//! Accounts: the name a person signs in with. One person has one account that works; passwords and sessions are `server`'s.

pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod open;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::AccountId;

pub use disable::disable;
pub(crate) use disable::web::ReasonBody;
pub use enable::enable;
pub use open::{Open, login, open};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened { login: Personal<String>, person: PersonId },
    Disabled { reason: Personal<String> },
    Enabled,
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "account";
    type Id = AccountId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened { .. } => "opened",
            Fact::Disabled { .. } => "disabled",
            Fact::Enabled => "enabled",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["account"], store::project);
