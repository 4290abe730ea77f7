//! The peers' input in a file through parser and engine, timed, as JSON:
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
        let began = Instant::now();
        let mut workload = Workload::new();
        for line in readings::wire::lines(&input) {
            workload.take(line);
        }
        let seconds = began.elapsed().as_secs_f64();
        let result = workload.come_to();
        assert_eq!(result, expected);
        let rate = result.lines as f64 / seconds;
        println!("{}", serde_json::json!({ "bench": "peers", "seconds": seconds, "lines_per_s": rate as u64 }));
    }
}
