//! Checking a whole log from its files, trusting nothing but public keys and, if there is one, an older checkpoint.
//!
//! Every hash is computed anew from the entries and compared with every tile, the root with the signed checkpoint. Where
//! something differs, the hash above says which side is the true one: it decides between a changed entry and a changed tile.
//! Files beyond the checkpoint are no faults: a writer may be at work or may have been killed; they are told as notes.
//!
//! What cannot be seen from the files alone: a folder put back to how it once was. It needs the older checkpoint.

mod moved;
mod pass;
mod spare;

use std::fmt;
use std::io;

use data_encoding::BASE64;
use serde::Serialize;
use sha2::Sha256;
use sm3::Sm3;

use crate::checkpoint::{Checkpoint, Unusable};
use crate::folder::{CHECKPOINT, Folder, LogDigest};
use crate::note::{Note, Signed, Verifier};
use crate::tree::{Hash, root_at};

/// Faults that are written out; the others are counted.
pub const FAULTS_MAX: usize = 1000;

/// What a log is checked against.
#[derive(Debug, Default)]
pub struct Against {
    /// Each of these must have signed the checkpoint. At least one.
    pub keys: Vec<Verifier>,
    /// The origin that the checkpoint must name; none accepts any.
    pub origin: Option<String>,
    /// An older checkpoint, as it was kept elsewhere. It must be signed by the same keys.
    pub trusted: Option<Vec<u8>>,
    /// Check the second tree, with SM3, too. A checkpoint without its root is a fault then.
    pub sm3: bool,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    pub origin: Option<String>,
    /// Entries that the checkpoint speaks of, or that were found when it is not signed.
    pub size: u64,
    /// The root of the checkpoint, in base64.
    pub root: Option<String>,
    /// At most [`FAULTS_MAX`], the most telling first. Empty: everything fits.
    pub faults: Vec<Fault>,
    /// Faults, those not written out included.
    pub faults_found: u64,
    /// What is odd and no fault.
    pub notes: Vec<String>,
}

/// Faults and notes line by line, and the outcome.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.faults.iter().try_for_each(|fault| writeln!(f, "{}: {}", fault.file, fault.what))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "note: {note}"))?;
        let origin = self.origin.as_deref().unwrap_or("a log without a signed checkpoint");
        write!(f, "{origin}, {} entries: ", self.size)?;
        match self.faults_found {
            0 => writeln!(f, "everything fits"),
            1 => writeln!(f, "1 fault"),
            more => writeln!(f, "{more} faults"),
        }
    }
}

/// One fault and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub kind: Kind,
    /// Within the folder of the log.
    pub file: String,
    /// The entry, from 0.
    pub entry: Option<u64>,
    pub tile: Option<Place>,
    /// What was expected and what is there.
    pub what: String,
}

/// One hash of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    pub level: u8,
    pub index: u64,
    pub position: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The trusted checkpoint has more entries than this log now says it has.
    RolledBack,
    /// Two signed checkpoints of this log exclude each other.
    TwoHeads,
    Unsigned,
    WrongSignature,
    WrongOrigin,
    /// The checkpoint's root is not the root of the entries.
    WrongRoot,
    /// Entries at the end are missing.
    Truncated,
    Deleted,
    Inserted,
    /// Two entries stand in each other's place, or one in another's.
    Swapped,
    ChangedEntry,
    ChangedTile,
    Missing,
    Unreadable,
}

/// Why nothing could be said.
#[derive(Debug, thiserror::Error)]
pub enum CouldNot {
    #[error("no key was given")]
    NoKey,
    #[error("the folder cannot be read: {0}")]
    Folder(io::Error),
    #[error("there is no log in this folder")]
    NoLog,
    #[error("the trusted checkpoint cannot be used: {0}")]
    Trusted(Unusable),
}

/// Faults and notes while they are collected.
#[derive(Default)]
pub(crate) struct Findings {
    pub faults: Vec<Fault>,
    pub count: u64,
    pub notes: Vec<String>,
}

impl Findings {
    pub fn fault(&mut self, fault: Fault) {
        if self.faults.contains(&fault) {
            return;
        }
        self.count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }

    pub fn note(&mut self, note: String) {
        if self.notes.len() < FAULTS_MAX {
            self.notes.push(note);
        }
    }
}

impl Fault {
    pub(crate) fn of_file(kind: Kind, file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { kind, file: file.into(), entry: None, tile: None, what: what.into() }
    }
}

/// Checks a log. An error says that nothing was checked; faults are in the report.
pub fn verify(folder: &Folder, against: &Against) -> Result<Report, CouldNot> {
    if against.keys.is_empty() {
        return Err(CouldNot::NoKey);
    }
    folder.path().read_dir().map_err(CouldNot::Folder)?;
    if !folder.path().join(CHECKPOINT).exists() && !folder.path().join("tile").exists() {
        return Err(CouldNot::NoLog);
    }
    let mut found = Findings::default();
    let trusted = against.trusted.as_deref().map(|bytes| trusted(bytes, against)).transpose()?;
    let head = head(folder, against, trusted.as_ref(), &mut found);
    let size = head.as_ref().map_or_else(|| spare::entries_found(folder), |head| head.size);
    let old = trusted.as_ref().filter(|old| old.size <= size);

    let root = head.as_ref().map(|head| head.root);
    let sha = pass::run::<Sha256>(folder, size, root, old.map(|old| old.size), &mut found);
    if let Some(old) = old {
        continues::<Sha256>(folder, size, old, old.root, sha, &mut found);
    }
    if against.sm3 {
        let root = head.as_ref().and_then(Checkpoint::sm3);
        if head.is_some() && root.is_none() {
            found.fault(Fault::of_file(Kind::WrongRoot, CHECKPOINT, "the checkpoint has no root with SM3"));
        } else {
            let sm3 = pass::run::<Sm3>(folder, size, root, old.map(|old| old.size), &mut found);
            if let Some((old, root)) = old.and_then(|old| Some((old, old.sm3()?))) {
                continues::<Sm3>(folder, size, old, root, sm3, &mut found);
            }
        }
    }
    spare::check(folder, size, &mut found);

    found.faults.sort_by_key(|fault| (fault.kind, fault.entry));
    Ok(Report {
        origin: head.as_ref().map(|head| head.origin.clone()),
        size,
        root: head.map(|head| BASE64.encode(&head.root)),
        faults: found.faults,
        faults_found: found.count,
        notes: found.notes,
    })
}

/// The trusted checkpoint, signed by the keys.
fn trusted(bytes: &[u8], against: &Against) -> Result<Checkpoint, CouldNot> {
    let text = Note::parse(bytes).map_err(|error| CouldNot::Trusted(error.into()))?;
    let origin = Checkpoint::parse(text.text()).map_err(CouldNot::Trusted)?.origin;
    let origin = against.origin.as_ref().unwrap_or(&origin);
    Checkpoint::open(bytes, origin, &against.keys).map_err(CouldNot::Trusted)
}

/// The checkpoint of the folder, if one of the keys at least has signed it; and what is wrong with it, alone and beside the trusted one.
fn head(folder: &Folder, against: &Against, trusted: Option<&Checkpoint>, found: &mut Findings) -> Option<Checkpoint> {
    let mut fault = |kind, what: String| found.fault(Fault::of_file(kind, CHECKPOINT, what));
    let bytes = match folder.read(CHECKPOINT) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            fault(Kind::Missing, "the checkpoint is missing".to_owned());
            return None;
        }
        Err(error) => {
            fault(Kind::Unreadable, error.why.to_string());
            return None;
        }
    };
    let read = Note::parse(&bytes).map_err(Unusable::from);
    let (note, head) = match read.and_then(|note| Checkpoint::parse(note.text()).map(|head| (note, head))) {
        Ok(read) => read,
        Err(error) => {
            fault(Kind::Unreadable, error.to_string());
            return None;
        }
    };
    let mut signed = false;
    for key in &against.keys {
        let (kind, what) = match note.signed_by(key) {
            Signed::Yes => {
                signed = true;
                continue;
            }
            Signed::Missing => (Kind::Unsigned, "there is no signature by"),
            Signed::Wrong => (Kind::WrongSignature, "the signature does not fit the text:"),
        };
        fault(kind, format!("{what} {key}"));
    }
    if !signed {
        return None;
    }
    let origin = against.origin.as_ref().or(trusted.map(|old| &old.origin));
    if let Some(origin) = origin.filter(|origin| **origin != head.origin) {
        fault(Kind::WrongOrigin, format!("the checkpoint is of {}, expected is {origin}", head.origin));
    }
    if let Some(old) = trusted.filter(|old| old.size > head.size) {
        let what = format!("the log has {} entries, the trusted checkpoint has {}", head.size, old.size);
        fault(Kind::RolledBack, what);
    }
    if let Some(old) = trusted.filter(|old| old.size == head.size && old.root != head.root) {
        let (ours, theirs) = (BASE64.encode(&head.root), BASE64.encode(&old.root));
        let what = format!("{} entries have root {ours} here and {theirs} in the trusted checkpoint", old.size);
        fault(Kind::TwoHeads, what);
    }
    Some(head)
}

/// Does the log begin with the tree of the trusted checkpoint? `computed` is what its entries gave at that size; when
/// they are damaged, the tiles may still show it.
fn continues<D: LogDigest>(
    folder: &Folder,
    size: u64,
    old: &Checkpoint,
    old_root: Hash,
    computed: Option<Hash>,
    found: &mut Findings,
) {
    let stored = || root_at::<D, _>(old.size, size, |tile| folder.tile::<D>(tile)).ok();
    if computed == Some(old_root) || stored() == Some(old_root) {
        return;
    }
    let (root, trusted) = (computed.or_else(stored), BASE64.encode(&old_root));
    let root = root.map_or("no root".to_owned(), |root| BASE64.encode(&root));
    let what = format!("the first {} entries give {root}, the trusted checkpoint says {trusted}", old.size);
    let kind = if old.size == 0 { Kind::WrongRoot } else { Kind::TwoHeads };
    found.fault(Fault::of_file(kind, CHECKPOINT, what));
}
