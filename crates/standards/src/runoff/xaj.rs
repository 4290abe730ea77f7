//! Xin'anjiang with three sources (Zhao 1992, doi 10.1016/0022-1694(92)90096-E; 《水文预报》, 5th edition): runoff forms where
//! the soil is full, and leaves as surface flow, interflow and groundwater.
//!
//! Evaporation comes from three layers; tension water and free water are spread over the basin by parabolas; interflow and
//! groundwater leave linear reservoirs; the channel is a lag and a recession. Interflow and groundwater coefficients are of
//! the step that is used; where together they reach one they are scaled a little below it.
//!
//! - Units: mm over the basin for each step; the lag in steps.
//! - Setting: what leaves the channel before the first water has come through it ([`Start`]).
//! - Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::runoff::xaj::{Basin, Channel, Parameters, Start, State};
//!
//! let parameters = Parameters {
//!     evaporation_ratio: 0.8, tension_exponent: 0.3, impervious: 0.02, upper_mm: 20.0, lower_mm: 60.0, deep_mm: 40.0,
//!     deep_evaporation: 0.15, free_water_mm: 20.0, free_water_exponent: 1.2, to_interflow: 0.3, to_groundwater: 0.4,
//!     channel_recession: 0.5, lag_steps: 1, interflow_recession: 0.6, groundwater_recession: 0.95,
//! };
//! let mut basin = Basin::new(parameters, State::half_full(&parameters))?;
//! let mut channel = Channel::new(&parameters, Start::default());
//! let runoff_mm = basin.step(30.0, 2.0)?.total_mm();
//! assert_eq!(channel.step(runoff_mm), 0.0);
//! assert_eq!(channel.step(0.0), 0.5 * runoff_mm);
//!
//! let refusal = basin.step(-1.0, 2.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "rain_mm is -1, allowed is 0 to 2000");
//! # Ok::<(), standards::Error>(())
//! ```

use super::calibrate::calibrate;
use super::{EVAPORATION_MM, FILL, RAIN_MM, nash_sutcliffe};
use crate::{Domain, Error, Exact};

pub const RATIO: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(3));
pub const LAYER_MM: Domain = Domain::between(0, 1000);
pub const EXPONENT: Domain = Domain::Between(Exact::ZERO, Exact::whole(5));
pub const FREE_WATER_MM: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(1000));
pub const LAG_STEPS: Domain = Domain::Whole(0, 240);

/// Names of the literature behind each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// K: potential evaporation of the basin over that of the pan or formula.
    pub evaporation_ratio: f64,
    /// B: exponent of the tension water curve.
    pub tension_exponent: f64,
    /// IM: impervious part of the basin.
    pub impervious: f64,
    /// UM, LM, DM: tension water capacity of the three layers.
    pub upper_mm: f64,
    pub lower_mm: f64,
    pub deep_mm: f64,
    /// C: coefficient of deep evaporation.
    pub deep_evaporation: f64,
    /// SM: free water capacity.
    pub free_water_mm: f64,
    /// EX: exponent of the free water curve.
    pub free_water_exponent: f64,
    /// KI, KG: outflow of free water to interflow and groundwater in a step.
    pub to_interflow: f64,
    pub to_groundwater: f64,
    /// CS: recession of the channel.
    pub channel_recession: f64,
    /// L.
    pub lag_steps: usize,
    /// CI, CG: recession of interflow and groundwater.
    pub interflow_recession: f64,
    pub groundwater_recession: f64,
}

impl Parameters {
    fn check(&self) -> Result<(), Error> {
        RATIO.within("evaporation_ratio", self.evaporation_ratio)?;
        EXPONENT.within("tension_exponent", self.tension_exponent)?;
        EXPONENT.within("free_water_exponent", self.free_water_exponent)?;
        LAYER_MM.within("upper_mm", self.upper_mm)?;
        LAYER_MM.within("deep_mm", self.deep_mm)?;
        FREE_WATER_MM.within("lower_mm", self.lower_mm)?;
        FREE_WATER_MM.within("free_water_mm", self.free_water_mm)?;
        LAG_STEPS.within("lag_steps", self.lag_steps as f64)?;
        for (name, part) in [
            ("impervious", self.impervious),
            ("deep_evaporation", self.deep_evaporation),
            ("to_interflow", self.to_interflow),
            ("to_groundwater", self.to_groundwater),
            ("channel_recession", self.channel_recession),
            ("interflow_recession", self.interflow_recession),
            ("groundwater_recession", self.groundwater_recession),
        ] {
            FILL.within(name, part)?;
        }
        Ok(())
    }
}

/// The water of a basin between two steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    pub upper_mm: f64,
    pub lower_mm: f64,
    pub deep_mm: f64,
    pub free_water_mm: f64,
    /// The part of the basin on which runoff forms.
    pub wet_part: f64,
    pub interflow_mm: f64,
    pub groundwater_mm: f64,
}

impl State {
    /// Half full; a warm-up takes away what this guesses.
    pub fn half_full(parameters: &Parameters) -> Self {
        Self {
            upper_mm: 0.5 * parameters.upper_mm,
            lower_mm: 0.5 * parameters.lower_mm,
            deep_mm: 0.5 * parameters.deep_mm,
            free_water_mm: 0.5 * parameters.free_water_mm,
            wet_part: 0.1,
            interflow_mm: 0.1,
            groundwater_mm: 0.1,
        }
    }
}

/// A step of the basin before the channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub evaporated_mm: f64,
    /// Surface runoff, with that of the impervious part.
    pub surface_mm: f64,
    pub interflow_mm: f64,
    pub groundwater_mm: f64,
}

impl Step {
    pub fn total_mm(&self) -> f64 {
        self.surface_mm + self.interflow_mm + self.groundwater_mm
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Basin {
    parameters: Parameters,
    pub state: State,
    capacity_mm: f64,
    /// Tension and free water where the soil is deepest.
    tension_most_mm: f64,
    free_most_mm: f64,
    to_interflow: f64,
    to_groundwater: f64,
    tension_power: f64,
    free_power: f64,
}

/// Keeps roots real when rounding fills the soil a little above its capacity.
const SMALL_MM: f64 = 1e-5;

impl Basin {
    pub fn new(parameters: Parameters, state: State) -> Result<Self, Error> {
        parameters.check()?;
        let capacity_mm = parameters.upper_mm + parameters.lower_mm + parameters.deep_mm;
        let out = parameters.to_interflow + parameters.to_groundwater;
        let scale = if out < 1.0 { 1.0 } else { (1.0 - SMALL_MM) / out };
        Ok(Self {
            parameters,
            state,
            capacity_mm,
            tension_most_mm: capacity_mm * (1.0 + parameters.tension_exponent),
            free_most_mm: parameters.free_water_mm * (1.0 + parameters.free_water_exponent),
            to_interflow: scale * parameters.to_interflow,
            to_groundwater: scale * parameters.to_groundwater,
            tension_power: 1.0 / (1.0 + parameters.tension_exponent),
            free_power: 1.0 / (1.0 + parameters.free_water_exponent),
        })
    }

    pub fn step(&mut self, rain_mm: f64, evaporation_mm: f64) -> Result<Step, Error> {
        RAIN_MM.within("rain_mm", rain_mm)?;
        EVAPORATION_MM.within("evaporation_mm", evaporation_mm)?;
        Ok(self.next(rain_mm, evaporation_mm))
    }

    #[inline]
    fn next(&mut self, rain_mm: f64, evaporation_mm: f64) -> Step {
        let [upper, lower, deep] = self.evaporation(rain_mm, evaporation_mm * self.parameters.evaporation_ratio);
        let evaporated_mm = upper + lower + deep;
        let net = rain_mm - evaporated_mm;
        let runoff = if net > 0.0 { self.runoff(net) } else { 0.0 };
        self.store(net, runoff, lower, deep);
        let [surface, interflow, groundwater] = self.sources(net, runoff);

        let Parameters { impervious, interflow_recession: ci, groundwater_recession: cg, .. } = self.parameters;
        let pervious = 1.0 - impervious;
        let state = &mut self.state;
        state.interflow_mm = ci * state.interflow_mm + (1.0 - ci) * (interflow * pervious);
        state.groundwater_mm = cg * state.groundwater_mm + (1.0 - cg) * (groundwater * pervious);
        Step {
            evaporated_mm,
            surface_mm: surface * pervious + net.max(0.0) * impervious,
            interflow_mm: state.interflow_mm,
            groundwater_mm: state.groundwater_mm,
        }
    }

    /// From the upper layer what it and the rain have, then from the lower, then from the deep one.
    #[inline]
    fn evaporation(&self, rain_mm: f64, potential_mm: f64) -> [f64; 3] {
        let (c, capacity) = (self.parameters.deep_evaporation, self.parameters.lower_mm);
        let there = self.state.upper_mm + rain_mm;
        if there >= potential_mm {
            return [potential_mm, 0.0, 0.0];
        }
        let (asked, lower) = (potential_mm - there, self.state.lower_mm);
        if lower >= c * capacity {
            [there, asked * lower / capacity, 0.0]
        } else if lower >= c * asked {
            [there, c * asked, 0.0]
        } else {
            [there, lower, c * asked - lower]
        }
    }

    /// Runoff from net rain: what the tension water curve does not take.
    #[inline]
    fn runoff(&self, net: f64) -> f64 {
        let State { upper_mm, lower_mm, deep_mm, .. } = self.state;
        let water = (upper_mm + lower_mm + deep_mm).min(self.capacity_mm - SMALL_MM);
        let most = self.tension_most_mm;
        let at = most * (1.0 - (1.0 - water / self.capacity_mm).powf(self.tension_power));
        let missing = self.capacity_mm - water;
        let taken_later = if net + at < most {
            self.capacity_mm * (1.0 - (at + net) / most).powf(1.0 + self.parameters.tension_exponent)
        } else {
            0.0
        };
        (net - missing + taken_later).max(0.0)
    }

    /// The layers fill from above, and lose what evaporated.
    #[inline]
    fn store(&mut self, net: f64, runoff: f64, lower_evaporated: f64, deep_evaporated: f64) {
        let Parameters { upper_mm: upper_most, lower_mm: lower_most, deep_mm: deep_most, .. } = self.parameters;
        let State { upper_mm, lower_mm, deep_mm, .. } = self.state;
        let (upper, lower, deep) = if net > 0.0 {
            let gained = net - runoff;
            let upper = (upper_mm + gained).min(upper_most);
            let above = upper_mm + lower_mm + gained;
            let deep =
                if above > upper_most + lower_most { above + deep_mm - upper_most - lower_most } else { deep_mm };
            (upper, above + deep_mm - upper - deep, deep)
        } else {
            (upper_mm + net, lower_mm - lower_evaporated, deep_mm - deep_evaporated)
        };
        self.state.upper_mm = upper.clamp(0.0, upper_most);
        self.state.lower_mm = lower.clamp(0.0, lower_most);
        self.state.deep_mm = deep.clamp(0.0, deep_most);
    }

    /// Surface flow, interflow and groundwater of the runoff and of the free water.
    #[inline]
    fn sources(&mut self, net: f64, runoff: f64) -> [f64; 3] {
        let capacity = self.parameters.free_water_mm;
        let state = &mut self.state;
        let mut surface = 0.0;
        if runoff > 0.0 {
            let wet_part = runoff / net;
            let water = (state.wet_part * state.free_water_mm / wet_part).min(capacity);
            let most = self.free_most_mm;
            let at = most * (1.0 - (1.0 - water / capacity).powf(self.free_power));
            let over = net - capacity + water;
            let taken_later = if net + at < most {
                capacity * (1.0 - (net + at) / most).powf(1.0 + self.parameters.free_water_exponent)
            } else {
                0.0
            };
            surface = (wet_part * (over + taken_later)).min(runoff);
            state.wet_part = wet_part;
            state.free_water_mm = water + (runoff - surface) / wet_part;
        }
        let water = state.free_water_mm.min(capacity);
        let out = [self.to_interflow, self.to_groundwater].map(|part| part * water * state.wet_part);
        state.free_water_mm = water * (1.0 - self.to_interflow - self.to_groundwater);
        [surface, out[0], out[1]]
    }
}

/// What leaves a channel before what entered it first has come through. No source says: it is a setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// So many mm have been leaving in each step. With none, no more leaves than enters.
    Steady(f64),
    /// What enters leaves at once until the lag has passed, and once more after it, as hydromodel computes it. This makes
    /// water: only for figures that are compared with its own.
    Undelayed,
}

impl Default for Start {
    fn default() -> Self {
        Self::Steady(0.0)
    }
}

/// Lag and recession: `Q(t) = CS·Q(t−1) + (1−CS)·I(t−L)`.
#[derive(Debug, Clone)]
pub struct Channel {
    recession: f64,
    lag_steps: usize,
    /// What entered in the last `lag` steps, as a ring.
    under_way_mm: Vec<f64>,
    steps: usize,
    last_mm: f64,
}

impl Channel {
    pub fn new(parameters: &Parameters, start: Start) -> Self {
        let Parameters { channel_recession: recession, lag_steps, .. } = *parameters;
        let (under_way_mm, last_mm) = match start {
            Start::Steady(flow_mm) => (vec![flow_mm; lag_steps], flow_mm),
            Start::Undelayed => (Vec::with_capacity(lag_steps), 0.0),
        };
        Self { recession, lag_steps, under_way_mm, steps: 0, last_mm }
    }

    pub fn step(&mut self, enters_mm: f64) -> f64 {
        self.last_mm = if self.under_way_mm.len() < self.lag_steps {
            self.under_way_mm.push(enters_mm);
            enters_mm
        } else {
            let arrives = match self.under_way_mm.get_mut(self.steps % self.lag_steps.max(1)) {
                Some(oldest) => std::mem::replace(oldest, enters_mm),
                None => enters_mm,
            };
            self.recession * self.last_mm + (1.0 - self.recession) * arrives
        };
        self.steps += 1;
        self.last_mm
    }
}

/// Flow at the outlet in mm for each step after the first `warm_up` ones, which settle the stores and the channel. A channel
/// that starts undelayed begins with the first step that is given out.
pub fn run(
    parameters: Parameters,
    state: State,
    start: Start,
    forcing: impl IntoIterator<Item = (f64, f64)>,
    warm_up: usize,
) -> Result<Vec<f64>, Error> {
    let mut basin = Basin::new(parameters, state)?;
    let mut channel = Channel::new(&parameters, start);
    let mut forcing = forcing.into_iter();
    for (rain, evaporation) in forcing.by_ref().take(warm_up) {
        let step = basin.step(rain, evaporation)?;
        if start != Start::Undelayed {
            channel.step(step.total_mm());
        }
    }
    forcing.map(|(rain, evaporation)| Ok(channel.step(basin.step(rain, evaporation)?.total_mm()))).collect()
}

/// Least and most of each parameter in the order of [`Parameters`]: the ranges that calibrations in China commonly search.
/// They are not from the paper, so they are an argument of [`calibrated`].
pub const BOUNDS: [(f64, f64); 15] = [
    (0.1, 1.2),
    (0.1, 0.4),
    (0.0, 0.1),
    (5.0, 30.0),
    (50.0, 100.0),
    (20.0, 120.0),
    (0.01, 0.2),
    (1.0, 100.0),
    (1.0, 1.5),
    (0.01, 0.7),
    (0.01, 0.7),
    (0.0, 0.99),
    (0.0, 10.0),
    (0.0, 0.9),
    (0.9, 0.998),
];

/// The parameters of the highest Nash-Sutcliffe efficiency against `observed_mm` (NaN where nothing was measured), and that
/// efficiency; the first `warm_up` steps do not count, and the stores begin half full.
///
/// Several sets do nearly as well on one series: look at the bounds before a set is used elsewhere.
pub fn calibrated(
    bounds: &[(f64, f64); 15],
    forcing: &[(f64, f64)],
    observed_mm: &[f64],
    warm_up: usize,
) -> Result<(Parameters, f64), Error> {
    let efficiency = |parameters: Parameters| {
        let warm_up = warm_up.min(forcing.len()).min(observed_mm.len());
        let flow = run(parameters, State::half_full(&parameters), Start::default(), forcing.iter().copied(), warm_up)?;
        nash_sutcliffe(&observed_mm[warm_up..], &flow)
    };
    // What is wrong with the series themselves is said before anything is searched.
    let middle = bounds.map(|(least, most)| 0.5 * (least + most));
    efficiency(from_place(&middle))?;
    let cost = |place: &[f64]| efficiency(from_place(place)).map_or(f64::NAN, |it| 1.0 - it);
    let found = calibrate(bounds, 8, 1500, cost)?;
    Ok((from_place(&found.parameters), 1.0 - found.cost))
}

fn from_place(at: &[f64]) -> Parameters {
    Parameters {
        evaporation_ratio: at[0],
        tension_exponent: at[1],
        impervious: at[2],
        upper_mm: at[3],
        lower_mm: at[4],
        deep_mm: at[5],
        deep_evaporation: at[6],
        free_water_mm: at[7],
        free_water_exponent: at[8],
        to_interflow: at[9],
        to_groundwater: at[10],
        channel_recession: at[11],
        lag_steps: at[12].round() as usize,
        interflow_recession: at[13],
        groundwater_recession: at[14],
    }
}
