//! The engine's state in a file, and up to where in the log it goes.
//!
//! `anlan-r1`, position, names of all series, one state a series, CRC-32 of all that. A state that was written for a rule which
//! isn't there any more is passed over.

use std::path::Path;
use std::sync::Arc;

use super::{Fault, replace};
use crate::bytes::{Bytes, put};
use crate::directory::{Directory, Name};
use crate::{Engine, Metric};

const MAGIC: &[u8] = b"anlan-r1";
const FILE: &str = "checkpoint";

/// What a checkpoint says, before there is a directory to read its states with.
#[derive(Debug)]
pub struct Checkpoint {
    /// Where in the log to go on.
    pub position: u64,
    pub names: Vec<Name>,
    states: Vec<u8>,
}

impl Checkpoint {
    /// The checkpoint of a folder, or one of before everything.
    pub fn read(folder: &Path) -> Result<Checkpoint, Fault> {
        let path = folder.join(FILE);
        let written = match std::fs::read(&path) {
            Ok(written) => written,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Checkpoint { position: 0, names: Vec::new(), states: Vec::new() });
            }
            Err(cause) => return Err(Fault::at(&path)(cause)),
        };
        let sound = written.split_last_chunk::<4>().filter(|(body, sum)| crc32fast::hash(body).to_le_bytes() == **sum);
        let read = sound.and_then(|(body, _)| Checkpoint::of(body));
        read.ok_or_else(|| Fault::damaged(&path, 0))
    }

    /// Where in the log a restart goes on, without the states.
    pub fn position(folder: &Path) -> Result<u64, Fault> {
        Checkpoint::read(folder).map(|it| it.position)
    }

    fn of(body: &[u8]) -> Option<Checkpoint> {
        let mut bytes = Bytes(body.strip_prefix(MAGIC)?);
        let position = bytes.take()?;
        let mut names = Vec::new();
        for _ in 0..bytes.length(2)? {
            let metric = *Metric::ALL.get(usize::from(bytes.byte()?))?;
            let length = bytes.length(1)?;
            names.push(Name { device: std::str::from_utf8(bytes.slice(length)?).ok()?.into(), metric });
        }
        Some(Checkpoint { position, names, states: bytes.0.to_vec() })
    }

    /// The engine as it was, going on by this directory, which knows at least the names.
    pub fn engine(&self, folder: &Path, directory: Arc<Directory>) -> Result<Engine, Fault> {
        let read = Engine::decode(directory, self.names.len(), &mut Bytes(&self.states));
        read.ok_or_else(|| Fault::damaged(&folder.join(FILE), 0))
    }
}

/// Writes the engine's state as it is at a position of the log.
pub fn write(folder: &Path, engine: &Engine, position: u64) -> Result<(), Fault> {
    let mut body = MAGIC.to_vec();
    put(&mut body, position);
    let series = engine.directory().series();
    put(&mut body, series.len() as u64);
    for it in series {
        body.push(it.name.metric as u8);
        put(&mut body, it.name.device.len() as u64);
        body.extend_from_slice(it.name.device.as_bytes());
    }
    engine.encode(&mut body);
    let sum = crc32fast::hash(&body).to_le_bytes();
    replace(&folder.join(FILE), &[&body, &sum])
}
