//! The collected files, read in place: one file for the tests of all codecs, which import nothing of ours.

use std::path::{Path, PathBuf};

/// Names the folder that is looked into instead of `shared/data` beside the project.
const FOLDER: &str = "ANLAN_TEST_DATA";

/// A collected file by its path, or `None` with a line that says what was not run.
#[expect(clippy::disallowed_methods, reason = "tests alone look for the collected files")]
pub fn collected(test: &str, path: &str) -> Option<PathBuf> {
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared").join("data"));
    let found = std::env::var_os(FOLDER).map(PathBuf::from).or_else(beside)?.join(path);
    if found.exists() {
        return Some(found);
    }
    println!("not run: {test} needs {path}; set {FOLDER} to the folder that holds it");
    None
}

/// The rows of a table of tab-separated columns.
pub struct Rows {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        Self { names: lines.next().unwrap(), rows: lines.collect() }
    }

    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { names: &self.names, cells })
    }
}

pub struct Row<'a> {
    names: &'a [String],
    cells: &'a [String],
}

impl<'a> Row<'a> {
    pub fn get(&self, name: &str) -> &'a str {
        let column = self.names.iter().position(|it| it == name).unwrap_or_else(|| panic!("no column {name}"));
        self.cells.get(column).map_or("", String::as_str)
    }
}
