//! The only door to the database.
//!
//! Every change is a fact, recorded in the same transaction as the tables that show it. "Acknowledged" means fsynced. On
//! SQLite one writer thread runs what is queued, commits all of it at once and only then answers; on PostgreSQL several
//! threads write, each act as if it were alone.
//!
//! Always true: a fact is never changed; an object's versions have no gap and no double; a repeated request has one
//! effect; `recorded_at` never goes back; a personal value never stands in a payload.
//!
//! Not here: what facts mean (their concepts), who may act (`server`), how a log is proved and checked (`proof`).

mod checkpoint;
mod clock;
mod copy;
mod db;
mod engine;
pub mod erase;
mod fact;
mod kept;
mod log;
mod migrate;
mod read;
mod readers;
mod replay;
mod request;
mod scoped;
pub mod search;
mod sequencer;
mod server_writer;
mod snapshot;
mod timer;
mod tx;
mod writer;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use clock::{Clock, SystemClock, VirtualClock};
pub use copy::{Copied, copy_database};
pub use db::{Config, Db, Durability};
pub use engine::Row;
pub use erase::{ERASURE, Erasure};
pub use fact::{Concept, Consequences, Deliveries, Delivery, Fact, Recorded, Stamp};
pub use read::{Outline, Reader};
pub use replay::{Difference, ReplayReport};
pub use scoped::{Clause, ScopeColumns};
pub use sequencer::Sequencer;
pub use snapshot::Snapshot;
pub use timer::Timer;
pub use tx::Tx;

/// Parameters of a statement: `params![ctx.district, id]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$(&$value as &dyn kernel::ToCell),*] as &[&dyn kernel::ToCell] };
}
