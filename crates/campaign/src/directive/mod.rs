//! Directives: what a higher level said, to whom it was passed on, who has studied it, what tasks came of it, what was
//! answered.
//!
//! Always true: each organisation it was passed on to owes the study and its report; the office owes the answer upward;
//! the answer is drafted from the record; who has not acted is listed. What an imported ledger says was studied or answered
//! before is history: nothing is owed about it.

mod act;
mod detail;
pub mod export;
pub mod import;
mod list;
pub mod query;
mod routes;
mod store;
mod web;

pub use act::{Answer, PassOn, Register, Study, answer, pass_on, register, study};
pub use detail::DirectiveAnswer;
pub(crate) use list::PATH;
pub use routes::routes;
pub use store::project;
pub(crate) use web::burden;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::Owed;

kernel::ids! {
    /// One directive of a higher level.
    DirectiveId,
}

/// Owed by each organisation that it was passed on to: to study it and report.
pub const DUTY_STUDY: &str = "directive.study";
/// Owed by the Safety Office: the answer upward.
pub const DUTY_ANSWER: &str = "directive.answer";

words! {
    /// 指示批示, 会议, 文件.
    pub enum Sort {
        Instruction = "instruction",
        Meeting = "meeting",
        Document = "document",
    }
}

/// An organisation that it was passed on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub organisation: OrganisationId,
    pub division: Division,
    pub obligation: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub number: String,
    pub sort: Sort,
    pub issuer: Personal<String>,
    /// Number of the document above; empty where there is none.
    pub document: String,
    pub issued_on: Day,
    pub title: Personal<String>,
    pub content: Personal<String>,
    pub answer: Owed,
    /// Numbered from 1 in this order.
    pub to: Vec<Passed>,
}

/// An organisation that had it before, as a ledger says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub organisation: OrganisationId,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub studied_on: Option<Day>,
}

/// What a ledger says of a directive that was studied, or answered too, before it came in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    pub number: String,
    pub sort: Sort,
    pub issuer: Personal<String>,
    pub document: String,
    pub issued_on: Day,
    pub title: Personal<String>,
    pub content: Personal<String>,
    /// Owed still; none where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Owed>,
    /// When it was given, where the ledger says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Personal<String>>,
    /// Numbered from 1 in this order. Nothing is owed by them.
    pub to: Vec<Told>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Registered),
    Imported(Imported),
    /// To more organisations, numbered on.
    PassedOn {
        to: Vec<Passed>,
    },
    Studied {
        no: i64,
        on: Day,
        attended: Personal<String>,
        /// Number of the minutes, or what else proves it.
        proof: Personal<String>,
        report: Personal<String>,
    },
    Answered {
        text: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "directive";
    type Id = DirectiveId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::Imported(_) => "imported",
            Fact::PassedOn { .. } => "passed_on",
            Fact::Studied { .. } => "studied",
            Fact::Answered { .. } => "answered",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    pub id: DirectiveId,
    pub version: i64,
    pub number: String,
    pub sort: Sort,
    pub issuer: Option<Personal<String>>,
    pub document: String,
    pub issued_on: Day,
    pub title: Personal<String>,
    pub content: Option<Personal<String>>,
    pub registered_at: Instant,
    pub registered_by: Option<PersonId>,
    /// It came in from a ledger, with what was done before.
    pub imported: bool,
    /// The answer upward; none where it was given before.
    pub owed: Option<Owed>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<Personal<String>>,
    pub asked: i64,
    pub studied: i64,
}

impl Directive {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    /// Its answer is owed still and its day has passed.
    pub fn is_late(&self, now: Instant) -> bool {
        self.answered_at.is_none() && self.owed.is_some_and(|owed| owed.due <= now)
    }
}

/// What one organisation owes about it, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    pub no: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    /// The study; none where it was done before.
    pub owed: Option<Owed>,
    pub passed_at: Instant,
    pub studied_on: Option<Day>,
    pub attended: Option<Personal<String>>,
    pub proof: Option<Personal<String>>,
    pub report: Option<Personal<String>>,
    pub studied_at: Option<Instant>,
    pub studied_by: Option<PersonId>,
}
