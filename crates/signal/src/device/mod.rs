//! Devices: what measures where, how often, within which limits; who keeps it alive and who watches it.
//!
//! Always true: a station code names one device for good, retired or not; a retired device does not come back; a device
//! without a watcher or a position is shown as a gap, never left out.

mod act;
mod detail;
pub mod export;
mod form;
pub mod import;
mod list;
pub mod live;
mod map;
pub mod query;
pub(crate) mod standing;
mod store;
pub mod token;

pub use act::{Describe, Reason, amend, register, resume, retire, suspend};
pub(crate) use list::PATH;
pub use store::project;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, words};
use readings::Metric;
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use crate::Quantity;

kernel::ids! {
    /// One device that measures.
    DeviceId,
}

words! {
    /// What a device is for.
    pub enum Sort {
        RainGauge = "rain_gauge",
        RiverLevel = "river_level",
        Reservoir = "reservoir",
        /// A pond behind a small dam.
        Pond = "pond",
        Landslide = "landslide",
        WeatherStation = "weather_station",
        Gas = "gas",
        Smoke = "smoke",
        Tailings = "tailings",
        DebrisFlow = "debris_flow",
        /// No hardware: what this program forecasts of a small catchment.
        CatchmentForecast = "catchment_forecast",
        /// Forest fire danger of a township: computed here, no hardware.
        FireDanger = "fire_danger",
    }
}

impl Sort {
    /// What devices of this kind usually measure; a form begins with it.
    pub fn usual(self) -> &'static [Metric] {
        match self {
            Sort::RainGauge => &[Metric::Rain, Metric::Battery],
            Sort::RiverLevel => &[Metric::Level, Metric::Flow, Metric::Battery],
            Sort::Reservoir => &[Metric::Level, Metric::Storage, Metric::Rain],
            Sort::Pond => &[Metric::Level, Metric::Battery],
            Sort::Landslide => &[Metric::Displacement, Metric::Crack, Metric::Rain],
            Sort::WeatherStation => &[Metric::Rain, Metric::Temperature, Metric::Humidity, Metric::WindSpeed],
            Sort::Gas => &[Metric::Gas],
            Sort::Smoke => &[Metric::Smoke],
            Sort::Tailings => &[Metric::SeepageLevel, Metric::DryBeach, Metric::Displacement],
            Sort::DebrisFlow => &[Metric::Rain, Metric::SoilMoisture, Metric::Battery],
            Sort::CatchmentForecast => {
                &[Metric::Flow, Metric::FlowWithin1h, Metric::FlowWithin3h, Metric::FlowWithin6h, Metric::FlowWithin24h]
            }
            Sort::FireDanger => &[
                Metric::FireDangerClass,
                Metric::FireWeatherIndex,
                Metric::FineFuelMoistureCode,
                Metric::DuffMoistureCode,
                Metric::DroughtCode,
            ],
        }
    }
}

words! {
    pub enum State {
        InService = "in_service",
        /// Out of service for a while: nothing is expected of it.
        Suspended = "suspended",
        Retired = "retired",
    }
}

/// One metric of a device, and what its readings can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    #[serde(with = "metric_code")]
    pub metric: Metric,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Quantity>,
    /// The greatest change from one reading to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Quantity>,
}

/// A metric in a fact is its code.
pub(crate) mod metric_code {
    use readings::Metric;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(it: &Metric, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(it.code())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Metric, D::Error> {
        let code = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Metric::of_code(&code).ok_or_else(|| de::Error::custom(format!("no metric {code}")))
    }
}

/// Everything that is said of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    pub code: String,
    pub name: String,
    pub sort: Sort,
    pub measures: Vec<Measured>,
    pub division: Division,
    /// WGS-84, millionths of a degree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude_e6: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude_e6: Option<i64>,
    pub owner: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watcher: Option<Watcher>,
    pub interval_seconds: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectId>,
    pub since: Day,
}

/// Who watches a device (专人盯守), and of which organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watcher {
    pub person: PersonId,
    pub organisation: OrganisationId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered(Box<Described>),
    Amended(Box<Described>),
    Suspended { reason: Personal<String> },
    Resumed { reason: Personal<String> },
    Retired { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "device";
    type Id = DeviceId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered(_) => "registered",
            Fact::Amended(_) => "amended",
            Fact::Suspended { .. } => "suspended",
            Fact::Resumed { .. } => "resumed",
            Fact::Retired { .. } => "retired",
        }
    }
}

/// One device as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    pub id: DeviceId,
    pub version: i64,
    pub said: Described,
    pub state: State,
    pub state_at: Instant,
    pub note: Option<Personal<String>>,
    pub registered_at: Instant,
    pub registered_by: Option<PersonId>,
}

impl Device {
    pub fn measures(&self, metric: Metric) -> Option<&Measured> {
        self.said.measures.iter().find(|it| it.metric == metric)
    }

    /// The same by the metric's code or name; of no metric at all everything is measured.
    pub(crate) fn measures_code(&self, typed: &str) -> bool {
        crate::said::metric(typed).is_none_or(|metric| self.measures(metric).is_some())
    }

    /// What is missing that should be there.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> {
        let retired = self.state == State::Retired;
        let missing = [
            (Gap::Watcher, self.said.watcher.is_none()),
            (Gap::Position, self.said.longitude_e6.is_none() || self.said.latitude_e6.is_none()),
        ];
        missing.into_iter().filter(move |(_, missing)| *missing && !retired).map(|(gap, _)| gap)
    }
}

words! {
    pub enum Gap {
        Watcher = "watcher",
        Position = "position",
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes().and(token::routes())
}
