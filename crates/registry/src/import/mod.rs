//! Lists from elsewhere: the official divisions, organisations, subjects. Comma or tab separated, UTF-8, headers in
//! Chinese or English.
//!
//! Reading is pure and keeps bad rows beside good ones; writing gives each row to the command of a single case. The same
//! file twice changes nothing. A cell left empty leaves what is registered as it is.

mod divisions;
mod organisations;
mod read;
mod subjects;
#[cfg(test)]
mod tests;

use kernel::Error;

pub use divisions::{Keep, divisions, write_divisions};
pub use organisations::{OrganisationRow, organisations, write_organisations};
pub use subjects::{SubjectRow, degrees_e6, subjects, write_subjects};

pub(crate) use organisations::named;
pub(crate) use read::place;

/// One thing wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line of the file; the header is line 1.
    pub row: u64,
    /// Empty: the row as a whole.
    pub column: &'static str,
    pub given: String,
    /// A literal that `page` shows in the visitor's language.
    pub reason: &'static str,
}

/// What a file says, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed<T> {
    pub rows: Vec<(u64, T)>,
    pub bad: Vec<BadRow>,
    /// Good rows that are not wanted: divisions of other places.
    pub left_out: u64,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub changed: u64,
    pub unchanged: u64,
    pub bad: Vec<BadRow>,
}

impl Outcome {
    /// Writes every good row. A refusal is the row's; a fault is the file's.
    fn of<T>(parsed: &Parsed<T>, mut write: impl FnMut(&T) -> Result<bool, Error>) -> Result<Outcome, Error> {
        let mut outcome = Outcome { bad: parsed.bad.clone(), ..Outcome::default() };
        for (row, it) in &parsed.rows {
            match write(it) {
                Ok(true) => outcome.changed += 1,
                Ok(false) => outcome.unchanged += 1,
                Err(error) => outcome.bad.extend(reasons(*row, error)?),
            }
        }
        outcome.bad.sort_by_key(|bad| bad.row);
        Ok(outcome)
    }
}

fn reasons(row: u64, error: Error) -> Result<Vec<BadRow>, Error> {
    let whole = |reason, given| vec![BadRow { row, column: "", given, reason }];
    match error {
        Error::Invalid(problems) => Ok(problems
            .0
            .into_iter()
            .map(|p| BadRow { row, column: p.field, given: p.given, reason: p.problem })
            .collect()),
        Error::Refused { why, with } => Ok(whole(why, with.unwrap_or_default())),
        Error::Forbidden { action } => Ok(whole(action, String::new())),
        fault => Err(fault),
    }
}
