//! A disaster as an event: what happened, from when to when, who is asked to report, and what the district reported upward.
//!
//! Always true: every place is asked once and owes its first sheet by a rule of its own; the district's reports are the
//! sums of their moment and are never typed; after the end the figures are verified by somebody who did not end it; a
//! disaster that was dismissed has its reason and owes nothing.
//!
//! Not here: the sheets of the places (`sheet`).

mod act;
mod correct;
mod detail;
mod duty;
pub mod export;
mod list;
pub mod query;
mod routes;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod timeline;
mod web;

pub use act::{AddPlaces, End, Register, Report, add_places, dismiss, end, register, report, verify};
pub use correct::{Correct, correct};
pub use detail::DisasterAnswer;
pub(crate) use detail::tabs;
pub(crate) use duty::{DailyDuty, Owners, owe_daily, settle};
pub(crate) use list::{PATH, state_mark, townships};
pub use routes::routes;
pub use store::project;
pub(crate) use timeline::quote;

use kernel::{Division, Instant, PersonId, Personal, words};
use obligation::ObligationId;
pub use obligation::Owed;
use serde::{Deserialize, Serialize};

use crate::Figures;

kernel::ids! {
    /// One disaster.
    DisasterId,
}

/// The first sheet of a village.
pub const DUTY_VILLAGE: &str = "disaster.report.village";
/// The first sheet of a township.
pub const DUTY_TOWNSHIP: &str = "disaster.report.township";
/// The district's first report upward.
pub const DUTY_FIRST: &str = "disaster.report.first";
/// What is owed every day until the end, changed or not.
pub const DUTY_DAILY: &str = "disaster.report.daily";
/// Verifying the figures after the end.
pub const DUTY_VERIFY: &str = "disaster.verify";

words! {
    /// 灾种.
    pub enum Kind {
        Flood = "flood",
        Drought = "drought",
        Typhoon = "typhoon",
        WindAndHail = "wind_and_hail",
        Cold = "cold",
        Snow = "snow",
        Sandstorm = "sandstorm",
        Earthquake = "earthquake",
        Geological = "geological",
        Marine = "marine",
        Wildfire = "wildfire",
        Biological = "biological",
    }
}

words! {
    /// 亚灾种: what a county reports.
    pub enum SubKind {
        RiverFlood = "river_flood",
        FlashFlood = "flash_flood",
        Waterlogging = "waterlogging",
        Gale = "gale",
        Hail = "hail",
        Tornado = "tornado",
        Lightning = "lightning",
        Frost = "frost",
        ColdSpell = "cold_spell",
        RockFall = "rock_fall",
        Landslide = "landslide",
        DebrisFlow = "debris_flow",
        StormSurge = "storm_surge",
        Tsunami = "tsunami",
    }
}

impl SubKind {
    /// The kind it belongs to.
    pub fn kind(self) -> Kind {
        match self {
            SubKind::RiverFlood | SubKind::FlashFlood | SubKind::Waterlogging => Kind::Flood,
            SubKind::Gale | SubKind::Hail | SubKind::Tornado | SubKind::Lightning => Kind::WindAndHail,
            SubKind::Frost | SubKind::ColdSpell => Kind::Cold,
            SubKind::RockFall | SubKind::Landslide | SubKind::DebrisFlow => Kind::Geological,
            SubKind::StormSurge | SubKind::Tsunami => Kind::Marine,
        }
    }
}

words! {
    pub enum State {
        /// It goes on; reports are owed every day.
        Open = "open",
        /// It is over; figures are being verified.
        Ended = "ended",
        Verified = "verified",
        /// There was none, or it stands under another number.
        Dismissed = "dismissed",
    }
}

impl State {
    /// Whether sheets are still taken.
    pub fn takes_sheets(self) -> bool {
        matches!(self, State::Open | State::Ended)
    }
}

words! {
    /// 初报, 续报, 核报.
    pub enum Phase {
        First = "first",
        Continued = "continued",
        Verified = "verified",
    }
}

/// A place that is asked, and the first sheet it owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub division: Division,
    pub obligation: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub number: String,
    pub sort: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_kind: Option<SubKind>,
    pub title: Personal<String>,
    /// What set it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Personal<String>>,
    pub from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    pub places: Vec<Asked>,
    pub first: Owed,
}

/// What the district said upward at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    pub edition: i64,
    pub phase: Phase,
    /// The sums of that moment.
    pub figures: Figures,
    pub asked: i64,
    /// How many of those asked had not reported.
    pub silent: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<String>>,
    /// The next daily report; none after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Owed>,
}

/// What is said of it from then on, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    pub sort: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_kind: Option<SubKind>,
    pub title: Personal<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Personal<String>>,
    pub from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// The district's first report, where it is owed anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Owed>,
    pub reason: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Registered),
    PlacesAdded { places: Vec<Asked> },
    Reported(Reported),
    Ended { to: Instant, verify: Owed },
    Verified { report: Reported },
    Dismissed { reason: Personal<String> },
    Corrected(Corrected),
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "disaster";
    type Id = DisasterId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::PlacesAdded { .. } => "places_added",
            Fact::Reported(_) => "reported",
            Fact::Ended { .. } => "ended",
            Fact::Verified { .. } => "verified",
            Fact::Dismissed { .. } => "dismissed",
            Fact::Corrected(_) => "corrected",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Disaster {
    pub id: DisasterId,
    pub version: i64,
    pub number: String,
    pub kind: Kind,
    pub sub_kind: Option<SubKind>,
    pub title: Personal<String>,
    pub trigger: Option<Personal<String>>,
    pub from: Instant,
    pub to: Option<Instant>,
    pub state: State,
    pub registered_at: Instant,
    pub registered_by: Option<PersonId>,
    pub ended_at: Option<Instant>,
    pub ended_by: Option<PersonId>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<PersonId>,
    pub note: Option<Personal<String>>,
    /// The district's next report upward.
    pub reporting: Option<Owed>,
    pub verifying: Option<Owed>,
    pub reports: i64,
}

impl Disaster {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }
}
