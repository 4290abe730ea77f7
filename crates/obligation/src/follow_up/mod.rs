//! What lateness leads to when telling leaders did not help: a work-suggestion letter (工作建议函) to the organisation that
//! is late, and an interview (约谈) with it.
//!
//! Always true: the ladder drafts, a person decides; nothing is sent by a rule. A letter has a number once a person issued
//! it, and says then for ever what it said. Whoever decides owes the decision by a deadline, the addressee an answer. What
//! is done before anybody decided needs no letter any more: the draft lapses, and that is recorded too.
//! What the answer or the interview promises is owed from then on (`commitment`).
//! An interview may also be what somebody decided about a case of neglect; then it is held, and not set aside.
//! Not here: whether more follows from lateness (`hazard::accountability`).

mod act;
pub mod commitment;
mod detail;
pub(crate) mod export;
mod list;
pub mod query;
mod store;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod web;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use serde::{Deserialize, Serialize};

use crate::model::{ObligationId, Ref};

pub use act::{Occasion, Said, Step, draft, interview, revoke, take};
pub(crate) use act::{lapse, on_the_ladder};
pub(crate) use detail::{doc as one_doc, document, get as get_one, show as show_one};
pub(crate) use list::{doc as list_doc, get as get_list, show as show_list};
pub use store::project;

kernel::ids! {
    /// One letter or one interview.
    FollowUpId,
}

/// Owed by the Safety Office: to issue or to hold it, or to set it aside; and by the addressee: to answer.
pub const DUTY_ISSUE: &str = "letter.issue";
pub const DUTY_INTERVIEW: &str = "interview.decide";
pub const DUTY_ANSWER: &str = "letter.answer";

pub(crate) const PATH: &str = "/letters";

/// The stream of the cases that lead to an interview.
const CASE: &str = "accountability";

words! {
    pub enum Sort {
        Letter = "letter",
        Interview = "interview",
    }
}

words! {
    pub enum State {
        /// A letter that nobody issued yet.
        Draft = "draft",
        /// An interview that nobody held yet.
        Candidate = "candidate",
        Issued = "issued",
        Answered = "answered",
        Held = "held",
        SetAside = "set_aside",
        /// What was late was done before anybody decided.
        Lapsed = "lapsed",
    }
}

impl State {
    /// The office still has to decide.
    pub fn waits(self) -> bool {
        matches!(self, State::Draft | State::Candidate)
    }

    /// What left the office, so that the addressee and others may see it.
    pub fn is_out(self) -> bool {
        matches!(self, State::Issued | State::Answered | State::Held)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    pub sort: Sort,
    pub obligation: ObligationId,
    pub about: Ref,
    pub duty: String,
    pub title: Personal<String>,
    pub organisation: OrganisationId,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    pub late_since: Instant,
    /// The duty to decide about it.
    pub owed: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    Edited {
        text: Personal<String>,
    },
    /// `text` is the letter as it went out.
    Issued {
        year: i16,
        number: i64,
        text: Personal<String>,
        owed: ObligationId,
        due: Instant,
    },
    Answered {
        text: Personal<String>,
    },
    Held {
        on: Day,
        present: Personal<String>,
        record: Personal<String>,
    },
    SetAside {
        reason: Personal<String>,
    },
    Lapsed,
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "follow_up";
    type Id = FollowUpId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::Edited { .. } => "edited",
            Fact::Issued { .. } => "issued",
            Fact::Answered { .. } => "answered",
            Fact::Held { .. } => "held",
            Fact::SetAside { .. } => "set_aside",
            Fact::Lapsed => "lapsed",
        }
    }
}

/// One as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub version: i64,
    pub sort: Sort,
    pub state: State,
    pub obligation: ObligationId,
    pub about: Ref,
    pub duty: String,
    pub title: Personal<String>,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Option<Sector>,
    pub late_since: Instant,
    pub drafted_at: Instant,
    pub body: Option<Personal<String>>,
    pub number: Option<(i64, i64)>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<PersonId>,
    pub held_on: Option<Day>,
    pub present: Option<Personal<String>>,
    pub record: Option<Personal<String>>,
    pub reason: Option<Personal<String>>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<Personal<String>>,
    pub owed: Option<ObligationId>,
    pub due: Option<Instant>,
}

impl FollowUp {
    /// Whole days that the obligation was late at a time.
    pub fn days_late(&self, at: Instant) -> i64 {
        self.late_since.day().days_until(at.day()).max(0)
    }
}
