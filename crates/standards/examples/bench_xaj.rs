//! Measures Xin'anjiang on many basins. Prints one JSON object.
//!
//!     cargo run --release -p standards --example bench_xaj -- FILE [RUNS] [THREADS] [BASINS]
//!
//! FILE holds little-endian `f64` in the order day; basin; rain, evaporation, as the peers' generator writes it. The
//! parameters are those of the peers' script; 365 days of warm-up. Days of the warm-up are days, too.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::error::Error;
use std::time::Instant;

use standards::runoff::xaj::{Parameters, State, run};

const PARAMETERS: Parameters = Parameters {
    evaporation_ratio: 0.64,
    tension_exponent: 0.19,
    impervious: 0.0109,
    upper_mm: 8.0,
    lower_mm: 75.0,
    deep_mm: 78.0,
    deep_evaporation: 0.1,
    free_water_mm: 50.5,
    free_water_exponent: 1.15,
    to_interflow: 0.14,
    to_groundwater: 0.21,
    channel_recession: 0.2,
    lag_steps: 3,
    interflow_recession: 0.45,
    groundwater_recession: 0.9908,
};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let bytes = std::fs::read(given.first().ok_or("which file?")?)?;
    let number = |at: usize, default: usize| given.get(at).map_or(Ok(default), |value| value.parse());
    let cores = std::thread::available_parallelism()?.get();
    let (runs, threads, basins) = (number(1, 5)?, number(2, cores)?.max(1), number(3, 200)?);
    let values: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let days = values.len() / (2 * basins);
    let series = |basin: usize| values.chunks_exact(2 * basins).map(move |day| (day[2 * basin], day[2 * basin + 1]));

    let mut seconds = Vec::new();
    let mut mean = 0.0;
    for _ in 0..runs {
        let begin = Instant::now();
        let flows: Vec<Vec<f64>> = std::thread::scope(|scope| {
            let all: Vec<usize> = (0..basins).collect();
            let parts: Vec<_> = all.chunks(basins.div_ceil(threads)).map(<[usize]>::to_vec).collect();
            let parts: Vec<_> = parts
                .into_iter()
                .map(|part| {
                    scope.spawn(move || -> Vec<Vec<f64>> {
                        let state = State::half_full(&PARAMETERS);
                        part.into_iter()
                            .map(|basin| run(PARAMETERS, state, series(basin), 365).expect("the weather is possible"))
                            .collect()
                    })
                })
                .collect();
            parts.into_iter().flat_map(|part| part.join().expect("the weather is possible")).collect()
        });
        seconds.push(begin.elapsed().as_secs_f64());
        let count = flows.iter().map(Vec::len).sum::<usize>();
        mean = flows.iter().flatten().sum::<f64>() / count as f64;
    }
    seconds.sort_by(f64::total_cmp);
    let rate = (days * basins) as f64 / seconds[runs / 2];
    println!(
        "{{\"kernel\":\"runoff_xaj\",\"unit\":\"basin-days/s\",\"median\":{rate:.0},\"runs\":{runs},\"threads\":{threads},\"mean_flow_mm\":{mean:.6}}}"
    );
    Ok(())
}
