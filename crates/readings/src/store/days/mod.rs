//! Readings by day, in columns: what curves and long looks back are answered from.
//!
//! Days are those of Beijing. A file is replaced as a whole when readings are added to its day, so a crash leaves the old
//! one or the new one, and adding the same readings twice adds nothing: of two with the same time the first stays. A day that was
//! thinned out has hours in place of readings, and takes none of those series any more.

mod file;
mod pack;
mod series;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::Fault;
use crate::{Point, Sums};
use file::{Day, NewDay};
use series::Tier;

const DAY: i64 = 86_400_000;
/// Beijing is ahead by eight hours, all year.
const AHEAD: i64 = 8 * 3_600_000;

/// The days of a folder.
#[derive(Debug, Clone)]
pub struct Days {
    folder: PathBuf,
}

/// A stretch of a curve: everything from `from` on and before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bin {
    pub from: i64,
    pub until: i64,
    pub sums: Sums,
}

impl Days {
    pub fn of(folder: &Path) -> Days {
        Days { folder: folder.join("days") }
    }

    /// Adds readings in any order: series, and when and what. What is there already stays.
    pub fn add(&self, mut readings: Vec<(u32, Point)>) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.folder).map_err(Fault::at(&self.folder))?;
        readings.sort_by_key(|(series, it)| (day_of(it.at), *series, it.at));
        for of_day in readings.chunk_by(|a, b| day_of(a.1.at) == day_of(b.1.at)) {
            self.add_to_day(day_of(of_day[0].1.at), of_day)?;
        }
        Ok(())
    }

    fn add_to_day(&self, day: i64, readings: &[(u32, Point)]) -> Result<(), Fault> {
        let old = self.day(day)?;
        let known = old.as_ref().map_or(Ok(Vec::new()), Day::all)?;
        let (mut known, mut new) = (known.iter().peekable(), NewDay::new(begin_of(day)));
        for of_series in readings.chunk_by(|a, b| a.0 == b.0) {
            let series = of_series[0].0;
            let mut points = Vec::new();
            let mut is_thin = false;
            while let (Some(entry), Some(old)) = (known.next_if(|entry| entry.series <= series), &old) {
                if entry.series == series && entry.is_thin() {
                    new.copy(old, entry)?;
                    is_thin = true;
                } else if entry.series == series {
                    old.readings(entry, &mut points)?;
                } else {
                    new.copy(old, entry)?;
                }
            }
            if is_thin {
                continue;
            }
            points.extend(of_series.iter().map(|(_, it)| *it));
            points.sort_by_key(|it| it.at);
            points.dedup_by_key(|it| it.at);
            new.add(series, &points);
        }
        for (entry, old) in known.zip(std::iter::repeat(&old)) {
            old.as_ref().map_or(Ok(()), |old| new.copy(old, entry))?;
        }
        new.write(&self.path(day))
    }

    /// Keeps the hours alone of the day that holds this moment, where they say less than its readings. Whether anything was let go.
    pub fn thin(&self, at: i64) -> Result<bool, Fault> {
        let number = day_of(at);
        let Some(old) = self.day(number)? else { return Ok(false) };
        let (mut new, mut is_less) = (NewDay::new(begin_of(number)), false);
        for entry in old.all()? {
            is_less |= new.thin(&old, &entry)?;
        }
        if is_less {
            new.write(&self.path(number))?;
        }
        Ok(is_less)
    }

    /// Bytes of all days on the disk.
    pub fn bytes(&self) -> Result<u64, Fault> {
        let sizes =
            || std::fs::read_dir(&self.folder)?.map(|found| Ok(found?.metadata()?.len())).sum::<std::io::Result<u64>>();
        sizes().map_err(Fault::at(&self.folder))
    }

    /// The readings of a series from `from` on and before `until`, in order.
    pub fn readings(&self, series: u32, from: i64, until: i64) -> Result<Vec<Point>, Fault> {
        let mut readings = Vec::new();
        for day in day_of(from)..=day_of(until - 1) {
            if let Some(day) = self.day(day)?
                && let Some(entry) = day.find(series)?
            {
                day.readings(&entry, &mut readings)?;
            }
        }
        readings.retain(|it| (from..until).contains(&it.at));
        Ok(readings)
    }

    /// How many readings each series has on the Beijing day that holds this moment, in order of the series.
    pub fn counts(&self, at: i64) -> Result<Vec<(u32, u32)>, Fault> {
        let Some(day) = self.day(day_of(at))? else { return Ok(Vec::new()) };
        Ok(day.all()?.iter().map(|it| (it.series, it.sums.count)).collect())
    }

    /// The curve of a series in at most `points` stretches, each with its extremes, sum and count; those without a reading
    /// are left out. Stretches are whole days, hours or minutes where they are as long as one: the first and the last
    /// may hold a little more than was asked for. `more` are readings that are not in the days yet.
    pub fn curve(&self, series: u32, from: i64, until: i64, points: usize, more: &[Point]) -> Result<Vec<Bin>, Fault> {
        let Some(mut curve) = Curve::over(from, until, points) else { return Ok(Vec::new()) };
        let mut more: Vec<Point> =
            more.iter().filter(|it| (curve.from..curve.until).contains(&it.at)).copied().collect();
        more.sort_by_key(|it| it.at);
        more.dedup_by_key(|it| it.at);
        let mut more = more.chunk_by(|a, b| day_of(a.at) == day_of(b.at)).peekable();
        for number in day_of(curve.from)..=day_of(curve.until - 1) {
            let added = more.next_if(|readings| day_of(readings[0].at) == number);
            self.add_day(&mut curve, series, number, added.unwrap_or_default())?;
        }
        Ok(curve.bins)
    }

    fn add_day(&self, curve: &mut Curve, series: u32, number: i64, more: &[Point]) -> Result<(), Fault> {
        let begin = begin_of(number);
        let Some(day) = self.day(number)? else { return curve.add_readings(more) };
        let Some(entry) = day.find(series)? else { return curve.add_readings(more) };
        // What is added to a day may be in it already, so its sums are of no use.
        if more.is_empty() {
            if curve.unit == DAY {
                curve.add(begin, &entry.sums);
                return Ok(());
            }
            let has_hours = entry.is_thin() || curve.unit >= Tier::Hours.unit();
            let tier = if has_hours { Tier::Hours } else { Tier::Minutes };
            if (entry.is_thin() || curve.unit >= tier.unit())
                && let Some(units) = day.tier(&entry, tier)?
            {
                for (place, sums) in units {
                    curve.add(begin + i64::from(place) * tier.unit(), &sums);
                }
                return Ok(());
            }
        }
        let mut readings = Vec::new();
        day.readings(&entry, &mut readings)?;
        readings.extend(more);
        readings.sort_by_key(|it| it.at);
        readings.dedup_by_key(|it| it.at);
        curve.add_readings(&readings)
    }

    /// The days that hold what lies from `from` on and before `until`, by number.
    pub(crate) fn numbers(from: i64, until: i64) -> std::ops::Range<i64> {
        if from < until { day_of(from)..day_of(until - 1) + 1 } else { 0..0 }
    }

    /// The number of the day in which a moment lies.
    pub(crate) fn number(at: i64) -> i64 {
        day_of(at)
    }

    /// Where a day begins, and the next one.
    pub(super) fn bounds(number: i64) -> (i64, i64) {
        (begin_of(number), begin_of(number + 1))
    }

    /// A day with its whole index, for whoever asks for many series of it.
    pub(super) fn whole(&self, number: i64) -> Result<Option<WholeDay>, Fault> {
        let Some(day) = self.day(number)? else { return Ok(None) };
        Ok(Some(WholeDay { entries: day.all()?, day }))
    }

    /// Where the first day begins.
    pub fn first(&self) -> Result<Option<i64>, Fault> {
        let names = match std::fs::read_dir(&self.folder) {
            Ok(names) => names,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Fault::at(&self.folder)(cause)),
        };
        let mut first: Option<i64> = None;
        for found in names {
            let name = found.map_err(Fault::at(&self.folder))?.file_name();
            let day = name.to_str().and_then(|it| it.strip_suffix(".day"));
            let midnight = day.and_then(|it| format!("{it}T00:00:00Z").parse::<jiff::Timestamp>().ok());
            let begins = midnight.map(|it| it.as_millisecond() - AHEAD);
            first = first.into_iter().chain(begins).min();
        }
        Ok(first)
    }

    fn day(&self, number: i64) -> Result<Option<Day>, Fault> {
        Day::open(&self.path(number), begin_of(number))
    }

    fn path(&self, number: i64) -> PathBuf {
        let name = jiff::Timestamp::from_millisecond(number.saturating_mul(DAY)).map(|it| it.to_string());
        self.folder.join(format!("{}.day", name.unwrap_or_default().split('T').next().unwrap_or_default()))
    }
}

/// A day of which many series are asked for.
pub(super) struct WholeDay {
    day: Day,
    /// In order of series.
    entries: Vec<file::Entry>,
}

impl WholeDay {
    /// Adds the readings of a series, in order.
    pub fn readings(&self, series: u32, readings: &mut Vec<Point>) -> Result<(), Fault> {
        match self.entries.binary_search_by_key(&series, |it| it.series) {
            Ok(place) => self.day.readings(&self.entries[place], readings),
            Err(_) => Ok(()),
        }
    }
}

/// A curve that is being added up in order of time.
struct Curve {
    from: i64,
    until: i64,
    /// What stretches are whole multiples of.
    unit: i64,
    width: i64,
    bins: Vec<Bin>,
}

impl Curve {
    fn over(from: i64, until: i64, points: usize) -> Option<Curve> {
        let most = i64::try_from(points).ok().filter(|it| *it > 0 && until > from)?;
        let ceiling = |span: i64, by: i64| (span - 1).div_euclid(by) + 1;
        let units = [DAY, Tier::Hours.unit(), Tier::Minutes.unit(), 1];
        let unit = units.into_iter().find(|unit| ceiling(until - from, most) >= *unit)?;
        let from = (from + AHEAD).div_euclid(unit) * unit - AHEAD;
        let until = from + ceiling(until - from, unit) * unit;
        let width = ceiling(ceiling(until - from, most), unit) * unit;
        Some(Curve { from, until, unit, width, bins: Vec::new() })
    }

    fn add(&mut self, at: i64, sums: &Sums) {
        if at < self.from || at >= self.until {
            return;
        }
        let from = self.from + (at - self.from) / self.width * self.width;
        match self.bins.last_mut().filter(|bin| bin.from == from) {
            Some(bin) => bin.sums = bin.sums.with(sums),
            None => self.bins.push(Bin { from, until: self.until.min(from + self.width), sums: *sums }),
        }
    }

    fn add_readings(&mut self, readings: &[Point]) -> Result<(), Fault> {
        for it in readings {
            self.add(it.at, &Sums { count: 1, sum: it.value.into(), low: it.value, high: it.value });
        }
        Ok(())
    }
}

fn day_of(at: i64) -> i64 {
    at.saturating_add(AHEAD).div_euclid(DAY)
}

fn begin_of(day: i64) -> i64 {
    day.saturating_mul(DAY) - AHEAD
}
