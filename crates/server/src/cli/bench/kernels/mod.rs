//! The calculations and codecs that have a speed to keep, each on the input of the peers' scripts.
//!
//! `--input` names the folder in which the peers' generator wrote (`fwi.f32`, `xaj.f64`, `polygons.json`, `points.f64`,
//! `cap_all.txt`); a file that is not there is replaced by input made here from a seed, and `generated` says so. Each answer
//! carries values that the peers print as well, to be held against theirs.

mod input;
mod nature;
mod wire;

use std::num::NonZero;
use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::Failed;
use crate::cli::out::out;

#[derive(Debug, Args)]
pub struct Kernels {
    /// Folder of the peers' generated input.
    #[arg(long)]
    input: Option<PathBuf>,
    #[arg(long, default_value = "5")]
    runs: NonZero<usize>,
    /// For grids, basins, points and alerts, every core without it; coordinates and frames have one.
    #[arg(long)]
    threads: Option<NonZero<usize>>,
    /// Only these; all without it.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Kernel>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kernel {
    FireWeather,
    RunoffXaj,
    PointInPolygon,
    Gcj02,
    Jt808,
    Sl651,
    Cap,
}

/// What a kernel did in one run, and what came out of it.
struct Measured {
    kernel: &'static str,
    unit: &'static str,
    units: f64,
    threads: usize,
    generated: bool,
    seconds: Vec<f64>,
    answer: Value,
}

impl Kernels {
    pub fn run(&self) -> Result<(), Failed> {
        for kernel in Kernel::value_variants() {
            if self.only.is_empty() || self.only.contains(kernel) {
                out!("{}", told(self.measured(*kernel)?));
            }
        }
        Ok(())
    }

    fn measured(&self, kernel: Kernel) -> Result<Measured, Failed> {
        match kernel {
            Kernel::FireWeather => nature::fire_weather(self),
            Kernel::RunoffXaj => nature::runoff_xaj(self),
            Kernel::PointInPolygon => nature::point_in_polygon(self),
            Kernel::Gcj02 => nature::gcj02(self),
            Kernel::Jt808 => wire::jt808(self),
            Kernel::Sl651 => wire::sl651(self),
            Kernel::Cap => wire::cap(self),
        }
    }

    fn threads(&self) -> Result<NonZero<usize>, Failed> {
        Ok(self.threads.map_or_else(std::thread::available_parallelism, Ok)?)
    }

    /// The seconds of each run after one that only warms up, and the answer of the last.
    fn timed<T>(&self, mut run: impl FnMut() -> Result<T, Failed>) -> Result<(Vec<f64>, T), Failed> {
        let mut answer = run()?;
        let mut seconds = Vec::with_capacity(self.runs.get());
        for _ in 0..self.runs.get() {
            let began = Stopwatch::now();
            answer = run()?;
            seconds.push(began.elapsed().as_secs_f64());
        }
        Ok((seconds, answer))
    }
}

/// Median, slowest and fastest as rates.
fn told(mut it: Measured) -> Value {
    it.seconds.sort_unstable_by(f64::total_cmp);
    let rate = |at: usize| it.seconds.get(at).map(|seconds| (it.units / seconds).round());
    let runs = it.seconds.len();
    let mut told = Map::new();
    for (name, value) in [
        ("bench", json!("kernels")),
        ("kernel", json!(it.kernel)),
        ("unit", json!(it.unit)),
        ("median", json!(rate(runs / 2))),
        ("slowest", json!(rate(runs.saturating_sub(1)))),
        ("fastest", json!(rate(0))),
        ("runs", json!(runs)),
        ("threads", json!(it.threads)),
        ("generated", json!(it.generated)),
        ("answer", it.answer),
    ] {
        told.insert(name.to_owned(), value);
    }
    told.into()
}

/// A kernel refuses only input that is broken.
fn fault(cause: impl std::fmt::Display) -> Failed {
    Failed::Fault(cause.to_string())
}
