//! Readings of devices: their shape, and what is done with each before anybody looks at it.
//!
//! This crate knows no database, no clock and no person: devices, rules and conditions as records of the district are
//! kept by `signal`, which calls it.

pub mod backtest;
pub mod bench;
mod bytes;
mod condition;
mod decimal;
mod directory;
mod engine;
mod intake;
pub mod metric;
pub mod model;
mod recent;
mod refusal;
mod rule;
mod site;
pub mod store;
mod timeline;
mod watch;
mod wetness;
pub mod wire;

pub use decimal::Decimal;
pub use directory::{Directory, Name, Reading, Series, Setting, Unfit};
pub use engine::{Change, Engine, Flag, Skew, Taken, What};
pub use intake::{Intake, Opened, Parsed};
pub use metric::Metric;
pub use model::{IntensityDuration, UniformSpeed};
pub use recent::{Point, Recent, Sums};
pub use refusal::{Counts, Kept, Quarantine, Reason};
pub use rule::{Aggregate, Direction, Late, Rule};
pub use site::{Site, SiteKey, SiteOf};
pub use timeline::{Held, Timeline};
pub use watch::{Told, Turn, Watch};
pub use wetness::{RainDays, Wetness};
