//! Finding the tables of a sheet, and which of the rows below each header are records, by the names that columns go by.
//!
//! A header may be one row or several under merged parents; it may stand anywhere, in any order of columns, and more than
//! once. A row is never read as a record when it is a note, a total, a line to sign or a line over others: it is left out,
//! and that is said. A value is never made up: a cell without one takes that of the cell it is merged with, or, in columns
//! that people fill in once for many rows, that of the record above.

mod above;
mod body;
mod header;
mod learned;
mod shape;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cell::{CellProblem, ColumnName};
use crate::fault::{self, Fault, PaperError};
use crate::remark::LeftOut;
use crate::{Findings, Range, Row, RowReader, Sheet, Value, column_letter};

pub use learned::Learned;
pub use shape::{Column, Shape};

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub field: &'static str,
    pub column: u32,
    /// As the sheet has it: `整改措施`, or `整改责任单位/施工` where the parent's name told.
    pub text: String,
    /// Further columns under the same parent, read where this one is empty.
    pub spare: Vec<u32>,
}

/// A column with a name that nobody knows: which field is it?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    pub sheet: String,
    pub column: u32,
    pub letter: String,
    pub text: String,
}

/// One table of a sheet: a header and the rows below it, up to the next header.
#[derive(Debug)]
pub struct Table<'a> {
    pub sheet: &'a Sheet,
    pub shape: &'static Shape,
    /// The last row of the header.
    pub header_row: u32,
    pub headings: Vec<Heading>,
    pub unknown: Vec<Unknown>,
    pub left_out: Vec<LeftOut>,
    /// Where in the sheet's rows the records stand.
    records: Vec<usize>,
    /// Rows above the header, then lines over rows below them; both may name what the records leave out.
    titles: Vec<u32>,
    sections: Vec<u32>,
    notes: Vec<u32>,
    /// Cells that are one with a cell above, by column.
    tall: Arc<BTreeMap<u32, Vec<Range>>>,
    /// Row and column of an empty cell, and the row whose value it takes. Sorted.
    filled: Vec<(u32, u32, u32)>,
}

impl<'a> Table<'a> {
    /// The first table of the sheet.
    pub fn find(sheet: &'a Sheet, shape: &'static Shape, learned: &Learned) -> Result<Table<'a>, PaperError> {
        let mut tables = Table::all(sheet, shape, learned)?;
        Ok(tables.swap_remove(0))
    }

    /// Every table of the sheet from top to bottom, at least one; else an error with the usual names of what was looked for.
    pub fn all(sheet: &'a Sheet, shape: &'static Shape, learned: &Learned) -> Result<Vec<Table<'a>>, PaperError> {
        let finder = header::Finder::new(sheet, shape, learned);
        let blocks = finder.blocks();
        if blocks.is_empty() {
            return Err(shape.none().with(shape.usual_names()));
        }
        Ok(body::tables(&finder, blocks))
    }

    /// The records, from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &'a Row> + '_ {
        self.records.iter().map(|at| &self.sheet.rows[*at])
    }

    /// Reads the cells of one of the rows; what is wrong and what was assumed goes to `findings`.
    pub fn reader<'t>(&'t self, row: &'t Row, findings: &'t mut Findings) -> RowReader<'t> {
        RowReader::new(self, row, findings)
    }

    pub fn heading(&self, field: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.field == field)
    }

    /// One problem for each of the fields that has no column, said once and not for every row.
    pub fn missing(&self, fields: &[&'static str]) -> Vec<CellProblem> {
        let absent = fields.iter().filter(|field| self.heading(field).is_none());
        absent.map(|field| self.names().problem(self.header_row, field, "", fault::COLUMN_MISSING)).collect()
    }

    /// The notes below the table, each as one text: they may explain its words.
    pub fn notes(&self) -> impl Iterator<Item = String> + '_ {
        let rows = self.notes.iter().filter_map(|number| self.sheet.row(*number));
        rows.map(|row| row.cells.iter().map(|cell| cell.value.to_string()).collect::<Vec<_>>().join(" "))
    }

    /// Every field of the shape; those without a column by their usual names.
    pub fn names(&self) -> ColumnNames {
        let name = |column: &'static Column| (column.field.as_str(), self.column_name(&column.field));
        ColumnNames { sheet: self.sheet.name.clone(), columns: self.shape.columns.iter().map(name).collect() }
    }

    pub(crate) fn column_name(&self, field: &str) -> ColumnName {
        match self.heading(field) {
            Some(heading) => ColumnName { letter: column_letter(heading.column), header: heading.text.clone() },
            None => usual_name(self.shape, field),
        }
    }

    /// The value of a field, and whether it was taken from the record above.
    pub(crate) fn value(&self, row: &'a Row, heading: &Heading) -> (&'a Value, Taken) {
        let (value, taken) = self.value_at(row, heading.column);
        if *value != Value::Empty || heading.spare.is_empty() {
            return (value, if heading.spare.is_empty() { taken } else { Taken::OfSeveral });
        }
        let spare = heading.spare.iter().map(|column| self.value_at(row, *column).0);
        (spare.into_iter().find(|value| **value != Value::Empty).unwrap_or(value), Taken::OfSeveral)
    }

    fn value_at(&self, row: &'a Row, column: u32) -> (&'a Value, Taken) {
        match row.value(column) {
            Value::Empty => {}
            own => return (own, Taken::Own),
        }
        let from = |number: u32| self.sheet.row(number).map_or(&Value::Empty, |row| row.value(column));
        if let Some(number) = self.merged_with(row.number, column) {
            return (from(number), Taken::Own);
        }
        match self.filled.binary_search_by_key(&(row.number, column), |(row, column, _)| (*row, *column)) {
            Ok(at) => (from(self.filled[at].2), Taken::FromAbove),
            Err(_) => (&Value::Empty, Taken::Own),
        }
    }

    /// The row above whose cell reaches down to this one.
    fn merged_with(&self, number: u32, column: u32) -> Option<u32> {
        let ranges = self.tall.get(&column)?;
        let range = ranges[..ranges.partition_point(|range| range.first_row < number)].last()?;
        (range.last_row >= number).then_some(range.first_row)
    }
}

/// Where a value stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Own,
    FromAbove,
    OfSeveral,
}

/// The names of a table's columns, for what is found wrong when the sheet is no longer at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNames {
    pub sheet: String,
    pub columns: Vec<(&'static str, ColumnName)>,
}

impl ColumnNames {
    /// A column that is not there has no name.
    pub fn column(&self, field: &str) -> ColumnName {
        let found = self.columns.iter().find(|(name, _)| *name == field);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    pub fn problem(&self, row: u32, field: &'static str, given: impl Into<String>, fault: Fault) -> CellProblem {
        let (sheet, column) = (self.sheet.clone(), self.column(field));
        CellProblem { sheet, row, field, column, given: given.into(), problem: fault.problem, advice: fault.advice }
    }
}

fn usual_name(shape: &Shape, field: &str) -> ColumnName {
    let usual = shape.column(field).and_then(|column| column.names.first());
    ColumnName { letter: String::new(), header: usual.cloned().unwrap_or_default() }
}
