//! What one organisation owes in a special period: a sweep of its field, the report of a day, a filled roster.
//!
//! Always true: each organisation owes each thing of each day once, and it ends once; a report after its hour is late for
//! ever; who reported a sweep does not accept it.

mod act;
pub mod export;
mod list;
pub mod query;
mod store;
mod web;

pub(crate) use act::ask;
pub use act::{
    Accept, Look, Nothing, Report, ReportSweep, Waive, fill, lapse, look, nothing, report, report_sweep, waive,
};
pub(crate) use list::PATH;
pub use store::project;
pub(crate) use web::routes;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::Owed;
use crate::period::SpecialPeriodId;

kernel::ids! {
    /// One thing that one organisation owes in a special period.
    SpecialDutyId,
}

words! {
    pub enum Sort {
        /// 专项检查
        Sweep = "sweep",
        /// 零报告
        ZeroReport = "zero_report",
        /// 值班值守
        Roster = "roster",
    }
}

words! {
    pub enum State {
        Owed = "owed",
        /// The sweep is reported; somebody else looks.
        Reported = "reported",
        Returned = "returned",
        Done = "done",
        /// The period ended before it was due.
        Lapsed = "lapsed",
        /// Given up by the leader, with a reason.
        Waived = "waived",
    }
}

impl State {
    /// The owner's move.
    pub fn is_owners(self) -> bool {
        matches!(self, State::Owed | State::Returned)
    }

    pub fn is_open(self) -> bool {
        self.is_owners() || self == State::Reported
    }
}

/// What is asked of whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub period: SpecialPeriodId,
    pub sort: Sort,
    pub organisation: OrganisationId,
    pub division: Division,
    /// The day of a report; of what is owed for the whole period, its first.
    pub day: Day,
    pub owed: Owed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Asked(Ask),
    /// The report of a day; without a text there is nothing to report. Of a roster, why it was not filled.
    Reported {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Personal<String>>,
    },
    Swept {
        visited: i64,
        found: i64,
        text: Personal<String>,
    },
    Accepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    Returned {
        reason: Personal<String>,
        due: Instant,
    },
    /// The roster lacks nobody.
    Filled,
    Lapsed {
        reason: Personal<String>,
    },
    Waived {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "special_duty";
    type Id = SpecialDutyId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Asked(_) => "asked",
            Fact::Reported { .. } => "reported",
            Fact::Swept { .. } => "swept",
            Fact::Accepted { .. } => "accepted",
            Fact::Returned { .. } => "returned",
            Fact::Filled => "filled",
            Fact::Lapsed { .. } => "lapsed",
            Fact::Waived { .. } => "waived",
        }
    }
}

/// One of them as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialDuty {
    pub id: SpecialDutyId,
    pub version: i64,
    pub period: SpecialPeriodId,
    pub period_title: Personal<String>,
    pub sort: Sort,
    pub organisation: OrganisationId,
    pub division: Division,
    pub day: Day,
    pub obligation: ObligationId,
    pub due: Instant,
    pub state: State,
    /// It was first reported after its deadline.
    pub late: bool,
    /// It was reported that there is nothing.
    pub nothing: bool,
    pub visited: Option<i64>,
    pub found: Option<i64>,
    pub text: Option<Personal<String>>,
    pub reported_at: Option<Instant>,
    pub reported_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub ended_at: Option<Instant>,
}

words! {
    /// How it looks at a moment.
    pub enum Standing {
        /// Not due yet.
        Owed = "owed",
        /// Due, and not reported.
        Missing = "missing",
        /// Reported, and to be accepted.
        Reported = "reported",
        InTime = "in_time",
        Late = "late",
        Lapsed = "lapsed",
        Waived = "waived",
    }
}

impl SpecialDuty {
    pub fn standing(&self, now: Instant) -> Standing {
        match self.state {
            State::Owed | State::Returned if now > self.due => Standing::Missing,
            State::Owed | State::Returned => Standing::Owed,
            State::Reported => Standing::Reported,
            State::Done if self.late => Standing::Late,
            State::Done => Standing::InTime,
            State::Lapsed => Standing::Lapsed,
            State::Waived => Standing::Waived,
        }
    }
}
