//! Special periods (重点时段): drafted by the Safety Office, opened by a leader, over by themselves on their day.
//!
//! Always true: who drafted it does not open it, and what is opened is the draft that was read; the rules it switches on
//! hold on its days only; a timer asks for what a day owes and ends the period on the day after its last.
//! Not here: what each organisation owes in it (`duty`), events (`event`).

mod act;
mod cards;
mod days;
pub mod export;
mod form;
mod list;
pub mod query;
pub mod roster;
mod store;
pub mod summary;
mod web;

pub use act::{Discard, Draft, Extend, OpenIt, Shorten, discard, draft, extend, open, redraft, shorten};
pub use days::{TIMER, fire, rosters_changed};
pub(crate) use list::PATH;
pub use store::project;
pub(crate) use store::{load, text as text_of};
pub use summary::{Figures, Sources};
pub(crate) use web::routes;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One special period.
    SpecialPeriodId,
}

words! {
    pub enum Kind {
        Holiday = "holiday",
        BigEvent = "big_event",
        /// Meetings of the party and the state, 重要会议.
        Congress = "congress",
        FloodSeason = "flood_season",
        Other = "other",
    }
}

words! {
    pub enum State {
        Draft = "draft",
        Open = "open",
        Closed = "closed",
        /// A draft that was given up.
        Discarded = "discarded",
    }
}

/// What is asked for on its days only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tightening {
    /// Each roster has a leader on duty at any time.
    pub leader_on_duty: bool,
    /// Each roster has two officers on duty at any time.
    pub doubled: bool,
    /// Each organisation sweeps its field at once.
    pub sweep: bool,
    /// By when; by the deadline rule where none is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep_by: Option<Day>,
    /// Each organisation reports daily by this hour, also that there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_hour: Option<i8>,
}

impl Tightening {
    pub fn of_duty(&self) -> bool {
        self.leader_on_duty || self.doubled
    }

    pub fn is_nothing(&self) -> bool {
        !self.of_duty() && !self.sweep && self.report_hour.is_none()
    }
}

/// What a draft says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub sort: Kind,
    pub title: Personal<String>,
    pub from: Day,
    pub to: Day,
    /// The whole district where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub townships: Vec<Division>,
    pub reason: Personal<String>,
    /// The document that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Personal<String>>,
    /// Who is asked, in the order of the register.
    pub organisations: Vec<OrganisationId>,
    pub tightening: Tightening,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted {
        number: String,
        said: Box<Said>,
    },
    Redrafted {
        said: Box<Said>,
    },
    /// `first_report` is the first day that owes a report: none of a day whose hour was over.
    Opened {
        first_report: Day,
    },
    Extended {
        to: Day,
        reason: Personal<String>,
    },
    /// It ends early.
    Shortened {
        to: Day,
        reason: Personal<String>,
    },
    /// Its last day is over.
    Closed,
    Discarded {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "special_period";
    type Id = SpecialPeriodId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted { .. } => "drafted",
            Fact::Redrafted { .. } => "redrafted",
            Fact::Opened { .. } => "opened",
            Fact::Extended { .. } => "extended",
            Fact::Shortened { .. } => "shortened",
            Fact::Closed => "closed",
            Fact::Discarded { .. } => "discarded",
        }
    }
}

/// One period as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialPeriod {
    pub id: SpecialPeriodId,
    pub version: i64,
    pub number: String,
    pub kind: Kind,
    pub title: Personal<String>,
    pub reason: Option<Personal<String>>,
    pub document: Option<Personal<String>>,
    pub from: Day,
    pub to: Day,
    pub townships: Vec<Division>,
    pub tightening: Tightening,
    pub state: State,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub opened_at: Option<Instant>,
    pub opened_by: Option<PersonId>,
    pub first_report: Option<Day>,
    pub closed_at: Option<Instant>,
    /// Why it was extended, ended early or discarded.
    pub note: Option<Personal<String>>,
}

impl SpecialPeriod {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    /// Whether its rules hold on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        matches!(self.state, State::Open | State::Closed) && self.from <= day && day <= self.to
    }

    pub fn covers(&self, place: Division) -> bool {
        self.townships.is_empty() || self.townships.iter().any(|it| it.contains(place))
    }

    pub fn days(&self) -> i64 {
        self.from.days_until(self.to) + 1
    }
}
