//! Examinations: one scheme at one organisation, from its group to its confirmed result.

pub(crate) mod act;
pub(crate) mod object;
pub mod query;
mod store;

pub use act::{Confirm, Judge, SetGroup, Take, Tell, confirm, judge, set_group, take, tell};
pub use object::{Agree, Answer, Object, agree, answer, object};
pub use store::project;
pub(crate) use store::{findings, group, load, of_scheme, standing, within};

use kernel::{Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::marks::{Marks, Value};
use crate::scheme::OversightSchemeId;
use obligation::Owed;

kernel::ids! {
    /// One organisation under one scheme.
    OversightExaminationId,
}

words! {
    pub enum State {
        Open = "open",
        /// The organisation knows the draft of the result, and may object.
        Told = "told",
        Confirmed = "confirmed",
        Published = "published",
        /// The scheme stands no more.
        Dropped = "dropped",
    }
}

words! {
    /// Where a finding comes from.
    pub enum Origin {
        Taken = "taken",
        Judged = "judged",
        /// An objection that was accepted.
        Answered = "answered",
    }
}

/// What the record said of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    pub item: u32,
    pub measure: String,
    pub value: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
    /// The addresses of the lists that were counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened {
        scheme: OversightSchemeId,
        organisation: OrganisationId,
        owed: Owed,
    },
    GroupSet {
        people: Vec<PersonId>,
    },
    /// At the moment `at`, which the lists can be looked at as of.
    Taken {
        at: Instant,
        found: Vec<Computed>,
    },
    Judged {
        item: u32,
        finding: Personal<String>,
        reason: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        marks: Option<Marks>,
    },
    Told {
        until: Instant,
        owed: Owed,
    },
    /// It does not object.
    Agreed,
    Objected {
        no: u32,
        item: u32,
        reason: Personal<String>,
        owed: Owed,
    },
    Answered {
        no: u32,
        accepted: bool,
        answer: Personal<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        marks: Option<Marks>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding: Option<Personal<String>>,
    },
    Confirmed,
    Published,
    Dropped {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "oversight_examination";
    type Id = OversightExaminationId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened { .. } => "opened",
            Fact::GroupSet { .. } => "group_set",
            Fact::Taken { .. } => "taken",
            Fact::Judged { .. } => "judged",
            Fact::Told { .. } => "told",
            Fact::Agreed => "agreed",
            Fact::Objected { .. } => "objected",
            Fact::Answered { .. } => "answered",
            Fact::Confirmed => "confirmed",
            Fact::Published => "published",
            Fact::Dropped { .. } => "dropped",
        }
    }
}

/// One examination as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    pub id: OversightExaminationId,
    pub version: i64,
    pub scheme: OversightSchemeId,
    pub organisation: OrganisationId,
    pub state: State,
    /// What the Safety Office owes next.
    pub obligation: ObligationId,
    pub due: Instant,
    pub opened_at: Instant,
    pub told_at: Option<Instant>,
    pub told_by: Option<PersonId>,
    pub object_until: Option<Instant>,
    pub agreed_at: Option<Instant>,
    pub confirmed_at: Option<Instant>,
    pub confirmed_by: Option<PersonId>,
    pub published_at: Option<Instant>,
    /// Why it was dropped.
    pub note: Option<Personal<String>>,
    /// The last number of an objection.
    pub objections: u32,
}

impl Examination {
    /// The organisation knows what was found.
    pub fn is_told(&self) -> bool {
        matches!(self.state, State::Told | State::Confirmed | State::Published)
    }
}

/// What stands of an item, or stood before.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub item: u32,
    pub revision: u32,
    pub origin: Origin,
    pub measure: Option<String>,
    /// Of what was taken.
    pub value: Value,
    pub marks: Option<Marks>,
    pub finding: Option<Personal<String>>,
    pub reason: Option<Personal<String>>,
    pub evidence: Vec<String>,
    pub found_at: Instant,
    pub found_by: Option<PersonId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    pub no: u32,
    pub item: u32,
    pub reason: Option<Personal<String>>,
    pub objected_at: Instant,
    pub objected_by: Option<PersonId>,
    pub obligation: ObligationId,
    pub due: Instant,
    pub accepted: Option<bool>,
    pub answer: Option<Personal<String>>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
}

/// The sum of the marks that stand, and of the full marks of those items. What has no marks is in neither.
pub fn total<'a>(items: &[crate::scheme::Item], standing: impl Iterator<Item = &'a Finding>) -> (Marks, Marks) {
    let marked: Vec<(u32, Marks)> = standing.filter_map(|it| it.marks.map(|marks| (it.item, marks))).collect();
    let full = items.iter().filter(|it| marked.iter().any(|(no, _)| *no == it.no)).filter_map(|it| it.weight);
    (marked.iter().map(|(_, marks)| *marks).sum(), full.sum())
}
