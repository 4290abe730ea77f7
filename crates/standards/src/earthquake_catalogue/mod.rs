//! Statistics of an earthquake catalogue: where it is complete, how frequency falls with magnitude, what belongs together.
//!
//! - `log10 N(≥M) = a − b·M` (Gutenberg and Richter). b by maximum likelihood with the correction for binned magnitudes:
//!   [`Estimator::Classic`] is exact for bins (Tinti and Mulargia 1987), [`Estimator::Utsu`] the usual approximation (Aki
//!   1965, Utsu 1966), [`Estimator::Positive`] takes the rises from one event to the next, which a catalogue that is
//!   incomplete after a large event keeps (van der Elst 2021).
//! - Units: magnitudes of one scale, times in days from any origin, places in degrees, distances in km.
//! - Errors: [`Error::OutOfDomain`]; [`Error::TooFew`] when nothing can be estimated.
//! - Completeness: bin of the largest count plus a correction, 0.2 as a rule (Woessner and Wiemer 2005): a setting.
//!
//! ```
//! use standards::earthquake_catalogue::{Estimator, b_value, completeness_maximum_curvature};
//!
//! let magnitudes = [2.0, 2.0, 2.0, 2.1, 2.1, 2.3, 2.6, 1.9];
//! assert_eq!(completeness_maximum_curvature(&magnitudes, 0.1, 0.2)?, 2.2);
//! let found = b_value(Estimator::Utsu, &magnitudes, 2.0, 0.1)?;
//! assert_eq!((found.count, format!("{:.3}", found.b)), (7, "2.097".to_owned()));
//!
//! let refusal = b_value(Estimator::Utsu, &magnitudes, 2.6, 0.1).unwrap_err();
//! assert_eq!(refusal.to_string(), "magnitude: 1 given, at least 2 are needed");
//! # Ok::<(), standards::Error>(())
//! ```

mod clusters;
mod place;

pub use clusters::{Window, gardner_knopoff, main_shocks};
pub use place::{Circle, Event, LATITUDE_DEG, LONGITUDE_DEG, RADIUS_KM, days_since, distance_km};

use std::f64::consts::{LN_10, LOG10_E};

use crate::{Domain, Error, Exact};

pub const MAGNITUDE: Domain = Domain::between(-3, 10);
pub const BIN: Domain = Domain::Between(Exact::lowest_terms(1, 1000), Exact::lowest_terms(1, 2));
const CORRECTION: Domain = Domain::between(-1, 1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimator {
    Classic,
    Utsu,
    Positive {
        /// The least rise that counts, in bins.
        bins: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BValue {
    pub b: f64,
    /// Shi and Bolt 1982.
    pub sigma: f64,
    /// Events, or rises, above the limit.
    pub count: usize,
}

/// b of the events from `completeness` upward, in the order of their times (which only [`Estimator::Positive`] asks for).
pub fn b_value(estimator: Estimator, magnitudes: &[f64], completeness: f64, bin: f64) -> Result<BValue, Error> {
    MAGNITUDE.within("completeness", completeness)?;
    BIN.within("bin", bin)?;
    let limit = to_bin(completeness, bin);
    let mut bins = binned(magnitudes, bin)?;
    bins.retain(|it| *it >= limit);
    let (steps, origin) = match estimator {
        Estimator::Classic | Estimator::Utsu => (bins, limit),
        Estimator::Positive { bins: least } => {
            let least = i64::from(least);
            let rises = bins.windows(2).map(|pair| pair[1] - pair[0]);
            (rises.filter(|rise| *rise >= least).collect(), least)
        }
    };
    let excess: Vec<f64> = steps.iter().map(|step| (step - origin) as f64 * bin).collect();
    estimate(estimator, &excess, bin)
}

/// From magnitudes above the limit.
fn estimate(estimator: Estimator, excess: &[f64], bin: f64) -> Result<BValue, Error> {
    let count = excess.len();
    let n = count as f64;
    let mean = excess.iter().sum::<f64>() / n;
    if count < 2 || mean <= 0.0 {
        return Err(Error::TooFew { name: "magnitude", count, least: 2 });
    }
    let b = match estimator {
        Estimator::Utsu => LOG10_E / (mean + bin / 2.0),
        Estimator::Classic | Estimator::Positive { .. } => (bin / mean).ln_1p() * LOG10_E / bin,
    };
    let spread: f64 = excess.iter().map(|it| (it - mean).powi(2)).sum();
    let sigma = LN_10 * b * b * (spread / (n * (n - 1.0))).sqrt();
    Ok(BValue { b, sigma, count })
}

/// Completeness by maximum curvature: the bin with most events (the lowest of several), plus `correction`.
pub fn completeness_maximum_curvature(magnitudes: &[f64], bin: f64, correction: f64) -> Result<f64, Error> {
    BIN.within("bin", bin)?;
    CORRECTION.within("correction", correction)?;
    let mut bins = binned(magnitudes, bin)?;
    bins.sort_unstable();
    let fullest = bins.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len());
    let fullest =
        fullest.and_then(|same| same.first()).ok_or(Error::TooFew { name: "magnitude", count: 0, least: 1 })?;
    // Bins are decimal numbers: what the multiplication adds behind them is taken off again.
    Ok(((*fullest as f64 * bin + correction) * 1e9).round() / 1e9)
}

/// a of a year: `log10(N/years) + b·Mc`, so that `10^(a − b·M)` events reach M in a year.
pub fn annual_a_value(found: &BValue, completeness: f64, years: f64) -> Result<f64, Error> {
    MAGNITUDE.within("completeness", completeness)?;
    let years = Domain::Between(Exact::lowest_terms(1, 1000), Exact::whole(100_000)).within("years", years)?;
    Ok((found.count as f64 / years).log10() + found.b * completeness)
}

/// Events of at least this magnitude in a year.
pub fn annual_rate(a: f64, b: f64, magnitude: f64) -> Result<f64, Error> {
    MAGNITUDE.within("magnitude", magnitude)?;
    Ok(10_f64.powf(a - b * magnitude))
}

fn binned(magnitudes: &[f64], bin: f64) -> Result<Vec<i64>, Error> {
    let bins = magnitudes.iter().map(|it| Ok(to_bin(MAGNITUDE.within("magnitude", *it)?, bin)));
    bins.collect()
}

/// Half a bin goes up; 2.65 / 0.1 is a little less than 26.5 in binary.
fn to_bin(magnitude: f64, bin: f64) -> i64 {
    (magnitude / bin + 0.5 + 1e-9).floor() as i64
}
