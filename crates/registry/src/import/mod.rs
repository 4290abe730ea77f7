//! Lists from elsewhere: organisations, subjects and people from workbooks as people keep them, and the official list of
//! divisions.
//!
//! Reading is pure and keeps what is wrong beside what is good; writing takes a piece of the good rows and gives each to the
//! command of a single case. The same file twice changes nothing. A cell left empty leaves what is registered as it is.

pub mod divisions;
mod lookup;
pub mod organisations;
pub mod outlines;
pub mod people;
mod rows;
mod state;
pub mod subjects;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use kernel::Error;
use paper::fault::Fault;
use paper::{Assumed, CellProblem, ColumnNames, LeftOut, Unknown};

pub use lookup::{named, one_of, place};
pub use rows::{Kind, NOT_OF_THE_LIST, word};
pub use state::{finished, names};
pub use subjects::degrees_e6;

/// A good row, and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    pub names: Arc<ColumnNames>,
    pub row: u32,
    pub it: T,
}

/// What a file says, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<T> {
    pub rows: Vec<Placed<T>>,
    pub problems: Vec<CellProblem>,
    /// Rows that are no records, each with its reason.
    pub left_out: Vec<LeftOut>,
    pub unknown: Vec<Unknown>,
    pub assumed: Vec<Assumed>,
    /// Good rows that nobody asked for: divisions of other places.
    pub unwanted: u64,
}

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        let (problems, left_out, unknown, assumed) = Default::default();
        Self { rows: Vec::new(), problems, left_out, unknown, assumed, unwanted: 0 }
    }
}

/// What became of the rows that were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub changed: u64,
    pub unchanged: u64,
    pub problems: Vec<CellProblem>,
}

impl Outcome {
    /// Writes each row. A refusal is the row's; a fault is the file's.
    pub fn of<T>(rows: &[Placed<T>], mut write: impl FnMut(&T) -> Result<bool, Error>) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        for row in rows {
            match write(&row.it) {
                Ok(true) => outcome.changed += 1,
                Ok(false) => outcome.unchanged += 1,
                Err(error) => outcome.problems.extend(refusals(row, error)?),
            }
        }
        Ok(outcome)
    }

    /// With what became of another piece of the same file.
    pub fn and(mut self, piece: Outcome) -> Outcome {
        self.changed += piece.changed;
        self.unchanged += piece.unchanged;
        self.problems.extend(piece.problems);
        self
    }
}

fn refusals<T>(row: &Placed<T>, error: Error) -> Result<Vec<CellProblem>, Error> {
    let of =
        |field, given, problem| row.names.problem(row.row, field, given, Fault { problem, advice: advice(problem) });
    match error {
        Error::Invalid(problems) => Ok(problems.0.into_iter().map(|p| of(p.field, p.given, p.problem)).collect()),
        Error::Refused { why, with } => Ok(vec![of("", with.unwrap_or_default(), why)]),
        Error::Forbidden { action } => Ok(vec![of("", String::new(), action)]),
        fault => Err(fault),
    }
}

/// What to do about a refusal; the commands themselves speak to a form.
const ADVICE: &[(&str, &str)] = &[
    ("no such division", "write the name as registered, or the code"),
    ("several divisions have this name: give the code", "write the code"),
    ("no such organisation", "register the organisation first, or correct its name or code"),
    ("the check character does not agree", "compare the code with the licence"),
    ("not a longitude in China", "see whether longitude and latitude are exchanged"),
    ("not a latitude in China", "see whether longitude and latitude are exchanged"),
    ("several people of this organisation have this name", "amend the person on the page"),
    ("registered with another phone", "amend the phone on the person's page, or tell the two people apart"),
    ("no department or township of this name", "write the name or short name as registered"),
    ("no office, department or township has this name", "write the name or short name as registered"),
    ("this campaign has no such topic", "write the name as the campaign has it"),
    ("there is no such campaign", "write the number or name of an open campaign"),
    ("the division above it is not defined", "define the division above it first"),
];
const ADVICE_OTHERWISE: &str = "correct this row and import the file again";

fn advice(problem: &str) -> &'static str {
    let known = ADVICE.iter().find(|(known, _)| *known == problem);
    known.map_or(ADVICE_OTHERWISE, |(_, advice)| advice)
}
