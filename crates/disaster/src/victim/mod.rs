//! The dead and the missing of a disaster by name: one record is one person.
//!
//! Always true: names, sex, age, the place in words and notes are personal values and can be erased, person by person; a record
//! is corrected or taken back with a reason and never vanishes; a missing person becomes dead or found alive by an act of
//! its own. The number of names stands beside the figures of the sheets and changes none of them: where the two differ,
//! that is shown.
//!
//! Not here: the figures themselves (`sheet`), casualties of accidents (`incident::casualty`).

mod act;
mod card;
mod detail;
pub mod export;
mod form;
mod list;
pub mod query;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Correct, Outcome, Person, Withdraw, correct, find, record, withdraw};
pub(crate) use card::{Standing, card};
pub use detail::VictimAnswer;
pub use list::VictimLines;
pub(crate) use query::compared;
pub use routes::routes;
pub use store::project;

use kernel::{Act, Division, Instant, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

use crate::event::DisasterId;

kernel::ids! {
    /// One dead or missing person of one disaster.
    VictimId,
}

pub(crate) const VIEW: Act = Act("disaster_victim.view");
pub(crate) const RECORD: Act = Act("disaster_victim.record");
pub(crate) const WITHDRAW: Act = Act("disaster_victim.withdraw");

words! {
    pub enum Condition {
        Dead = "dead",
        Missing = "missing",
        /// Was missing; counts no more.
        Found = "found",
    }
}

words! {
    pub enum Sex {
        Male = "male",
        Female = "female",
    }
}

words! {
    /// 死亡（失踪）原因.
    pub enum Cause {
        Drowned = "drowned",
        HouseCollapsed = "house_collapsed",
        Landslide = "landslide",
        DebrisFlow = "debris_flow",
        RockFall = "rock_fall",
        Lightning = "lightning",
        ObjectFell = "object_fell",
        Electrocuted = "electrocuted",
        Froze = "froze",
        Fire = "fire",
        OnRescueDuty = "on_rescue_duty",
        Other = "other",
    }
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub name: Personal<String>,
    /// A word of [`Sex`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Personal<String>>,
    /// In years, when it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<Personal<String>>,
    /// The township or village where it happened.
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<String>>,
    pub cause: Cause,
    pub condition: Condition,
    /// Died, lost or found.
    pub since: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Recorded {
        disaster: DisasterId,
        known: Box<Known>,
    },
    /// What is said of the person from then on, whole.
    Corrected {
        known: Box<Known>,
        reason: Personal<String>,
    },
    /// Who was missing was found, dead or alive.
    Found {
        condition: Condition,
        since: Instant,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    /// Nobody died or is missing here: a mistake.
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "disaster_victim";
    type Id = VictimId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Recorded { .. } => "recorded",
            Fact::Corrected { .. } => "corrected",
            Fact::Found { .. } => "found",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A person as recorded now.
#[derive(Debug, Clone, PartialEq)]
pub struct Victim {
    pub id: VictimId,
    pub version: i64,
    pub disaster: DisasterId,
    pub known: Known,
    pub withdrawn: bool,
    pub recorded_at: Instant,
    pub recorded_by: Option<PersonId>,
}

impl Victim {
    pub fn name(&self) -> &str {
        self.known.name.as_str().unwrap_or("--")
    }

    pub fn sex(&self) -> Option<Sex> {
        self.known.sex.as_ref().and_then(|it| it.as_str()).and_then(Sex::from_word)
    }

    pub fn age(&self) -> &str {
        self.known.age.as_ref().and_then(|it| it.as_str()).unwrap_or_default()
    }
}
