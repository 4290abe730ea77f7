//! The backtest of an edition: what it would have warned over past readings, against what happened.
//!
//! Pure: conditions and events come from the caller. Which belong together is a choice ([`Asked`]) that stands beside every
//! figure. Always true: an event that no watched device could have told of counts neither for nor against a rule.
//! Not here: stepping the rules over the readings (`readings::backtest`), fetching events (`server`).

mod compare;
#[cfg(test)]
mod tests;
pub(super) mod view;

pub use compare::{Belongs, Compared, Event, Found, Told, Whether, compare};
pub use view::{lead, tested};

use kernel::{Day, words};
use readings::Metric;
use serde::{Deserialize, Serialize};

use super::Target;
use crate::Colour;
use crate::device::Sort;

words! {
    /// What happened, as far as readings can tell of it.
    pub enum EventKind {
        /// 洪涝、台风.
        Flood = "flood",
        /// 地质灾害.
        Geological = "geological",
        WindAndHail = "wind_and_hail",
        ColdAndSnow = "cold_and_snow",
        Drought = "drought",
        /// 森林草原火灾.
        Wildfire = "wildfire",
        Fire = "fire",
        /// 生产安全事故.
        Production = "production",
    }
}

words! {
    /// How near a device must be to where it happened.
    pub enum Nearness {
        Village = "village",
        Township = "township",
        District = "district",
        /// Within so many kilometres of the middle of the place.
        Distance = "distance",
    }
}

/// What is compared with what. Days are whole, the last one included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub from: Day,
    pub to: Day,
    pub kinds: Vec<EventKind>,
    pub nearness: Nearness,
    /// Of [`Nearness::Distance`].
    pub kilometres: u32,
    /// How long before an event a condition may have ended and still belong to it.
    pub before_hours: u32,
    /// How long after it one that is raised belongs to it, too late.
    pub after_hours: u32,
}

impl Asked {
    pub const DAYS: i32 = 4 * 366;
    pub const MOST_HOURS: u32 = 30 * 24;
    pub const MOST_KILOMETRES: u32 = 200;

    /// What is usual for a metric: which events it tells of, and how long before.
    pub fn usual(metric: Metric, target: &Target, from: Day, to: Day) -> Asked {
        use EventKind::{ColdAndSnow, Drought, Fire, Flood, Geological, Production, Wildfire, WindAndHail};
        let on_slopes = matches!(target.sort, Some(Sort::Landslide | Sort::DebrisFlow));
        let (kinds, before_hours): (&[EventKind], u32) = match metric {
            Metric::Rain | Metric::RainTotal | Metric::SoilMoisture if on_slopes => (&[Geological], 24),
            Metric::Rain | Metric::RainTotal | Metric::SoilMoisture => (&[Flood, Geological], 24),
            Metric::Level | Metric::Flow | Metric::Storage => (&[Flood], 24),
            Metric::FlowWithin1h | Metric::FlowWithin3h | Metric::FlowWithin6h | Metric::FlowWithin24h => {
                (&[Flood], 24)
            }
            Metric::Displacement | Metric::Tilt | Metric::Crack | Metric::PorePressure => (&[Geological], 7 * 24),
            Metric::SeepageLevel | Metric::DryBeach => (&[Production, Geological], 7 * 24),
            Metric::Gas | Metric::CarbonMonoxide | Metric::Smoke => (&[Production, Fire], 6),
            Metric::Temperature | Metric::AirPressure => (&[ColdAndSnow], 48),
            Metric::Humidity => (&[Wildfire, Drought], 48),
            Metric::WindSpeed | Metric::WindDirection => (&[WindAndHail, Wildfire], 24),
            Metric::FireDangerClass
            | Metric::FireWeatherIndex
            | Metric::FineFuelMoistureCode
            | Metric::DuffMoistureCode
            | Metric::DroughtCode => (&[Wildfire], 36),
            Metric::Battery => (&[], 24),
        };
        Asked {
            from,
            to,
            kinds: kinds.to_vec(),
            nearness: Nearness::Township,
            kilometres: 10,
            before_hours,
            after_hours: 6,
        }
    }
}

/// The outcome as it is recorded with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tested {
    pub asked: Asked,
    pub read: Read,
    pub draft: Scored,
    /// The edition that is in force, over the same readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<Scored>,
}

/// What there was to go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub readings: u64,
    /// Devices that are watched, and those of them with readings.
    pub devices: u32,
    pub heard: u32,
    /// Days with readings, over all devices.
    pub device_days: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Day>,
}

/// One edition, colour by colour: each counts what reached it or worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    pub edition: u32,
    pub scores: Vec<Score>,
    /// Events that no watched device near it could tell of.
    pub beyond: u32,
}

/// What one colour is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub colour: Colour,
    pub conditions: u32,
    /// Of the conditions: those that belong to an event, and those that came too late for one.
    pub right: u32,
    pub late: u32,
    pub events: u32,
    pub hits: u32,
    /// Of the hits whose time is known to the hour: the middle one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_minutes: Option<i64>,
    /// How long devices stood at it altogether.
    pub warned_minutes: i64,
}

impl Score {
    /// 空报.
    pub fn false_alarms(&self) -> u32 {
        self.conditions - self.right - self.late
    }

    /// 漏报.
    pub fn misses(&self) -> u32 {
        self.events - self.hits
    }

    /// Hits of events; nothing without any event.
    pub fn detection(&self) -> Option<f64> {
        (self.events > 0).then(|| f64::from(self.hits) / f64::from(self.events))
    }

    /// False alarms of those conditions that were right or false; what came too late is neither.
    pub fn false_alarm_ratio(&self) -> Option<f64> {
        let judged = self.right + self.false_alarms();
        (judged > 0).then(|| f64::from(self.false_alarms()) / f64::from(judged))
    }

    /// `1 / (1/POD + 1/(1-FAR) - 1)`: hits of hits, misses and false alarms, where one event may have many conditions.
    pub fn success_index(&self) -> Option<f64> {
        let (detection, success) = (self.detection()?, 1.0 - self.false_alarm_ratio().unwrap_or(0.0));
        Some(if detection > 0.0 && success > 0.0 { 1.0 / (1.0 / detection + 1.0 / success - 1.0) } else { 0.0 })
    }
}
