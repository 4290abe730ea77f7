//! The engine's state in a file, and up to where in the log it goes.
//!
//! `anlan-r3`, position, names of all series, one state a series, those of sites, CRC-32 of all that. A state that was written for
//! a rule which isn't there any more is passed over. `anlan-r1` had no rain by the day, `anlan-r2` no sites; both are read still.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::{Fault, replace};
use crate::bytes::{Bytes, put};
use crate::directory::{Directory, Name};
use crate::{Engine, Metric};

const MAGIC: &[u8] = b"anlan-r3";
const BEFORE_SITES: &[u8] = b"anlan-r2";
const BEFORE_DAYS: &[u8] = b"anlan-r1";
const FILE: &str = "checkpoint";

/// What a checkpoint says, before there is a directory to read its states with.
#[derive(Debug)]
pub struct Checkpoint {
    /// Where in the log to go on.
    pub position: u64,
    pub names: Vec<Name>,
    /// The file, and where in it the states begin.
    written: Vec<u8>,
    states: usize,
    with_days: bool,
    with_sites: bool,
}

impl Checkpoint {
    /// The checkpoint of a folder, or one of before everything.
    pub fn read(folder: &Path) -> Result<Checkpoint, Fault> {
        let path = folder.join(FILE);
        let written = match std::fs::read(&path) {
            Ok(written) => written,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Checkpoint {
                    position: 0,
                    names: Vec::new(),
                    written: Vec::new(),
                    states: 0,
                    with_days: true,
                    with_sites: false,
                });
            }
            Err(cause) => return Err(Fault::at(&path)(cause)),
        };
        let read = Checkpoint::of(written);
        read.ok_or_else(|| Fault::damaged(&path, 0))
    }

    /// Where in the log a restart goes on, without the states.
    pub fn position(folder: &Path) -> Result<u64, Fault> {
        Checkpoint::read(folder).map(|it| it.position)
    }

    fn of(mut written: Vec<u8>) -> Option<Checkpoint> {
        let (body, sum) = written.split_last_chunk::<4>()?;
        let magic = [MAGIC, BEFORE_SITES, BEFORE_DAYS].into_iter().find(|it| body.starts_with(it))?;
        let (with_days, with_sites) = (magic != BEFORE_DAYS, magic == MAGIC);
        let mut bytes = Bytes(body.strip_prefix(magic).filter(|_| crc32fast::hash(body).to_le_bytes() == *sum)?);
        let position = bytes.take()?;
        let mut names = Vec::new();
        for _ in 0..bytes.length(2)? {
            let metric = *Metric::ALL.get(usize::from(bytes.byte()?))?;
            let length = bytes.length(1)?;
            names.push(Name { device: std::str::from_utf8(bytes.slice(length)?).ok()?.into(), metric });
        }
        let states = body.len() - bytes.0.len();
        written.truncate(body.len());
        Some(Checkpoint { position, names, written, states, with_days, with_sites })
    }

    /// The engine as it was, going on by this directory, which knows at least the names.
    pub fn engine(&self, folder: &Path, directory: Arc<Directory>) -> Result<Engine, Fault> {
        let states = &mut Bytes(&self.written[self.states..]);
        let read = Engine::decode(directory, self.names.len(), (self.with_days, self.with_sites), states);
        read.ok_or_else(|| Fault::damaged(&folder.join(FILE), 0))
    }
}

/// Writes the engine's state as it is at a position of the log, in pieces: it isn't in memory twice.
pub fn write(folder: &Path, engine: &Engine, position: u64) -> Result<(), Fault> {
    let mut head = MAGIC.to_vec();
    put(&mut head, position);
    let series = engine.directory().series();
    put(&mut head, series.len() as u64);
    for it in series {
        head.push(it.name.metric as u8);
        put(&mut head, it.name.device.len() as u64);
        head.extend_from_slice(it.name.device.as_bytes());
    }
    replace(&folder.join(FILE), |file| {
        let mut sum = crc32fast::Hasher::new();
        let mut write = |piece: &[u8]| {
            sum.update(piece);
            file.write_all(piece)
        };
        write(&head)?;
        engine.encode(&mut write)?;
        file.write_all(&sum.finalize().to_le_bytes())
    })
}
