//! The peers' input in a file from lines to stored readings and warnings, timed, as JSON:
//! `cargo run --release -p readings --example peers FOLDER`, where FOLDER has their telemetry.ndjson and expected answer.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock and its arguments")]

mod workload;

use std::path::PathBuf;
use std::time::Instant;

use workload::{Expected, Workload};

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder with the peers' input"));
    let expected = Expected::read(&folder.join("telemetry.expect.json"));
    let input = std::fs::read(folder.join("telemetry.ndjson")).expect("the peers' input");
    for _ in 0..3 {
        let store = tempfile::tempdir_in(&folder).expect("a folder of its own");
        let (began, cpu) = (Instant::now(), cpu_s());
        let mut workload = Workload::new(store.path());
        let warnings = workload.take(&input);
        let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_s() - cpu);
        let result = workload.come_to(warnings);
        assert_eq!(result, expected);
        let rate = (result.lines as f64 / seconds) as u64;
        println!("{}", serde_json::json!({ "bench": "peers", "seconds": seconds, "cpu_s": cpu, "lines_per_s": rate }));
    }
}

/// Seconds of the processor that this program took, its own and the system's for it.
fn cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a system that says so");
    let ticks = |place: usize| stat.split(' ').nth(place).and_then(|it| it.parse::<f64>().ok()).expect("a number");
    (ticks(13) + ticks(14)) / 100.0
}
