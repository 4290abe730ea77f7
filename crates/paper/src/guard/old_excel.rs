//! Checks of an old `.xls`: a compound file of chained sectors, and in it one stream of records.
//!
//! The reader of workbooks makes room for the rectangle around all cells of a sheet and copies each shared text into each
//! cell; a few bytes can ask for a hundred gigabytes. Here chains are followed and records counted without keeping any.

use std::ops::Range;

use super::old_strings;
use super::{CELLS_MAX, Checked, Kind, TEXT_BYTES_MAX};
use crate::fault::{self, Fault, PaperError};

const RESERVED_SECTORS: u32 = 0xffff_fffa;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const MINI_SECTOR: usize = 64;
const MINI_STREAM_BELOW: usize = 4_096;
/// Each sheet starts where its entry says, so several may share records.
const RECORDS_MAX: u64 = 4_000_000;
/// A formula token takes at least so many bytes when it stands for a name that is written out.
const NAME_TOKEN_BYTES: u64 = 5;

pub(super) fn check(bytes: &[u8]) -> Result<Checked, PaperError> {
    let file = Compound::open(bytes)?;
    if file.entry("EncryptedPackage").is_some() {
        return Err(fault::PASSWORD.into());
    }
    let entry = file.entry("Workbook").or_else(|| file.entry("Book")).ok_or(fault::NOT_A_WORKBOOK)?;
    let stream = file.stream(entry)?;
    let mut book = Book::default();
    book.globals(&stream)?;
    for position in std::mem::take(&mut book.positions) {
        book.sheet(stream.get(position..).ok_or(fault::DAMAGED)?)?;
    }
    let strings = book.texts.len() as u64;
    Ok(Checked { kind: Kind::OldExcel, entries: 1, inflated_bytes: bytes.len() as u64, cells: book.cells, strings })
}

/// A compound file, its tables read.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    mini: Vec<u8>,
    mini_next: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    name: [u8; 64],
    start: u32,
    length: usize,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return Err(fault::DAMAGED),
        };
        let mut file =
            Self { bytes, sector, next: Vec::new(), mini: Vec::new(), mini_next: Vec::new(), entries: Vec::new() };
        for id in file.table_sectors()? {
            let table = file.table_sector(id)?;
            file.next.extend(table);
        }
        let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        file.entries = directory.chunks_exact(128).map(|entry| Entry::read(entry, sector)).collect::<Result<_, _>>()?;
        let root = *file.entries.first().ok_or(fault::DAMAGED)?;
        let mini_sectors = u32_at(bytes, 64)? as usize;
        if mini_sectors > 0 {
            file.mini = file.chain(root.start, root.length)?;
            let table = file.chain(u32_at(bytes, 60)?, mini_sectors.saturating_mul(sector))?;
            file.mini_next = words(&table).collect();
        }
        Ok(file)
    }

    /// Which sectors hold the table of chains: 109 in the header, more in a chain of their own.
    fn table_sectors(&self) -> Result<Vec<u32>, Fault> {
        let mut list: Vec<u32> = words(self.bytes.get(76..512).ok_or(fault::DAMAGED)?).collect();
        let mut id = u32_at(self.bytes, 68)?;
        let mut followed = 0;
        while id < RESERVED_SECTORS {
            followed += 1;
            if followed > self.sectors() {
                return Err(fault::DAMAGED);
            }
            list.extend(self.table_sector(id)?);
            id = list.pop().ok_or(fault::DAMAGED)?;
        }
        list.retain(|id| *id < RESERVED_SECTORS);
        if list.len() > self.sectors() {
            return Err(fault::DAMAGED);
        }
        Ok(list)
    }

    fn table_sector(&self, id: u32) -> Result<Vec<u32>, Fault> {
        let bytes = self.sector_at(id)?;
        if bytes.len() == self.sector { Ok(words(bytes).collect()) } else { Err(fault::DAMAGED) }
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    /// The last sector of a file may be cut short.
    fn sector_at(&self, id: u32) -> Result<&'a [u8], Fault> {
        let start = (id as usize).saturating_add(1).saturating_mul(self.sector);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end).ok_or(fault::DAMAGED)
    }

    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, Fault> {
        let mut chain = Vec::new();
        let mut id = start;
        for _ in 0..=self.sectors() {
            if id == END_OF_CHAIN {
                return Ok(chain);
            }
            let sector = self.sector_at(id)?;
            chain.extend_from_slice(&sector[..sector.len().min(length - chain.len())]);
            if chain.len() >= length {
                return Ok(chain);
            }
            id = *self.next.get(id as usize).ok_or(fault::DAMAGED)?;
        }
        // Longer than the file: the chain bites its tail.
        Err(fault::DAMAGED)
    }

    fn mini_chain(&self, start: u32, length: usize) -> Result<Vec<u8>, Fault> {
        let mut chain = Vec::new();
        let mut id = start;
        while id != END_OF_CHAIN && chain.len() < length {
            let start = (id as usize).saturating_mul(MINI_SECTOR);
            let range: Range<usize> = start..start.saturating_add(MINI_SECTOR);
            let sector = self.mini.get(range).ok_or(fault::DAMAGED)?;
            chain.extend_from_slice(&sector[..MINI_SECTOR.min(length - chain.len())]);
            id = *self.mini_next.get(id as usize).ok_or(fault::DAMAGED)?;
        }
        Ok(chain)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.is(name))
    }

    fn stream(&self, entry: &Entry) -> Result<Vec<u8>, Fault> {
        if entry.length < MINI_STREAM_BELOW {
            self.mini_chain(entry.start, entry.length)
        } else {
            self.chain(entry.start, entry.length)
        }
    }
}

impl Entry {
    fn read(bytes: &[u8], sector: usize) -> Result<Self, Fault> {
        let name = bytes[..64].try_into().expect("an entry has 128 bytes");
        let low = u32_at(bytes, 120)? as usize;
        // The high half is not always cleared by writers of small sectors.
        let high = if sector == 512 { 0 } else { u32_at(bytes, 124)? as usize };
        Ok(Self { name, start: u32_at(bytes, 116)?, length: low | high << 32 })
    }

    /// Names are UTF-16 and end at a zero.
    fn is(&self, name: &str) -> bool {
        let units = self.name.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
        let own: String = char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('?')).collect();
        own.eq_ignore_ascii_case(name)
    }
}

/// What the records add up to.
#[derive(Default)]
struct Book {
    positions: Vec<usize>,
    /// The length of each shared text, in characters.
    texts: Vec<u32>,
    longest_name: u64,
    records: u64,
    cells: u64,
    text_bytes: u64,
}

impl Book {
    fn globals(&mut self, stream: &[u8]) -> Result<(), Fault> {
        let mut records = Records { rest: stream };
        while let Some((kind, body)) = records.next()? {
            match kind {
                0x000a => break,
                0x002f => return Err(fault::PASSWORD),
                // A sheet: where it begins, two bytes, its name.
                0x0085 => {
                    self.positions.push(u32_at(body, 0)? as usize);
                    self.longest_name = self.longest_name.max(u64::from(*body.get(6).ok_or(fault::DAMAGED)?));
                }
                0x0018 => self.longest_name = self.longest_name.max(u64::from(*body.get(3).ok_or(fault::DAMAGED)?)),
                0x00fc => self.texts = old_strings::lengths(body, records.continued()?)?,
                _ => {}
            }
            self.count_record()?;
        }
        Ok(())
    }

    fn sheet(&mut self, stream: &[u8]) -> Result<(), Fault> {
        let mut records = Records { rest: stream };
        let mut bounds = Bounds::default();
        let mut depth = 0_u32;
        while let Some((kind, body)) = records.next()? {
            self.count_record()?;
            match kind {
                0x0809 => depth += 1,
                0x000a if depth <= 1 => break,
                0x000a => depth -= 1,
                // A chart within the sheet has cells of its own, which nobody reads.
                _ if depth > 1 => {}
                0x0200 => self.room(body)?,
                0x00bd => {
                    let last = body.len().checked_sub(2).ok_or(fault::DAMAGED)?;
                    bounds.add(u16_at(body, 0)?, u16_at(body, 2)?, u16_at(body, last)?);
                }
                0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00d6 | 0x027e | 0x00fd => {
                    bounds.add(u16_at(body, 0)?, u16_at(body, 2)?, u16_at(body, 2)?);
                    self.text(kind, body)?;
                }
                _ => {}
            }
        }
        self.cells = self.cells.saturating_add(bounds.area());
        if self.cells > CELLS_MAX { Err(fault::TOO_MANY_CELLS) } else { Ok(()) }
    }

    /// The reader makes room for the size the sheet says it has.
    fn room(&self, body: &[u8]) -> Result<(), Fault> {
        let (first_row, end_row, end_column) = match body.len() {
            10 => (u16_at(body, 0)?.into(), u16_at(body, 2)?.into(), u16_at(body, 6)?),
            14 | 16 => (u32_at(body, 0)?, u32_at(body, 4)?, u16_at(body, 10)?),
            _ => return Err(fault::DAMAGED),
        };
        if end_row > 0 && end_row <= first_row {
            return Err(fault::DAMAGED);
        }
        let area = u64::from(end_row.saturating_sub(first_row)) * u64::from(end_column);
        if area > CELLS_MAX { Err(fault::TOO_MANY_CELLS) } else { Ok(()) }
    }

    fn text(&mut self, kind: u16, body: &[u8]) -> Result<(), Fault> {
        self.text_bytes += match kind {
            // Three bytes for each Chinese character.
            0x00fd => 3 * u64::from(self.texts.get(u32_at(body, 6)? as usize).copied().unwrap_or(0)),
            0x0006 => body.len() as u64 / NAME_TOKEN_BYTES * self.longest_name,
            _ => 0,
        };
        if self.text_bytes > TEXT_BYTES_MAX { Err(fault::TOO_MUCH_TEXT) } else { Ok(()) }
    }

    fn count_record(&mut self) -> Result<(), Fault> {
        self.records += 1;
        if self.records > RECORDS_MAX { Err(fault::TOO_MANY_CELLS) } else { Ok(()) }
    }
}

/// The rectangle around the cells of one sheet.
#[derive(Default)]
struct Bounds {
    rows: Option<(u16, u16)>,
    columns: (u16, u16),
}

impl Bounds {
    fn add(&mut self, row: u16, first: u16, last: u16) {
        let (top, bottom) = self.rows.unwrap_or((row, row));
        let (left, right) = if self.rows.is_some() { self.columns } else { (first, last) };
        self.rows = Some((top.min(row), bottom.max(row)));
        self.columns = (left.min(first), right.max(last).max(first));
    }

    fn area(&self) -> u64 {
        let side = |(first, last): (u16, u16)| u64::from(last) + 1 - u64::from(first);
        self.rows.map_or(0, |rows| side(rows) * side(self.columns))
    }
}

struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, Fault> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let kind = u16_at(self.rest, 0)?;
        let end = 4 + usize::from(u16_at(self.rest, 2)?);
        let body = self.rest.get(4..end).ok_or(fault::DAMAGED)?;
        self.rest = &self.rest[end..];
        Ok(Some((kind, body)))
    }

    /// The records that carry on the one just read.
    fn continued(&mut self) -> Result<Vec<&'a [u8]>, Fault> {
        let mut parts = Vec::new();
        while self.rest.starts_with(&[0x3c, 0]) {
            parts.extend(self.next()?.map(|(_, body)| body));
        }
        // The reader moves the whole list for each part it takes.
        if parts.len() > 10_000 { Err(fault::TOO_MANY_STRINGS) } else { Ok(parts) }
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Fault> {
    let two = bytes.get(at..at + 2).ok_or(fault::DAMAGED)?;
    Ok(u16::from_le_bytes([two[0], two[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    let four = bytes.get(at..at + 4).ok_or(fault::DAMAGED)?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
