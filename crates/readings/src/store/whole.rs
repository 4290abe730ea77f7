//! Everything a folder has of some series, as it lies there now, for whoever goes through years of many series.
//!
//! It is read beside whoever writes, in this process or another: nothing is opened for writing, cut off or put in order.
//! Days come one after the other, each read once, whatever the number of series.

use std::collections::BTreeMap;
use std::path::Path;

use super::days::Days;
use super::history::History;
use super::log::{self, Entry};
use super::{Fault, checkpoint::Checkpoint};
use crate::{Name, Point};

/// How often it is read again when files go from the log into days meanwhile.
const TRIES: usize = 5;

/// Days, and what is not in them yet.
#[derive(Debug)]
pub struct Whole {
    days: Days,
    names: Vec<Name>,
    /// In order of time, none twice.
    rest: BTreeMap<u32, Vec<Point>>,
}

impl Whole {
    /// What is not in days is kept of the `wanted` series alone. A folder that isn't there has nothing.
    pub fn read(folder: &Path, wanted: impl Fn(&Name) -> bool) -> Result<Whole, Fault> {
        if !folder.is_dir() {
            return Ok(Whole { days: Days::of(folder), names: Vec::new(), rest: BTreeMap::new() });
        }
        let mut tried = 0;
        loop {
            tried += 1;
            match Whole::read_once(folder, &wanted) {
                Err(_) if tried < TRIES => {}
                read => return read,
            }
        }
    }

    fn read_once(folder: &Path, wanted: &impl Fn(&Name) -> bool) -> Result<Whole, Fault> {
        let end = log::end(folder)?;
        let checkpoint = Checkpoint::read(folder)?;
        let mut names = checkpoint.names.clone();
        log::replay(folder, checkpoint.position.min(end), end, |entry| {
            if let Entry::Name(name) = entry {
                names.push(name);
            }
        })?;
        let history = History::of(folder);
        let mut rest: BTreeMap<u32, Vec<Point>> = BTreeMap::new();
        log::replay(folder, history.compacted()?.min(end), end, |entry| {
            if let Entry::Reading(it) = entry
                && names.get(it.series as usize).is_some_and(wanted)
                && let Ok(value) = i32::try_from(it.value)
            {
                rest.entry(it.series).or_default().push(Point { at: it.at, value });
            }
        })?;
        for points in rest.values_mut() {
            points.sort_by_key(|it| it.at);
            points.dedup_by_key(|it| it.at);
        }
        Ok(Whole { days: history.days().clone(), names, rest })
    }

    /// The series by their numbers.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The day from which on there are readings, by its beginning.
    pub fn begins(&self) -> Result<Option<i64>, Fault> {
        let first = self.rest.values().filter_map(|points| points.first()).map(|it| it.at).min();
        Ok(self.days.first()?.into_iter().chain(first).min())
    }

    /// Gives the readings of these series, in rising numbers, from `from` on and before `until`: day after day, within a
    /// day series after series, each in order. After each day it asks whether to go on; whether it came to the end.
    pub fn each(
        &self,
        series: &[u32],
        (from, until): (i64, i64),
        mut each: impl FnMut(u32, Point),
        mut go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<bool, Fault> {
        let numbers = Days::numbers(from, until);
        let all = numbers.clone().count();
        let mut points = Vec::new();
        for (done, number) in (1..).zip(numbers) {
            let (begins, ends) = Days::bounds(number);
            let (begins, ends) = (begins.max(from), ends.min(until));
            let day = self.days.whole(number)?;
            for series in series {
                points.clear();
                if let Some(day) = &day {
                    day.readings(*series, &mut points)?;
                }
                let rest = self.rest.get(series).map_or(&[][..], Vec::as_slice);
                let rest = &rest[rest.partition_point(|it| it.at < begins)..rest.partition_point(|it| it.at < ends)];
                if !rest.is_empty() {
                    // Of two with the same time the one in the day stays.
                    points.extend_from_slice(rest);
                    points.sort_by_key(|it| it.at);
                    points.dedup_by_key(|it| it.at);
                }
                points.iter().filter(|it| (begins..ends).contains(&it.at)).for_each(|it| each(*series, *it));
            }
            if !go_on(done, all) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::Whole;
    use crate::store::history::History;
    use crate::store::log::{Entry, Log};
    use crate::{Metric, Name, Point, Reading};

    const BEGIN: i64 = 1_767_225_600_000;
    const HOUR: i64 = 3_600_000;

    fn all(whole: &Whole, range: (i64, i64)) -> Vec<(u32, Point)> {
        let mut found = Vec::new();
        assert!(whole.each(&[0, 2], range, |series, it| found.push((series, it)), |_, _| true).unwrap());
        found
    }

    #[test]
    fn days_and_log_come_together_in_order_and_once() {
        let folder = tempfile::tempdir().unwrap();
        assert!(all(&Whole::read(&folder.path().join("none"), |_| true).unwrap(), (0, BEGIN)).is_empty());
        let (mut log, _) = Log::open(folder.path()).unwrap();
        for device in ["a", "b", "c"] {
            log.note(&Entry::Name(Name { device: device.into(), metric: Metric::Rain }));
        }
        let at = |n: i64| BEGIN + n * 20 * HOUR;
        for n in 0..6 {
            for series in 0..3 {
                log.note(&Entry::Reading(Reading { series, at: at(n), value: n, sequence: None }));
            }
        }
        log.commit().unwrap();
        let expected = |range: (i64, i64)| {
            let mut points: Vec<(u32, Point)> = Vec::new();
            for series in [0, 2] {
                points.extend((0..6).map(|n| (series, Point { at: at(n), value: n as i32 })));
            }
            points.retain(|(_, it)| (range.0..range.1).contains(&it.at));
            // Day after day, within a day by series.
            points.sort_by_key(|(series, it)| ((it.at + 8 * HOUR).div_euclid(24 * HOUR), *series, it.at));
            points
        };
        let check = || {
            let whole = Whole::read(folder.path(), |name| &*name.device != "b").unwrap();
            assert_eq!(whole.names().len(), 3);
            for range in [(BEGIN, at(9)), (at(1), at(4)), (at(1) + 1, at(4) + 1), (at(9), at(9))] {
                assert_eq!(all(&whole, range), expected(range), "{range:?}");
            }
            whole
        };
        assert_eq!(check().begins().unwrap(), Some(BEGIN));
        // Some of it is in days already: found once.
        let in_days = (0..4).map(|n| (0, Point { at: at(n), value: n as i32 })).collect();
        History::of(folder.path()).days().add(in_days).unwrap();
        assert_eq!(check().begins().unwrap(), Some(BEGIN - 8 * HOUR));
        // Half a frame at the end is whoever writes at work.
        let path = crate::store::log::path(folder.path(), 0);
        let mut written = std::fs::read(&path).unwrap();
        let whole = written.clone();
        written.extend_from_slice(&whole[..whole.len() / 2]);
        std::fs::write(&path, &written).unwrap();
        check();
        assert_eq!(std::fs::read(&path).unwrap(), written, "nothing was cut off");
    }

    #[test]
    fn it_stops_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let points = (0..10).map(|n| (0, Point { at: BEGIN + n * 24 * HOUR, value: 1 })).collect();
        History::of(folder.path()).days().add(points).unwrap();
        let whole = Whole::read(folder.path(), |_| true).unwrap();
        let mut seen = 0;
        let ended = whole.each(&[0], (BEGIN, BEGIN + 240 * HOUR), |_, _| seen += 1, |done, _| done < 3);
        assert_eq!((ended.unwrap(), seen), (false, 3));
    }
}
