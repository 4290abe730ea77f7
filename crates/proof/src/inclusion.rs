//! The proof that one entry is in a log, in one small file: c2sp.org/tlog-proof.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <the entry in base64>
//! index 73894
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//! …
//!
//! <the checkpoint, as the log signed it>
//! ```
//!
//! The line `extra` is free to use; we put the entry itself there, so that one file is all that is needed. Without it the
//! entry is kept beside the file.

use std::fmt;

use data_encoding::BASE64;
use sha2::Sha256;

use crate::checkpoint::{Checkpoint, Unusable, decimal, hash};
use crate::note::{Malformed, Note, Verifier};
use crate::tree::{Hash, NotProven, leaf, verify_inclusion};

const FIRST: &str = "c2sp.org/tlog-proof@v1";
/// Longest file that is read: an entry in base64, 64 hashes, a note.
const PROOF_BYTES_MAX: usize = 256 * 1024;

/// Where an entry is in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry, when it is in the file.
    pub entry: Option<Vec<u8>>,
    pub index: u64,
    /// From the leaf's sibling up.
    pub hashes: Vec<Hash>,
    pub checkpoint: Note,
}

/// Why a proof does not show that the entry is in the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotIncluded {
    #[error("the file is not a proof: {0}")]
    Form(&'static str),
    #[error("the checkpoint in the proof cannot be read: {0}")]
    Note(#[from] Malformed),
    #[error("the checkpoint in the proof cannot be believed: {0}")]
    Checkpoint(#[from] Unusable),
    #[error("the file has no entry, and none was given")]
    NoEntry,
    #[error("the entry in the file is not the one that was given")]
    OtherEntry,
    #[error(transparent)]
    NotProven(#[from] NotProven),
}

impl Inclusion {
    pub fn parse(bytes: &[u8]) -> Result<Self, NotIncluded> {
        if bytes.len() > PROOF_BYTES_MAX {
            return Err(NotIncluded::Form("it is too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NotIncluded::Form("it is not text in UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(NotIncluded::Form("there is no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST) {
            return Err(NotIncluded::Form("the first line is another"));
        }
        let extra = lines.next_if(|line| line.starts_with("extra ")).and_then(|line| line.strip_prefix("extra "));
        let entry = extra.map(|extra| BASE64.decode(extra.as_bytes())).transpose();
        let entry = entry.map_err(|_| NotIncluded::Form("the line extra is not base64"))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decimal);
        let index = index.ok_or(NotIncluded::Form("the index is missing"))?;
        let hashes: Option<Vec<Hash>> = lines.map(hash).collect();
        let hashes = hashes.filter(|hashes| hashes.len() <= 64);
        let hashes = hashes.ok_or(NotIncluded::Form("the hashes are not at most 64 lines of 32 bytes"))?;
        Ok(Self { entry, index, hashes, checkpoint: Note::parse(checkpoint.as_bytes())? })
    }

    /// Checks signatures, root and entry, and gives the checkpoint and the entry. `given` is the entry from elsewhere; each
    /// of the keys must have signed; without an origin any is accepted.
    pub fn verify(
        &self,
        given: Option<&[u8]>,
        origin: Option<&str>,
        keys: &[Verifier],
    ) -> Result<(Checkpoint, Vec<u8>), NotIncluded> {
        let entry = match (given, self.entry.as_deref()) {
            (None, None) => return Err(NotIncluded::NoEntry),
            (Some(given), Some(entry)) if given != entry => return Err(NotIncluded::OtherEntry),
            (Some(entry), _) | (None, Some(entry)) => entry,
        };
        let text = Checkpoint::parse(self.checkpoint.text())?;
        let origin = origin.unwrap_or(&text.origin);
        let checkpoint = Checkpoint::open(self.checkpoint.to_string().as_bytes(), origin, keys)?;
        let hash = leaf::<Sha256>(entry);
        verify_inclusion::<Sha256>(&hash, self.index, checkpoint.size, &self.hashes, &checkpoint.root)?;
        Ok((checkpoint, entry.to_owned()))
    }
}

/// The text of the file.
impl fmt::Display for Inclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}")?;
        if let Some(entry) = &self.entry {
            writeln!(f, "extra {}", BASE64.encode(entry))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{}", BASE64.encode(hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
