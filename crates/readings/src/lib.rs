//! Readings of devices: their shape, and what is done with each before anybody looks at it.
//!
//! This crate knows no database, no clock and no person: devices, rules and conditions as records of the district are
//! kept by `signal`, which calls it.

mod decimal;
pub mod metric;
mod recent;
mod refusal;
pub mod wire;

pub use decimal::Decimal;
pub use metric::Metric;
pub use recent::{Point, Recent, Sums};
pub use refusal::{Counts, Kept, Quarantine, Reason};
