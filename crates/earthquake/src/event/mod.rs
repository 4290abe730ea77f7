//! An earthquake: what is reported of it by one source or several, which report counts, and what is owed for it.
//!
//! Always true: a source's number names one event; an event counts once, whoever reports it; of several reports that of the
//! preferred source counts, of equals the first; where it lies is said as the outlines of the day were.

mod check;
pub mod detail;
pub mod export;
pub mod list;
mod map;
pub mod place;
pub mod query;
mod steps;
mod store;
pub mod take;
mod tell;
mod web;

pub use check::{Answer, answer as answer_check};
pub use list::PATH;
pub use store::project;
pub use take::{Became, part, take, withdraw};
pub use tell::Tell;

#[cfg(test)]
pub(crate) use check::{Follows, decide as follows_rule};
#[cfg(test)]
pub(crate) use take::is_same as same_rule;
#[cfg(test)]
pub(crate) use tell::read as tell_rule;

use kernel::{Division, Instant, PersonId, Personal, words};
use obligation::ObligationId;
pub use obligation::Owed;
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One earthquake.
    EarthquakeId,
}

words! {
    /// How exactly a source says when.
    pub enum Precise {
        Second = "second",
        Minute = "minute",
        Day = "day",
    }
}

words! {
    pub enum State {
        Counted = "counted",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where the check of the damage stands.
    pub enum Standing {
        /// Not felt strongly enough, or long ago.
        None = "none",
        Owed = "owed",
        /// An aftershock of one that is checked.
        Attached = "attached",
        /// It was felt less than was thought.
        LetOff = "let_off",
        Checked = "checked",
    }
}

/// What one source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub source: String,
    /// The source's own number of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    pub at: Instant,
    pub precise: Precise,
    /// WGS-84, millionths of a degree.
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    /// Unknown is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth_m: Option<i64>,
    /// Thousandths.
    pub magnitude_e3: i64,
    /// As the source gives it: `ML`, `Ms`, `Mw`; empty where it doesn't.
    pub magnitude_kind: String,
    /// The place in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Where it lies for the district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The township or village, else the district.
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub border_m: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_m: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearing_deg: Option<i64>,
    /// Tenths of a degree, the greatest of the district by estimate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intensity: Option<i64>,
}

/// How far two reports lie apart that were taken for one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    pub ms: i64,
    pub metres: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Recorded {
        report: Box<Report>,
        placed: Placed,
    },
    /// Another source tells of it; `placed` where its report counts from now on.
    Joined {
        report: Box<Report>,
        apart: Apart,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placed: Option<Placed>,
    },
    /// A source says something else than before, in its report of that number; `placed` where that report counts.
    Revised {
        no: i64,
        report: Box<Report>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placed: Option<Placed>,
    },
    /// A person says that the report of that number is of another event.
    Parted {
        no: i64,
        into: EarthquakeId,
        reason: Personal<String>,
    },
    Withdrawn {
        reason: Personal<String>,
    },
    CheckOwed {
        intensity: i64,
        owed: Owed,
    },
    /// An aftershock: the check of the main shock covers it.
    Attached {
        main: EarthquakeId,
    },
    /// Nothing is owed any more, by this rule.
    LetOff {
        reason: Personal<String>,
    },
    Checked {
        answer: Personal<String>,
    },
    /// Which way the long axis lies, and by whom that is known.
    Directed {
        azimuth_deg: i64,
        source: String,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "earthquake";
    type Id = EarthquakeId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Recorded { .. } => "recorded",
            Fact::Joined { .. } => "joined",
            Fact::Revised { .. } => "revised",
            Fact::Parted { .. } => "parted",
            Fact::Withdrawn { .. } => "withdrawn",
            Fact::CheckOwed { .. } => "check_owed",
            Fact::Attached { .. } => "attached",
            Fact::LetOff { .. } => "let_off",
            Fact::Checked { .. } => "checked",
            Fact::Directed { .. } => "directed",
        }
    }
}

/// An earthquake as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Earthquake {
    pub id: EarthquakeId,
    pub version: i64,
    /// The one that counts.
    pub report: Report,
    pub placed: Placed,
    pub reports: i64,
    pub state: State,
    pub note: Option<Personal<String>>,
    pub standing: Standing,
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
    pub main: Option<EarthquakeId>,
    pub answer: Option<Personal<String>>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub azimuth_deg: Option<i64>,
    pub azimuth_source: Option<String>,
    pub recorded_at: Instant,
}

impl Earthquake {
    pub(crate) fn as_event(&self) -> standards::earthquake_catalogue::Event {
        self.report.as_event()
    }
}

const MICROS_PER_DAY: f64 = 86_400e6;

impl Report {
    pub(crate) fn as_event(&self) -> standards::earthquake_catalogue::Event {
        standards::earthquake_catalogue::Event {
            day: self.at.micros() as f64 / MICROS_PER_DAY,
            latitude_deg: self.latitude_e6 as f64 / 1e6,
            longitude_deg: self.longitude_e6 as f64 / 1e6,
            magnitude: self.magnitude_e3 as f64 / 1e3,
        }
    }

    pub(crate) fn apart(&self, other: &Report) -> Apart {
        let place = |it: &Report| (it.latitude_e6 as f64 / 1e6, it.longitude_e6 as f64 / 1e6);
        let km = standards::earthquake_catalogue::distance_km(place(self), place(other));
        Apart { ms: (other.at.micros() - self.at.micros()) / 1_000, metres: (km * 1_000.0).round() as i64 }
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
