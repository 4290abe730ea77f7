//! The forecast of a catchment: from the rain of its gauges to the flow at its outlet, as far as the rain is known and beyond.
//!
//! Time goes in steps of ten minutes, from six weeks before. Always true: the same readings, parameters and expected rain give the
//! same forecast; where less than half of the catchment is covered by gauges that were heard, there is none, and never a zero.
//! Not here: where readings come from, and who is told (`signal`, by rules over the forecast's own series).

mod expected;
mod parameters;
mod rain;
mod skill;
#[cfg(test)]
mod tests;
mod water;

pub use expected::{Expected, HOURS};
pub use parameters::{Parameter, Parameters};
pub use rain::{Areal, Gauged, areal, gauged};
pub use skill::{Skill, skill};
pub use water::{Water, evaporation_mm};

pub const STEP_MS: i64 = 600_000;
pub const STEPS_A_DAY: usize = 144;
const STEPS_AN_HOUR: usize = 6;
const STEP_H: f64 = 1.0 / STEPS_AN_HOUR as f64;
/// The stores forget within it what they began with, but for the deepest ground.
pub const WARM_UP_DAYS: usize = 42;
/// How far the hydrograph goes: the last water of a day's rain has passed a small catchment by then.
pub const AHEAD: usize = 2 * STEPS_A_DAY;
/// How much of the past a situation keeps for its page.
pub const KEPT: usize = 3 * STEPS_A_DAY;
/// Of less of the catchment nothing is said.
pub const LEAST_COVERED: f64 = 0.5;
/// Of the last day so many hours may lie below that.
pub const MOST_POOR_HOURS: f64 = 6.0;
/// More rain than that is not asked for.
const MOST_MM: f64 = 1_000.0;
/// Periods of critical rain, in hours.
pub const CRITICAL_HOURS: [u32; 3] = [1, 3, 6];

/// What a forecast is made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub area_km2: f64,
    pub parameters: Parameters,
    /// Millimetres a day, January first.
    pub evaporation: [f64; 12],
}

/// A catchment at a moment: all that has fallen has gone through its model.
#[derive(Debug, Clone)]
pub struct Situation {
    /// A whole step.
    pub at: i64,
    water: Water,
    model: Model,
    /// Of the last steps, the newest last.
    rain: Vec<f64>,
    flow: Vec<f64>,
    covered: Vec<f64>,
    /// Steps of which at least half is known.
    known: usize,
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Too little of the catchment is known now.
    Uncovered,
    /// Too many hours of the last day are not.
    Poor,
}

impl Situation {
    /// Before anything has fallen.
    pub fn at_rest(model: &Model, at: i64) -> Result<Situation, standards::Error> {
        let water = Water::half_full(model.area_km2, &model.parameters)?;
        let kept = || Vec::with_capacity(2 * KEPT);
        Ok(Situation { at, water, model: model.clone(), rain: kept(), flow: kept(), covered: kept(), known: 0 })
    }

    /// Goes through the rain, step by step, the last of which ends at `at`.
    pub fn after(model: &Model, rain: &Areal, at: i64) -> Result<Situation, standards::Error> {
        let mut it = Situation::at_rest(model, at - rain.mm.len() as i64 * STEP_MS)?;
        rain.mm.iter().zip(&rain.covered).try_for_each(|(mm, covered)| it.go_on(*mm, *covered))?;
        Ok(it)
    }

    /// One step further, with what fell in it and the part of the catchment of which that is known.
    pub fn go_on(&mut self, rain_mm: f64, covered: f64) -> Result<(), standards::Error> {
        let flow = self.water.step(rain_mm, evaporation_mm(&self.model.evaporation, self.at))?;
        self.at += STEP_MS;
        self.known += usize::from(covered >= LEAST_COVERED);
        for (kept, value) in [(&mut self.rain, rain_mm), (&mut self.flow, flow), (&mut self.covered, covered)] {
            if kept.len() == 2 * KEPT {
                kept.drain(..KEPT);
            }
            kept.push(value);
        }
        Ok(())
    }

    /// Rain of each of the last steps, the newest last.
    pub fn rain(&self) -> &[f64] {
        last(&self.rain, KEPT)
    }

    /// Flow at the end of each of them.
    pub fn flow(&self) -> &[f64] {
        last(&self.flow, KEPT)
    }

    /// The part of the catchment of which the rain of the last hour is known.
    pub fn covered(&self) -> f64 {
        let hour = last(&self.covered, STEPS_AN_HOUR);
        hour.iter().sum::<f64>() / hour.len().max(1) as f64
    }

    /// Hours of the last day of which less than half of the catchment is known.
    pub fn poor_hours(&self) -> f64 {
        last(&self.covered, STEPS_A_DAY).iter().filter(|it| **it < LEAST_COVERED).count() as f64 * STEP_H
    }

    /// Days of which at least half is known.
    pub fn known_days(&self) -> f64 {
        self.known as f64 / STEPS_A_DAY as f64
    }

    /// How full the soil is, as a part of what it holds.
    pub fn soil(&self) -> f64 {
        self.water.soil(&self.model.parameters)
    }

    pub fn gap(&self) -> Option<Gap> {
        match self {
            _ if self.covered() < LEAST_COVERED => Some(Gap::Uncovered),
            _ if self.poor_hours() > MOST_POOR_HOURS => Some(Gap::Poor),
            _ => None,
        }
    }

    pub fn flow_now(&self) -> f64 {
        self.flow.last().copied().unwrap_or(0.0)
    }

    /// The flow after each of so many steps, with this rain and nothing after it.
    pub fn ahead(&self, rain: &[f64], steps: usize) -> Result<Vec<f64>, standards::Error> {
        let mut water = self.water.clone();
        let mm = rain.iter().copied().chain(std::iter::repeat(0.0));
        let step = |(n, mm): (i64, f64)| water.step(mm, evaporation_mm(&self.model.evaporation, self.at + n * STEP_MS));
        (0..).zip(mm).take(steps).map(step).collect()
    }

    /// The forecast with this rain, `AHEAD` steps far.
    pub fn forecast(&self, rain: Vec<f64>) -> Result<Forecast, standards::Error> {
        let flow = self.ahead(&rain, AHEAD)?;
        Ok(Forecast { at: self.at, now: self.flow_now(), rain, flow })
    }

    /// How much rain within the next hours, evenly and nothing after it, brings the flow to this value, a tenth of a
    /// millimetre upwards; none where not even a metre does.
    pub fn critical_mm(&self, flow_m3_s: f64, hours: u32) -> Result<Option<f64>, standards::Error> {
        let steps = hours as usize * STEPS_AN_HOUR;
        let reaches = |mm: f64| -> Result<bool, standards::Error> {
            let rain = vec![mm / steps as f64; steps];
            let ahead = self.ahead(&rain, AHEAD)?;
            Ok(ahead.into_iter().fold(self.flow_now(), f64::max) >= flow_m3_s)
        };
        if reaches(0.0)? {
            return Ok(Some(0.0));
        }
        if !reaches(MOST_MM)? {
            return Ok(None);
        }
        let (mut low, mut high) = (0, (MOST_MM * 10.0) as u32);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if reaches(f64::from(middle) / 10.0)? { high = middle } else { low = middle }
        }
        Ok(Some(f64::from(high) / 10.0))
    }
}

fn last(values: &[f64], most: usize) -> &[f64] {
    &values[values.len().saturating_sub(most)..]
}

/// The flow from a moment on.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub at: i64,
    pub now: f64,
    /// What was expected to fall, step by step.
    pub rain: Vec<f64>,
    /// At the end of each step.
    pub flow: Vec<f64>,
}

impl Forecast {
    /// The highest flow from now until so many hours from now.
    pub fn highest_within(&self, hours: u32) -> f64 {
        self.flow.iter().take(hours as usize * STEPS_AN_HOUR).copied().fold(self.now, f64::max)
    }

    /// The highest of all, and when.
    pub fn peak(&self) -> (i64, f64) {
        let after = (1..).zip(&self.flow).map(|(n, flow)| (self.at + n * STEP_MS, *flow));
        after.fold((self.at, self.now), |highest, it| if it.1 > highest.1 { it } else { highest })
    }

    /// When the flow first comes to this value: between two steps by a straight line; its own time where it is there already.
    pub fn reaches(&self, flow_m3_s: f64) -> Option<i64> {
        if self.now >= flow_m3_s {
            return Some(self.at);
        }
        let place = self.flow.iter().position(|it| *it >= flow_m3_s)?;
        let before = if place == 0 { self.now } else { self.flow[place - 1] };
        let part = (flow_m3_s - before) / (self.flow[place] - before);
        Some(self.at + place as i64 * STEP_MS + (part * STEP_MS as f64).ceil() as i64)
    }
}
