//! Where the collected files lie, and the files that the tests build.

use std::path::PathBuf;

pub use crate::built::{archive, old_workbook, open_document, workbook_of, workbook_since};

/// The folder of collected files, or `None` with a line that says so.
pub fn collected(test: &str) -> Option<PathBuf> {
    kernel::testing::collected(test, "hazards").and_then(|hazards| hazards.parent().map(Into::into))
}
