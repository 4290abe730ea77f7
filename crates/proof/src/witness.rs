//! The witness: someone else, who remembers the last checkpoint and signs only what continues it.
//!
//! A witness keeps one checkpoint of every log it follows, in a folder of its own, and replaces it before its signature
//! leaves the house. It never signs a smaller tree, nor one whose continuation is not proven; it says which it was and
//! keeps both checkpoints as evidence: two texts with the log's own signature that exclude each other.
//!
//! Source: c2sp.org/tlog-witness (what is asked and in which order it is checked), c2sp.org/tlog-cosignature (what is
//! signed). Not here: the network.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::checkpoint::{Checkpoint, Unusable, decimal, hash};
use crate::folder::{FileError, Folder, Writer, at};
use crate::note::{Malformed, NOTE_BYTES_MAX, Note, Signature, Signer, Verifier};
use crate::tree::{Hash, NotProven, verify_consistency};

const LOCK: &str = ".lock";
/// Hashes of a consistency proof that are read.
const PROOF_MAX: usize = 63;

/// What a log asks of a witness: the body of `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Entries of the checkpoint that the proof starts from.
    pub old: u64,
    pub proof: Vec<Hash>,
    pub checkpoint: Note,
}

impl Request {
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > 2 * NOTE_BYTES_MAX {
            return Err(Refusal::Form);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Form)?;
        let (head, note) = text.split_once("\n\n").ok_or(Refusal::Form)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal).ok_or(Refusal::Form)?;
        let proof: Option<Vec<Hash>> = lines.map(hash).collect();
        let proof = proof.filter(|proof| proof.len() <= PROOF_MAX).ok_or(Refusal::Form)?;
        Ok(Self { old, proof, checkpoint: Note::parse(note.as_bytes())? })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{}", BASE64.encode(hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// A log that a witness follows.
#[derive(Debug, Clone)]
pub struct Followed {
    pub origin: String,
    /// Each of these must have signed.
    pub keys: Vec<Verifier>,
}

/// Why a witness does not sign. The numbers are the answers that c2sp.org/tlog-witness gives over HTTP.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// 400
    #[error("the request is not in the form of add-checkpoint")]
    Form,
    /// 400
    #[error("the checkpoint cannot be read: {0}")]
    Note(#[from] Malformed),
    /// 404
    #[error("this witness does not follow {0}")]
    Unknown(String),
    /// 403
    #[error("the checkpoint cannot be believed: {0}")]
    Unbelieved(#[from] Unusable),
    /// 409; the log asks again with a proof from `kept` entries.
    #[error("the proof starts from {asked} entries, the witness knows {kept}")]
    Stale { asked: u64, kept: u64 },
    /// 422: the proof has the wrong number of hashes.
    #[error("the proof does not hold: {0}")]
    Proof(NotProven),
    /// 409, and somebody must be told.
    #[error("{0}")]
    Alarm(Box<Alarm>),
    #[error("another process is this witness")]
    Locked,
    #[error(transparent)]
    File(#[from] FileError),
}

/// The log has signed what cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// What the witness had signed.
    pub kept: Note,
    /// What the log showed now.
    pub shown: Note,
    /// The file in the folder of the witness that holds both.
    pub evidence: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmKind {
    /// The log shows fewer entries than before: rolled back, or an old copy is at work.
    Shrink { kept: u64, shown: u64 },
    /// The log shows other entries than before. `proven`: the two checkpoints, or they and the log's own proof, exclude each
    /// other; otherwise the log gave a proof that leads nowhere.
    Fork { kept: u64, shown: u64, proven: bool },
}

/// What happened, without the place of the evidence: that is the witness's own.
impl fmt::Display for AlarmKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shrink { kept, shown } => write!(f, "the log has shrunk from {kept} entries to {shown}"),
            Self::Fork { kept, shown, .. } => {
                write!(f, "the log of {shown} entries does not continue that of {kept}")
            }
        }
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, evidence is in {}", self.kind, self.evidence.display())
    }
}

/// A witness with its memory.
pub struct Witness {
    key: Signer,
    followed: Vec<Followed>,
    folder: Folder,
    writer: Writer,
    _lock: File,
}

impl Witness {
    /// `key` is made with [`Signer::witness_from_seed`].
    pub fn open(dir: &Path, key: Signer, followed: Vec<Followed>) -> Result<Self, Refusal> {
        fs::create_dir_all(dir).map_err(at("."))?;
        let lock = File::options().create(true).append(true).open(dir.join(LOCK)).map_err(at(LOCK))?;
        match lock.try_lock() {
            Ok(()) => (),
            Err(TryLockError::WouldBlock) => return Err(Refusal::Locked),
            Err(TryLockError::Error(error)) => return Err(at(LOCK)(error).into()),
        }
        let writer = Writer::new(dir, Box::new(|_, _| ()));
        Ok(Self { key, followed, folder: Folder::new(dir), writer, _lock: lock })
    }

    /// Entries of the last checkpoint that was signed for this log; 0 before the first.
    pub fn size(&self, origin: &str) -> Result<u64, Refusal> {
        Ok(self.kept(origin)?.map_or(0, |(kept, _)| kept.size))
    }

    /// Signs the checkpoint when it continues the last one; `now` is in seconds since 1970.
    pub fn cosign(&mut self, request: &Request, now: u64) -> Result<Signature, Refusal> {
        let shown = &request.checkpoint;
        let origin = Checkpoint::parse(shown.text())?.origin;
        let followed = self.followed.iter().find(|log| log.origin == origin && !log.keys.is_empty());
        let keys = &followed.ok_or_else(|| Refusal::Unknown(origin.clone()))?.keys;
        let new = Checkpoint::open(shown.to_string().as_bytes(), &origin, keys)?;
        let kept = self.kept(&origin)?;
        let (old_size, old_root) = kept.as_ref().map_or((0, None), |(old, _)| (old.size, Some(old.root)));
        if let Some((old, kept)) = &kept {
            let sizes = (old.size, new.size);
            if new.size < old.size {
                let kind = AlarmKind::Shrink { kept: sizes.0, shown: sizes.1 };
                return Err(self.alarm(kind, kept, shown)?);
            }
            if new.size == old.size && new.root != old.root {
                let kind = AlarmKind::Fork { kept: sizes.0, shown: sizes.1, proven: true };
                return Err(self.alarm(kind, kept, shown)?);
            }
        }
        if request.old != old_size {
            return Err(Refusal::Stale { asked: request.old, kept: old_size });
        }
        let old_root = old_root.unwrap_or_else(crate::tree::empty::<Sha256>);
        match verify_consistency::<Sha256>((old_size, &old_root), (new.size, &new.root), &request.proof) {
            Ok(()) => (),
            Err(error @ (NotProven::OldRoot | NotProven::Root)) => {
                let Some((_, kept)) = &kept else { return Err(Refusal::Proof(error)) };
                let proven = error == NotProven::OldRoot;
                let kind = AlarmKind::Fork { kept: old_size, shown: new.size, proven };
                return Err(self.alarm(kind, kept, shown)?);
            }
            Err(error) => return Err(Refusal::Proof(error)),
        }
        let line = self.key.sign(shown.text(), now);
        let mut signed = shown.clone();
        signed.add(line.clone());
        self.writer.stage(name(&origin), signed.to_string().into_bytes());
        self.writer.commit()?;
        Ok(line)
    }

    /// The last checkpoint that was signed.
    pub fn kept(&self, origin: &str) -> Result<Option<(Checkpoint, Note)>, Refusal> {
        let Some(bytes) = self.folder.read(&name(origin))? else { return Ok(None) };
        let checkpoint = Checkpoint::open(&bytes, origin, std::slice::from_ref(self.key.verifier()))?;
        Ok(Some((checkpoint, Note::parse(&bytes)?)))
    }

    /// Keeps both checkpoints in a file before anybody hears of it.
    fn alarm(&mut self, kind: AlarmKind, kept: &Note, shown: &Note) -> Result<Refusal, FileError> {
        let both = format!("{kept}\n{shown}");
        let file = format!("evidence/{}.txt", &HEXLOWER.encode(&Sha256::digest(&both))[..32]);
        self.writer.stage(file.clone(), both.into_bytes());
        self.writer.commit()?;
        let evidence = self.folder.path().join(file);
        Ok(Refusal::Alarm(Box::new(Alarm { kind, kept: kept.clone(), shown: shown.clone(), evidence })))
    }
}

/// The file of a log's last checkpoint. Origins may hold anything, so their hash is the name.
fn name(origin: &str) -> String {
    format!("{}.checkpoint", &HEXLOWER.encode(&Sha256::digest(origin))[..32])
}
