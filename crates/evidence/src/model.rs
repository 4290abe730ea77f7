//! What a piece of evidence is and what can happen to it. No input or output.

use kernel::{Identity, Instant, OrganisationId, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

use crate::claims::Position;
use crate::digest::{Digest, PerceptualHash};
use crate::media::MediaType;

kernel::ids! {
    /// One file shown for one object. The same bytes shown for two objects are two pieces of evidence.
    EvidenceId,
}

/// What it is shown for: another concept's object, by its kind and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct About {
    pub kind: String,
    #[serde(with = "id_text")]
    pub id: [u8; 16],
}

impl About {
    pub fn new(kind: &str, id: impl Identity) -> Self {
        Self { kind: kind.to_owned(), id: *id.bytes() }
    }
}

mod id_text {
    use kernel::{Identity, PersonId};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(id: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&PersonId::from_bytes(*id))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
        PersonId::deserialize(from).map(|id| *id.bytes())
    }
}

words! {
    /// Which state it shows: as it was found, or as it was put right.
    pub enum Phase {
        Before = "before",
        After = "after",
        Other = "other",
    }
}

/// One scaled copy, by the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub edge: u32,
    pub sha256: Digest,
}

/// Another piece that shows the same: the same bytes when the distance is 0 and `exact`, else a look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    pub evidence: EvidenceId,
    pub exact: bool,
    /// In how many of 64 bits the two looks differ.
    pub distance: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    pub about: About,
    pub phase: Phase,
    pub sha256: Digest,
    pub media_type: MediaType,
    pub bytes: u64,
    /// Of photos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perceptual_hash: Option<PerceptualHash>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<Copied>,
    /// As the sender called it.
    pub name: Personal<String>,
    /// What the file claims; nobody has checked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Personal<Instant>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Personal<Position>>,
    /// What was stored before for another object, or for the other state of this one, and shows the same. Found on the
    /// day of storing, so that a replay needs no other object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resembles: Vec<Likeness>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Stored(Box<Stored>),
    /// Shown as withdrawn from then on; the file stays.
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "evidence";
    type Id = EvidenceId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Stored(_) => "stored",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A piece of evidence as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub version: i64,
    pub about: About,
    pub phase: Phase,
    pub sha256: Digest,
    pub media_type: MediaType,
    pub bytes: u64,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub copies: Vec<Copied>,
    pub name: Personal<String>,
    pub taken_at: Option<Instant>,
    pub position: Option<Position>,
    pub stored_at: Instant,
    pub uploader: Option<PersonId>,
    pub uploader_organisation: Option<OrganisationId>,
    pub withdrawn: bool,
}

impl Evidence {
    pub fn is_picture(&self) -> bool {
        self.media_type.is_picture()
    }
}
