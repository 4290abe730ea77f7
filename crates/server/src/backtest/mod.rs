//! What a rule of monitoring would have warned: its edition over the readings of past years, against what happened.
//!
//! `plan` says what is asked and gathers what the district knows, `run` steps the rules (`readings::backtest`) and compares
//! (`signal::rule::backtest`), `jobs` is what runs beside the pages, `kept` the outcome one by one. The figures of a draft go
//! into the ledger with it; the lists lie in a file that can be made again. Readings are read, never touched.

mod events;
mod jobs;
mod kept;
mod page;
mod plan;
mod run;
pub mod web;

pub use jobs::Backtests;
pub use kept::Details;
pub use plan::{Plan, typed, usual};
pub use run::run;

use std::path::PathBuf;

use ledger::Db;

/// Where the readings of a district lie.
pub fn folder(db: &Db) -> PathBuf {
    db.folder().join("readings")
}
