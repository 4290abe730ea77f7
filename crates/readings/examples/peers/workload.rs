//! The peers' lines, `{"s":sensor,"k":kind,"t":ms,"q":number,"v":value}`, and their rules, in our terms.

use std::path::Path;
use std::sync::Arc;

use readings::wire::{Fields, Token};
use readings::{
    Aggregate, Change, Direction, Directory, Intake, Late, Metric, Opened, Parsed, Reading, Reason, Rule, Setting,
    Turn, What,
};
use sha2::{Digest, Sha256};

const HOUR: i64 = 3_600_000;
/// Their readings have no time of arrival; none is in the future then.
const ARRIVED: i64 = 1_767_225_600_000 + 30 * 24 * HOUR;

/// What they say comes of their input.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub lines: u64,
    pub accepted: u64,
    pub invalid: u64,
    pub duplicate: u64,
    pub warnings: u64,
    /// The first characters of the SHA-256 of all warnings in order.
    pub digest: String,
}

impl Expected {
    pub fn read(path: &Path) -> Expected {
        let text = std::fs::read_to_string(path).expect("the peers' expected answer");
        let it: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let number = |key: &str| it[key].as_u64().expect("a number");
        Expected {
            lines: number("lines"),
            accepted: number("accepted"),
            invalid: number("invalid"),
            duplicate: number("duplicate"),
            warnings: number("warnings"),
            digest: it["warnings_sha256"].as_str().expect("a digest").to_owned(),
        }
    }
}

/// The intake set up as they describe, and what came of it.
pub struct Workload {
    intake: Intake,
    lines: u64,
    invalid: u64,
}

/// Lines that are committed together.
const BATCH: usize = 4_096;

impl Workload {
    pub fn new(folder: &Path) -> Workload {
        let opened = Opened::folder(folder).expect("a folder of its own");
        let (intake, _) = opened.into_intake(Arc::new(directory())).expect("a store that works");
        Workload { intake, lines: 0, invalid: 0 }
    }

    /// The warnings of these lines, once they are safe.
    pub fn take(&mut self, input: &[u8]) -> Vec<String> {
        let mut warnings = Vec::new();
        let (mut lines, mut readings) = (readings::wire::lines(input), Vec::with_capacity(BATCH));
        loop {
            readings.clear();
            let before = self.lines;
            for line in lines.by_ref().take(BATCH) {
                self.lines += 1;
                match read(line) {
                    Some(reading) => readings.push(reading),
                    None => self.invalid += 1,
                }
            }
            if self.lines == before {
                return warnings;
            }
            let parsed = Parsed::of_readings(readings.iter().copied());
            self.intake.take(b"", &parsed, ARRIVED).expect("a disk that works");
            let changes = self.intake.commit().expect("a disk that works");
            warnings.extend(changes.iter().filter_map(|change| warning(&readings, change)));
        }
    }

    pub fn come_to(&self, mut warnings: Vec<String>) -> Expected {
        warnings.sort_unstable();
        let digest: String = Sha256::digest(warnings.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect();
        let counts = self.intake.counts();
        let duplicate = counts.refused(Reason::Duplicate);
        Expected {
            lines: self.lines,
            accepted: counts.accepted,
            invalid: self.invalid + counts.all_refused() - duplicate,
            duplicate,
            warnings: warnings.len() as u64,
            digest: digest[..16].to_owned(),
        }
    }
}

/// They warn when a level is higher than at the reading before, in the order of coming.
fn warning(readings: &[Reading], change: &Change) -> Option<String> {
    let What::Condition { rule, told } = change.what else { return None };
    if !matches!(told.turn, Turn::Raised | Turn::Worsened) {
        return None;
    }
    let of = readings.iter().find(|it| it.series == change.series && it.at == told.at)?;
    let (rule, level, figure) = (rule % 10, told.level, told.figure.abs());
    Some(format!("{},{},{},{rule},{level},{figure}", of.series, of.sequence.unwrap_or_default(), of.at))
}

/// Sensor `n` is series `n`. Integers only, as they say; a kind that isn't the sensor's is invalid.
fn read(line: &[u8]) -> Option<Reading> {
    let mut fields = Fields::of(line)?;
    let (mut sensor, mut kind, mut at, mut number, mut value) = (None, None, None, None, None);
    while let Some(field) = fields.next_field()? {
        match field {
            (b"s", Token::Number(it)) => sensor = it.scaled(0),
            (b"k", Token::Text(it)) => kind = Some(it),
            (b"t", Token::Number(it)) => at = it.scaled(0),
            (b"q", Token::Number(it)) => number = it.scaled(0),
            (b"v", Token::Number(it)) => value = it.scaled(0),
            _ => return None,
        }
    }
    let series = u32::try_from(sensor?).ok().filter(|it| *it < SENSORS)?;
    let sequence = u64::try_from(number?).ok()?;
    (kind? == kind_of(series).0).then_some(Reading { series, at: at?, value: value?, sequence: Some(sequence) })
}

const SENSORS: u32 = 1_000;

fn kind_of(sensor: u32) -> (&'static str, Metric, (i32, i32)) {
    match sensor {
        0..500 => ("rain", Metric::Rain, (0, 1_000)),
        500..750 => ("level", Metric::Level, (0, 20_000)),
        750..900 => ("disp", Metric::Displacement, (-100_000, 100_000)),
        _ => ("gas", Metric::Gas, (0, 10_000)),
    }
}

fn directory() -> Directory {
    use Aggregate::{Last, Rise, Sum};
    use Direction::{Above, Either};
    //            rule  metric           figure       hours  levels
    let rules = [
        (10, Metric::Rain, Sum, Above, 1, [200, 300, 500]),
        (11, Metric::Rain, Sum, Above, 3, [300, 500, 800]),
        (12, Metric::Rain, Sum, Above, 6, [400, 700, 1_100]),
        (13, Metric::Rain, Sum, Above, 12, [500, 900, 1_400]),
        (14, Metric::Rain, Sum, Above, 24, [800, 1_200, 2_000]),
        (20, Metric::Level, Last, Above, 1, [4_000, 4_500, 5_000]),
        (21, Metric::Level, Rise, Above, 1, [300, 600, 1_000]),
        (30, Metric::Displacement, Rise, Either, 24, [500, 1_000, 2_000]),
        (31, Metric::Displacement, Rise, Either, 1, [100, 200, 400]),
        (40, Metric::Gas, Last, Above, 1, [50, 100, 150]),
    ];
    let mut directory = Directory::default();
    for (id, metric, aggregate, direction, hours, [one, two, three]) in rules {
        let thresholds = [Some(one), Some(two), Some(three), None];
        let (window, late) = (hours * HOUR, Late::AsItComes);
        let rule =
            Rule { id, metric, aggregate, window, direction, thresholds, hold: 0, clear: 0, late, wetness: None };
        directory.put_rule(rule).expect("a rule that works");
    }
    for sensor in 0..SENSORS {
        let (_, metric, possible) = kind_of(sensor);
        let setting = Setting { possible, ..Setting::of(metric, 300_000) };
        let watching = rules.iter().filter(|rule| rule.1 == metric).map(|rule| rule.0).collect::<Vec<_>>();
        let series = directory.put(&sensor.to_string(), metric, setting, &watching).expect("a device that works");
        assert_eq!(series, sensor);
    }
    directory
}
