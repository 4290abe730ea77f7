//! A day of all series in a file: tiers and readings of one series after the other, then an index of fixed width.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `anlan-d2` |
//! | … | of each series: tiers, readings; of one that was thinned out: hours alone |
//! | 44 each | index in order of series: series, count, low, high (4 each), sum, offset (8), length of tiers and of readings (4), CRC-32 of both |
//! | 16 | where the index begins (8), entries (4), CRC-32 of the index and of these twelve bytes |

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::series::{Tier, Unit, read_readings, read_tier, write_readings, write_tiers, write_units};
use crate::bytes::Bytes;
use crate::store::{Fault, replace};
use crate::{Point, Sums};

const MAGIC: &[u8; 8] = b"anlan-d2";
const ENTRY: usize = 44;
const FOOT: usize = 16;

/// A day that is on the disk.
#[derive(Debug)]
pub struct Day {
    path: PathBuf,
    file: File,
    begins: i64,
    index: u64,
    entries: u32,
}

/// One series of a day.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub series: u32,
    pub sums: Sums,
    offset: u64,
    tiers: u32,
    readings: u32,
    checksum: u32,
}

impl Day {
    pub fn open(path: &Path, begins: i64) -> Result<Option<Day>, Fault> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Fault::at(path)(cause)),
        };
        let length = file.metadata().map_err(Fault::at(path))?.len();
        let mut day =
            Day { path: path.to_owned(), file, begins, index: length.saturating_sub(FOOT as u64), entries: 0 };
        if day.read(0, MAGIC.len())? != MAGIC {
            return Err(day.damaged(0));
        }
        let foot: [u8; FOOT] = day.read(day.index, FOOT)?.try_into().map_err(|_| day.damaged(0))?;
        let mut foot = Fields(&foot);
        let index = foot.long();
        let entries = foot.short();
        if index + u64::from(entries) * ENTRY as u64 != day.index {
            return Err(day.damaged(day.index));
        }
        (day.index, day.entries) = (index, entries);
        Ok(Some(day))
    }

    /// The series of this number, if it has readings on this day.
    pub fn find(&self, series: u32) -> Result<Option<Entry>, Fault> {
        let (mut low, mut high) = (0, self.entries);
        while low < high {
            let middle = low + (high - low) / 2;
            let entry = self.entry(middle)?;
            match entry.series.cmp(&series) {
                std::cmp::Ordering::Equal => return Ok(Some(entry)),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    /// All series, in order, when the index is what it was.
    pub fn all(&self) -> Result<Vec<Entry>, Fault> {
        let length = self.entries as usize * ENTRY;
        let index = self.read(self.index, length + FOOT)?;
        let (body, sum) = index.split_at(length + FOOT - 4);
        if crc32fast::hash(body).to_le_bytes() != *sum {
            return Err(self.damaged(self.index));
        }
        Ok(index[..length].chunks(ENTRY).map(Entry::of).collect())
    }

    pub fn tier(&self, entry: &Entry, tier: Tier) -> Result<Option<Vec<Unit>>, Fault> {
        let bytes = self.sound(entry)?;
        let units = read_tier(Bytes(&bytes[..entry.tiers as usize]), tier);
        units.ok_or_else(|| self.damaged(entry.offset))
    }

    /// None of a series of which only hours are kept.
    pub fn readings(&self, entry: &Entry, readings: &mut Vec<Point>) -> Result<(), Fault> {
        if entry.is_thin() {
            return Ok(());
        }
        let bytes = self.sound(entry)?;
        let packed = Bytes(&bytes[entry.tiers as usize..]);
        let read = read_readings(self.begins, entry.sums.count as usize, packed, readings);
        read.ok_or_else(|| self.damaged(entry.offset))
    }

    /// Both parts of a series as they stand.
    fn sound(&self, entry: &Entry) -> Result<Vec<u8>, Fault> {
        let bytes = self.read(entry.offset, entry.tiers as usize + entry.readings as usize)?;
        if crc32fast::hash(&bytes) == entry.checksum { Ok(bytes) } else { Err(self.damaged(entry.offset)) }
    }

    fn entry(&self, place: u32) -> Result<Entry, Fault> {
        Ok(Entry::of(&self.read(self.index + u64::from(place) * ENTRY as u64, ENTRY)?))
    }

    fn read(&self, at: u64, length: usize) -> Result<Vec<u8>, Fault> {
        // A length that is damaged must not ask for more than there is.
        let end = self.file.metadata().map_err(Fault::at(&self.path))?.len();
        if at.saturating_add(length as u64) > end {
            return Err(self.damaged(at));
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, at).map_err(Fault::at(&self.path))?;
        Ok(bytes)
    }

    fn damaged(&self, at: u64) -> Fault {
        Fault::damaged(&self.path, at)
    }
}

/// A day that is being written.
pub struct NewDay {
    begins: i64,
    body: Vec<u8>,
    index: Vec<u8>,
    entries: u32,
}

impl NewDay {
    pub fn new(begins: i64) -> NewDay {
        NewDay { begins, body: MAGIC.to_vec(), index: Vec::new(), entries: 0 }
    }

    /// Adds a series with at least one reading; series come in order.
    pub fn add(&mut self, series: u32, readings: &[Point]) {
        let offset = self.body.len();
        write_tiers(self.begins, readings, &mut self.body);
        let tiers = self.body.len() - offset;
        write_readings(self.begins, readings, &mut self.body);
        let values: Vec<i32> = readings.iter().map(|it| it.value).collect();
        self.enter(Entry {
            series,
            sums: Sums::of(&values),
            offset: offset as u64,
            tiers: tiers as u32,
            readings: (self.body.len() - offset - tiers) as u32,
            checksum: crc32fast::hash(&self.body[offset..]),
        });
    }

    /// Takes over a series to which nothing is added.
    pub fn copy(&mut self, day: &Day, entry: &Entry) -> Result<(), Fault> {
        let offset = self.body.len() as u64;
        self.body.extend(day.sound(entry)?);
        self.enter(Entry { offset, ..*entry });
        Ok(())
    }

    /// Takes over the hours of a series alone; where none are kept, all of it. Whether anything was left out.
    pub fn thin(&mut self, day: &Day, entry: &Entry) -> Result<bool, Fault> {
        let Some(hours) = day.tier(entry, Tier::Hours)?.filter(|_| !entry.is_thin()) else {
            self.copy(day, entry)?;
            return Ok(false);
        };
        let offset = self.body.len();
        write_units(&hours, &mut self.body);
        let (tiers, checksum) = ((self.body.len() - offset) as u32, crc32fast::hash(&self.body[offset..]));
        self.enter(Entry { offset: offset as u64, tiers, readings: 0, checksum, ..*entry });
        Ok(true)
    }

    pub fn write(self, path: &Path) -> Result<(), Fault> {
        let mut index = self.index;
        index.extend((self.body.len() as u64).to_le_bytes());
        index.extend(self.entries.to_le_bytes());
        let sum = crc32fast::hash(&index).to_le_bytes();
        replace(path, |file| [&self.body[..], &index, &sum].iter().try_for_each(|part| file.write_all(part)))
    }

    fn enter(&mut self, it: Entry) {
        self.entries += 1;
        let out = &mut self.index;
        out.extend(it.series.to_le_bytes());
        out.extend(it.sums.count.to_le_bytes());
        out.extend(it.sums.low.to_le_bytes());
        out.extend(it.sums.high.to_le_bytes());
        out.extend(it.sums.sum.to_le_bytes());
        out.extend(it.offset.to_le_bytes());
        out.extend(it.tiers.to_le_bytes());
        out.extend(it.readings.to_le_bytes());
        out.extend(it.checksum.to_le_bytes());
    }
}

impl Entry {
    /// Its readings were let go, and its hours are kept.
    pub fn is_thin(&self) -> bool {
        self.readings == 0 && self.sums.count > 0
    }

    fn of(bytes: &[u8]) -> Entry {
        let mut it = Fields(bytes);
        let (series, count, low, high) = (it.short(), it.short(), it.short() as i32, it.short() as i32);
        let sums = Sums { count, sum: it.long() as i64, low, high };
        Entry { series, sums, offset: it.long(), tiers: it.short(), readings: it.short(), checksum: it.short() }
    }
}

/// Numbers of fixed width, one after the other; behind the end they are 0.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn short(&mut self) -> u32 {
        let (first, rest) = self.0.split_first_chunk().unwrap_or((&[0; 4], &[]));
        self.0 = rest;
        u32::from_le_bytes(*first)
    }

    fn long(&mut self) -> u64 {
        let low = u64::from(self.short());
        low | u64::from(self.short()) << 32
    }
}
