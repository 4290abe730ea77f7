//! The log of the district's facts in its data folder: what signs it, what carries facts into it, what its head says.
//!
//! `log/` holds entries, tiles and the checkpoint; `keys/` what signs them and, in `log.pub`, what checks them. Whoever
//! should be able to prove something later keeps the public keys and a head elsewhere: on paper, or with a witness.

pub mod compare;
pub mod keys;
pub mod witnessed;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use kernel::{District, Error, Instant};
use ledger::{Clock, Db, Sequencer};
use proof::checkpoint::Checkpoint;
use proof::folder::{CHECKPOINT, Folder};
use proof::inclusion::Inclusion;
use proof::note::{Note, Verifier};
use sha2::Sha256;

use crate::gate::{chain, machine_ctx};

/// A fact is in the log at the latest a second after it was answered.
const PAUSE: Duration = Duration::from_millis(300);
/// After a fault: a person has to look, and the journal is not to be filled meanwhile.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);
/// Facts waiting for their entry are counted up to this many.
const WAITING_COUNTED: u32 = 10_000;

pub fn folder(data: &Path) -> PathBuf {
    data.join("log")
}

/// The data folder that a district's file lies in.
pub fn data(db: &Db) -> &Path {
    db.folder()
}

/// The first line of every checkpoint, and the name of the key.
pub fn origin(district: District, node: i64) -> String {
    format!("anlan/{district}/{node}")
}

/// What the log says of itself, and what the database says of the log.
#[derive(Debug, Clone)]
pub struct Head {
    pub checkpoint: Checkpoint,
    /// As it was signed.
    pub note: Note,
    /// Those that the checkpoint was checked with.
    pub keys: Vec<Verifier>,
    /// Facts that are not in the log yet, up to ten thousand.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub waiting_since: Option<Instant>,
    /// The last head that a witness has signed.
    pub witnessed: Option<(Checkpoint, Note)>,
    /// Why it does not sign, when it does not.
    pub refused: Option<String>,
}

impl Head {
    pub fn root(&self) -> String {
        BASE64.encode(&self.checkpoint.root)
    }
}

/// When a head was signed.
pub fn signed_at(checkpoint: &Checkpoint) -> Option<Instant> {
    checkpoint.time().map(|seconds| Instant::from_micros(seconds as i64 * 1_000_000))
}

/// The head; none before the log has begun. A checkpoint that its own keys have not signed is a fault.
pub fn head(db: &Db, district: District) -> Result<Option<Head>, Error> {
    let data = data(db);
    let files = Folder::new(folder(data));
    let Some(bytes) = files.read(CHECKPOINT).map_err(Error::internal)? else { return Ok(None) };
    let keys = keys::public(data)?;
    let origin = origin(district, db.node());
    let checkpoint = Checkpoint::open(&bytes, &origin, &keys).map_err(Error::internal)?;
    let note = Note::parse(&bytes).map_err(Error::internal)?;
    let size = checkpoint.size as i64;
    let (waiting, waiting_since) = db.read_blocking(|r| r.facts_behind(district, db.node(), size, WAITING_COUNTED))?;
    let witnessed = witnessed::last(data, &origin, &keys)?;
    let refused = witnessed::refusal(data)?;
    Ok(Some(Head { checkpoint, note, keys, waiting, waiting_since, witnessed, refused }))
}

/// A fact that is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub stream: &'static str,
    pub version: i64,
    /// From 0.
    pub number: u64,
}

/// The facts about one object that are in the log, in their order.
pub fn entries_of(db: &Db, district: District, id: [u8; 16]) -> Result<Vec<Entry>, Error> {
    let node = db.node();
    let mut found = Vec::new();
    for concept in db.concepts() {
        let stream = concept.stream;
        let numbers = db.read_blocking(|r| r.log_numbers(district, node, stream, id))?;
        let entry = |(version, number): (i64, Option<i64>)| Some(Entry { stream, version, number: number? as u64 });
        found.extend(numbers.into_iter().filter_map(entry));
    }
    found.sort_by_key(|entry| entry.number);
    Ok(found)
}

/// The proof that an entry is in the log of this head, with the entry itself.
pub fn proof(db: &Db, head: &Head, number: u64) -> Result<Inclusion, Error> {
    let files = Folder::new(folder(data(db)));
    let size = head.checkpoint.size;
    let entry = files.entry(number, size).map_err(Error::internal)?;
    if entry.is_none() {
        return Err(Error::refused("the fact is not in the log yet: it takes a second"));
    }
    let hashes = files.inclusion::<Sha256>(number, size, size).map_err(Error::internal)?;
    Ok(Inclusion { entry, index: number, hashes, checkpoint: head.note.clone() })
}

/// Carries facts into the log of the data folder; with `sm` also with SM3 and SM2.
pub fn sequencer(db: &Db, district: District, sm: bool) -> Result<Sequencer, Error> {
    let settings = keys::settings(data(db), &origin(district, db.node()), sm)?;
    Ok(Sequencer::new(db, &folder(data(db)), settings))
}

/// Does so until the process ends.
pub fn start(db: Db, clock: Arc<dyn Clock>, district: District, sm: bool) -> Result<(), Error> {
    let sequencer = sequencer(&db, district, sm)?;
    let run = move || carry(sequencer, clock.as_ref(), district, || true);
    std::thread::Builder::new().name("sequencer".into()).spawn(run).map(drop).map_err(Error::internal)
}

/// Carries facts into the log as long as it `goes_on`.
pub fn carry(mut sequencer: Sequencer, clock: &dyn Clock, district: District, goes_on: impl Fn() -> bool) {
    while goes_on() {
        let ctx = machine_ctx("sequencer", district, clock.now());
        let done = ctx.and_then(|ctx| sequencer.step(&ctx));
        let pause = match done {
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::error!(error = said(&error), "facts are not carried into the log");
                PAUSE_AFTER_FAULT
            }
        };
        std::thread::sleep(pause);
    }
}

/// The error with its cause: neither holds personal values here.
fn said(error: &Error) -> String {
    match error {
        Error::Internal(cause) => chain(cause.as_ref()),
        Error::Refused { why, with: Some(with) } => format!("{why} ({with})"),
        other => other.to_string(),
    }
}
