//! Measures WGS-84 to GCJ-02 and back on one core. Prints one JSON object.
//!
//!     cargo run --release -p standards --example bench_gcj02 -- [POINTS] [RUNS]
//!
//! The points lie on a spiral over the box in which places are shifted. The plain formula runs over the same points;
//! `apart_deg_max` is the greatest difference between both.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::error::Error;
use std::f64::consts::PI;
use std::hint::black_box;
use std::time::Instant;

use standards::gcj02::{LonLat, gcj02_to_wgs84, wgs84_to_gcj02};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: usize| given.get(at).map_or(Ok(default), |value| value.parse());
    let (count, runs) = (number(0, 1_000_000)?, number(1, 7)?);
    let points = (0..count).map(point).collect::<Result<Vec<_>, _>>()?;

    let forth = best_per_second(&points, runs, wgs84_to_gcj02);
    let back = best_per_second(&points, runs.min(3), gcj02_to_wgs84);
    let plain = best_per_second(&points, runs, printed);
    let apart = |at: &LonLat| {
        let (ours, theirs) = (wgs84_to_gcj02(*at), printed(*at));
        (ours.lon_deg() - theirs.lon_deg()).abs().max((ours.lat_deg() - theirs.lat_deg()).abs())
    };
    let apart_deg_max = points.iter().map(apart).fold(0.0, f64::max);
    println!(
        "{{\"points\":{count},\"runs\":{runs},\"cores\":1,\"wgs84_to_gcj02_per_s\":{forth:.0},\
         \"gcj02_to_wgs84_per_s\":{back:.0},\"plain_formula_per_s\":{plain:.0},\"apart_deg_max\":{apart_deg_max:e}}}"
    );
    Ok(())
}

fn point(at: usize) -> Result<LonLat, standards::Error> {
    let golden = |step: f64| (at as f64 * step).fract();
    LonLat::new(72.01 + 65.8 * golden(0.618_033_988_75), 0.83 + 54.9 * golden(0.754_877_666_25))
}

fn best_per_second(points: &[LonLat], runs: usize, convert: impl Fn(LonLat) -> LonLat) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..runs {
        let begin = Instant::now();
        let sum: f64 = points.iter().map(|at| convert(*at)).map(|at| at.lon_deg() + at.lat_deg()).sum();
        black_box(sum);
        best = best.min(begin.elapsed().as_secs_f64());
    }
    points.len() as f64 / best
}

/// The series with its twelve sines as libraries print it.
fn printed(at: LonLat) -> LonLat {
    let (a, ee) = (6_378_245.0, 0.006_693_421_622_965_943);
    let (x, y) = (at.lon_deg() - 105.0, at.lat_deg() - 35.0);
    let wave = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt() + wave;
    north += (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0;
    north += (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt() + wave;
    east += (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0;
    east += (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let radians = at.lat_deg() / 180.0 * PI;
    let magic = 1.0 - ee * radians.sin() * radians.sin();
    let north = north * 180.0 / ((a * (1.0 - ee)) / (magic * magic.sqrt()) * PI);
    let east = east * 180.0 / (a / magic.sqrt() * radians.cos() * PI);
    LonLat::new(at.lon_deg() + east, at.lat_deg() + north).unwrap_or(at)
}
