//! The workload of `anlan bench telemetry` without the server around it:
//! `cargo run --release -p readings --example flood FOLDER [SECONDS] [DEVICES] [RATE] [cpu]`. With `cpu` all seconds are those
//! that the processors spent on it, which other programs on the machine hardly change.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock and its arguments")]

use std::time::{Duration, Instant};

use readings::bench::{Ask, run, year};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual| arguments.get(place).map_or(usual, |it| it.parse().expect("a number"));
    let ask = Ask {
        folder: arguments.first().expect("a folder").into(),
        lasts: Duration::from_secs(number(1, 10)),
        devices: number(2, 20_000) as u32,
        rules: 5,
        rate: Some(number(3, 0)).filter(|rate| *rate > 0),
    };
    let began = Instant::now();
    let by_cpu = arguments.get(4).is_some_and(|it| it == "cpu");
    let now = || if by_cpu { spent() } else { began.elapsed() };
    let it = run(&ask, &now).expect("a disk that works");
    let ms = |it: Duration| it.as_secs_f64() * 1_000.0;
    println!(
        "{}",
        serde_json::json!({ "accepted": it.counts.accepted, "refused": it.counts.all_refused(), "per_second": it.per_second() as u64,
            "changes": it.changes, "commits": it.commits, "p50_ms": ms(it.delay(50)), "p99_ms": ms(it.delay(99)),
            "bytes_a_line": it.bytes_in / (it.counts.accepted + it.counts.all_refused()),
            "logged_bytes_a_reading": it.bytes_logged as f64 / it.counts.accepted as f64,
            "engine_bytes": it.engine_bytes, "checkpoint_ms": ms(it.checkpoint), "restart_ms": ms(it.restart),
            "compacted": it.compacted, "compaction_ms": ms(it.compaction),
            "day_bytes_a_reading": it.day_bytes as f64 / it.compacted as f64 })
    );
    let year = year(&ask.folder.join("year"), &now).expect("a disk that works");
    println!(
        "{}",
        serde_json::json!({ "year_bytes_a_reading": year.bytes as f64 / year.readings as f64, "points": year.points,
            "curve_ms": ms(year.curve) })
    );
}

/// What the processors spent on this program, its own and the system's for it.
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a system that says so");
    let ticks = |place: usize| stat.split(' ').nth(place).and_then(|it| it.parse::<u64>().ok()).expect("a number");
    Duration::from_millis((ticks(13) + ticks(14)) * 10)
}
