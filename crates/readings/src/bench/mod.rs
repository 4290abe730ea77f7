//! The workload that the intake is measured with: many rain gauges, each with rules, as fast as they are taken or at a
//! given rate. A generator writes lines and a second thread takes them; both are part of what is measured.

mod lines;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use crate::store::{Fault, days::Days, history::History};
use crate::{Aggregate, Counts, Direction, Directory, Intake, Late, Metric, Opened, Parsed, Point, Rule, Setting};
pub use lines::{INTERVAL, Rounds, key};

/// What is to be measured.
#[derive(Debug, Clone)]
pub struct Ask {
    pub devices: u32,
    /// Rules of each device, five at most.
    pub rules: usize,
    /// For how long lines are written.
    pub lasts: Duration,
    /// Lines a second, or as many as are taken.
    pub rate: Option<u64>,
    /// On the disk to be measured.
    pub folder: PathBuf,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub counts: Counts,
    pub changes: u64,
    pub bytes_in: u64,
    pub bytes_logged: u64,
    pub commits: u64,
    /// From the first line to the last commit.
    pub lasted: Duration,
    /// From the writing of a batch to the commit that made it safe, in order of length.
    pub delays: Vec<Duration>,
    /// Of the states in memory.
    pub engine_bytes: usize,
    pub checkpoint: Duration,
    pub restart: Duration,
    /// Of what was put into days, and how long that took.
    pub compacted: u64,
    pub day_bytes: u64,
    pub compaction: Duration,
}

impl Report {
    pub fn per_second(&self) -> f64 {
        self.counts.accepted as f64 / self.lasted.as_secs_f64()
    }

    pub fn delay(&self, percent: usize) -> Duration {
        let place = self.delays.len().saturating_sub(1) * percent / 100;
        self.delays.get(place).copied().unwrap_or_default()
    }
}

/// Lines of one batch, as a gateway would send them.
const BATCH_LINES: usize = 2_000;
/// Batches that wait at most; who has more to send waits.
const QUEUE: usize = 8;
const BEGIN: i64 = 1_767_225_600_000;

struct Batch {
    lines: Vec<u8>,
    parsed: Parsed,
    arrived: i64,
    written: Duration,
}

/// Runs the workload; `now` is a clock that never goes back.
pub fn run(ask: &Ask, now: &(dyn Fn() -> Duration + Sync)) -> Result<Report, Fault> {
    let directory = Arc::new(directory(ask));
    let (mut intake, _) = Opened::folder(&ask.folder)?.into_intake(directory.clone())?;
    let began = now();
    let (queue, batches) = sync_channel(QUEUE);
    let mut report = std::thread::scope(|threads| {
        threads.spawn(|| generate(ask, &directory, now, queue));
        take(&mut intake, batches, now)
    })?;
    report.lasted = now() - began;
    report.delays.sort_unstable();
    report.bytes_logged = intake.log().position();
    report.engine_bytes = intake.engine().bytes();
    let saving = now();
    intake.checkpoint()?;
    report.checkpoint = now() - saving;
    drop(intake);
    let restarting = now();
    let (intake, _) = Opened::folder(&ask.folder)?.into_intake(directory)?;
    report.restart = now() - restarting;
    let history = History::of(&ask.folder);
    let compacting = now();
    report.compacted = history.compact(intake.log().finished())?.readings;
    report.compaction = now() - compacting;
    report.day_bytes = if report.compacted > 0 { history.days().bytes()? } else { 0 };
    Ok(report)
}

/// A year of one water level, a reading each minute.
#[derive(Debug, Clone, Default)]
pub struct Year {
    pub readings: u64,
    pub bytes: u64,
    /// Stretches of the curve over all of it.
    pub points: usize,
    pub curve: Duration,
}

/// Writes a year of one device and asks for its curve in a thousand points; the slowest of five.
pub fn year(folder: &Path, now: &dyn Fn() -> Duration) -> Result<Year, Fault> {
    const MINUTES: i64 = 365 * 24 * 60;
    let days = Days::of(folder);
    let tide = |minute: i64| (1_500.0 + 400.0 * (minute as f64 / 7_000.0).sin() + (minute * 7_919 % 13) as f64) as i32;
    let at = |minute: i64| BEGIN + minute * 60_000;
    days.add((0..MINUTES).map(|minute| (0, Point { at: at(minute), value: tide(minute) })).collect())?;
    let mut year = Year { readings: MINUTES as u64, bytes: days.bytes()?, ..Year::default() };
    for _ in 0..5 {
        let asked = now();
        year.points = days.curve(0, BEGIN, at(MINUTES), 1_000, &[])?.len();
        year.curve = year.curve.max(now() - asked);
    }
    Ok(year)
}

fn generate(ask: &Ask, directory: &Directory, now: &dyn Fn() -> Duration, queue: SyncSender<Batch>) {
    let (mut rounds, began, mut sent) = (Rounds::of(0..ask.devices, BATCH_LINES), now(), 0_u64);
    for round in 0.. {
        let arrived = BEGIN + round * INTERVAL;
        for (lines, _) in rounds.shifted_to(arrived) {
            if let Some(rate) = ask.rate {
                let due = began + Duration::from_nanos(sent * 1_000_000_000 / rate);
                std::thread::sleep(due.saturating_sub(now()));
            }
            let written = now();
            if written - began >= ask.lasts {
                return;
            }
            let parsed = Parsed::of(lines, directory);
            sent += parsed.lines() as u64;
            let batch = Batch { lines: lines.to_vec(), parsed, arrived, written };
            if queue.send(batch).is_err() {
                return;
            }
        }
    }
}

/// Takes what waits, and commits it together.
fn take(intake: &mut Intake, batches: Receiver<Batch>, now: &dyn Fn() -> Duration) -> Result<Report, Fault> {
    let (mut report, mut written) = (Report::default(), Vec::new());
    while let Ok(first) = batches.recv() {
        let mut next = Ok(first);
        while let Ok(batch) = next {
            report.counts.add(&intake.take(&batch.lines, &batch.parsed, batch.arrived)?);
            report.bytes_in += batch.lines.len() as u64;
            written.push(batch.written);
            next = if written.len() < QUEUE { batches.try_recv() } else { Err(TryRecvError::Empty) };
        }
        report.changes += intake.commit()?.len() as u64;
        report.commits += 1;
        let safe = now();
        report.delays.extend(written.drain(..).map(|written| safe - written));
    }
    Ok(report)
}

fn directory(ask: &Ask) -> Directory {
    let hours = [(1, 1), (2, 3), (3, 6), (4, 12), (5, 24_i64)].into_iter().take(ask.rules);
    let mut directory = Directory::default();
    let mut set_up = || {
        let mut ids = Vec::new();
        for (id, hours) in hours.clone() {
            let thresholds =
                [Some(150 + 50 * hours), Some(300 + 50 * hours), Some(500 + 60 * hours), Some(800 + 70 * hours)];
            directory.put_rule(Rule {
                id,
                metric: Metric::Rain,
                aggregate: Aggregate::Sum,
                window: hours * 3_600_000,
                direction: Direction::Above,
                thresholds,
                hold: 0,
                clear: 3_600_000,
                late: Late::Corrected(24 * 3_600_000),
                wetness: None,
            })?;
            ids.push(id);
        }
        for device in 0..ask.devices {
            directory.put(&key(device), Metric::Rain, Setting::of(Metric::Rain, INTERVAL), &ids)?;
        }
        Ok::<(), crate::Unfit>(())
    };
    set_up().expect("rules that work");
    directory
}
