//! The log: everything that changed the engine's state, in order, in frames with checksums.
//!
//! One commit is one frame, written and synced before the next one is begun, so that only the last frame of the last
//! file can be torn. A frame:
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | length of the payload |
//! | 4 | CRC-32 of the payload |
//! | 4 | CRC-32 of the eight bytes before and of the frame's position in the log |
//! | … | payload: entries, see [`Entry`] |
//!
//! A position counts bytes over all files; a file is named by the position at which it begins. A frame that is wrong and
//! has another one behind it was once right: that is damage, and is told instead of being cut off. An empty list of
//! entries is never written.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Fault, sync_folder};
use crate::bytes::{Bytes, put, put_signed};
use crate::directory::Name;
use crate::{Metric, Reading};

const HEADER: usize = 12;
/// A file is left for the next one when it is larger.
const FILE_BYTES: u64 = 16 << 20;
/// No commit is larger: a length beyond it is damage.
pub const MOST_BYTES: usize = 256 << 20;

/// One thing that changed the engine's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// The series with the next number.
    Name(Name),
    /// From here on readings arrived at this time.
    Arrived(i64),
    Reading(Reading),
    /// A device sent what can't be true.
    Impossible(u32),
    Tick(i64),
}

/// The log, open at its end.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    file: File,
    /// Where the file begins and where the log ends.
    begins: u64,
    ends: u64,
    /// The frame that is being filled, with room for its header; what the disk has not taken stays here.
    frame: Vec<u8>,
    last_at: i64,
    stopped: bool,
    #[cfg(test)]
    pub fails: Option<tests::Fails>,
}

/// What was found behind the last whole frame: a write that a crash tore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    pub position: u64,
    pub bytes: u64,
}

impl Log {
    /// Opens the log of a folder at its end, and cuts off what a crash left of a last frame that nobody was answered for.
    pub fn open(folder: &Path) -> Result<(Log, Option<Torn>), Fault> {
        std::fs::create_dir_all(folder).map_err(Fault::at(folder))?;
        let begins = files(folder)?.last().copied().unwrap_or(0);
        let path = path(folder, begins);
        let opened = OpenOptions::new().create(true).read(true).append(true).open(&path);
        let file = opened.map_err(Fault::at(&path))?;
        sync_folder(&path).map_err(Fault::at(folder))?;
        let written = std::fs::read(&path).map_err(Fault::at(&path))?;
        let whole = frames_end(&written, begins).map_err(|at| Fault::damaged(&path, at))?;
        let torn = (whole < written.len())
            .then(|| Torn { position: begins + whole as u64, bytes: (written.len() - whole) as u64 });
        if torn.is_some() {
            file.set_len(whole as u64).and_then(|()| file.sync_all()).map_err(Fault::at(&path))?;
        }
        let log = Log {
            folder: folder.to_owned(),
            file,
            begins,
            ends: begins + whole as u64,
            frame: vec![0; HEADER],
            last_at: 0,
            stopped: false,
            #[cfg(test)]
            fails: None,
        };
        Ok((log, torn))
    }

    /// Where the next frame will begin.
    pub fn position(&self) -> u64 {
        self.ends
    }

    /// Where the file that is being written begins: what lies before is finished.
    pub fn finished(&self) -> u64 {
        self.begins
    }

    pub fn note(&mut self, entry: &Entry) {
        let out = &mut self.frame;
        match entry {
            Entry::Reading(it) => {
                put(out, u64::from(it.series) << 2 | u64::from(it.sequence.is_some()) << 1);
                put_signed(out, it.at.wrapping_sub(self.last_at));
                put_signed(out, it.value);
                it.sequence.into_iter().for_each(|number| put(out, number));
                self.last_at = it.at;
            }
            Entry::Name(name) => {
                out.extend([NAME, name.metric as u8]);
                put(out, name.device.len() as u64);
                out.extend_from_slice(name.device.as_bytes());
            }
            Entry::Arrived(at) => {
                out.push(ARRIVED);
                put_signed(out, *at);
                self.last_at = *at;
            }
            Entry::Impossible(series) => {
                out.push(IMPOSSIBLE);
                put(out, u64::from(*series));
            }
            Entry::Tick(at) => {
                out.push(TICK);
                put_signed(out, *at);
            }
        }
    }

    /// Whether something was noted that the disk doesn't have yet.
    pub fn is_behind(&self) -> bool {
        self.frame.len() > HEADER
    }

    /// Bytes noted since the last commit.
    pub fn noted(&self) -> usize {
        self.frame.len() - HEADER
    }

    /// Writes what was noted and waits until the disk has it. When there is no room everything stays as it was before,
    /// to be tried again; when the disk fails to sync, nothing is known any more and nothing is taken.
    pub fn commit(&mut self) -> Result<(), Fault> {
        if self.stopped {
            return Err(Fault::Stopped(std::io::ErrorKind::Other.into()));
        }
        if !self.is_behind() {
            return Ok(());
        }
        if self.ends - self.begins >= FILE_BYTES {
            self.begin_file().map_err(Fault::Full)?;
        }
        seal(&mut self.frame, self.ends);
        if let Err(cause) = self.write() {
            // Half a frame at the end would be taken for a torn one, but not with another behind it.
            let cut = self.file.set_len(self.ends - self.begins);
            self.stopped = cut.is_err();
            return Err(Fault::Full(cause));
        }
        if let Err(cause) = self.sync() {
            self.stopped = true;
            return Err(Fault::Stopped(cause));
        }
        self.ends += self.frame.len() as u64;
        self.frame.truncate(HEADER);
        self.last_at = 0;
        Ok(())
    }

    fn begin_file(&mut self) -> std::io::Result<()> {
        let path = path(&self.folder, self.ends);
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        sync_folder(&path)?;
        (self.file, self.begins) = (file, self.ends);
        Ok(())
    }

    fn write(&mut self) -> std::io::Result<()> {
        #[cfg(test)]
        if self.fails == Some(tests::Fails::Full) {
            self.file.write_all(&self.frame[..self.frame.len() / 2])?;
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.file.write_all(&self.frame)
    }

    fn sync(&self) -> std::io::Result<()> {
        #[cfg(test)]
        if self.fails == Some(tests::Fails::Sync) {
            return Err(std::io::ErrorKind::Other.into());
        }
        self.file.sync_data()
    }
}

/// Reads the log of a folder from one position to another, both ends of frames, and gives each entry to `each`.
pub fn replay(folder: &Path, from: u64, until: u64, mut each: impl FnMut(Entry)) -> Result<(), Fault> {
    let files = files(folder)?;
    let mut done = from;
    for (place, begins) in files.iter().enumerate() {
        if done >= until || files.get(place + 1).is_some_and(|next| *next <= done) {
            continue;
        }
        let path = path(folder, *begins);
        let written = std::fs::read(&path).map_err(Fault::at(&path))?;
        let skipped = done.checked_sub(*begins).and_then(|skipped| written.get(skipped as usize..));
        let mut rest = skipped.ok_or_else(|| Fault::damaged(&path, written.len() as u64))?;
        while let Some(length) = frame(rest, done).filter(|_| done < until) {
            let read = entries(&rest[HEADER..length], &mut each);
            read.ok_or_else(|| Fault::damaged(&path, done - begins))?;
            (rest, done) = (&rest[length..], done + length as u64);
        }
        if !rest.is_empty() && done < until {
            return Err(Fault::damaged(&path, done - begins));
        }
    }
    if done < until { Err(Fault::damaged(folder, done)) } else { Ok(()) }
}

/// Where the last whole frame ends that lies on the disk; what follows may be a write of somebody else that is not done.
pub fn end(folder: &Path) -> Result<u64, Fault> {
    let Some(begins) = files(folder)?.last().copied() else { return Ok(0) };
    let path = path(folder, begins);
    let written = std::fs::read(&path).map_err(Fault::at(&path))?;
    let whole = frames_end(&written, begins).map_err(|at| Fault::damaged(&path, at))?;
    Ok(begins + whole as u64)
}

/// Positions at which files begin, in order.
pub fn files(folder: &Path) -> Result<Vec<u64>, Fault> {
    let mut begins = Vec::new();
    for found in std::fs::read_dir(folder).map_err(Fault::at(folder))? {
        let name = found.map_err(Fault::at(folder))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".log")).map(|hex| u64::from_str_radix(hex, 16));
        begins.extend(number.into_iter().flatten());
    }
    begins.sort_unstable();
    Ok(begins)
}

pub fn path(folder: &Path, begins: u64) -> PathBuf {
    folder.join(format!("{begins:016x}.log"))
}

/// A reading begins with four times its series, and two more when it has a number; what is odd is something else.
const NAME: u8 = 1;
const ARRIVED: u8 = 3;
const IMPOSSIBLE: u8 = 5;
const TICK: u8 = 7;

fn entries(payload: &[u8], each: &mut impl FnMut(Entry)) -> Option<()> {
    let (mut bytes, mut last_at) = (Bytes(payload), 0_i64);
    while !bytes.is_empty() {
        let first = bytes.take()?;
        let entry = if first & 1 == 0 {
            last_at = last_at.wrapping_add(bytes.take_signed()?);
            let value = bytes.take_signed()?;
            let sequence = if first & 2 == 0 { None } else { Some(bytes.take()?) };
            Entry::Reading(Reading { series: u32::try_from(first >> 2).ok()?, at: last_at, value, sequence })
        } else if first == u64::from(NAME) {
            let metric = *Metric::ALL.get(usize::from(bytes.byte()?))?;
            let length = bytes.length(1)?;
            let device = std::str::from_utf8(bytes.slice(length)?).ok()?.into();
            Entry::Name(Name { device, metric })
        } else if first == u64::from(ARRIVED) {
            last_at = bytes.take_signed()?;
            Entry::Arrived(last_at)
        } else if first == u64::from(IMPOSSIBLE) {
            Entry::Impossible(bytes.take_as()?)
        } else if first == u64::from(TICK) {
            Entry::Tick(bytes.take_signed()?)
        } else {
            return None;
        };
        each(entry);
    }
    Some(())
}

fn seal(frame: &mut [u8], position: u64) {
    let length = ((frame.len() - HEADER) as u32).to_le_bytes();
    let payload = crc32fast::hash(&frame[HEADER..]).to_le_bytes();
    frame[..4].copy_from_slice(&length);
    frame[4..8].copy_from_slice(&payload);
    let header = header_sum(&frame[..8], position).to_le_bytes();
    frame[8..HEADER].copy_from_slice(&header);
}

fn header_sum(header: &[u8], position: u64) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(header);
    sum.update(&position.to_le_bytes());
    sum.finalize()
}

/// The length of the frame, header and all, whose header is right at this position.
fn header(bytes: &[u8], position: u64) -> Option<usize> {
    let (header, _) = bytes.split_first_chunk::<HEADER>()?;
    let number = |at: usize| header[at..].first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
    let length = number(0) as usize;
    (header_sum(&header[..8], position) == number(8) && (1..=MOST_BYTES).contains(&length)).then_some(HEADER + length)
}

/// The same of a frame that is whole and right.
fn frame(bytes: &[u8], position: u64) -> Option<usize> {
    let length = header(bytes, position)?;
    let sum = bytes[4..].first_chunk().map_or(0, |it| u32::from_le_bytes(*it));
    (crc32fast::hash(bytes.get(HEADER..length)?) == sum).then_some(length)
}

/// How far the last file consists of right frames. What follows may be a torn one; anything else is an error with its
/// place.
fn frames_end(written: &[u8], begins: u64) -> Result<usize, u64> {
    let mut done = 0;
    while let Some(length) = frame(&written[done..], begins + done as u64) {
        done += length;
    }
    let rest = &written[done..];
    let ends_here = header(rest, begins + done as u64).is_none_or(|length| length >= rest.len());
    let another = || (1..rest.len()).any(|at| header(&rest[at..], begins + (done + at) as u64).is_some());
    match rest {
        [] => Ok(done),
        _ if ends_here && !another() => Ok(done),
        _ => Err(done as u64),
    }
}

#[cfg(test)]
pub(crate) mod tests;
