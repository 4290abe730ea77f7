//! What goes wrong with stations, as it does in every register: one is silent for days, one stuck, one jumps, one says what can't
//! be true, gas leaks for half an hour.

use readings::Metric;

use crate::weather::DAY;
use crate::{Chance, Station, StationKind};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// In stretches of so many days each station may be silent once.
const STRETCH: i64 = 40;
/// A reading in a thousand is lost on its way.
const LOST_PERMILLE: u32 = 1;

/// What is on record around the county's now. The how many-th of its kind, from when until when, counted from it.
const SILENT: [(StationKind, usize, i64, i64); 2] =
    [(StationKind::Pond, 3, -30 * HOUR, 20 * MINUTE), (StationKind::DebrisFlow, 0, -4 * DAY, -4 * DAY + 400 * MINUTE)];
const STUCK: (StationKind, usize, Metric, i64, i64) =
    (StationKind::WeatherStation, 2, Metric::Temperature, -29 * HOUR, 5 * HOUR);
const JUMPS: (StationKind, usize, Metric, i64, i64) =
    (StationKind::RiverLevel, 5, Metric::Level, -2 * DAY, -2 * DAY + 15 * MINUTE);
const IMPOSSIBLE: (StationKind, usize, Metric, i64, i64) =
    (StationKind::Tailings, 1, Metric::DryBeach, -40 * MINUTE, 30 * MINUTE);
const LEAK: (StationKind, usize, Metric, i64, i64) =
    (StationKind::Gas, 0, Metric::Gas, -3 * DAY, -3 * DAY + 45 * MINUTE);

#[derive(Debug, Clone)]
pub struct Faults {
    seed: u64,
    /// The county's now.
    now: i64,
}

impl Faults {
    pub fn new(seed: u64, now: i64) -> Faults {
        // On a whole five minutes, as stations send.
        Faults { seed, now: now.div_euclid(5 * MINUTE) * 5 * MINUTE }
    }

    /// From when until when a station sends nothing, around a time.
    pub fn silence(&self, number: usize, station: &Station, at: i64) -> Option<(i64, i64)> {
        let planted = SILENT.iter().filter(|it| (it.0, it.1) == (station.kind, station.nth));
        let planted = planted.map(|it| (self.now + it.2, self.now + it.3));
        let stretch = at.div_euclid(STRETCH * DAY);
        let chance = &mut Chance::at(self.seed, 500 + number as u64, stretch);
        let by_chance = chance.permille(110).then(|| {
            let from = stretch * STRETCH * DAY + (chance.within(0.0, (STRETCH - 5) as f64) * DAY as f64) as i64;
            (from, from + (chance.within(0.15, 4.8) * DAY as f64) as i64)
        });
        planted.chain(by_chance).find(|it| (it.0..it.1).contains(&at))
    }

    pub fn is_lost(&self, series: usize, at: i64) -> bool {
        Chance::at(self.seed, 600 + series as u64, at).permille(LOST_PERMILLE)
    }

    /// Whether the sensor tells the same value over and over.
    pub fn is_stuck(&self, station: &Station, metric: Metric, at: i64) -> bool {
        self.is(&STUCK, station, metric, at)
    }

    /// What the station says instead of `value`.
    pub fn told(&self, station: &Station, metric: Metric, at: i64, value: f64) -> f64 {
        if self.is(&JUMPS, station, metric, at) {
            value + 5.8
        } else if self.is(&IMPOSSIBLE, station, metric, at) {
            4_999.0
        } else if self.is(&LEAK, station, metric, at) {
            let minutes = (at - self.now - LEAK.3) as f64 / MINUTE as f64;
            value + 1.3 * (minutes / 10.0).min((45.0 - minutes) / 18.0).clamp(0.0, 1.0)
        } else {
            value
        }
    }

    fn is(&self, it: &(StationKind, usize, Metric, i64, i64), station: &Station, metric: Metric, at: i64) -> bool {
        it.0 == station.kind
            && it.1 == station.nth
            && it.2 == metric
            && (self.now + it.3..self.now + it.4).contains(&at)
    }
}
