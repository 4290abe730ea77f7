//! Signed notes: c2sp.org/signed-note.
//!
//! A text, an empty line, and lines of signatures. Lines by unknown keys are kept and ignored, so that witnesses and a
//! second algorithm can sign the same text. Nothing of a note may be believed before [`Note::signed_by`] says yes.

mod key;
#[cfg(test)]
mod tests;

use std::fmt;

use data_encoding::BASE64;

pub use key::{KeyError, SM2_IDENTIFIER, Signer, SmSigner, Verifier};

/// Longest note that is read.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;
/// Signature lines that are read; the specification asks for 16 at least.
const SIGNATURES_MAX: usize = 64;

/// A text with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One line `— <key name> <base64 of key id and signature>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub name: String,
    pub id: u32,
    pub bytes: Vec<u8>,
}

/// Why bytes are no note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("the note has {0} bytes, at most {NOTE_BYTES_MAX} are read")]
    Long(usize),
    #[error("the note is not text in UTF-8 without control characters")]
    Text,
    #[error("the note has no signatures behind an empty line")]
    Unsigned,
    #[error("line {0} of the signatures is not a signature")]
    Signature(usize),
    #[error("the note has more than {SIGNATURES_MAX} signatures")]
    Signatures,
}

/// Whether a key has signed a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Yes,
    /// There is no line by this key.
    Missing,
    /// There is a line by this key, and it does not fit the text.
    Wrong,
}

impl Note {
    /// A text to sign. It ends with a line feed and has no other control characters.
    pub fn new(text: String) -> Result<Self, Malformed> {
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(Malformed::Text);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(Malformed::Long(bytes.len()));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| Malformed::Text)?;
        let end = note.rfind("\n\n").ok_or(Malformed::Unsigned)?;
        let mut parsed = Self::new(note[..=end].to_owned())?;
        let lines = note[end + 2..].strip_suffix('\n').ok_or(Malformed::Unsigned)?;
        for (position, line) in lines.split('\n').enumerate() {
            if position == SIGNATURES_MAX {
                return Err(Malformed::Signatures);
            }
            parsed.signatures.push(Signature::parse(line).ok_or(Malformed::Signature(position + 1))?);
        }
        Ok(parsed)
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    pub fn add(&mut self, signature: Signature) {
        self.signatures.push(signature);
    }

    /// The lines by this key, by its name and id, are looked for and verified.
    pub fn signed_by(&self, key: &Verifier) -> Signed {
        let mut lines = self.signatures.iter().filter(|line| key.made(line)).peekable();
        match (lines.peek().is_some(), lines.all(|line| key.verify(self.text.as_bytes(), &line.bytes))) {
            (false, _) => Signed::Missing,
            (true, true) => Signed::Yes,
            (true, false) => Signed::Wrong,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Signature {
    /// Reads one line, without its line feed.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        let complete = is_name(name) && !bytes.is_empty();
        complete.then(|| Self { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_owned() })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes()[..], &self.bytes].concat();
        write!(f, "— {} {}", self.name, BASE64.encode(&bytes))
    }
}

/// A key name: not empty, without spaces, plus signs and control characters.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}
