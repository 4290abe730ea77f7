//! The stations of the sample county go on: as time goes, or through its last flood week.
//!
//! The flood week is played: its readings come in as from devices, at a pace of one's choice. The program's clock is led by what
//! has come in: it goes on to a moment when everything measured until then is on the disk. So a machine that is too slow for
//! a pace plays slower, and no device falls silent for that. At the end of the week the clock stands still. How far it has
//! come is written into the data folder, and the next start goes on from there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use bytes::Bytes;
use gateway::{Door, Intake as _, NotTaken};
use kernel::{Error, Instant, Span};
use ledger::{Clock, Db, VirtualClock};
use sample::District;
use sample::measured::{Measuring, series};
use serde::{Deserialize, Serialize};

use crate::monitor::{Forecaster, Monitor};

/// No pace is higher.
pub const FASTEST: i64 = 10_000;
const FILE: &str = "replay.json";
/// The clock never goes on by more at once: a device is missed only when it was silent.
const STRIDE: Span = Span::seconds(60);
const PAUSE: Duration = Duration::from_millis(100);
/// How often it is written down how far it has come.
const NOTED: Span = Span::minutes(30);
const LINES_BYTES: usize = 1 << 20;

/// What a replay is of, and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    pub from: Instant,
    pub until: Instant,
    pub at: Instant,
    pub small: bool,
}

impl Course {
    pub fn read(data: &Path) -> Result<Option<Course>, Error> {
        read(&data.join(FILE))
    }

    pub fn write(&self, data: &Path) -> Result<(), Error> {
        write(&data.join(FILE), self)
    }
}

/// The clock of a replay.
#[derive(Debug)]
pub struct ReplayClock {
    at: VirtualClock,
    pace: i64,
}

impl ReplayClock {
    pub fn at(instant: Instant, pace: i64) -> ReplayClock {
        ReplayClock { at: VirtualClock::at(instant), pace }
    }
}

impl Clock for ReplayClock {
    fn now(&self) -> Instant {
        self.at.now()
    }

    fn pace(&self) -> i64 {
        self.pace
    }
}

/// `60x`, `60`, `2.0x`: how many times as fast.
pub fn pace(text: &str) -> Result<i64, String> {
    let number = text.trim().trim_end_matches(['x', 'X', '×', '倍']);
    number
        .parse::<i64>()
        .ok()
        .filter(|pace| (1..=FASTEST).contains(pace))
        .ok_or_else(|| format!("{text} is no pace such as 60x, from 1x to {FASTEST}x"))
}

/// What the sample county was built as, so that its stations can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    pub at: Instant,
    pub small: bool,
}

const BUILT: &str = "sample.json";
/// Stations keep what they measured for so long while the program is away.
const KEPT: Span = Span::days(2);
const GOES_ON: Duration = Duration::from_secs(5);

impl Built {
    pub fn read(data: &Path) -> Result<Option<Built>, Error> {
        read(&data.join(BUILT))
    }

    pub fn write(&self, data: &Path) -> Result<(), Error> {
        write(&data.join(BUILT), self)
    }

    /// The stations go on measuring, in a thread of their own: what they have kept first, then as time goes.
    pub fn go_on(self, monitor: Monitor, clock: Arc<dyn Clock>) -> Result<(), Error> {
        let go_on = move || {
            let county = crate::sample_district::again(self);
            let (names, now) = (series(&county.stations), clock.now());
            let last = monitor.look(|intake| {
                let of = |it: &sample::Station| {
                    let metric = *it.kind.metrics().first()?;
                    let number = intake.engine().directory().number(&it.code, metric)?;
                    intake.engine().recent(number).newest().map(|newest| newest.at)
                };
                county.stations.iter().filter_map(of).max()
            });
            let last = last.map_or(now, |at| Instant::from_micros(at * 1_000)).max(now - KEPT);
            let (mut at, mut measuring) = (last, Measuring::from(&county, last.millis()));
            loop {
                let now = clock.now();
                while at < now {
                    at = now.min(at + Span::minutes(5));
                    if let Err(cause) = hand_in(&monitor, &lines(&mut measuring, &county, &names, at)) {
                        tracing::error!(%cause, "the stations of the sample county have stopped");
                        return;
                    }
                }
                std::thread::sleep(GOES_ON);
            }
        };
        std::thread::Builder::new().name("stations".to_owned()).spawn(go_on).map(drop).map_err(Error::internal)
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(Error::internal),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::internal(format!("{}: {cause}", path.display()))),
    }
}

/// Put in its place whole, so that a start finds the old one or the new one.
fn write(path: &Path, it: &impl Serialize) -> Result<(), Error> {
    let new = path.with_extension("new");
    let bytes = serde_json::to_vec(it).map_err(Error::internal)?;
    let put = || std::fs::write(&new, bytes).and_then(|()| std::fs::rename(&new, path));
    put().map_err(|cause| Error::internal(format!("{}: {cause}", path.display())))
}

/// What was measured until a moment, as lines of a gateway.
fn lines(
    measuring: &mut Measuring<'_>,
    county: &District,
    names: &[(usize, readings::Metric)],
    until: Instant,
) -> String {
    let mut lines = String::new();
    measuring.go_on_until(until.millis(), &mut |it| {
        let (station, metric) = names[it.series];
        let decimals = usize::from(metric.shape().decimals);
        let value = f64::from(it.value) / 10_f64.powi(i32::from(metric.shape().decimals));
        let code = &county.stations[station].code;
        let line = format!(
            "{{\"device\":\"{code}\",\"metric\":\"{}\",\"t\":{},\"v\":{value:.decimals$}}}\n",
            metric.code(),
            it.at
        );
        lines.push_str(&line);
    });
    lines
}

/// A replay that is about to run.
pub struct Replay {
    pub clock: Arc<ReplayClock>,
    pub course: Course,
    county: District,
    data: PathBuf,
}

impl Replay {
    /// Goes on from where the folder has come to.
    pub fn of(data: &Path, course: Course, pace: i64) -> Replay {
        let county = crate::sample_district::eve(course);
        let clock = Arc::new(ReplayClock::at(course.at, pace));
        Replay { clock, course, county, data: data.to_owned() }
    }

    /// Nothing is recorded before what is on record already.
    pub fn not_before(&mut self, db: &Db) -> Result<(), Error> {
        let last = db.read_blocking(|r| r.value::<Option<Instant>>("SELECT MAX(recorded_at) FROM fact", &[]))?;
        let at = self.course.at.max(last.unwrap_or_default());
        if at > self.course.until + Span::days(1) {
            return Err(Error::refused("this district has gone on since its replay: build another in another folder"));
        }
        self.course.at = at.min(self.course.until);
        self.clock.at.set(at);
        Ok(())
    }

    /// Plays in a thread of its own.
    pub fn start(self, monitor: Monitor, mut forecaster: Forecaster) -> Result<(), Error> {
        let play = move || {
            if let Err(cause) = self.play(&monitor, &mut forecaster) {
                eprintln!("the replay has stopped: {cause}");
                tracing::error!(%cause, "the replay has stopped");
            }
        };
        std::thread::Builder::new().name("replay".to_owned()).spawn(play).map(drop).map_err(Error::internal)
    }

    fn play(mut self, monitor: &Monitor, forecaster: &mut Forecaster) -> Result<(), Error> {
        let (county, until) = (&self.county, self.course.until);
        let names = series(&county.stations);
        let mut measuring = Measuring::from(county, self.course.at.millis());
        eprintln!("replay: from {} to {}", self.course.at.to_minute(), until.to_minute());
        let (began, from) = (Stopwatch::now(), self.course.at);
        let (mut now, mut noted) = (from, from);
        while now < until {
            let passed = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
            let wanted = Instant::from_micros(from.micros().saturating_add(passed.saturating_mul(self.clock.pace)));
            if wanted < now + Span::seconds(1) {
                std::thread::sleep(PAUSE.min(Duration::from_micros(1_000_000 / self.clock.pace.unsigned_abs())));
                continue;
            }
            now = wanted.min(now + STRIDE).min(until);
            let lines = lines(&mut measuring, county, &names, now);
            self.clock.at.set(now);
            hand_in(monitor, &lines)?;
            monitor.beat_once();
            forecaster.turn(now).map_err(|cause| Error::internal(cause.to_string()))?;
            if now >= noted + NOTED || now == until {
                noted = now;
                self.course.at = now;
                self.course.write(&self.data)?;
            }
        }
        eprintln!("replay: the week is over, the clock stands at {}", until.to_minute());
        Ok(())
    }
}

/// As a gateway would: in pieces, and again while the store is busy.
fn hand_in(monitor: &Monitor, lines: &str) -> Result<(), Error> {
    let mut rest = lines;
    while !rest.is_empty() {
        let end = rest.len().min(LINES_BYTES);
        let end = rest[..end].rfind('\n').map_or(rest.len(), |at| at + 1);
        let piece = Bytes::copy_from_slice(&rest.as_bytes()[..end]);
        loop {
            match pollster::block_on(monitor.take(Door::Http, piece.clone())) {
                Ok(_) => break,
                Err(NotTaken::Busy) => std::thread::sleep(PAUSE),
                Err(cause) => return Err(Error::internal(cause.to_string())),
            }
        }
        rest = &rest[end..];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_typed() {
        for (typed, read) in [("60x", Some(60)), ("1", Some(1)), ("600倍", Some(600)), ("10000×", Some(10_000))] {
            assert_eq!(pace(typed).ok(), read, "{typed}");
        }
        for typed in ["", "0x", "-1x", "10001x", "fast", "1.5x"] {
            assert!(pace(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn how_far_it_has_come_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Course::read(folder.path()).unwrap(), None);
        let at = |text: &str| Instant::read(text).unwrap();
        let course =
            Course { from: at("2026-07-21"), until: at("2026-07-28"), at: at("2026-07-23 04:30"), small: true };
        course.write(folder.path()).unwrap();
        assert_eq!(Course::read(folder.path()).unwrap(), Some(course));
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Course::read(folder.path()).is_err());
    }

    #[test]
    fn lines_are_those_of_a_gateway() {
        let course = crate::sample_district::last_flood(true).unwrap();
        let county = crate::sample_district::eve(course);
        let names = series(&county.stations);
        let mut measuring = Measuring::from(&county, course.from.millis());
        let lines = lines(&mut measuring, &county, &names, course.from + Span::minutes(10));
        let read: Vec<_> = lines.lines().map(|line| readings_of(line).unwrap()).collect();
        assert!(read.len() > 500, "{}", read.len());
        assert!(read.iter().all(|(at, _)| (1..=600_000).contains(&(at - course.from.millis()))));
        assert!(read.iter().any(|(_, metric)| metric == "level"));
    }

    fn readings_of(line: &str) -> Option<(i64, String)> {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        line["v"].as_f64()?;
        Some((line["t"].as_i64()?, line["metric"].as_str()?.to_owned()))
    }
}
