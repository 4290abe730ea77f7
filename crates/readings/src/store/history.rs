//! Looking back: days in columns, and what the log has that isn't in them yet.
//!
//! [`History::compact`] puts the finished files of the log into days and removes them when the checkpoint doesn't need
//! them any more. It may stop anywhere: what was added twice is there once.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::days::{Bin, Days};
use super::log::{self, Entry, replay};
use super::{Fault, checkpoint::Checkpoint, replace};
use crate::Point;

const FILE: &str = "compacted";
const THINNED: &str = "thinned";
const DAY: i64 = 86_400_000;
/// Series that are gathered from the days together.
const AT_ONCE: usize = 64;

/// The readings of a folder, as they were up to a position of the log.
#[derive(Debug, Clone)]
pub struct History {
    folder: PathBuf,
    days: Days,
}

/// What a compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    pub files: usize,
    pub readings: u64,
    pub removed: usize,
}

impl History {
    pub fn days(&self) -> &Days {
        &self.days
    }

    pub fn of(folder: &Path) -> History {
        History { folder: folder.to_owned(), days: Days::of(folder) }
    }

    /// Puts finished files of the log into days. `finished` is where the file begins that is still written
    /// ([`super::log::Log::finished`]).
    pub fn compact(&self, finished: u64) -> Result<Compacted, Fault> {
        let (mut done, mut compacted) = (Compacted::default(), self.compacted()?);
        let files = log::files(&self.folder)?;
        for pair in files.windows(2).filter(|pair| pair[1] <= finished) {
            if pair[0] >= compacted {
                let mut readings = Vec::new();
                replay(&self.folder, pair[0], pair[1], |entry| readings.extend(point(&entry)))?;
                done.files += 1;
                done.readings += readings.len() as u64;
                self.days.add(readings)?;
                compacted = pair[1];
                replace(&self.folder.join(FILE), |file| file.write_all(&compacted.to_le_bytes()))?;
            }
        }
        let needed = Checkpoint::position(&self.folder)?.min(compacted);
        for pair in files.windows(2).filter(|pair| pair[1] <= needed) {
            let path = log::path(&self.folder, pair[0]);
            std::fs::remove_file(&path).map_err(Fault::at(&path))?;
            done.removed += 1;
        }
        Ok(done)
    }

    /// The readings of a series from `from` on and before `until`, in order; `log` is where the log ends.
    pub fn readings(&self, series: u32, from: i64, until: i64, log: u64) -> Result<Vec<Point>, Fault> {
        // The log first: what goes from it into days meanwhile is then found twice, not never.
        let new = self.not_in_days(series, log)?;
        let mut readings = self.days.readings(series, from, until)?;
        readings.extend(new.into_iter().filter(|it| (from..until).contains(&it.at)));
        readings.sort_by_key(|it| it.at);
        readings.dedup_by_key(|it| it.at);
        Ok(readings)
    }

    /// The readings of many series, one after the other, each with its place among those asked for, in order of time. The log
    /// is read once, each day once for some dozens of them.
    pub fn each(
        &self,
        of: &[u32],
        (from, until): (i64, i64),
        log: u64,
        mut give: impl FnMut(usize, Vec<Point>),
    ) -> Result<(), Fault> {
        let mut new: HashMap<u32, Vec<Point>> = of.iter().map(|series| (*series, Vec::new())).collect();
        replay(&self.folder, self.compacted()?, log, |entry| {
            let here = point(&entry).filter(|(_, it)| (from..until).contains(&it.at));
            if let Some((points, it)) = here.and_then(|(series, it)| Some((new.get_mut(&series)?, it))) {
                points.push(it);
            }
        })?;
        for (piece, some) in of.chunks(AT_ONCE).enumerate() {
            let mut found: Vec<Vec<Point>> = vec![Vec::new(); some.len()];
            for number in Days::numbers(from, until) {
                let Some(day) = self.days.whole(number)? else { continue };
                for (series, readings) in some.iter().zip(&mut found) {
                    day.readings(*series, readings)?;
                }
            }
            for (place, (series, mut readings)) in some.iter().zip(found).enumerate() {
                readings.retain(|it| (from..until).contains(&it.at));
                readings.extend(new.get(series).into_iter().flatten());
                readings.sort_by_key(|it| it.at);
                readings.dedup_by_key(|it| it.at);
                give(piece * AT_ONCE + place, readings);
            }
        }
        Ok(())
    }

    /// The curve of a series, see [`Days::curve`]; `log` is where the log ends.
    pub fn curve(&self, series: u32, from: i64, until: i64, points: usize, log: u64) -> Result<Vec<Bin>, Fault> {
        self.days.curve(series, from, until, points, &self.not_in_days(series, log)?)
    }

    /// How many readings each series has in each of the days of 24 hours that begin at `from`, which is the begin of a
    /// Beijing day; `log` is where the log ends. What lies in the log beside an equal one in a day counts twice.
    pub fn counts(&self, from: i64, days: usize, log: u64) -> Result<Vec<HashMap<u32, u64>>, Fault> {
        let mut counts = vec![HashMap::new(); days];
        replay(&self.folder, self.compacted()?, log, |entry| {
            let Some((series, it)) = point(&entry) else { return };
            let day = usize::try_from((it.at - from).div_euclid(DAY)).ok();
            if let Some(day) = day.and_then(|day| counts.get_mut(day)) {
                *day.entry(series).or_insert(0) += 1;
            }
        })?;
        for (number, day) in (0_i64..).zip(&mut counts) {
            for (series, count) in self.days.counts(from + number * DAY)? {
                *day.entry(series).or_insert(0) += u64::from(count);
            }
        }
        Ok(counts)
    }

    /// Puts readings straight into days: for the past, which nobody has to be told of.
    pub fn add(&self, readings: Vec<(u32, Point)>) -> Result<(), Fault> {
        self.days.add(readings)
    }

    /// Takes away what is there already, by series and time; `log` is where the log ends.
    pub fn forget_known(&self, readings: &mut Vec<(u32, Point)>, log: u64) -> Result<(), Fault> {
        readings.sort_by_key(|(series, it)| (*series, it.at));
        readings.dedup_by_key(|(series, it)| (*series, it.at));
        let mut known = vec![false; readings.len()];
        let place =
            |series: u32, at: i64| readings.binary_search_by_key(&(series, at), |(series, it)| (*series, it.at));
        replay(&self.folder, self.compacted()?, log, |entry| {
            if let Some(at) = point(&entry).and_then(|(series, it)| place(series, it.at).ok()) {
                known[at] = true;
            }
        })?;
        for of_series in readings.chunk_by(|a, b| a.0 == b.0) {
            let (series, from, until) = (of_series[0].0, of_series[0].1.at, of_series[of_series.len() - 1].1.at);
            for it in self.days.readings(series, from, until + 1)? {
                if let Ok(at) = place(series, it.at) {
                    known[at] = true;
                }
            }
        }
        let mut known = known.into_iter();
        readings.retain(|_| !known.next().unwrap_or(false));
        Ok(())
    }

    /// Keeps the hours alone of all days before the Beijing day that begins at `until`. They must be in the archive: it can't be undone.
    /// How many days.
    pub fn thin(&self, until: i64) -> Result<usize, Fault> {
        let Some(first) = self.days.first()? else { return Ok(0) };
        let from = self.thinned()?.map_or(first, |it| it.max(first));
        let mut count = 0;
        for begins in (from..until).step_by(DAY as usize) {
            // Said before it is done, so that nobody takes what is half done for the whole.
            replace(&self.folder.join(THINNED), |file| file.write_all(&(begins + DAY).to_le_bytes()))?;
            count += usize::from(self.days.thin(begins)?);
        }
        Ok(count)
    }

    /// Where the first day begins of which readings are kept; none where nothing was let go.
    pub fn thinned(&self) -> Result<Option<i64>, Fault> {
        let path = self.folder.join(THINNED);
        match std::fs::read(&path) {
            Ok(read) => read.try_into().map(|it| Some(i64::from_le_bytes(it))).map_err(|_| Fault::damaged(&path, 0)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Fault::at(&path)(cause)),
        }
    }

    fn not_in_days(&self, series: u32, log: u64) -> Result<Vec<Point>, Fault> {
        let mut new = Vec::new();
        replay(&self.folder, self.compacted()?, log, |entry| {
            new.extend(point(&entry).filter(|(of, _)| *of == series).map(|(_, it)| it));
        })?;
        Ok(new)
    }

    /// Where in the log that begins which is not in days.
    pub(super) fn compacted(&self) -> Result<u64, Fault> {
        let path = self.folder.join(FILE);
        match std::fs::read(&path) {
            Ok(read) => read.try_into().map(u64::from_le_bytes).map_err(|_| Fault::damaged(&path, 0)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(cause) => Err(Fault::at(&path)(cause)),
        }
    }
}

fn point(entry: &Entry) -> Option<(u32, Point)> {
    match entry {
        Entry::Reading(it) => Some((it.series, Point { at: it.at, value: i32::try_from(it.value).ok()? })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Compacted, DAY, History};
    use crate::store::log::{Entry, Log, files};
    use crate::{Metric, Name, Point, Reading};

    const BEGIN: i64 = 1_767_225_600_000;

    #[test]
    fn readings_are_found_wherever_they_lie() {
        let folder = tempfile::tempdir().unwrap();
        let (mut log, _) = Log::open(folder.path()).unwrap();
        let history = History::of(folder.path());
        // A name of half a file's length, so that a few commits fill one.
        let long = Name { device: "x".repeat(9 << 20).into(), metric: Metric::Rain };
        for n in 0..5_i64 {
            log.note(&Entry::Name(long.clone()));
            let reading = |series, at| Entry::Reading(Reading { series, at, value: n, sequence: None });
            log.note(&reading(0, BEGIN + n * 1_000));
            log.note(&reading(1, BEGIN + n * 2_000));
            // One that came already, too late for anybody to know.
            log.note(&Entry::Reading(Reading { series: 0, at: BEGIN, value: 99, sequence: None }));
            log.commit().unwrap();
        }
        let expected: Vec<Point> = (0..5).map(|n| Point { at: BEGIN + n * 1_000, value: n as i32 }).collect();
        let check = || {
            assert_eq!(history.readings(0, BEGIN, BEGIN + 60_000, log.position()).unwrap(), expected);
            let curve = history.curve(0, BEGIN, BEGIN + 60_000, 1, log.position()).unwrap();
            let sums = curve[0].sums;
            assert_eq!((curve.len(), sums.count, sums.sum, sums.low, sums.high), (1, 5, 10, 0, 4));
            let begin = BEGIN - 8 * 3_600_000;
            let counts = history.counts(begin - DAY, 3, log.position()).unwrap();
            let of = |series: u32| counts.iter().map(|day| day.get(&series).copied().unwrap_or(0)).collect::<Vec<_>>();
            assert_eq!(of(1), [0, 5, 0]);
            // The one that came already lies in the log until it is merged.
            assert!((5..=10).contains(&of(0)[1]), "{counts:?}");
        };
        check();
        let begun = files(folder.path()).unwrap();
        assert_eq!(begun.len(), 3);
        let done = history.compact(log.finished()).unwrap();
        assert_eq!(done, Compacted { files: 2, readings: 12, removed: 0 });
        check();
        // In the days, in the log, twice in the question, and new.
        let at = |n: i64| (0, Point { at: BEGIN + n * 1_000, value: 1 });
        let mut asked = vec![at(7), at(4), at(0), at(6), at(7)];
        history.forget_known(&mut asked, log.position()).unwrap();
        assert_eq!(asked, [at(6), at(7)]);
        assert_eq!(history.compact(log.finished()).unwrap(), Compacted::default());
        // Stopped before it was written down: done once more, nothing is there twice.
        std::fs::remove_file(folder.path().join("compacted")).unwrap();
        assert_eq!(history.compact(log.finished()).unwrap(), done);
        check();
    }
    #[test]
    fn what_was_thinned_out_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::of(folder.path());
        let begin = BEGIN - 8 * 3_600_000;
        let all = (0..300).map(|n| (0, Point { at: begin + n * 900_000, value: 1 })).collect();
        history.add(all).unwrap();
        assert_eq!(history.thinned().unwrap(), None);
        assert_eq!(history.thin(begin + 2 * DAY).unwrap(), 2);
        assert_eq!(history.thinned().unwrap(), Some(begin + 2 * DAY));
        assert_eq!(history.thin(begin + 2 * DAY).unwrap(), 0);
        let kept = history.readings(0, begin, begin + 9 * DAY, 0).unwrap();
        assert_eq!((kept.len(), kept[0].at), (108, begin + 2 * DAY));
    }
}
