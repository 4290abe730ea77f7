//! The calendar of meetings: rules as dated data ask for a meeting or a report in every month, quarter, half-year or year, and
//! each period says whether it had one.
//!
//! Always true: a period opens by itself, once for its rule, with its deadline; the deadline is a working day, so many days
//! before the end; a period is counted once, and what it had late stays late. Written down more than a day afterwards, a
//! meeting or a report counts from when it was written down.
//!
//! Not here: what happens at the meeting.

mod act;
pub mod export;
mod list;
pub mod query;
mod reckon;
mod rule;
mod store;
#[cfg(test)]
mod tests;
mod web;

pub use act::{Missing, Report, Waive, find_missing, open, report, waive};
pub(crate) use act::{count, read_period};
pub(crate) use list::{PERIODS, period_name};
pub use reckon::{counts_from, due, given_at, label, parts, span};
pub use rule::{EndRule, SetRule, end_rule, set_rule};
pub use store::{project_period, project_rule};
pub(crate) use web::{VIEW, routes};

use kernel::{Day, Instant, OrganisationId, Personal, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::model::{Kind, MeetingId, Owed};

kernel::ids! {
    /// One rule that asks for meetings.
    MeetingRuleId,
    /// One period of a rule.
    MeetingPeriodId,
}

words! {
    pub enum Every {
        Month = "month",
        Quarter = "quarter",
        HalfYear = "half_year",
        Year = "year",
    }
}

words! {
    pub enum PeriodState {
        Owed = "owed",
        Held = "held",
        /// The report was given.
        Reported = "reported",
        /// Given up with a reason.
        Waived = "waived",
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub sort: Kind,
    pub every: Every,
    /// Days before the end of the period.
    pub days_before: u32,
    /// Who owes it.
    pub owner: OrganisationId,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// The text it comes from.
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RuleFact {
    Set(Said),
    /// `to` is the last day it is in force.
    Ended {
        to: Day,
    },
}

impl ledger::Fact for RuleFact {
    const STREAM: &'static str = "meeting_rule";
    type Id = MeetingRuleId;

    fn kind(&self) -> &'static str {
        match self {
            RuleFact::Set(_) => "set",
            RuleFact::Ended { .. } => "ended",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRule {
    pub id: MeetingRuleId,
    pub version: i64,
    pub said: Said,
    /// The day it was written down: what was over by then is not owed afterwards.
    pub set_on: Day,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PeriodFact {
    Opened {
        rule: MeetingRuleId,
        sort: Kind,
        every: Every,
        first: Day,
        last: Day,
        owner: OrganisationId,
        owed: Owed,
    },
    /// The meeting that counts for it, and from when: its end, or when that was written down much later.
    Counted {
        meeting: MeetingId,
        at: Instant,
    },
    Reported {
        on: Day,
        /// Its number, and to whom.
        document: Personal<String>,
        /// From when it counts; none in facts that leave it to be computed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Instant>,
    },
    Waived {
        reason: Personal<String>,
    },
}

impl ledger::Fact for PeriodFact {
    const STREAM: &'static str = "meeting_period";
    type Id = MeetingPeriodId;

    fn kind(&self) -> &'static str {
        match self {
            PeriodFact::Opened { .. } => "opened",
            PeriodFact::Counted { .. } => "counted",
            PeriodFact::Reported { .. } => "reported",
            PeriodFact::Waived { .. } => "waived",
        }
    }
}

/// One period of a rule as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    pub id: MeetingPeriodId,
    pub version: i64,
    pub rule: MeetingRuleId,
    pub kind: Kind,
    pub every: Every,
    pub first: Day,
    pub last: Day,
    pub owner: OrganisationId,
    pub obligation: ObligationId,
    pub due: Instant,
    pub state: PeriodState,
    pub meeting: Option<MeetingId>,
    pub done_at: Option<Instant>,
    pub document: Option<Personal<String>>,
    pub note: Option<Personal<String>>,
}

words! {
    /// How a period looks at a moment.
    pub enum Standing {
        Owed = "owed",
        Late = "late",
        InTime = "in_time",
        /// It had its meeting, after the deadline.
        DoneLate = "done_late",
        Waived = "waived",
    }
}

impl Period {
    pub fn standing(&self, now: Instant) -> Standing {
        match (self.state, self.done_at) {
            (PeriodState::Waived, _) => Standing::Waived,
            (PeriodState::Owed, _) if now > self.due => Standing::Late,
            (PeriodState::Owed, _) => Standing::Owed,
            (_, Some(at)) if at > self.due => Standing::DoneLate,
            _ => Standing::InTime,
        }
    }
}
