//! Readings of devices: their shape, and what is done with each before anybody looks at it.
//!
//! This crate knows no database, no clock and no person: devices, rules and conditions as records of the district are
//! kept by `signal`, which calls it.

pub mod bench;
mod bytes;
mod condition;
mod decimal;
mod directory;
mod engine;
mod intake;
pub mod metric;
mod recent;
mod refusal;
mod rule;
pub mod store;
mod watch;
pub mod wire;

pub use decimal::Decimal;
pub use directory::{Directory, Name, Reading, Series, Setting, Unfit};
pub use engine::{Change, Engine, Flag, Skew, Taken, What};
pub use intake::{Intake, Opened, Parsed};
pub use metric::Metric;
pub use recent::{Point, Recent, Sums};
pub use refusal::{Counts, Kept, Quarantine, Reason};
pub use rule::{Aggregate, Direction, Late, Rule};
pub use watch::{Told, Turn, Watch};
