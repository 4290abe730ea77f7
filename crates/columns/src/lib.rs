//! Readings as Parquet: what the archive and a hand-over consist of, and what comes in from others. Any engine reads it.
//!
//! | column | type | what |
//! |---|---|---|
//! | `device` | string | station code |
//! | `metric` | string | code of the metric, as `rain` |
//! | `measured_at` | timestamp in milliseconds, UTC | when it was measured |
//! | `value` | double | in the metric's unit |
//!
//! Always true: a file that was finished is whole, since its foot is written last.
//! Not here: which readings there are (`readings`), and where files stand (`server`).

mod read;
mod write;

pub use read::{each, summary};
pub use write::Writer;

use std::path::PathBuf;

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    pub device: &'a str,
    pub metric: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
    pub value: f64,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    pub rows: u64,
    pub bytes: u64,
}

/// What can go wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{}: {cause}", path.display())]
    Parquet { path: PathBuf, cause: parquet::errors::ParquetError },
    /// A column is missing or of another type.
    #[error("{}: {what}", path.display())]
    Shape { path: PathBuf, what: String },
}

const COLUMNS: [&str; 4] = ["device", "metric", "measured_at", "value"];
const SCHEMA: &str = "message readings {
    REQUIRED BYTE_ARRAY device (STRING);
    REQUIRED BYTE_ARRAY metric (STRING);
    REQUIRED INT64 measured_at (TIMESTAMP(MILLIS,true));
    REQUIRED DOUBLE value;
}";

#[cfg(test)]
mod tests;
