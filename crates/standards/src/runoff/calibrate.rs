//! Parameters from observations: the downhill simplex of Nelder and Mead (argmin's) from several places inside the bounds.
//!
//! The places are a fixed sequence and not chance, so that the same observations always give the same parameters.
//!
//! ```
//! use standards::runoff::calibrate::calibrate;
//!
//! let found = calibrate(&[(-5.0, 5.0), (0.0, 10.0)], 4, 400, |at| (at[0] - 1.0).powi(2) + (at[1] - 10.0).powi(2))?;
//! assert!((found.parameters[0] - 1.0).abs() < 1e-3 && (found.parameters[1] - 10.0).abs() < 1e-3);
//!
//! let refusal = calibrate(&[(5.0, -5.0)], 4, 400, |at| at[0]).unwrap_err();
//! assert_eq!(refusal.to_string(), "bounds is 5 to -5, allowed is two numbers, the second above the first");
//! # Ok::<(), standards::Error>(())
//! ```

use argmin::core::{CostFunction, Executor, State};
use argmin::solver::neldermead::NelderMead;

use crate::{Domain, Error};

#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    pub parameters: Vec<f64>,
    pub cost: f64,
}

/// The parameters of the lowest `cost` that was found.
///
/// - `bounds`: the least and the most of each parameter; `starts` places; at most `iterations` steps from each.
/// - `cost` may return NaN or infinity where a model refuses the parameters.
/// - Errors: [`Error::OutOfDomain`] for bounds that hold nothing; [`Error::TooFew`] when no place has a cost.
pub fn calibrate(
    bounds: &[(f64, f64)],
    starts: usize,
    iterations: u64,
    cost: impl Fn(&[f64]) -> f64,
) -> Result<Calibrated, Error> {
    for (least, most) in bounds {
        let holds = least.is_finite() && most.is_finite() && least < most;
        if !holds {
            let given = format!("{least} to {most}");
            return Err(Domain::Form("two numbers, the second above the first").refuse("bounds", given));
        }
    }
    let inside = Inside { bounds, cost };
    let places = (1..=starts).map(|start| (0..bounds.len()).map(|axis| halton(start, axis)).collect());
    let best = places.map(|place| descend(&inside, place, 0.2, iterations)).fold(None, cheaper);
    // Once more from the best place with a fresh and smaller simplex: one that has collapsed is not yet at the bottom.
    let again = best.as_ref().and_then(|(place, _)| descend(&inside, place.clone(), 0.05, iterations));
    let (place, cost) = cheaper(best, again).ok_or(Error::TooFew { name: "starts", count: 0, least: 1 })?;
    Ok(Calibrated { parameters: inside.parameters(&place), cost })
}

/// The problem on a cube from 0 to 1.
struct Inside<'a, F> {
    bounds: &'a [(f64, f64)],
    cost: F,
}

impl<F> Inside<'_, F> {
    fn parameters(&self, place: &[f64]) -> Vec<f64> {
        let axes = place.iter().zip(self.bounds);
        axes.map(|(at, (least, most))| least + (most - least) * at.clamp(0.0, 1.0)).collect()
    }
}

impl<F: Fn(&[f64]) -> f64> CostFunction for &Inside<'_, F> {
    type Param = Vec<f64>;
    type Output = f64;

    /// Outside the cube the cost of the wall rises with the distance, so that the simplex comes back.
    fn cost(&self, place: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        let outside: f64 = place.iter().map(|at| (at - at.clamp(0.0, 1.0)).abs()).sum();
        let cost = (self.cost)(&self.parameters(place));
        let cost = if cost.is_finite() { cost } else { 1e300 };
        Ok(cost + outside * (1.0 + cost.abs()))
    }
}

type Found = Option<(Vec<f64>, f64)>;

fn cheaper(one: Found, other: Found) -> Found {
    one.into_iter().chain(other).min_by(|a, b| a.1.total_cmp(&b.1))
}

fn descend<F: Fn(&[f64]) -> f64>(inside: &Inside<'_, F>, place: Vec<f64>, size: f64, iterations: u64) -> Found {
    let mut corners = vec![place.clone()];
    for axis in 0..place.len() {
        let mut corner = place.clone();
        corner[axis] += if corner[axis] > 0.5 { -size } else { size };
        corners.push(corner);
    }
    let solver = NelderMead::new(corners).with_sd_tolerance(1e-12).ok()?;
    let run = Executor::new(inside, solver).configure(|state| state.max_iters(iterations)).timer(false).run().ok()?;
    let cost = run.state().get_best_cost();
    run.state().get_best_param().cloned().filter(|_| cost < 1e300).map(|place| (place, cost))
}

/// Places that fill the cube evenly (Halton): the digits of `number` in a prime base, behind the point in reverse.
fn halton(mut number: usize, axis: usize) -> f64 {
    const PRIMES: [usize; 16] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
    let base = PRIMES[axis % PRIMES.len()];
    let (mut place, mut part) = (0.0, 1.0);
    while number > 0 {
        part /= base as f64;
        place += part * (number % base) as f64;
        number /= base;
    }
    place
}
