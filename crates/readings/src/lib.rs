//! Readings of devices: their shape, and what is done with each before anybody looks at it.
//!
//! This crate knows no database, no clock and no person: devices, rules and conditions as records of the district are
//! kept by `signal`, which calls it.

pub mod metric;

pub use metric::Metric;
