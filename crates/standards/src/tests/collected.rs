//! The collected files that lie beside the project, read in place. A test without them says so and shows nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Names the folder that is looked into instead.
const FOLDER: &str = "ANLAN_TEST_DATA";

/// The text of a file by its path below `shared/data`, unpacked when it is packed.
pub(super) fn text(path: &str) -> Option<String> {
    use std::io::Read;
    let bytes = std::fs::read(folder()?.join(path)).ok();
    if bytes.is_none() {
        println!("not run: this test needs {path}; set {FOLDER} to the folder that holds it");
    }
    let mut bytes = bytes?;
    if path.ends_with(".gz") {
        let packed = std::mem::take(&mut bytes);
        flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
    }
    Some(String::from_utf8(bytes).unwrap())
}

#[expect(clippy::disallowed_methods, reason = "tests alone look for the collected files")]
fn folder() -> Option<PathBuf> {
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared").join("data"));
    std::env::var_os(FOLDER).map(PathBuf::from).or_else(beside)
}

/// A table with a line of names.
pub(super) struct Sheet {
    names: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

pub(super) fn sheet(path: &str, separator: u8) -> Option<Sheet> {
    let text = text(path)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).comment(Some(b'#')).from_reader(text.as_bytes());
    let names = reader.headers().unwrap().iter().enumerate();
    let names = names.map(|(at, name)| (name.trim_start_matches('\u{feff}').to_owned(), at)).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    Some(Sheet { names, rows })
}

impl Sheet {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn cell(&self, row: usize, name: &str) -> &str {
        &self.rows[row][self.names[name]]
    }

    /// NaN for what is no number.
    pub(super) fn number(&self, row: usize, name: &str) -> f64 {
        self.cell(row, name).parse().unwrap_or(f64::NAN)
    }

    pub(super) fn numbers(&self, name: &str) -> Vec<f64> {
        (0..self.len()).map(|row| self.number(row, name)).collect()
    }
}
