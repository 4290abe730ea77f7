//! The same workbook back, with the reasons beside the bad rows and the bad cells coloured.
//!
//! Only the sheets with bad rows and the styles are changed, and in them only what must be: all other parts are copied as
//! they lie in the archive, all other bytes of a changed part as they stand. A file marked before gets its column of reasons
//! replaced and its colours taken back. What is no `.xlsx` comes back as one with the same values.
//!
//! Not here: what is wrong with a row, and the words for it.

mod cols;
mod fresh;
mod package;
mod sheet;
mod styles;
mod xml;

use std::collections::BTreeMap;

use kernel::Instant;

use crate::fault::{self, PaperError};
use crate::guard::{self, Kind};
use crate::{Sheet, Value, Workbook};
use package::Package;
use styles::Styles;

/// What is wrong in one sheet; each sheet stands in the list at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetMarks {
    pub sheet: String,
    /// Where the column of reasons gets its heading; as Excel counts, the first row is 1.
    pub header_row: u32,
    /// None: reasons and colours of an earlier time are taken away.
    pub marks: Vec<Mark>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub row: u32,
    /// Column A is 0. `None`: the row as a whole, no cell is coloured.
    pub column: Option<u32>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub bytes: Vec<u8>,
    /// `xlsx`, or `xlsm` for a workbook with macros, which Excel opens under no other name.
    pub extension: &'static str,
}

/// `name` serves as the name of the only sheet of a CSV file, as in [`Workbook::read`]; `at` is when a workbook that had to
/// be made anew says it was made.
pub fn mark(name: &str, bytes: &[u8], heading: &str, sheets: &[SheetMarks], at: Instant) -> Result<Marked, PaperError> {
    let book = Workbook::read(name, bytes)?;
    let fresh;
    let (bytes, names) = if book.kind == Kind::Excel {
        (bytes, book.sheets.iter().map(|sheet| sheet.name.clone()).collect())
    } else {
        let (written, names) = fresh::write(&book, at)?;
        fresh = written;
        (fresh.as_slice(), names)
    };
    let package = Package::open(bytes)?;
    let mut plans = Vec::new();
    for given in sheets {
        let found = book.sheets.iter().zip(&names).find(|(sheet, _)| sheet.name == given.sheet);
        let (sheet, name) = found.ok_or_else(|| fault::NO_SUCH_SHEET.with(&given.sheet))?;
        plans.extend(Plan::of(sheet, given, heading).map(|plan| (name.as_str(), plan)));
    }
    // The values take as much memory as the parts that are now patched.
    drop(book.sheets);
    let bytes = package.write(&changed_parts(&package, plans)?)?;
    // What we give back must be readable, by us too.
    Workbook::read(name, &bytes)?;
    Ok(Marked { bytes, extension: package.extension() })
}

fn changed_parts(package: &Package<'_>, plans: Vec<(&str, Plan<'_>)>) -> Result<BTreeMap<String, String>, PaperError> {
    let mut styles = Styles::read(package)?;
    let mut changed = BTreeMap::new();
    for (sheet, mut plan) in plans {
        let part = package.sheet_part(sheet)?;
        let text = package.text(&part)?;
        if !plan.again {
            plan.stand_behind(cols::last_merged(&text, plan.header_row)?);
        }
        changed.insert(part, sheet::patch(&text, &plan, &mut styles)?);
    }
    changed.extend(styles.finish());
    Ok(changed)
}

/// What must be in one sheet afterwards.
struct Plan<'a> {
    heading: &'a str,
    header_row: u32,
    /// The column of reasons.
    column: u32,
    /// Whether an earlier time left a column of reasons here.
    again: bool,
    /// By row, perhaps the header row, too: the reasons, and the cells to colour in the order of their columns.
    rows: BTreeMap<u32, (String, Vec<u32>)>,
}

impl<'a> Plan<'a> {
    /// `None`: there is nothing to do.
    fn of(sheet: &Sheet, given: &SheetMarks, heading: &'a str) -> Option<Self> {
        let header = sheet.rows.iter().find(|row| row.number == given.header_row);
        // Below the heading may stand what is wrong with the header row itself.
        let is_heading = |value: &Value| matches!(value, Value::Text(text) if text.lines().next() == Some(heading));
        let found = header.and_then(|row| row.cells.iter().rev().find(|cell| is_heading(&cell.value)));
        if found.is_none() && given.marks.is_empty() {
            return None;
        }
        let used = sheet.rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column + 1);
        let free = used.max().unwrap_or(0).min(guard::COLUMNS_MAX - 1);
        let mut rows: BTreeMap<u32, (String, Vec<u32>)> = BTreeMap::new();
        for mark in &given.marks {
            let (reasons, cells) = rows.entry(mark.row).or_default();
            if !reasons.is_empty() {
                reasons.push('\n');
            }
            reasons.push_str(&mark.text);
            cells.extend(mark.column);
        }
        for (_, cells) in rows.values_mut() {
            cells.sort_unstable();
            cells.dedup();
        }
        let column = found.map_or(free, |cell| cell.column);
        Some(Self { heading, header_row: given.header_row, column, again: found.is_some(), rows })
    }

    fn stand_behind(&mut self, last: Option<u32>) {
        let free = last.map_or(0, |last| last + 1).min(guard::COLUMNS_MAX - 1);
        self.column = self.column.max(free);
    }
}

/// `AB` is 27.
pub fn column_number(letters: &str) -> Option<u32> {
    let number = letters.bytes().try_fold(0_u32, |number, letter| {
        let digit = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
        number.checked_mul(26)?.checked_add(digit)
    });
    number?.checked_sub(1).filter(|column| *column < guard::COLUMNS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_columns() {
        for column in [0, 25, 26, 27, 701, 702, 16_383] {
            assert_eq!(column_number(&crate::column_letter(column)), Some(column));
        }
        for letters in ["", "a", "A1", "XFE", "ZZZZZZZZZZ"] {
            assert_eq!(column_number(letters), None, "{letters}");
        }
    }
}
