//! Lists: drawn from the record as of a moment by the criteria of that day, told to those on it, objected to, signed.
//!
//! Always true: who drafted a list does not sign it; it is signed only after those on it were told, their time is over and every
//! objection is answered; who is on it does not answer. A signed list stands unchanged; what an objection took off it is kept.

mod act;
mod computed;
mod draw_form;
pub mod export;
mod notice;
mod overview;
pub mod query;
mod steps;
mod store;
mod web;

pub use act::{
    AnswerObjection, DiscardList, DrawList, Drawn, ObjectToEntry, SignList, TellList, answer, discard, draft, moment,
    object, sign, tell,
};
pub(crate) use act::{decide_answer, decide_object, decide_sign, must_be_foreign_to_all};
pub use store::project;
pub(crate) use store::{LISTED, read_listed, reasons_of, reasons_of_list};
pub(crate) use web::{PATH, routes};

use kernel::{Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use super::Entry;
use super::criteria::AttentionCriteriaId;
use crate::Owed;

kernel::ids! {
    /// One key-attention list.
    AttentionListId,
}

words! {
    pub enum State {
        Draft = "draft",
        /// Those on it were told, and may object.
        Told = "told",
        Signed = "signed",
        Discarded = "discarded",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    pub title: Personal<String>,
    /// As of when the record was asked.
    pub moment: Instant,
    pub criteria: AttentionCriteriaId,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    Told {
        until: Instant,
        /// Signing it.
        owed: Owed,
        /// Everybody on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        listed: Vec<OrganisationId>,
    },
    Objected {
        no: u32,
        reason: Personal<String>,
        /// Answering it.
        owed: Owed,
    },
    /// Upheld, it is off the list.
    Answered {
        no: u32,
        upheld: bool,
        answer: Personal<String>,
        /// Whoever objected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
    },
    Signed {
        number: String,
        /// The list that was signed before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<AttentionListId>,
        /// Everybody who is left on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        listed: Vec<OrganisationId>,
        /// Rows of which nothing is owed, since whoever was on the list is no more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dissolved: Vec<u32>,
    },
    Discarded {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "attention_list";
    type Id = AttentionListId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::Told { .. } => "told",
            Fact::Objected { .. } => "objected",
            Fact::Answered { .. } => "answered",
            Fact::Signed { .. } => "signed",
            Fact::Discarded { .. } => "discarded",
        }
    }
}

/// One list as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionList {
    pub id: AttentionListId,
    pub version: i64,
    pub title: Personal<String>,
    pub moment: Instant,
    pub criteria: AttentionCriteriaId,
    pub state: State,
    /// As it was drawn.
    pub entries: u32,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub told_at: Option<Instant>,
    pub until: Option<Instant>,
    pub signing: Option<Owed>,
    pub signed_at: Option<Instant>,
    pub signed_by: Option<PersonId>,
    pub number: Option<String>,
    pub follows: Option<AttentionListId>,
    /// Why it was discarded.
    pub note: Option<Personal<String>>,
}

impl AttentionList {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Draft | State::Told)
    }
}

/// A statement of whoever is on it, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection {
    pub reason: Option<Personal<String>>,
    pub at: Instant,
    pub by: Option<PersonId>,
    pub obligation: ObligationId,
    pub due: Instant,
    pub upheld: Option<bool>,
    pub answer: Option<Personal<String>>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub list: AttentionListId,
    pub entry: Entry,
    pub objection: Option<Objection>,
}

impl Listed {
    /// An objection took it off.
    pub fn is_off(&self) -> bool {
        self.objection.as_ref().and_then(|it| it.upheld) == Some(true)
    }
}
