//! An export that comes back: which rows stand in it, and what they were when it was given out.
//!
//! Rows and columns are found by their hidden key and their header, so sorting, filtering, inserting and moving columns do no
//! harm. What makes single rows or columns unusable is a problem that names them; an error means nothing can be compared.

use std::collections::{BTreeMap, BTreeSet};

use super::ColumnKind;
use super::export::KEY_MARK;
pub use super::hidden::Base;
use super::hidden::{self, Hidden, plain};
use crate::fault::{self, Fault, PaperError};
use crate::guard::CELLS_MAX;
use crate::{Row, Sheet, Value, Workbook};

const HEADER_AMONG_ROWS: u32 = 20;

#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    pub export_id: String,
    pub kind: String,
    /// Whether the hidden sheet still agrees with its own digest. Only [`Returned::is_as_given`] can't be deceived.
    pub digest_ok: bool,
    pub digest: [u8; 32],
    pub columns: Vec<ReturnedColumn>,
    pub rows: Vec<ReturnedRow>,
    pub base: BTreeMap<String, Base>,
    pub problems: Vec<ReturnedProblem>,
    /// Keys of rows that are there but can't be compared.
    pub unusable: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedColumn {
    pub field: String,
    pub header: String,
    pub kind: ColumnKind,
    pub editable: bool,
    /// `None`: the returned sheet lacks it, and its values count as unchanged.
    pub column: Option<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedRow {
    /// `None`: a new row.
    pub key: Option<String>,
    pub row: u32,
    /// In the order of the columns; empty where the column is missing.
    pub cells: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedProblem {
    pub row: u32,
    /// The header of a missing column, or the key.
    pub given: String,
    pub fault: Fault,
}

impl Returned {
    /// `kind`: the list in which it is uploaded.
    pub fn read(book: &Workbook, kind: &str) -> Result<Returned, PaperError> {
        let hidden_sheet = hidden::sheet(book).ok_or(fault::NOT_AN_EXPORT)?;
        let hidden = hidden::read(hidden_sheet).ok_or(fault::EXPORT_CHANGED)?;
        if hidden.kind != kind {
            return Err(fault::OTHER_EXPORT.into());
        }
        let place = book.sheets.iter().filter(|sheet| !sheet.hidden).find_map(|sheet| Place::find(sheet, &hidden));
        let place = place.ok_or(fault::KEYS_MISSING)?;
        let (rows, unusable, mut problems) = place.rows(&hidden)?;
        problems.extend(place.missing_columns());
        problems.sort_by_key(|problem| problem.row);
        Ok(Returned {
            digest_ok: hidden.written == data_encoding::HEXLOWER.encode(&hidden.digest),
            digest: hidden.digest,
            export_id: hidden.export_id,
            kind: hidden.kind,
            columns: place.columns,
            rows,
            base: hidden.base,
            problems,
            unusable,
        })
    }

    /// `kept`: the digest that was kept when the export was given out.
    pub fn is_as_given(&self, kept: &[u8; 32]) -> bool {
        self.digest_ok && self.digest == *kept
    }
}

/// Whether a workbook is one of our exports, unharmed or not.
pub fn is_export(book: &Workbook) -> bool {
    hidden::sheet(book).is_some()
}

impl Returned {
    /// Which list a workbook came from, before anything else of it is read.
    pub fn kind_of(book: &Workbook) -> Result<String, PaperError> {
        let sheet = hidden::sheet(book).ok_or(fault::NOT_AN_EXPORT)?;
        Ok(hidden::read(sheet).ok_or(fault::EXPORT_CHANGED)?.kind)
    }
}

type Rows = (Vec<ReturnedRow>, BTreeSet<String>, Vec<ReturnedProblem>);

/// Where in a sheet the exported columns stand.
struct Place<'a> {
    sheet: &'a Sheet,
    header_row: u32,
    keys: u32,
    columns: Vec<ReturnedColumn>,
}

impl<'a> Place<'a> {
    fn find(sheet: &'a Sheet, hidden: &Hidden) -> Option<Self> {
        let is_key = |value: &Value| matches!(value, Value::Text(text) if text.trim() == KEY_MARK);
        let mut top = sheet.rows.iter().take_while(|row| row.number <= HEADER_AMONG_ROWS);
        let (header, keys) = top.find_map(|row| {
            let cell = row.cells.iter().find(|cell| is_key(&cell.value))?;
            Some((row, cell.column))
        })?;
        let mut places: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for cell in header.cells.iter().rev() {
            places.entry(plain(&cell.value.to_string())).or_default().push(cell.column);
        }
        // Of columns with the same header the left one is taken first.
        let mut column = |(field, name, kind, editable): &(String, String, ColumnKind, bool)| ReturnedColumn {
            field: field.clone(),
            header: name.clone(),
            kind: *kind,
            editable: *editable,
            column: places.get_mut(&plain(name)).and_then(Vec::pop),
        };
        let columns = hidden.columns.iter().map(&mut column).collect();
        Some(Self { sheet, header_row: header.number, keys, columns })
    }

    fn rows(&self, hidden: &Hidden) -> Result<Rows, PaperError> {
        let (mut rows, mut unusable, mut problems) = (Vec::new(), BTreeSet::new(), Vec::new());
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for row in self.sheet.rows.iter().filter(|row| row.number > self.header_row) {
            // A row may hold one cell only and yet stands for one of each column.
            if (rows.len() as u64 + 1) * self.columns.len() as u64 > CELLS_MAX {
                return Err(fault::TOO_MANY_CELLS.into());
            }
            let key = row.value(self.keys).to_string().trim().to_owned();
            if key.is_empty() {
                if self.holds_something(row) && !is_note(row, hidden) {
                    rows.push(self.row(row, None));
                }
                continue;
            }
            let problem = |fault| ReturnedProblem { row: row.number, given: key.clone(), fault };
            if !hidden.base.contains_key(&key) {
                problems.push(problem(fault::KEY_CHANGED));
            } else if let Some(first) = seen.get(&key) {
                // Which of them is the old one nobody can tell.
                if unusable.insert(key.clone()) {
                    problems.push(ReturnedProblem { row: *first, ..problem(fault::KEY_TWICE) });
                }
                problems.push(problem(fault::KEY_TWICE));
            } else {
                seen.insert(key.clone(), row.number);
                rows.push(self.row(row, Some(key)));
            }
        }
        rows.retain(|row| row.key.as_ref().is_none_or(|key| !unusable.contains(key)));
        Ok((rows, unusable, problems))
    }

    fn row(&self, row: &Row, key: Option<String>) -> ReturnedRow {
        let value = |column: &ReturnedColumn| column.column.map_or(Value::Empty, |at| row.value(at).clone());
        ReturnedRow { key, row: row.number, cells: self.columns.iter().map(value).collect() }
    }

    fn holds_something(&self, row: &Row) -> bool {
        self.columns.iter().filter_map(|column| column.column).any(|at| *row.value(at) != Value::Empty)
    }

    fn missing_columns(&self) -> impl Iterator<Item = ReturnedProblem> + '_ {
        let missing = self.columns.iter().filter(|column| column.column.is_none());
        missing.map(|column| ReturnedProblem {
            row: self.header_row,
            given: column.header.clone(),
            fault: fault::EXPORT_COLUMN_MISSING,
        })
    }
}

/// A row that holds only one of the notes below the table.
fn is_note(row: &Row, hidden: &Hidden) -> bool {
    let [cell] = row.cells.as_slice() else { return false };
    hidden.notes.contains(&plain(&cell.value.to_string()))
}
