//! The tamper-evident log: what was recorded can be checked from files alone, years later, by someone who trusts only a
//! public key.
//!
//! A log is a folder: entries in bundles, the hashes over them in tiles, a signed checkpoint. The forms are those of
//! [c2sp.org](https://c2sp.org): `tlog-tiles`, `tlog-checkpoint`, `signed-note`, `tlog-cosignature`, `tlog-witness`,
//! `tlog-proof`; the tree is that of RFC 6962. So programs of others read our logs. What is ours beside it, and ignored by
//! them: a second tree with SM3 in `sm3/tile/…`, its root as an extension line, and a line signed with SM2.
//!
//! It shows that nothing was altered, dropped, reordered or slipped in after a checkpoint that someone else has kept. It
//! does not show that an entry was true. An entry is bytes; what they mean, and that no person is in them, is the caller's.
//! No clock, no database, no network.
//!
//! Why so much of this is our own: `tlog_tiles` and `signed_note` 0.2 fix SHA-256 and bring older ed25519-dalek, sha2 and
//! base64; `ct-merkle` 0.3 is generic over the digest, but numbers nodes that tiles do not store, and panics out of range.

pub mod checkpoint;
pub mod folder;
pub mod inclusion;
pub mod log;
pub mod note;
pub mod tile;
pub mod tree;
pub mod verify;
pub mod witness;
