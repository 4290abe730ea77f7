//! Where the collected files lie, and the files that the tests build.

use std::path::PathBuf;

pub use crate::built::{archive, old_workbook, open_document, workbook_of, workbook_since};

/// The folder of collected files, or `None` with a line that says so.
#[expect(clippy::disallowed_methods, reason = "tests alone look for the collected files")]
pub fn collected(test: &str) -> Option<PathBuf> {
    let beside = || {
        let crate_folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        Some(crate_folder.ancestors().nth(3)?.join("shared").join("data"))
    };
    let folder = std::env::var_os("ANLAN_TEST_DATA").map(PathBuf::from).or_else(beside)?;
    if folder.join("hazards").is_dir() {
        return Some(folder);
    }
    println!("not run: {test} needs the collected files; set ANLAN_TEST_DATA to the folder that holds `hazards`");
    None
}
