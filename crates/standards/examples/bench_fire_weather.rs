//! Measures the fire weather of a whole grid. Prints one JSON object.
//!
//!     cargo run --release -p standards --example bench_fire_weather -- FILE [RUNS] [THREADS] [ROWS] [DAYS]
//!
//! FILE holds little-endian `f32` in the order temperature, humidity, wind, rain; day; row; column, on a square grid, as
//! the peers' generator writes it. Each run goes from the usual start through all days of April between 28.2° and 28.8°;
//! The means are of the last day. The peer has time as its last axis: what it prints as the last is the last row of
//! latitude over all days.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::error::Error;
use std::num::NonZero;
use std::time::Instant;

use standards::fire_weather::{Codes, Edition, grid};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let bytes = std::fs::read(given.first().ok_or("which file?")?)?;
    let number = |at: usize, default: usize| given.get(at).map_or(Ok(default), |value| value.parse());
    let cores = std::thread::available_parallelism()?.get();
    let (runs, threads, rows, days) = (number(1, 5)?, number(2, cores)?, number(3, 500)?, number(4, 10)?);
    let threads = NonZero::new(threads).ok_or("no threads")?;
    let values: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let cells = rows * rows;
    if values.len() != 4 * days * cells {
        return Err("the file has another size".into());
    }
    let layer = |kind: usize, day: usize| &values[(kind * days + day) * cells..][..cells];
    let latitudes: Vec<f64> = (0..rows).map(|row| 28.2 + 0.6 * row as f64 / (rows - 1) as f64).collect();

    let mut last = vec![Codes::START; cells];
    let mut indices = vec![grid::NOTHING; cells];
    let mut seconds = Vec::new();
    for _ in 0..runs {
        let mut codes = vec![Codes::START; cells];
        let begin = Instant::now();
        for day in 0..days {
            let noon = grid::Layers {
                temperature_c: layer(0, day),
                relative_humidity_percent: layer(1, day),
                wind_km_h: layer(2, day),
                rain_mm: layer(3, day),
            };
            grid::day(Edition::VanWagner1987, 4, &latitudes, &noon, &mut codes, &mut indices, threads)?;
        }
        seconds.push(begin.elapsed().as_secs_f64());
        last = codes;
    }
    seconds.sort_by(f64::total_cmp);
    let rate = (days * cells) as f64 / seconds[runs / 2];
    let mean = |value: &dyn Fn(usize) -> f64| (0..cells).map(value).sum::<f64>() / cells as f64;
    println!(
        "{{\"kernel\":\"fire_weather\",\"unit\":\"cell-days/s\",\"median\":{rate:.0},\"runs\":{runs},\"threads\":{threads},\
         \"mean_ffmc_last\":{:.4},\"mean_dmc_last\":{:.4},\"mean_dc_last\":{:.4},\"mean_isi_last\":{:.4},\
         \"mean_bui_last\":{:.4},\"mean_fwi_last\":{:.4}}}",
        mean(&|cell| last[cell].ffmc),
        mean(&|cell| last[cell].dmc),
        mean(&|cell| last[cell].dc),
        mean(&|cell| indices[cell].isi),
        mean(&|cell| indices[cell].bui),
        mean(&|cell| indices[cell].fwi),
    );
    Ok(())
}
