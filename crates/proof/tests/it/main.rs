//! Logs on the disk: every damage is found and located, no clean log is suspected, a kill at any moment is survived.

#![expect(clippy::unwrap_used, clippy::panic, reason = "everything here is a test or helps one")]

mod damage;
mod flips;
mod growth;
mod inclusion;
mod kill;
mod logs;
mod second;
mod witness;
