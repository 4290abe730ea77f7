//! A slope that creeps: a little all year, more when it is soaked, and at last by itself.

use crate::weather::{DAY, STEP};
use crate::{Chance, Station, StationKind};

const HOUR: f64 = 3_600_000.0;

#[derive(Debug, Clone)]
pub struct Slope {
    /// Millimetres an hour in dry soil, and how much water moves it.
    creeps: f64,
    heeds_water: f64,
    /// When it gives way: the nearer that is, the faster, as the inverse of the time that is left.
    gives_way: Option<i64>,
    /// Times at which it gave way before.
    gave_way: Vec<i64>,
    pub moved_mm: f64,
}

/// Millimetres that remain to be moved at a time before it gives way: a rate is this over what is left.
const LEFT_MM: f64 = 14.0;
/// Nothing is measured faster.
const FASTEST: f64 = 11.0;
const FELL_MM: f64 = 55.0;

impl Slope {
    pub fn of(
        seed: u64,
        number: usize,
        station: &Station,
        gives_way: Option<i64>,
        gave_way: Vec<i64>,
    ) -> Option<Slope> {
        let chance = &mut Chance::at(seed, 900 + number as u64, 0);
        let quiet = match station.kind {
            StationKind::Landslide => 1.0,
            StationKind::Tailings => 0.15,
            _ => return None,
        };
        Some(Slope {
            creeps: quiet * chance.within(0.000_2, 0.001_2),
            heeds_water: quiet * chance.within(0.3, 2.2),
            gives_way,
            gave_way,
            moved_mm: quiet * chance.within(8.0, 130.0),
        })
    }

    /// `soaked_mm` is the rain of the last weeks that is still in the ground.
    pub fn step(&mut self, at: i64, soaked_mm: f64) {
        let water = self.heeds_water * 0.022 * (soaked_mm / 240.0).powi(2);
        let hours = STEP as f64 / HOUR;
        let of = |gives_way: i64, left_mm: f64| {
            let left = (gives_way - at) as f64 / HOUR;
            if (0.0..24.0 * 14.0).contains(&left) { (left_mm / left.max(0.2)).min(FASTEST) } else { 0.0 }
        };
        let mut rate = self.creeps + water + self.gives_way.map_or(0.0, |it| of(it, LEFT_MM));
        for it in &self.gave_way {
            rate += of(*it, 3.0);
            if (at..at + STEP).contains(it) {
                self.moved_mm += FELL_MM;
            }
            // It settles for a week.
            let since = at - it;
            if (0..7 * DAY).contains(&since) {
                rate += 0.25 * (-(since as f64) / (1.2 * DAY as f64)).exp();
            }
        }
        self.moved_mm += rate * hours;
    }
}
