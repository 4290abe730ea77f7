//! Checkpoints: what a log says about itself at one size. c2sp.org/tlog-checkpoint.
//!
//! The text has the origin, the size, the root in base64, and extension lines of the form `<word> <value>`. Ours are:
//!
//! - `sm3 <base64>`: the root of the same entries with SM3 in place of SHA-256;
//! - `time <seconds>`: when the log signed, in seconds since 1970.
//!
//! An unknown extension line is kept and means nothing.

use data_encoding::BASE64;

use crate::note::{Malformed, Note, Signed, Verifier};
use crate::tree::Hash;

/// A tree head, believed only as far as its note is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    /// Entries.
    pub size: u64,
    pub root: Hash,
    /// The further lines, without line feeds.
    pub extensions: Vec<String>,
}

/// Why there is no checkpoint to believe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error(transparent)]
    Note(#[from] Malformed),
    #[error("the text is not a checkpoint: {0}")]
    Text(&'static str),
    #[error("the checkpoint is of {found}, expected is {expected}")]
    Origin { expected: String, found: String },
    #[error("there is no signature by {0}")]
    Unsigned(String),
    #[error("the signature by {0} does not fit the text")]
    WrongSignature(String),
}

impl Checkpoint {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, Unusable> {
        let mut lines = text.strip_suffix('\n').ok_or(Unusable::Text("it does not end with a line feed"))?.split('\n');
        let mut line = |what| lines.next().filter(|line| !line.is_empty()).ok_or(Unusable::Text(what));
        let origin = line("the origin is missing")?.to_owned();
        let size = decimal(line("the size is missing")?).ok_or(Unusable::Text("the size is not a number"))?;
        let root = hash(line("the root is missing")?).ok_or(Unusable::Text("the root is not 32 bytes in base64"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(Unusable::Text("a line is empty"));
        }
        Ok(Self { origin, size, root, extensions })
    }

    /// Reads a note and requires a good signature of each of these keys over this origin.
    pub fn open(note: &[u8], origin: &str, keys: &[Verifier]) -> Result<Self, Unusable> {
        let note = Note::parse(note)?;
        for key in keys {
            match note.signed_by(key) {
                Signed::Yes => (),
                Signed::Missing => return Err(Unusable::Unsigned(key.name().to_owned())),
                Signed::Wrong => return Err(Unusable::WrongSignature(key.name().to_owned())),
            }
        }
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin != origin {
            return Err(Unusable::Origin { expected: origin.to_owned(), found: checkpoint.origin });
        }
        Ok(checkpoint)
    }

    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.root));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// The root with SM3, when the log keeps one.
    pub fn sm3(&self) -> Option<Hash> {
        self.extension("sm3").and_then(hash)
    }

    /// When the log signed, in seconds since 1970.
    pub fn time(&self) -> Option<u64> {
        self.extension("time").and_then(decimal)
    }

    fn extension(&self, word: &str) -> Option<&str> {
        self.extensions.iter().find_map(|line| line.strip_prefix(word)?.strip_prefix(' '))
    }
}

/// A number without sign and leading zeroes.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// 32 bytes in base64.
pub(crate) fn hash(text: &str) -> Option<Hash> {
    BASE64.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SPECIFIED: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn texts() {
        let checkpoint = Checkpoint::parse(SPECIFIED).unwrap();
        assert_eq!((checkpoint.size, checkpoint.origin.as_str()), (20_852_163, "example.com/behind-the-sofa"));
        assert_eq!(checkpoint.text(), SPECIFIED);
        let extended = format!("{SPECIFIED}sm3 CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\ntime 17\nother\n");
        let checkpoint = Checkpoint::parse(&extended).unwrap();
        assert_eq!((checkpoint.sm3(), checkpoint.time()), (Some(checkpoint.root), Some(17)));
        assert_eq!(checkpoint.text(), extended);
        let bad = |text: &str| assert!(matches!(Checkpoint::parse(text), Err(Unusable::Text(_))), "{text:?}");
        bad("");
        bad(&SPECIFIED.replace("example.com/behind-the-sofa", ""));
        bad(&SPECIFIED.replace("20852163", "020852163"));
        bad(&SPECIFIED.replace("20852163", "+20852163"));
        bad(&SPECIFIED.replace("20852163", "20852163208521632085216320852163"));
        bad(&SPECIFIED.replace("2I=", "2J="));
        bad(&SPECIFIED.replace("CsUY", ""));
        bad(&format!("{SPECIFIED}\nx\n"));
        bad(SPECIFIED.trim_end());
    }
}
