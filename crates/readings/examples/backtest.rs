//! How long a backtest takes: `cargo run --release -p readings --example backtest FOLDER [GAUGES] [DAYS] [MINUTES]` writes rain of so
//! many gauges into days (MINUTES apart; with a fifth argument for the station codes of a file, one a line) and tries two editions of a rule over it, with and without the wetness of the ground, then a curve.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the machine's clock and its arguments")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use readings::backtest::{Outcome, run};
use readings::store::history::History;
use readings::store::log::{Entry, Log};
use readings::store::whole::Whole;
use readings::{Aggregate, Direction, Directory, IntensityDuration, Late, Metric, Name, Point, Rule, Setting, Wetness};

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;
const BEGIN: i64 = 1_672_502_400_000;

fn rule(id: u64, lowest: i64) -> Rule {
    Rule {
        id,
        metric: Metric::Rain,
        aggregate: Aggregate::Sum,
        window: 180 * MINUTE,
        direction: Direction::Above,
        thresholds: [Some(lowest), Some(lowest * 2), Some(lowest * 3), Some(lowest * 4)],
        hold: 0,
        clear: 60 * MINUTE,
        late: Late::Corrected(360 * MINUTE),
        wetness: None,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, usual| arguments.get(place).map_or(usual, |it| it.parse().expect("a number"));
    let folder = PathBuf::from(arguments.first().expect("a folder"));
    let (gauges, days, step) = (number(1, 100) as u32, number(2, 1_096), number(3, 60) * MINUTE);
    let codes = arguments.get(4).map(|file| std::fs::read_to_string(file).expect("a file of station codes"));
    let codes: Vec<String> = match &codes {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None => (0..gauges).map(|gauge| format!("gauge-{gauge}")).collect(),
    };
    if !folder.exists() {
        write(&folder, &codes, days, step);
    }
    let wetness = Wetness {
        days: 15,
        decay: 850,
        dry_below: 200,
        wet_from: 600,
        dry: [Some(400), None, None, None],
        wet: [Some(200), None, None, None],
    };
    let curve =
        Aggregate::IntensityDuration(IntensityDuration { factor: 14_820, exponent: 390, shortest: 60 * MINUTE });
    try_on(&folder, "sum", &[rule(1, 300), rule(2, 250)], days);
    try_on(&folder, "sum by wetness", &[Rule { wetness: Some(wetness), ..rule(1, 300) }, rule(2, 250)], days);
    let curve = Rule { aggregate: curve, window: DAY, thresholds: [Some(1_000), None, None, None], ..rule(1, 300) };
    try_on(&folder, "curve", &[curve, rule(2, 250)], days);
}

/// Rain of some hours every few days, each gauge a little later.
fn write(folder: &std::path::Path, codes: &[String], days: i64, step: i64) {
    let (mut log, _) = Log::open(folder).expect("a disk that works");
    for code in codes {
        log.note(&Entry::Name(Name { device: code.as_str().into(), metric: Metric::Rain }));
    }
    let gauges = codes.len() as u32;
    log.commit().expect("a disk that works");
    let history = History::of(folder);
    for day in 0..days {
        let rain = |gauge: u32, at: i64| {
            let minute = (at - BEGIN) / MINUTE - i64::from(gauge) * 7;
            let (storm, within) = (minute / 6_000, minute % 6_000);
            if (0..600).contains(&within) { ((within * 13 + storm * 29) % 120 + storm % 60) as i32 } else { 0 }
        };
        let times = || (1..=DAY / step).map(|n| BEGIN + day * DAY + n * step - 1);
        let of = |gauge: u32| times().map(move |at| (gauge, Point { at, value: rain(gauge, at) }));
        history.days().add((0..gauges).flat_map(of).collect()).expect("a disk that works");
    }
}

fn try_on(folder: &std::path::Path, what: &str, rules: &[Rule], days: i64) {
    let began = Instant::now();
    let whole = Whole::read(folder, |_| true).expect("a folder that was written");
    let mut directory = Directory::with_known(whole.names().iter().cloned());
    for rule in rules {
        directory.put_rule(rule.clone()).expect("a rule that works");
    }
    let numbers: Vec<u64> = rules.iter().map(|it| it.id).collect();
    for name in whole.names() {
        directory.put(&name.device, Metric::Rain, Setting::of(Metric::Rain, 60 * MINUTE), &numbers).expect("a gauge");
    }
    let outcome = run(&whole, &Arc::new(directory), (BEGIN, BEGIN + days * DAY), |_, _| true).expect("sound days");
    let found = match outcome {
        Outcome::Done(found) => Some(found),
        Outcome::Stopped | Outcome::TooMany => None,
    };
    let found = found.expect("nobody stops it, and the thresholds are not too low");
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{}",
        serde_json::json!({ "what": what, "rules": rules.len(), "readings": found.readings, "conditions": found.conditions.len(),
            "seconds": seconds, "readings_a_second": (found.readings as f64 / seconds) as u64 })
    );
}
