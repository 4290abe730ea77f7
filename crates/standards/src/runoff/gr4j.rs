//! GR4J: daily flow from four parameters (Perrin, Michel and Andréassian 2003, doi 10.1016/S0022-1694(03)00225-7).
//!
//! X1 is the production store, X2 the exchange with the ground, X3 the routing store, X4 the time base of the unit
//! hydrograph. As in airGR, the hyperbolic tangent is cut at 13 and the routing store cannot fall below nothing.

use super::calibrate::calibrate;
use super::{EVAPORATION_MM, FILL, RAIN_MM, nash_sutcliffe};
use crate::{Domain, Error, Exact};

pub const X1_MM: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(50_000));
pub const X2_MM: Domain = Domain::between(-100, 100);
pub const X3_MM: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(10_000));
pub const X4_DAYS: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(20));

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    pub x1_mm: f64,
    pub x2_mm: f64,
    pub x3_mm: f64,
    pub x4_days: f64,
}

/// A basin between two days.
#[derive(Debug, Clone)]
pub struct Basin {
    parameters: Parameters,
    production_mm: f64,
    routing_mm: f64,
    /// Ordinates of the unit hydrographs, and what is still under way, the next day first.
    slow: Vec<(f64, f64)>,
    fast: Vec<(f64, f64)>,
}

/// What a day did, in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    pub production_mm: f64,
    pub routing_mm: f64,
    pub evaporated_mm: f64,
    pub percolated_mm: f64,
    /// To the routing store and past it.
    pub slow_mm: f64,
    pub fast_mm: f64,
    /// What the ground was asked for; a store that ran empty gave less.
    pub exchange_mm: f64,
    pub flow_mm: f64,
}

impl Basin {
    /// `production_fill` and `routing_fill`: how full the stores are at the start, 0 to 1; airGR starts at 0.3 and 0.5.
    pub fn new(parameters: Parameters, production_fill: f64, routing_fill: f64) -> Result<Self, Error> {
        let Parameters { x1_mm, x2_mm, x3_mm, x4_days } = parameters;
        X1_MM.within("x1_mm", x1_mm)?;
        X2_MM.within("x2_mm", x2_mm)?;
        X3_MM.within("x3_mm", x3_mm)?;
        X4_DAYS.within("x4_days", x4_days)?;
        Ok(Self {
            parameters,
            production_mm: FILL.within("production_fill", production_fill)? * x1_mm,
            routing_mm: FILL.within("routing_fill", routing_fill)? * x3_mm,
            slow: ordinates(x4_days, |t| t.min(1.0).powf(2.5)),
            fast: ordinates(2.0 * x4_days, |t| {
                let t = 2.0 * t.min(1.0);
                if t <= 1.0 { 0.5 * t.powf(2.5) } else { 1.0 - 0.5 * (2.0 - t).powf(2.5) }
            }),
        })
    }

    pub fn day(&mut self, rain_mm: f64, evaporation_mm: f64) -> Result<Day, Error> {
        RAIN_MM.within("rain_mm", rain_mm)?;
        EVAPORATION_MM.within("evaporation_mm", evaporation_mm)?;
        let (effective, evaporated_mm, percolated_mm) = self.produce(rain_mm, evaporation_mm);
        let slow_mm = release(&mut self.slow, 0.9 * effective);
        let fast_mm = release(&mut self.fast, 0.1 * effective);

        let Parameters { x2_mm, x3_mm, .. } = self.parameters;
        let exchange_mm = x2_mm * (self.routing_mm / x3_mm).powf(3.5);
        let filled = (self.routing_mm + slow_mm + exchange_mm).max(0.0);
        self.routing_mm = left(filled, x3_mm);
        let flow_mm = filled - self.routing_mm + (fast_mm + exchange_mm).max(0.0);
        Ok(Day {
            production_mm: self.production_mm,
            routing_mm: self.routing_mm,
            evaporated_mm,
            percolated_mm,
            slow_mm,
            fast_mm,
            exchange_mm,
            flow_mm,
        })
    }

    /// The production store: what goes on to the hydrographs, what evaporates, what percolates.
    fn produce(&mut self, rain_mm: f64, evaporation_mm: f64) -> (f64, f64, f64) {
        let x1 = self.parameters.x1_mm;
        let fill = self.production_mm / x1;
        let net = rain_mm - evaporation_mm;
        let reach = (net.abs() / x1).min(13.0).tanh();
        let (passed, evaporated_mm) = if net >= 0.0 {
            let stored = x1 * (1.0 - fill * fill) * reach / (1.0 + fill * reach);
            self.production_mm += stored;
            (net - stored, evaporation_mm)
        } else {
            let taken = self.production_mm * (2.0 - fill) * reach / (1.0 + (1.0 - fill) * reach);
            self.production_mm -= taken;
            (0.0, taken + rain_mm)
        };
        let kept = left(self.production_mm, 2.25 * x1);
        let percolated_mm = self.production_mm - kept;
        self.production_mm = kept;
        (passed + percolated_mm, evaporated_mm, percolated_mm)
    }
}

/// Flow of each day.
pub fn run(
    parameters: Parameters,
    fills: (f64, f64),
    rain_mm: &[f64],
    evaporation_mm: &[f64],
) -> Result<Vec<f64>, Error> {
    let mut basin = Basin::new(parameters, fills.0, fills.1)?;
    let days = rain_mm.iter().zip(evaporation_mm);
    days.map(|(rain, evaporation)| Ok(basin.day(*rain, *evaporation)?.flow_mm)).collect()
}

/// The parameters of the highest Nash-Sutcliffe efficiency against `observed_mm` (NaN where nothing was measured), and that
/// efficiency; the first `warm_up` days do not count. Searched between airGR's bounds on a transformed scale, because flow
/// follows the logarithm of a store more than the store.
pub fn calibrated(
    fills: (f64, f64),
    rain_mm: &[f64],
    evaporation_mm: &[f64],
    observed_mm: &[f64],
    warm_up: usize,
) -> Result<(Parameters, f64), Error> {
    const BOUNDS: [(f64, f64); 4] = [(0.0, 9.0), (-3.0, 3.0), (0.0, 7.0), (0.5, 10.0)];
    let parameters =
        |at: &[f64]| Parameters { x1_mm: at[0].exp(), x2_mm: at[1].sinh(), x3_mm: at[2].exp(), x4_days: at[3] };
    let efficiency = |parameters: Parameters| {
        let flow = run(parameters, fills, rain_mm, evaporation_mm)?;
        let skipped = warm_up.min(flow.len()).min(observed_mm.len());
        nash_sutcliffe(&observed_mm[skipped..], &flow[skipped..])
    };
    // What is wrong with the series themselves is said before anything is searched.
    efficiency(parameters(&[5.0, 0.0, 4.0, 1.5]))?;
    let found = calibrate(&BOUNDS, 4, 300, |at| efficiency(parameters(at)).map_or(f64::NAN, |it| 1.0 - it))?;
    Ok((parameters(&found.parameters), 1.0 - found.cost))
}

/// What a store keeps of its water: `S · (1 + (S/capacity)⁴)^(−1/4)`.
fn left(water: f64, capacity: f64) -> f64 {
    let fourth = (water / capacity).powi(4);
    water / (1.0 + fourth).sqrt().sqrt()
}

/// The differences of an S-curve, day by day until it has risen to one.
fn ordinates(base_days: f64, curve: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let days = base_days.ceil().max(1.0) as u32;
    let risen = |day: u32| curve(f64::from(day) / base_days);
    (0..days).map(|day| (risen(day + 1) - risen(day), 0.0)).collect()
}

/// Adds the water of a day, lets that of the day out and moves the rest one day nearer.
fn release(hydrograph: &mut [(f64, f64)], water: f64) -> f64 {
    let mut carried = 0.0;
    for (part, under_way) in hydrograph.iter_mut().rev() {
        let here = *under_way + *part * water;
        *under_way = carried;
        carried = here;
    }
    carried
}
