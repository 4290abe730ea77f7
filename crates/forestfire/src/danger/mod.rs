//! Fire areas: a township whose forest fire danger is computed, from which stations, by which settings, and each rated day.
//!
//! Always true: days are rated in their order, each once; what a rating was computed from stands beside it; the codes go on
//! from the last rating, or begin anew and say so.
//! Not here: which reading of a station is the noon's (`server`).

mod act;
mod detail;
pub mod export;
mod form;
mod list;
pub mod noon;
pub mod query;
pub mod rate;
mod store;
mod weather;

pub use act::{Describe, USUAL_COVER, amend, code, set};
pub use store::project;
pub use weather::{Enter, enter, rated};

use kernel::{Day, Division, Instant, Personal, Span, words};
use readings::Metric;
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device::DeviceId;

use crate::Class;

kernel::ids! {
    /// One township whose danger is computed.
    FireAreaId,
}

/// The hour of the day, Beijing time, whose weather is the noon's: the sun stands highest at about 13:20 at 100° east, the
/// index is defined for noon by the sun, and the afternoon, when most fires break out, is still to come.
pub const NOON_HOUR: i8 = 13;

/// A day is due so long after its noon: stations that send each ten minutes have sent by then.
pub const AFTER_NOON: Span = Span::minutes(10);

/// The last day whose weather is due.
pub fn due(now: Instant) -> Day {
    (now - AFTER_NOON - Span::hours(i64::from(NOON_HOUR))).day()
}

/// A day of the year, as `11-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    pub month: i8,
    pub day: i8,
}

impl MonthDay {
    pub fn read(text: &str) -> Option<MonthDay> {
        let (month, day) = text.trim().split_once('-')?;
        let it = MonthDay { month: month.parse().ok()?, day: day.parse().ok()? };
        // A leap year has every day there is.
        Day::new(2024, it.month, it.day).map(|_| it)
    }

    fn of(day: Day) -> MonthDay {
        MonthDay { month: day.month(), day: day.day_of_month() }
    }
}

impl std::fmt::Display for MonthDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl Serialize for MonthDay {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        MonthDay::read(&text).ok_or_else(|| serde::de::Error::custom(format!("no day of a year: {text}")))
    }
}

/// Everything that is said of a fire area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub division: Division,
    /// The device whose readings the ratings become.
    pub device: DeviceId,
    /// Stations whose weather is taken, the first that has all of it.
    pub stations: Vec<DeviceId>,
    /// Without forest nothing is computed.
    pub is_watched: bool,
    /// Part of the land under forest, in %; for those who read, nothing is computed from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forest_percent: Option<u32>,
    /// Both days belong to the fire season; it may pass the turn of the year.
    pub season_from: MonthDay,
    pub season_to: MonthDay,
    /// Points that a green or a snow cover takes away, by month (LY/T 1172, E).
    pub cover: [u32; 12],
    /// The first day that is rated.
    pub since: Day,
}

impl Setting {
    pub fn is_in_season(&self, day: Day) -> bool {
        let (it, from, to) = (MonthDay::of(day), self.season_from, self.season_to);
        if from <= to { (from..=to).contains(&it) } else { it >= from || it <= to }
    }
}

/// The weather of a noon, and of the 24 hours before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noon {
    /// None: entered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<DeviceId>,
    /// When the oldest of the noon's values was measured.
    pub measured_at: Instant,
    pub temperature_c: Quantity,
    pub humidity_percent: Quantity,
    pub wind_m_s: Quantity,
    pub temperature_c_max: Quantity,
    pub humidity_percent_min: Quantity,
    pub wind_m_s_max: Quantity,
    pub rain_mm: Quantity,
}

/// What goes on from day to day. In millionths, so that a code goes on as it was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codes {
    pub ffmc: Quantity,
    pub dmc: Quantity,
    pub dc: Quantity,
    /// The last rain of 0.3 mm or more, and the days since; none where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rain: Option<LastRain>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRain {
    pub mm: Quantity,
    pub days: u32,
}

words! {
    /// From what the codes of a day went on.
    pub enum From {
        Yesterday = "yesterday",
        /// From the last rating, over one to three days without weather.
        Bridged = "bridged",
        /// From the usual start: the first day, or after a longer gap.
        Start = "start",
    }
}

/// One day as it was computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    pub day: Day,
    pub noon: Noon,
    pub from: From,
    pub codes: Codes,
    pub isi: Quantity,
    pub bui: Quantity,
    pub fwi: Quantity,
    /// Points and class of LY/T 1172-95.
    pub points: i32,
    pub class: Class,
    /// Why the weather was entered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set(Box<Setting>),
    Amended(Box<Setting>),
    Rated(Box<Rating>),
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "fire_area";
    type Id = FireAreaId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set(_) => "set",
            Fact::Amended(_) => "amended",
            Fact::Rated(_) => "rated",
        }
    }
}

/// One area as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FireArea {
    pub id: FireAreaId,
    pub version: i64,
    pub said: Setting,
    pub last: Option<Last>,
}

/// What the next day goes on from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Last {
    pub day: Day,
    pub codes: Codes,
}

impl Rating {
    /// What its device measures, at the noon of its day.
    pub fn readings(&self) -> [(Metric, Quantity); 5] {
        let class = Quantity::of(self.class.number().into()).unwrap_or(Quantity::ZERO);
        [
            (Metric::FireDangerClass, class),
            (Metric::FireWeatherIndex, self.fwi),
            (Metric::FineFuelMoistureCode, self.codes.ffmc),
            (Metric::DuffMoistureCode, self.codes.dmc),
            (Metric::DroughtCode, self.codes.dc),
        ]
    }
}

/// A rating with when it was computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    pub area: FireAreaId,
    pub division: Division,
    pub device: DeviceId,
    pub at: Instant,
    pub it: Rating,
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
