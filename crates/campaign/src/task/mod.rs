//! A task of a campaign: one lead and cooperating organisations, each with a part and a date of its own.
//!
//! Always true: every part is an obligation that is verified by somebody else than who did it; the task is late when a part
//! is; it is closed with its last part; a task that was withdrawn has its reason and owes nothing.

mod act;
mod detail;
pub mod export;
mod form;
pub mod import;
mod list;
pub mod query;
mod routes;
mod store;
mod web;

pub use act::{PartSaid, Report, Set, Verify, extend, report, set, verify, withdraw};
pub use detail::TaskAnswer;
pub(crate) use list::{PATH, state_mark};
pub use routes::routes;
pub use store::project;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::directive::DirectiveId;
use crate::{CampaignId, Stage};

kernel::ids! {
    /// One task.
    TaskId,
}

words! {
    /// 问题隐患清单, 制度措施清单, and the tasks of the plan itself.
    pub enum Sheet {
        Work = "work",
        Problem = "problem",
        Measure = "measure",
    }
}

words! {
    /// 先急后缓: the words are in the order of the work.
    pub enum Urgency {
        Urgent = "a_urgent",
        Ordinary = "b_ordinary",
    }
}

words! {
    /// 先易后难: the words are in the order of the work.
    pub enum Difficulty {
        Easy = "a_easy",
        Medium = "b_medium",
        Hard = "c_hard",
    }
}

words! {
    pub enum State {
        Open = "open",
        Closed = "closed",
        Withdrawn = "withdrawn",
    }
}

words! {
    pub enum PartState {
        Assigned = "assigned",
        Done = "done",
        Returned = "returned",
        Closed = "closed",
        Withdrawn = "withdrawn",
    }
}

impl PartState {
    /// The owner's move.
    pub fn is_owners(self) -> bool {
        matches!(self, PartState::Assigned | PartState::Returned)
    }
}

/// Of one organisation; the first of a task is the lead's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartSet {
    pub organisation: OrganisationId,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Personal<String>>,
    pub due: Instant,
    pub obligation: ObligationId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WasSet {
    pub campaign: CampaignId,
    pub number: String,
    pub topic: i64,
    pub stage: Stage,
    pub sheet: Sheet,
    pub title: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Personal<String>>,
    pub urgency: Urgency,
    pub difficulty: Difficulty,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directive: Option<DirectiveId>,
    /// The problem that this measure is to do away with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solves: Option<TaskId>,
    /// Numbered from 1 in this order.
    pub parts: Vec<PartSet>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set(WasSet),
    PartDone {
        no: i64,
        said: Personal<String>,
        late_seconds: i64,
        check_due: Instant,
    },
    PartReturned {
        no: i64,
        reason: Personal<String>,
        due: Instant,
    },
    PartClosed {
        no: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    PartExtended {
        no: i64,
        reason: Personal<String>,
        due: Instant,
    },
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "task";
    type Id = TaskId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set(_) => "set",
            Fact::PartDone { .. } => "part_done",
            Fact::PartReturned { .. } => "part_returned",
            Fact::PartClosed { .. } => "part_closed",
            Fact::PartExtended { .. } => "part_extended",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub id: TaskId,
    pub version: i64,
    pub campaign: CampaignId,
    pub number: String,
    pub topic: i64,
    pub stage: Stage,
    pub sheet: Sheet,
    pub title: Personal<String>,
    pub measure: Option<Personal<String>>,
    pub urgency: Urgency,
    pub difficulty: Difficulty,
    pub directive: Option<DirectiveId>,
    pub solves: Option<TaskId>,
    pub state: State,
    pub parts: i64,
    pub closed: i64,
    /// When its last part is due.
    pub due: Instant,
    /// The earliest date of those parts that are still to be done.
    pub next_due: Option<Instant>,
    pub set_at: Instant,
    pub set_by: Option<PersonId>,
    pub ended_at: Option<Instant>,
    pub reason: Option<Personal<String>>,
}

impl Task {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    /// The whole is late when a part is.
    pub fn is_late(&self, now: Instant) -> bool {
        self.next_due.is_some_and(|due| due <= now)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub no: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    pub words: Option<Personal<String>>,
    pub due: Instant,
    pub obligation: ObligationId,
    pub state: PartState,
    pub done_at: Option<Instant>,
    pub done_by: Option<PersonId>,
    pub said: Option<Personal<String>>,
    pub late_seconds: i64,
    pub check_due: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<PersonId>,
    pub remark: Option<Personal<String>>,
}

impl Part {
    pub fn is_lead(&self) -> bool {
        self.no == 1
    }

    pub fn is_late(&self, now: Instant) -> bool {
        self.state.is_owners() && self.due <= now
    }
}
