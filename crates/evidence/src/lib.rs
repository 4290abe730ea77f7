//! Evidence: photos and files by content hash.
//!
//! Always true: the bytes of a stored file are on the disk before the fact that names their hash, and are checked against
//! it each time they are read; an original is never changed and never deleted, a withdrawn one is shown as withdrawn; a
//! copy holds pixels alone, no metadata; no decoder sees a file before its size, its kind and its number of pixels were
//! found to be within bounds, and one file is decoded at a time.
//!
//! Not here: what the evidence is about and who may see it (its concept, `server`), pages (`hazard`, `server`).

pub mod attach;
mod claims;
mod digest;
mod files;
mod media;
mod model;
mod picture;
pub mod query;
mod resemblance;
pub mod rule;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod withdraw;

pub use claims::Position;
pub use digest::{Digest, PerceptualHash};
pub use files::{Files, Scaled};
pub use media::{LARGEST_FILE, MediaType};
pub use model::{About, Copied, Evidence, EvidenceId, Fact, Likeness, Phase, Stored};
pub use picture::{EDGES, MOST_PIXELS, Picture, examine};
pub use resemblance::NEAR;
pub use upload::UploadId;

pub static EVIDENCE: ledger::Concept =
    ledger::concept!(Fact, ["evidence", "evidence_piece", "evidence_likeness"], store::project);
pub static EVIDENCE_RULE: ledger::Concept = ledger::concept!(rule::Fact, ["evidence_rule"], rule::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&EVIDENCE, &EVIDENCE_RULE];
