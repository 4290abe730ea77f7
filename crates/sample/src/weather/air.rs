//! Warmth, moisture, wind and pressure at a spot: by season, hour and height, and by what passes over the county.

use super::relief::Spot;
use super::season::slow;
use super::{AHEAD, DAY, Weather, record};

/// The air at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Air {
    pub temperature_c: f64,
    pub humidity: f64,
    pub wind_m_s: f64,
    pub pressure_hpa: f64,
}

const YEAR_DAYS: f64 = 365.24;
/// How much colder it is a metre higher up.
const LAPSE: f64 = 0.006;
const COMMON_M: f64 = 1_400.0;

impl Weather {
    /// `wetness` is how much rain fell of late, from 0 to 1; `stir` moves this station's wind, from 0 to 1.
    pub fn air(&self, at: i64, spot: Spot, altitude_m: f64, wetness: f64, stir: f64) -> Air {
        let (local, turn) = (at + AHEAD, std::f64::consts::TAU);
        let day = local.div_euclid(DAY);
        let year = turn * ((day as f64 - 20.0) / YEAR_DAYS).fract();
        let hour = local.rem_euclid(DAY) as f64 / (DAY / 24) as f64;
        let sun = (turn * (hour - 9.0) / 24.0).sin();
        let passing = slow(self.seed, 21, day * 24 + hour as i64, 24 * 4) - 0.5;
        let swing = (6.2 - 2.4 * -year.cos()) * (1.0 - 0.6 * wetness);
        let mean = 17.4 - 6.3 * year.cos() - (altitude_m - COMMON_M) * LAPSE;
        let mut temperature = mean + swing * sun + 5.0 * passing - 3.0 * wetness;
        for (from, until, middle) in self.cold.iter().filter(|it| (it.0..it.1).contains(&at)) {
            // Cold comes and goes over half a day, and is worst before the sun is up where it was reported.
            let into = ((at - from) as f64 / (DAY / 2) as f64).min((until - at) as f64 / (DAY / 2) as f64).min(1.0);
            let night = record::FROST_C + 0.18 * spot.distance_km(*middle).min(40.0) + 4.0 * (1.0 + sun);
            temperature += (night.min(temperature) - temperature) * into;
        }
        let humidity = 62.0 - 13.0 * year.cos() - 15.0 * sun + 34.0 * wetness - 12.0 * passing;
        let gust = self.gusts.iter().filter(|it| (at - it.0).abs() < 3_600_000).map(|(when, middle)| {
            let away = ((at - when) as f64 / 900_000.0).powi(2) + (spot.distance_km(*middle) / 9.0).powi(2);
            record::GALE_M_S * (-away / 2.0).exp()
        });
        let breeze = (1.1 + 1.0 * sun.max(-0.4) + 0.5 * year.cos() + 2.0 * wetness) * (0.35 + 1.5 * stir * stir);
        let sea = 1_014.0 + 5.0 * year.cos() - 14.0 * passing - 0.9 * (2.0 * turn * (hour - 4.0) / 24.0).sin();
        Air {
            temperature_c: temperature,
            humidity: humidity.clamp(12.0, 100.0),
            wind_m_s: breeze.max(gust.fold(0.0, f64::max)),
            pressure_hpa: sea * (1.0 - 2.256e-5 * altitude_m).powf(5.256),
        }
    }
}
