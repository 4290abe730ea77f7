//! Reading the cells of one row by field: values, what is wrong with them, what was taken for granted.

use kernel::Day;

use crate::cell::{self, CellProblem};
use crate::day::{self, Ways};
use crate::fault::{self, Fault};
use crate::remark::{self, Assumed};
use crate::table::Taken;
use crate::{Row, Table, Value};

const GIVEN_CHARACTERS_MAX: usize = 200;

/// What reading the rows of a sheet brought to light.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    pub problems: Vec<CellProblem>,
    pub assumed: Vec<Assumed>,
}

/// Reads the cells of one row by field. A field whose column is not there reads as an empty cell.
pub struct RowReader<'t> {
    table: &'t Table<'t>,
    row: &'t Row,
    findings: &'t mut Findings,
}

impl<'t> RowReader<'t> {
    pub(crate) fn new(table: &'t Table<'t>, row: &'t Row, findings: &'t mut Findings) -> Self {
        Self { table, row, findings }
    }

    pub fn row(&self) -> &'t Row {
        self.row
    }

    pub fn text(&mut self, field: &'static str) -> Option<String> {
        self.optional(field, cell::text)
    }

    pub fn number(&mut self, field: &'static str) -> Option<f64> {
        self.optional(field, cell::number)
    }

    /// As the shape says of the column: with the year of a line above, and the first or the last of two days.
    pub fn day(&mut self, field: &'static str) -> Option<Day> {
        let column = self.table.shape.column(field);
        let mut ways = Ways { since_1904: self.table.sheet.since_1904, ..Ways::default() };
        ways.end = column.and_then(|column| column.of_range);
        let mut read = day::read(self.value(field), ways);
        if read == Err(fault::DAY_WITHOUT_YEAR) && column.is_some_and(|column| column.year_beside) {
            ways.year = self.table.year_above(self.row.number);
            read = day::read(self.value(field), ways);
        }
        let read = self.optional(field, |_| read)?;
        if read.year_from_beside {
            self.assume(field, remark::YEAR_FROM_ABOVE, &read.day.year().to_string());
        }
        if read.from_range {
            self.assume(field, remark::ONE_DAY_OF_RANGE, "");
        }
        Some(read.day)
    }

    pub fn has_column(&self, field: &str) -> bool {
        self.table.heading(field).is_some()
    }

    pub fn is_empty(&self, field: &'static str) -> bool {
        *self.value(field) == Value::Empty
    }

    /// An empty cell is `None` without a problem.
    pub fn optional<T>(&mut self, field: &'static str, read: impl FnOnce(&Value) -> Result<T, Fault>) -> Option<T> {
        if self.is_empty(field) { None } else { self.required(field, read) }
    }

    /// An empty cell is a problem.
    pub fn required<T>(&mut self, field: &'static str, read: impl FnOnce(&Value) -> Result<T, Fault>) -> Option<T> {
        let (value, taken) = self.found(field);
        let outcome = match value {
            Value::Empty => Err(fault::CELL_EMPTY),
            Value::Error(_) => Err(fault::CELL_ERROR),
            value => read(value),
        };
        match outcome {
            Ok(value) => {
                match taken {
                    Taken::Own => {}
                    Taken::FromAbove => self.assume(field, remark::FILLED_DOWN, ""),
                    Taken::OfSeveral => self.assume(field, remark::FIRST_OF_SEVERAL, ""),
                }
                Some(value)
            }
            Err(fault) => {
                self.reject(field, fault);
                None
            }
        }
    }

    pub fn reject(&mut self, field: &'static str, fault: Fault) {
        let problem = self.problem(field, fault);
        self.findings.problems.push(problem);
    }

    /// Problems so far, of all rows.
    pub fn problem_count(&self) -> usize {
        self.findings.problems.len()
    }

    /// What is wrong with the cell of this field, for a finding that is not a problem of reading.
    pub fn problem(&self, field: &'static str, fault: Fault) -> CellProblem {
        let given: String = self.value(field).to_string().chars().take(GIVEN_CHARACTERS_MAX).collect();
        let (sheet, column) = (self.table.sheet.name.clone(), self.table.column_name(field));
        let row = self.row.number;
        CellProblem { sheet, row, field, column, given, problem: fault.problem, advice: fault.advice }
    }

    /// The same thing assumed in many rows is said once, with how many there were.
    pub fn assume(&mut self, field: &'static str, assumed: &'static str, value: &str) {
        let sheet = &self.table.sheet.name;
        let same = |it: &&mut Assumed| {
            (it.field, it.assumed, it.value.as_str()) == (field, assumed, value) && it.sheet == *sheet
        };
        if let Some(known) = self.findings.assumed.iter_mut().find(same) {
            known.rows += 1;
            return;
        }
        self.findings.assumed.push(Assumed {
            sheet: sheet.clone(),
            field,
            column: self.table.column_name(field),
            assumed,
            value: value.to_owned(),
            rows: 1,
            first_row: self.row.number,
        });
    }

    pub fn value(&self, field: &str) -> &'t Value {
        self.found(field).0
    }

    fn found(&self, field: &str) -> (&'t Value, Taken) {
        let heading = self.table.heading(field);
        heading.map_or((&Value::Empty, Taken::Own), |heading| self.table.value(self.row, heading))
    }
}
