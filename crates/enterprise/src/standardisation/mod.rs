//! Safety standardisation: which grade an organisation has been given for a trade, by whom, and until when.
//!
//! Always true: of one organisation and trade one record stands, the one announced last; it is replaced by a newer one or
//! revoked with a day and a reason, never changed; before it ends its renewal is owed, from as many days ahead as a rule
//! says, and a newer record or the revocation settles that. How long a grade holds is a rule, not a constant.
//!
//! Not here: the assessment itself; a unit that failed has no record.

mod act;
mod detail;
pub mod export;
mod list;
pub mod query;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Announce, announce, fall_due, revoke};
pub(crate) use detail::{StandardisationAnswer, answer_of};
pub(crate) use list::state_mark;
pub use routes::routes;
pub use store::project;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One grade given to one organisation.
    StandardisationId,
}

/// What an organisation owes before its grade ends.
pub const DUTY_RENEW: &str = "standardisation.renew";
/// How long a grade holds; nobody owes it by this name.
pub const RULE_VALIDITY: &str = "standardisation.validity";
/// From how many days ahead a grade is expiring and its renewal owed; nobody owes it by this name.
pub const RULE_AHEAD: &str = "standardisation.ahead";
/// The timer at which the renewal begins to be owed.
pub const TIMER: &str = "renewal";

words! {
    pub enum Grade {
        First = "first",
        Second = "second",
        Third = "third",
    }
}

words! {
    /// How it stands on a day.
    pub enum State {
        InForce = "in_force",
        Expiring = "expiring",
        Expired = "expired",
        Replaced = "replaced",
        Revoked = "revoked",
    }
}

words! {
    /// How it ended before its time.
    pub enum Ended {
        Replaced = "replaced",
        Revoked = "revoked",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Announced {
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Sector,
    pub grade: Grade,
    pub certificate: String,
    /// Who assessed it.
    pub assessor: String,
    pub announced_on: Day,
    /// The last day it holds.
    pub valid_to: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<StandardisationId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Announced(Announced),
    /// A newer one of the same organisation and trade stands in its place.
    Replaced {
        by: StandardisationId,
    },
    Revoked {
        on: Day,
        reason: Personal<String>,
    },
    RenewalOwed {
        obligation: ObligationId,
        due: Instant,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "standardisation";
    type Id = StandardisationId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Announced(_) => "announced",
            Fact::Replaced { .. } => "replaced",
            Fact::Revoked { .. } => "revoked",
            Fact::RenewalOwed { .. } => "renewal_owed",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standardisation {
    pub id: StandardisationId,
    pub version: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Sector,
    pub grade: Grade,
    pub certificate: String,
    pub assessor: String,
    pub announced_on: Day,
    pub valid_to: Day,
    pub ended: Option<Ended>,
    pub replaced_by: Option<StandardisationId>,
    pub revoked_on: Option<Day>,
    pub reason: Option<Personal<String>>,
    pub obligation: Option<ObligationId>,
    pub recorded_at: Instant,
    pub recorded_by: Option<PersonId>,
}

impl Standardisation {
    /// `ahead`: from how many days before its end it is expiring, where a rule says so.
    pub fn state(&self, today: Day, ahead: Option<i64>) -> State {
        match self.ended {
            Some(Ended::Replaced) => State::Replaced,
            Some(Ended::Revoked) => State::Revoked,
            None if self.valid_to < today => State::Expired,
            None if ahead.is_some_and(|days| self.valid_to < today.plus_days(days)) => State::Expiring,
            None => State::InForce,
        }
    }

    pub fn stands(&self) -> bool {
        self.ended.is_none()
    }
}
