//! Measures the look-up of points in many polygons. Prints one JSON object.
//!
//!     cargo run --release -p standards --example bench_areas -- POLYGONS POINTS [RUNS] [THREADS]
//!
//! POLYGONS is a JSON list of rings of pairs, POINTS little-endian `f64` pairs, as the peers' generator writes them. A run
//! builds the cells and finds every pair of a point and a polygon around it; `hits` is to be held against the peer's.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::error::Error;
use std::num::NonZero;
use std::time::Instant;

use standards::areas::{Areas, Ring};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let areas = rings(&std::fs::read_to_string(given.first().ok_or("which polygons?")?)?)?;
    let bytes = std::fs::read(given.get(1).ok_or("which points?")?)?;
    let number = |at: usize, default: usize| given.get(at).map_or(Ok(default), |value| value.parse());
    let cores = std::thread::available_parallelism()?.get();
    let (runs, threads) = (number(2, 5)?, NonZero::new(number(3, cores)?).ok_or("no threads")?);
    let values: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let points = values.as_chunks::<2>().0;

    let (mut seconds, mut build, mut hits) = (Vec::new(), 0.0, 0);
    for _ in 0..runs {
        let begin = Instant::now();
        let index = Areas::new(&areas)?;
        build = begin.elapsed().as_secs_f64();
        hits = index.of_all(points, threads).len();
        seconds.push(begin.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let rate = points.len() as f64 / seconds[runs / 2];
    println!(
        "{{\"kernel\":\"point_in_polygon\",\"unit\":\"points/s\",\"median\":{rate:.0},\"runs\":{runs},\"threads\":{threads},\"polygons\":{},\"build_s\":{build:.4},\"hits\":{hits}}}",
        areas.len()
    );
    Ok(())
}

/// Only numbers and brackets are expected: a ring is what stands between two brackets of the second depth.
fn rings(json: &str) -> Result<Vec<Vec<Ring>>, Box<dyn Error>> {
    let mut areas = Vec::new();
    for ring in json.trim().trim_start_matches("[[[").trim_end_matches("]]]").split("]], [[") {
        let mut vertices = Vec::new();
        for vertex in ring.split("], [") {
            let (x, y) = vertex.split_once(',').ok_or("a vertex has two numbers")?;
            vertices.push([x.trim().parse()?, y.trim().parse()?]);
        }
        areas.push(vec![vertices]);
    }
    Ok(areas)
}
