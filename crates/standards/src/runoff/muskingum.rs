//! Muskingum: the outflow of a reach from its inflow (McCarthy 1938), reach after reach.
//!
//! `Q₂ = C₀·I₂ + C₁·I₁ + C₂·Q₁` with `D = 2K(1−x) + Δt`, `C₀ = (Δt − 2Kx)/D`, `C₁ = (Δt + 2Kx)/D`,
//! `C₂ = (2K(1−x) − Δt)/D`.
//!
//! - Units: `travel_h` (K) and `step_h` (Δt) in hours, discharge in m³/s; `weight` (x) from 0 to 0.5 without unit.
//! - Errors: [`Error::OutOfDomain`]; the step must lie in `2Kx ≤ Δt ≤ 2K(1−x)`, where no coefficient is negative: divide a
//!   long reach, or take another step.
//!
//! ```
//! use standards::runoff::muskingum::Reach;
//!
//! let mut reach = Reach::new(6.0, 0.2, 6.0, 10.0)?;
//! let outflow: Vec<f64> = [10.0, 40.0, 40.0].into_iter().map(|it| reach.step(it)).collect::<Result<_, _>>()?;
//! assert_eq!(outflow.iter().map(|it| format!("{it:.2}")).collect::<Vec<_>>(), ["10.00", "16.92", "34.67"]);
//!
//! let refusal = Reach::new(6.0, 0.4, 2.0, 10.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "step_h is 2, allowed is from 2·K·x to 2·K·(1 − x)");
//! # Ok::<(), standards::Error>(())
//! ```

use super::calibrate::calibrate;
use super::{DISCHARGE_M3_S, STEP_H, nash_sutcliffe};
use crate::{Domain, Error, Exact};

pub const TRAVEL_H: Domain = Domain::Between(Exact::lowest_terms(1, 60), Exact::whole(744));
pub const WEIGHT: Domain = Domain::Between(Exact::ZERO, Exact::lowest_terms(1, 2));

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    coefficients: [f64; 3],
    inflow_m3_s: f64,
    outflow_m3_s: f64,
}

impl Reach {
    /// A reach in steady flow.
    pub fn new(travel_h: f64, weight: f64, step_h: f64, steady_m3_s: f64) -> Result<Self, Error> {
        TRAVEL_H.within("travel_h", travel_h)?;
        WEIGHT.within("weight", weight)?;
        STEP_H.within("step_h", step_h)?;
        DISCHARGE_M3_S.within("discharge_m3_s", steady_m3_s)?;
        let (in_part, out_part) = (2.0 * travel_h * weight, 2.0 * travel_h * (1.0 - weight));
        let divisor = out_part + step_h;
        let coefficients = [step_h - in_part, step_h + in_part, out_part - step_h].map(|it| it / divisor);
        // A step exactly on the border is fine, whatever the last binary digit says.
        if coefficients.iter().any(|it| *it < -1e-12) {
            return Err(Domain::Form("from 2·K·x to 2·K·(1 − x)").refuse("step_h", step_h));
        }
        Ok(Self { coefficients, inflow_m3_s: steady_m3_s, outflow_m3_s: steady_m3_s })
    }

    /// The outflow at the end of a step from the inflow then. The first step of a series only sets the inflow when it is
    /// the steady one.
    pub fn step(&mut self, inflow_m3_s: f64) -> Result<f64, Error> {
        DISCHARGE_M3_S.within("inflow_m3_s", inflow_m3_s)?;
        let [now, before, kept] = self.coefficients;
        self.outflow_m3_s = now * inflow_m3_s + before * self.inflow_m3_s + kept * self.outflow_m3_s;
        self.inflow_m3_s = inflow_m3_s;
        Ok(self.outflow_m3_s)
    }
}

/// Outflow of `reaches` equal reaches, steady at first with the first inflow.
pub fn route(inflow_m3_s: &[f64], travel_h: f64, weight: f64, step_h: f64, reaches: usize) -> Result<Vec<f64>, Error> {
    let mut flow = inflow_m3_s.to_vec();
    for _ in 0..reaches {
        let Some(first) = flow.first() else { break };
        let mut reach = Reach::new(travel_h, weight, step_h, *first)?;
        for value in &mut flow {
            *value = reach.step(*value)?;
        }
    }
    Ok(flow)
}

/// K of one reach in hours, x and the Nash-Sutcliffe efficiency of the best fit to an observed outflow (NaN where nothing
/// was measured), among those for which no coefficient is negative and K is at most a hundred steps.
pub fn calibrated(
    inflow_m3_s: &[f64],
    observed_m3_s: &[f64],
    step_h: f64,
    reaches: usize,
) -> Result<(f64, f64, f64), Error> {
    // The search goes over the part of the allowed travel times, on a logarithmic scale, and over x.
    let travel_h = |part: f64, weight: f64| {
        let least = step_h / (2.0 * (1.0 - weight));
        let most = (step_h / (2.0 * weight)).min(100.0 * step_h);
        least * (most / least).powf(part)
    };
    let efficiency = |travel_h: f64, weight: f64| {
        nash_sutcliffe(observed_m3_s, &route(inflow_m3_s, travel_h, weight, step_h, reaches)?)
    };
    // What is wrong with the series themselves is said before anything is searched.
    efficiency(step_h, 0.25)?;
    let found = calibrate(&[(0.0, 1.0), (0.0, 0.5)], 6, 200, |at| {
        efficiency(travel_h(at[0], at[1]), at[1]).map_or(f64::NAN, |it| 1.0 - it)
    })?;
    let weight = found.parameters[1];
    Ok((travel_h(found.parameters[0], weight), weight, 1.0 - found.cost))
}
