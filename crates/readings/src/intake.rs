//! From lines to what is safe and what has changed.
//!
//! [`Parsed`] is made beside, on any thread; [`Intake`] takes one after the other and commits several at once. Whoever
//! sent a batch is answered after the commit that follows it, and changes are told by that commit: neither runs ahead of
//! the disk.
//!
//! After a crash the log behind the checkpoint is played again, and its changes are told again. So a checkpoint is to be
//! written when the changes told before it are on record, and whoever records them must know one that came already.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::directory::{Directory, Name, Reading};
use crate::store::Fault;
use crate::store::checkpoint::{self, Checkpoint};
use crate::store::lock::{self, Kept};
use crate::store::log::{Entry, Log, MOST_BYTES, Torn, replay};
use crate::store::whole::Whole;
use crate::wire::{self, Line};
use crate::{Change, Counts, Engine, Point, Quarantine, Reason, Taken};

/// Clocks may be ahead by less.
const A_DAY: i64 = 86_400_000;

/// A batch whose lines have been read, with where each stood.
#[derive(Debug, Default)]
pub struct Parsed {
    readings: Vec<(Reading, Range<u32>)>,
    refused: Vec<(Reason, Range<u32>)>,
}

impl Parsed {
    /// A batch is at most so large, a line at most so long.
    pub const MOST_BYTES: usize = 64 << 20;
    pub const MOST_LINE_BYTES: usize = 4 << 10;

    /// Reads the lines of a batch. One that is too long is none.
    pub fn of(batch: &[u8], directory: &Directory) -> Parsed {
        let mut parsed = Parsed::default();
        parsed.readings.reserve(batch.len() / 64);
        for line in wire::lines(batch) {
            let from = line.as_ptr().addr() - batch.as_ptr().addr();
            let place = from as u32..(from + line.len()) as u32;
            let read = if line.len() > Self::MOST_LINE_BYTES { Err(Reason::NotJson) } else { Line::read(line) };
            match read.and_then(|line| directory.resolve(&line)) {
                Ok(reading) => parsed.readings.push((reading, place)),
                Err(reason) => parsed.refused.push((reason, place)),
            }
        }
        parsed
    }

    pub fn lines(&self) -> usize {
        self.readings.len() + self.refused.len()
    }

    /// Keeps the readings of these series; the others are refused, for whoever may speak for some devices only.
    pub fn refuse_unless(&mut self, reason: Reason, may_send: impl Fn(u32) -> bool) {
        let refused = self.readings.extract_if(.., |(it, _)| !may_send(it.series));
        self.refused.extend(refused.map(|(_, place)| (reason, place)));
    }

    /// Readings that came by another way than lines.
    pub fn of_readings(readings: impl IntoIterator<Item = Reading>) -> Parsed {
        Parsed { readings: readings.into_iter().map(|it| (it, 0..0)).collect(), refused: Vec::new() }
    }
}

/// The one who takes readings: engine and log, always together.
#[derive(Debug)]
pub struct Intake {
    folder: PathBuf,
    engine: Engine,
    log: Log,
    /// How many series the log knows by name.
    named: usize,
    /// What was told since the last commit.
    changes: Vec<Change>,
    counts: Counts,
    quarantine: Quarantine,
    /// The last commit failed: nothing is taken before one succeeds.
    held: bool,
    _kept: Kept,
}

/// A store that was opened, before it is known who may send.
#[derive(Debug)]
pub struct Opened {
    folder: PathBuf,
    log: Log,
    checkpoint: Checkpoint,
    names: Vec<Name>,
    kept: Kept,
    /// What a crash left of a last write, and was cut off.
    pub torn: Option<Torn>,
}

impl Opened {
    pub fn folder(folder: &Path) -> Result<Opened, Fault> {
        std::fs::create_dir_all(folder).map_err(Fault::at(folder))?;
        let kept = lock::keep(folder)?;
        let (log, torn) = Log::open(folder)?;
        let checkpoint = Checkpoint::read(folder)?;
        let mut names = checkpoint.names.clone();
        replay(folder, checkpoint.position, log.position(), |entry| {
            if let Entry::Name(name) = entry {
                names.push(name);
            }
        })?;
        Ok(Opened { folder: folder.to_owned(), log, checkpoint, names, kept, torn })
    }

    /// The series the store has, in the order of their numbers: what a directory begins with.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// Where the log ends.
    pub fn position(&self) -> u64 {
        self.log.position()
    }

    /// The engine as it was when the last commit was safe, and what was told since the checkpoint.
    pub fn into_intake(self, directory: Arc<Directory>) -> Result<(Intake, Vec<Change>), Fault> {
        let mut engine = self.checkpoint.engine(&self.folder, directory)?;
        let (mut changes, mut arrived, mut unknown) = (Vec::new(), 0, false);
        replay(&self.folder, self.checkpoint.position, self.log.position(), |entry| {
            let tell = &mut |change| changes.push(change);
            match entry {
                Entry::Arrived(at) => arrived = at,
                Entry::Reading(it) if (it.series as usize) < self.names.len() => {
                    // It was accepted once; by another setting of its device it may not be now.
                    let _refused_now = engine.step(&it, arrived, tell).is_err();
                }
                Entry::Impossible(series) if (series as usize) < self.names.len() => {
                    engine.impossible(series, arrived, tell);
                }
                Entry::Reading(_) | Entry::Impossible(_) => unknown = true,
                Entry::Tick(now) => engine.tick(now, tell),
                Entry::Name(_) => {}
            }
        })?;
        if unknown {
            return Err(Fault::damaged(&self.folder, self.checkpoint.position));
        }
        let intake = Intake {
            folder: self.folder,
            engine,
            log: self.log,
            named: self.names.len(),
            changes: Vec::new(),
            counts: Counts::default(),
            quarantine: Quarantine::default(),
            held: false,
            _kept: self.kept,
        };
        Ok((intake, changes))
    }
}

impl Intake {
    /// Takes a batch that arrived at `arrived`. It is safe after the next [`Intake::commit`]. While the disk has no room
    /// for what was taken before, nothing more is.
    pub fn take(&mut self, batch: &[u8], parsed: &Parsed, arrived: i64) -> Result<Counts, Fault> {
        if self.held || self.log.noted() > MOST_BYTES / 2 {
            self.write()?;
        }
        self.introduce();
        let mut counts = Counts::default();
        let line = |place: &Range<u32>| batch.get(place.start as usize..place.end as usize).unwrap_or_default();
        for (reason, place) in &parsed.refused {
            counts.refuse(*reason);
            self.quarantine.keep(*reason, line(place), arrived);
        }
        self.log.note(&Entry::Arrived(arrived));
        for (reading, place) in &parsed.readings {
            match self.engine.step(reading, arrived, &mut |change| self.changes.push(change)) {
                Ok(taken) => {
                    counts.accepted += 1;
                    counts.late += u64::from(taken == Taken::Late);
                    self.log.note(&Entry::Reading(*reading));
                }
                Err(reason) => {
                    counts.refuse(reason);
                    self.quarantine.keep(reason, line(place), arrived);
                    if reason == Reason::ImpossibleValue {
                        self.log.note(&Entry::Impossible(reading.series));
                    }
                }
            }
        }
        self.counts.add(&counts);
        Ok(counts)
    }

    /// Looks for silent devices. What it finds is told by the next commit.
    pub fn tick(&mut self, now: i64) {
        let before = self.changes.len();
        self.engine.tick(now, &mut |change| self.changes.push(change));
        if self.changes.len() > before {
            self.log.note(&Entry::Tick(now));
        }
    }

    /// Waits until the disk has everything that was taken, and tells what it changed.
    pub fn commit(&mut self) -> Result<Vec<Change>, Fault> {
        self.write()?;
        Ok(std::mem::take(&mut self.changes))
    }

    /// Goes on by another directory, which must have grown out of this one. The log doesn't say so: a checkpoint is to
    /// follow, or a restart judges what lies between by the new one.
    pub fn follow(&mut self, directory: Arc<Directory>) {
        self.engine.follow(directory);
    }

    /// Tells the engine what fell on the past days, where a rule asks for it and the series was not looked at so before; as
    /// the folder has it. A checkpoint is to follow.
    pub fn tell_days(&mut self, now: i64) -> Result<usize, Fault> {
        let wanted = self.engine.without_days();
        let Some(back) = wanted.iter().map(|(_, back)| *back).max() else { return Ok(0) };
        let names = self.engine.directory().series();
        let wants = |name: &Name| wanted.iter().any(|(series, _)| names[*series as usize].name == *name);
        let whole = Whole::read(&self.folder, wants)?;
        let series: Vec<u32> = wanted.iter().map(|(series, _)| *series).collect();
        let mut found: Vec<Vec<Point>> = vec![Vec::new(); names.len()];
        let each = |series: u32, point| found[series as usize].push(point);
        whole.each(&series, (now - back, now + A_DAY), each, |_, _| true)?;
        for series in &series {
            self.engine.tell_days(*series, &found[*series as usize]);
        }
        Ok(series.len())
    }

    /// Writes a checkpoint of everything committed. The changes told so far must be on record.
    pub fn checkpoint(&mut self) -> Result<(), Fault> {
        self.introduce();
        self.write()?;
        checkpoint::write(&self.folder, &self.engine, self.log.position())
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Everything since the start.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    pub fn quarantine(&self) -> &Quarantine {
        &self.quarantine
    }

    fn write(&mut self) -> Result<(), Fault> {
        let written = self.log.commit();
        self.held = written.is_err();
        written
    }

    fn introduce(&mut self) {
        let series = self.engine.directory().series();
        for it in &series[self.named..] {
            self.log.note(&Entry::Name(it.name.clone()));
        }
        self.named = series.len();
    }
}

#[cfg(test)]
mod tests;
