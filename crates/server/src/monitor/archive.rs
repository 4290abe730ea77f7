//! The archive: a Parquet file for each month of the district's readings, by which any engine reads them. A file is written when its
//! month is over and no rule judges a reading of it any more, read again as a whole before it takes its place, and written anew when
//! readings of its month came since.
//!
//! What is archived stays in the store, too, until the district says after how many months its hours are enough there. Of a month
//! that was thinned out the file is the only one that has its readings: it is not written anew.

use std::path::{Path, PathBuf};

use columns::{Row, Summary, Writer};
use kernel::{Day, District};
use readings::store::history::History;
use readings::store::whole::Whole;
use readings::{Name, Point};

/// After the end of a month: as long as a rule may wait for a late reading, and a day.
const SETTLED_DAYS: i64 = 4;
/// So many months back are looked at for readings that came since.
const LOOKED_AT: usize = 3;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Store(#[from] readings::store::Fault),
    #[error(transparent)]
    File(#[from] columns::Fault),
    #[error("{}: {cause}", path.display())]
    Folder { path: PathBuf, cause: std::io::Error },
    /// What was read again is not what was written.
    #[error("{} is not what was written", path.display())]
    Differs { path: PathBuf },
}

/// A month, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Day);

impl Month {
    pub fn of(day: Day) -> Month {
        Month(Day::new(day.year(), day.month(), 1).unwrap_or(day))
    }

    /// `2026-06`
    pub fn read(text: &str) -> Option<Month> {
        format!("{text}-01").parse().ok().map(Month)
    }

    pub fn next(self) -> Month {
        // No month has more than 31 days.
        Month::of(self.0.plus_days(31))
    }

    /// So many months before it.
    fn back(self, months: u32) -> Month {
        let all = i32::from(self.0.year()) * 12 + i32::from(self.0.month()) - 1 - months as i32;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        Day::new(year as i16, month as i8, 1).map_or(self, Month)
    }

    fn days(self) -> usize {
        let days = (self.next().0.start().millis() - self.0.start().millis()) / 86_400_000;
        usize::try_from(days).unwrap_or(0)
    }

    fn is_settled(self, today: Day) -> bool {
        self.next().0.plus_days(SETTLED_DAYS) <= today
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// The archive of a district.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

/// A file of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub month: Month,
    pub summary: Summary,
}

impl Archive {
    /// `archive/530127` in the data folder.
    pub fn of(data: &Path, district: District) -> Archive {
        Archive { folder: data.join("archive").join(district.to_string()) }
    }

    pub fn path(&self, month: Month) -> PathBuf {
        self.folder.join(format!("{month}.parquet"))
    }

    /// The files there are, the latest month first.
    pub fn kept(&self) -> Result<Vec<Kept>, Fault> {
        let found = match std::fs::read_dir(&self.folder) {
            Ok(found) => found,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(self.fault(cause)),
        };
        let mut kept = Vec::new();
        for file in found {
            let name = file.map_err(|cause| self.fault(cause))?.file_name();
            let month = name.to_str().and_then(|it| it.strip_suffix(".parquet")).and_then(Month::read);
            if let Some(month) = month {
                kept.push(Kept { month, summary: columns::summary(&self.path(month))? });
            }
        }
        kept.sort_by_key(|it| std::cmp::Reverse(it.month));
        Ok(kept)
    }

    /// Writes what is missing of the months that are settled, and anew what readings came to since; which they were. `folder` is that of
    /// the readings, `names` their series, `log` where the log ends.
    pub fn keep(&self, folder: &Path, names: &[Name], log: u64, today: Day) -> Result<Vec<Kept>, Fault> {
        let (history, known) = (History::of(folder), self.kept()?);
        let Some(first) = history.days().first()? else { return Ok(Vec::new()) };
        // What was thinned out can't be written any more.
        let first = history.thinned()?.map_or(first, |it| it.max(first));
        let first = Month::of(kernel::Instant::from_millis(first).day());
        let months: Vec<Month> =
            std::iter::successors(Some(first), |it| Some(it.next())).take_while(|it| it.is_settled(today)).collect();
        let mut due = Vec::new();
        for (back, month) in months.iter().rev().enumerate() {
            let rows = known.iter().find(|it| it.month == *month).map(|it| it.summary.rows);
            let is_due = match rows {
                None => true,
                Some(rows) => back < LOOKED_AT && rows < count(&history, names, *month, log)?,
            };
            due.extend(is_due.then_some(*month));
        }
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let whole = Whole::read(folder, is_of_device)?;
        due.into_iter().map(|month| self.write(&whole, month)).collect()
    }

    /// Lets the readings of the store go that are more than so many months old, keeping their hours: month after month, each only when
    /// all its readings are in the archive. How many days.
    pub fn let_go(&self, folder: &Path, names: &[Name], log: u64, (today, months): (Day, u32)) -> Result<usize, Fault> {
        let history = History::of(folder);
        let Some(first) = history.days().first()? else { return Ok(0) };
        let first = history.thinned()?.map_or(first, |it| it.max(first));
        let until = Month::of(today).back(months);
        let (kept, mut days) = (self.kept()?, 0);
        let mut month = Month::of(kernel::Instant::from_millis(first).day());
        while month < until {
            let archived = kept.iter().find(|it| it.month == month).map_or(0, |it| it.summary.rows);
            let there = count(&history, names, month, log)?;
            if archived < there {
                tracing::warn!(%month, archived, there, "readings are kept: not all of the month are in the archive");
                break;
            }
            days += history.thin(month.next().0.start().millis())?;
            month = month.next();
        }
        Ok(days)
    }

    /// Writes a month, whether it is over or not; the file takes its place when it was read again.
    pub fn write(&self, whole: &Whole, month: Month) -> Result<Kept, Fault> {
        std::fs::create_dir_all(&self.folder).map_err(|cause| self.fault(cause))?;
        let (path, new) = (self.path(month), self.folder.join(format!("{month}.new")));
        let (mut writer, mut written, mut failed) = (Writer::create(&new)?, Check::default(), None);
        let series: Vec<u32> =
            (0_u32..).zip(whole.names()).filter(|(_, name)| is_of_device(name)).map(|(it, _)| it).collect();
        let within = (month.0.start().millis(), month.next().0.start().millis());
        let put = |series: u32, point: Point| {
            let Some(name) = whole.names().get(series as usize) else { return };
            let row = row(name, &point);
            written.add(&row);
            if let Err(fault) = writer.push(row) {
                failed.get_or_insert(fault);
            }
        };
        whole.each(&series, within, put, |_, _| true)?;
        if let Some(fault) = failed {
            return Err(fault.into());
        }
        let summary = writer.finish()?;
        let mut read = Check::default();
        columns::each(&new, |_, row| {
            read.add(&row);
            Ok::<_, columns::Fault>(())
        })?;
        if read != written {
            return Err(Fault::Differs { path: new });
        }
        let put = || {
            std::fs::rename(&new, &path)?;
            std::fs::File::open(&self.folder)?.sync_all()
        };
        put().map_err(|cause| self.fault(cause))?;
        Ok(Kept { month, summary })
    }

    fn fault(&self, cause: std::io::Error) -> Fault {
        Fault::Folder { path: self.folder.clone(), cause }
    }
}

/// Readings of a month that are in the store now.
fn count(history: &History, names: &[Name], month: Month, log: u64) -> Result<u64, Fault> {
    let counts = history.counts(month.0.start().millis(), month.days(), log)?;
    let ours = |series: &u32| names.get(*series as usize).is_some_and(is_of_device);
    Ok(counts.iter().flatten().filter(|(series, _)| ours(series)).map(|(_, count)| count).sum())
}

/// Readings of our own say nothing of the district.
fn is_of_device(name: &Name) -> bool {
    &*name.device != super::directory::HEARTBEAT
}

fn row<'a>(name: &'a Name, point: &Point) -> Row<'a> {
    let steps = 10_f64.powi(name.metric.shape().decimals.into());
    Row { device: &name.device, metric: name.metric.code(), at: point.at, value: f64::from(point.value) / steps }
}

/// The same for the same rows in any order, and hardly for others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Check {
    rows: u64,
    sum: u64,
}

impl Check {
    fn add(&mut self, row: &Row<'_>) {
        let mut hash = std::hash::DefaultHasher::new();
        std::hash::Hash::hash(&(row.device, row.metric, row.at, row.value.to_bits()), &mut hash);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(std::hash::Hasher::finish(&hash));
    }
}

#[cfg(test)]
mod tests {
    use readings::store::log::{Entry, Log};
    use readings::{Metric, Reading};

    use super::*;

    fn name(device: &str, metric: Metric) -> Name {
        Name { device: device.into(), metric }
    }

    #[test]
    fn a_month_is_archived_once_it_is_settled_and_again_when_something_came() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("readings");
        std::fs::create_dir_all(&folder).unwrap();
        let (mut log, _) = Log::open(&folder).unwrap();
        let history = History::of(&folder);
        let names = [
            name("R1", Metric::Rain),
            name(super::super::directory::HEARTBEAT, Metric::Battery),
            name("L1", Metric::Level),
        ];
        let june = "2026-06-10".parse::<Day>().unwrap().start().millis();
        let point = |at, value| Point { at, value };
        let of_days =
            vec![(0, point(june, 5)), (0, point(june + 300_000, 12)), (1, point(june, 7)), (2, point(june, -1_234))];
        history.days().add(of_days).unwrap();
        names.iter().for_each(|it| log.note(&Entry::Name(it.clone())));
        // Beside the days, in the log, and one of the next month.
        for at in [june + 600_000, june + 30 * 86_400_000] {
            log.note(&Entry::Reading(Reading { series: 0, at, value: 1, sequence: None }));
        }
        log.commit().unwrap();
        let archive = Archive::of(data.path(), District::new(530_127).unwrap());
        let keep =
            |today: &str, log: &Log| archive.keep(&folder, &names, log.position(), today.parse().unwrap()).unwrap();
        assert_eq!(keep("2026-07-04", &log), [], "a late reading may still be judged");
        let written = keep("2026-07-05", &log);
        assert_eq!(
            (written.len(), written[0].month.to_string(), written[0].summary.rows),
            (1, "2026-06".to_owned(), 4)
        );
        let mut rows = Vec::new();
        columns::each(&archive.path(written[0].month), |_, it| {
            rows.push((it.device.to_owned(), it.at, it.value));
            Ok::<_, columns::Fault>(())
        })
        .unwrap();
        let expected = [("R1", 0, 0.5), ("R1", 300_000, 1.2), ("R1", 600_000, 0.1), ("L1", 0, -1.234)];
        assert_eq!(rows, expected.map(|(device, after, value)| (device.to_owned(), june + after, value)));
        assert_eq!(keep("2026-07-06", &log), [], "it is there");
        log.note(&Entry::Reading(Reading { series: 2, at: june + 1, value: 9, sequence: None }));
        log.commit().unwrap();
        assert_eq!(keep("2026-07-07", &log)[0].summary.rows, 5);
        assert_eq!(archive.kept().unwrap().len(), 1);
        assert!(!archive.path(written[0].month).with_extension("new").exists());
    }

    #[test]
    fn what_is_archived_is_thinned_out_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("readings");
        std::fs::create_dir_all(&folder).unwrap();
        let (mut log, _) = Log::open(&folder).unwrap();
        let (history, names) = (History::of(&folder), [name("R1", Metric::Rain)]);
        names.iter().for_each(|it| log.note(&Entry::Name(it.clone())));
        log.commit().unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let of = |text: &'static str| {
            (0..288).map(move |n| (0, Point { at: day(text).start().millis() + n * 300_000, value: 5 }))
        };
        history.days().add(of("2026-05-10").chain(of("2026-06-10")).chain(of("2026-08-10")).collect()).unwrap();
        let archive = Archive::of(data.path(), District::new(530_127).unwrap());
        let let_go =
            |today: &str, months| archive.let_go(&folder, &names, log.position(), (day(today), months)).unwrap();
        let left = |text: &str| {
            let begin = day(text).start().millis();
            history.readings(0, begin, begin + 86_400_000, log.position()).unwrap().len()
        };
        assert_eq!(let_go("2026-09-05", 2), 0, "nothing is in the archive");
        archive.keep(&folder, &names, log.position(), day("2026-09-05")).unwrap();
        let written = archive.kept().unwrap();
        assert_eq!(let_go("2026-09-05", 3), 1);
        assert_eq!((left("2026-05-10"), left("2026-06-10"), left("2026-08-10")), (0, 288, 288));
        // The file of the month stays as it is, and what is later goes on.
        assert_eq!(archive.keep(&folder, &names, log.position(), day("2026-09-06")).unwrap(), []);
        assert_eq!(let_go("2026-10-05", 2), 1);
        assert_eq!((left("2026-06-10"), left("2026-08-10")), (0, 288));
        assert_eq!(archive.kept().unwrap(), written);
    }

    #[test]
    fn months() {
        let month = Month::read("2026-02").unwrap();
        assert_eq!((month.days(), month.next().to_string(), Month::read("2026-13")), (28, "2026-03".to_owned(), None));
        assert_eq!(Month::read("2026-12").unwrap().next().to_string(), "2027-01");
        assert_eq!(month.back(49).to_string(), "2022-01");
    }
}
