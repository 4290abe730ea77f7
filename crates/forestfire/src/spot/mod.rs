//! Fire spots: what satellites detected, merged into fires; each within the district is owed one check by one organisation.
//!
//! Always true: the same detection is recorded once; a late one comes to the fire it belongs to and opens no second check; an
//! answer says what was found and by whom, and a later answer corrects it without taking the first away.
//! Not here: reporting an incident (`incident`); that an incident which an answer names exists (`server`).

mod act;
mod answer;
mod detail;
pub mod export;
pub(crate) mod ground;
pub mod import;
mod list;
mod map;
mod program;
pub mod query;
mod store;

pub use act::{Took, see};
pub use answer::{Answer, answer};
pub use ground::BORDER_KM;
pub use store::project;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, words};
use obligation::Owed;
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device::DeviceId;

use crate::source::HeatSourceId;

kernel::ids! {
    /// One fire that satellites detected.
    FireSpotId,
}

words! {
    /// How sure a detection is, as its producer says.
    pub enum Confidence {
        Low = "low",
        Nominal = "nominal",
        High = "high",
    }
}

/// What a satellite saw at one moment, in one pixel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detection {
    pub at: Instant,
    /// WGS-84, millionths of a degree.
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    pub satellite: String,
    pub instrument: String,
    pub confidence: Confidence,
    /// Where the producer gives it in %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Radiative power.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_mw: Option<Quantity>,
}

/// Names of satellites as FIRMS abbreviates them.
const SATELLITES: &[(&str, &str)] =
    &[("N", "Suomi NPP"), ("1", "NOAA-20"), ("N20", "NOAA-20"), ("N21", "NOAA-21"), ("T", "Terra"), ("A", "Aqua")];

/// The same of every door, or one detection would be two.
pub(crate) fn satellite(typed: &str) -> String {
    let typed = typed.trim();
    let known = SATELLITES.iter().find(|(short, _)| *short == typed);
    known.map_or(typed, |(_, name)| name).to_owned()
}

impl Detection {
    /// By which it is known when it comes again.
    pub(crate) fn mark(&self) -> String {
        format!("{} {} {} {}", self.satellite, self.at.micros() / 60_000_000, self.longitude_e6, self.latitude_e6)
    }
}

/// The nearest device that stands in a village: how people say where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    pub device: DeviceId,
    pub m: u32,
}

/// A fire as its first detection made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub number: String,
    /// The township; the district itself where it is outside.
    pub division: Division,
    /// Metres beyond the border; 0 inside.
    pub outside_m: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<Near>,
    pub detection: Detection,
    /// The known heat source within whose radius it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<HeatSourceId>,
    /// Who owes the check; nobody outside, at a known source, and of what came too late to be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed: Option<Owed>,
}

words! {
    /// What a check found.
    pub enum Finding {
        Wildfire = "wildfire",
        /// Burning for the fields that was permitted.
        Permitted = "permitted",
        Unpermitted = "unpermitted",
        Industrial = "industrial",
        FalseAlarm = "false_alarm",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Found(Box<Found>),
    Detected(Box<Detection>),
    Answered {
        finding: Finding,
        note: Personal<String>,
        /// Number of the incident that was reported of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "fire_spot";
    type Id = FireSpotId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Found(_) => "found",
            Fact::Detected(_) => "detected",
            Fact::Answered { .. } => "answered",
        }
    }
}

words! {
    /// How far the check is.
    pub enum State {
        Owed = "owed",
        Answered = "answered",
        /// At a known heat source.
        Known = "known",
        Outside = "outside",
        /// Known here too late to be checked.
        Past = "past",
    }
}

/// One fire as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FireSpot {
    pub id: FireSpotId,
    pub version: i64,
    pub number: String,
    pub division: Division,
    pub outside_m: i64,
    pub near: Option<(DeviceId, i64)>,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    pub first_at: Instant,
    pub last_at: Instant,
    pub detections: i64,
    pub confidence: Confidence,
    pub power_mw_max: Option<Quantity>,
    pub source: Option<HeatSourceId>,
    pub owner: Option<OrganisationId>,
    pub owed: Option<Owed>,
    pub answer: Option<Said>,
}

/// The answer that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub finding: Finding,
    pub note: Option<Personal<String>>,
    pub incident: Option<String>,
    pub at: Instant,
    pub by: Option<PersonId>,
}

impl FireSpot {
    pub fn state(&self) -> State {
        match (&self.answer, self.owed, self.source) {
            (Some(_), ..) => State::Answered,
            (None, Some(_), _) => State::Owed,
            (None, None, Some(_)) => State::Known,
            (None, None, None) if self.outside_m > 0 => State::Outside,
            (None, None, None) => State::Past,
        }
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
