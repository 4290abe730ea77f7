//! The weather of the invented county: which storms cross it when, how cold and windy it is, and what is on record of it.
//!
//! A storm is a value with a shape that moves; the rain at a spot is the sum over storms. So neighbouring gauges agree as far as
//! the same cells pass them, and a valley is wet when its hills are. Same seed, same weather, whoever asks in whatever order.

pub mod air;
pub mod record;
pub mod relief;
pub mod season;
pub mod storm;

use kernel::{Division, Instant};

use crate::disaster::{self, Disaster};
use crate::station::Station;
use relief::{Spot, rain_factor};
use storm::Storm;

pub const DAY: i64 = 86_400_000;
/// Beijing is ahead by eight hours, all year.
pub(crate) const AHEAD: i64 = 8 * 3_600_000;
/// Rain is added up in such steps.
pub const STEP: i64 = 300_000;
/// No storm lives longer.
const LONGEST: i64 = 2 * DAY;
/// Less than that an hour is no rain.
const DRIZZLE: f64 = 0.15;

#[derive(Debug, Clone, PartialEq)]
pub struct Weather {
    seed: u64,
    /// Storms that are on record, in the order of their beginnings.
    planted: Vec<Storm>,
    /// From when until when only a part of the ordinary rain falls.
    shares: Vec<(i64, i64, f64)>,
    cold: Vec<(i64, i64, Spot)>,
    gusts: Vec<(i64, Spot)>,
    /// When a slope gave way, and in which township.
    pub failures: Vec<(i64, Division)>,
    /// Weeks in which the river flooded.
    pub floods: Vec<(i64, i64)>,
}

impl Weather {
    /// `now` is given when the county is in the middle of a flash flood.
    pub fn new(seed: u64, disasters: &[Disaster], stations: &[Station], now: Option<Instant>) -> Weather {
        let mut weather = Weather {
            seed,
            planted: Vec::new(),
            shares: Vec::new(),
            cold: Vec::new(),
            gusts: Vec::new(),
            failures: Vec::new(),
            floods: Vec::new(),
        };
        disasters.iter().for_each(|it| weather.happened(it, stations));
        if let Some(now) = now {
            weather.present(disaster::present(now), now, stations);
        }
        weather.planted.sort_by_key(|it| it.from);
        weather
    }

    /// Storms that begin on a day, counted in Beijing days since 1970.
    pub fn storms_of(&self, day: i64) -> Vec<Storm> {
        let begin = day * DAY - AHEAD;
        let mut storms = season::storms(self.seed, day, Instant::from_micros(begin * 1_000), 1.0);
        for it in &mut storms {
            let shares = self.shares.iter().filter(|(from, until, _)| (*from..*until).contains(&it.from));
            it.peak *= shares.map(|it| it.2).fold(1.0, f64::min);
        }
        storms.retain(|it| it.peak > 0.0);
        storms.extend(self.planted.iter().filter(|it| day_of(it.from) == day).cloned());
        storms
    }

    /// Rain at a station later than `from`, until `until`.
    pub fn rain_mm(&self, station: &Station, from: i64, until: i64) -> f64 {
        (day_of(from - LONGEST)..=day_of(until)).map(|day| sum(&self.storms_of(day), station, from, until)).sum()
    }
}

/// What a gauge has counted over some time, and the most of it within an hour, in millimetres.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fallen {
    pub sum: f64,
    pub hour: f64,
}

impl crate::District {
    /// What fell at each of its rain gauges between two moments.
    pub fn fallen(&self, from: Instant, until: Instant) -> Vec<Fallen> {
        let gauges = self.stations.iter().filter(|it| it.kind == crate::StationKind::RainGauge);
        let mut sky = Sky::at(&self.weather, from.millis());
        let mut of_gauges: Vec<(&Station, Vec<f64>)> = gauges.map(|it| (it, Vec::new())).collect();
        let mut at = from.millis();
        while at < until.millis() {
            sky.go_on(&self.weather, at);
            for (it, steps) in &mut of_gauges {
                steps.push(sky.rain_mm(at, it.spot, rain_factor(it.spot)));
            }
            at += STEP;
        }
        let hour = usize::try_from(storm::HOUR / STEP).unwrap_or(1);
        let most = |steps: &[f64]| steps.windows(hour).map(|it| it.iter().sum()).fold(0.0, f64::max);
        of_gauges.into_iter().map(|(_, steps)| Fallen { sum: steps.iter().sum(), hour: most(&steps) }).collect()
    }
}

fn day_of(at: i64) -> i64 {
    (at + AHEAD).div_euclid(DAY)
}

/// What these storms bring, in the steps in which stations count.
fn sum(storms: &[Storm], station: &Station, from: i64, until: i64) -> f64 {
    let factor = rain_factor(station.spot) * STEP as f64 / storm::HOUR as f64;
    let of = |it: &Storm| {
        let (begin, end) = (it.from.max(from).div_euclid(STEP) * STEP, it.until.min(until));
        let mut sum = 0.0;
        let mut at = begin;
        while at < end {
            if at >= from {
                sum += it.rate(at + STEP / 2, station.spot);
            }
            at += STEP;
        }
        sum * factor
    };
    storms.iter().map(of).sum()
}

/// The storms that are over the county, as time goes on.
#[derive(Debug, Clone)]
pub struct Sky {
    /// The last day whose storms are known.
    day: i64,
    known: Vec<Storm>,
    active: Vec<Storm>,
}

impl Sky {
    pub fn at(weather: &Weather, at: i64) -> Sky {
        let mut sky = Sky { day: day_of(at - LONGEST) - 1, known: Vec::new(), active: Vec::new() };
        sky.go_on(weather, at);
        sky
    }

    /// Goes on to the step that begins at `at`.
    pub fn go_on(&mut self, weather: &Weather, at: i64) {
        while self.day < day_of(at + STEP) {
            self.day += 1;
            self.known.extend(weather.storms_of(self.day));
        }
        let middle = at + STEP / 2;
        self.active.retain(|it| !it.is_over(middle));
        self.active.extend(self.known.extract_if(.., |it| it.has_begun(middle)).filter(|it| !it.is_over(middle)));
    }

    pub fn is_clear(&self) -> bool {
        self.active.is_empty()
    }

    /// Millimetres that fall at a spot in the step that begins at `at`; `factor` is the spot's own.
    pub fn rain_mm(&self, at: i64, spot: Spot, factor: f64) -> f64 {
        let rate: f64 = self.active.iter().map(|it| it.rate(at + STEP / 2, spot)).sum();
        if rate < DRIZZLE { 0.0 } else { rate * factor * STEP as f64 / storm::HOUR as f64 }
    }
}

#[cfg(test)]
mod tests;
