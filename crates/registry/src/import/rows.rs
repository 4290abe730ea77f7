//! From the sheets of a workbook to typed rows.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use paper::fault::Fault;
use paper::{Findings, Learned, PaperError, RowReader, Shape, Sheet, Table, Value, Workbook, cell};

use super::{Parsed, Placed};

pub const NOT_OF_THE_LIST: Fault =
    Fault { problem: "choose one of the list", advice: "write the word as the form of a single case has it" };
pub const SAID_OTHERWISE: Fault = Fault {
    problem: "an earlier row says something else of the same",
    advice: "keep the row that is right and delete the other",
};

/// The field that is shown where two rows contradict each other.
const NAME: &str = "name";

/// How rows of one kind are read.
pub struct Kind<T, K> {
    pub shape: &'static Shape,
    /// Fields without whose columns no row can be read.
    pub needed: &'static [&'static str],
    /// `None` with a problem in the reader, or a row.
    pub read: fn(&mut RowReader<'_>) -> Option<T>,
    /// By which a second row of the same thing is known.
    pub identity: fn(&T) -> K,
}

impl<T: PartialEq, K: Eq + Hash> Kind<T, K> {
    /// Every shown sheet that holds such a table. An error: there is none.
    pub fn parse(&self, book: &Workbook, learned: &Learned) -> Result<Parsed<T>, PaperError> {
        let mut parsed = Parsed::default();
        let mut refused = None;
        let mut tables = 0;
        for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden) {
            match Table::all(sheet, self.shape, learned) {
                Ok(found) => {
                    tables += found.len();
                    found.into_iter().for_each(|table| self.table(table, &mut parsed));
                }
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        if tables == 0 {
            // A workbook of hidden sheets is searched as one without any.
            let empty = Sheet::default();
            return Err(match refused {
                Some(error) => error,
                None => Table::find(&empty, self.shape, learned).err().unwrap_or(paper::fault::NO_COLUMNS.into()),
            });
        }
        self.refuse_contradictions(&mut parsed);
        let place =
            |it: &paper::CellProblem| (it.sheet.clone(), it.row, it.column.letter.len(), it.column.letter.clone());
        parsed.problems.sort_by_cached_key(place);
        Ok(parsed)
    }

    fn table(&self, table: Table<'_>, parsed: &mut Parsed<T>) {
        let missing = table.missing(self.needed);
        if missing.is_empty() {
            let names = Arc::new(table.names());
            let mut findings = Findings::default();
            for row in table.rows() {
                let mut cells = table.reader(row, &mut findings);
                let before = cells.problem_count();
                let read = (self.read)(&mut cells);
                if let Some(it) = read.filter(|_| cells.problem_count() == before) {
                    parsed.rows.push(Placed { names: Arc::clone(&names), row: row.number, it });
                }
            }
            parsed.problems.extend(findings.problems);
            parsed.assumed.extend(findings.assumed);
        }
        parsed.problems.extend(missing);
        parsed.left_out.extend(table.left_out);
        parsed.unknown.extend(table.unknown);
    }

    /// Two rows that say different things of one would change it back and forth with every import.
    fn refuse_contradictions(&self, parsed: &mut Parsed<T>) {
        let mut first: HashMap<K, usize> = HashMap::new();
        let mut contradicting = Vec::new();
        for (at, row) in parsed.rows.iter().enumerate() {
            let before = *first.entry((self.identity)(&row.it)).or_insert(at);
            if parsed.rows[before].it != row.it {
                contradicting.push(at);
                let given = format!("{}:{}", parsed.rows[before].names.sheet, parsed.rows[before].row);
                parsed.problems.push(row.names.problem(row.row, NAME, given, SAID_OTHERWISE));
            }
        }
        let mut at = 0..;
        parsed.rows.retain(|_| at.next().is_some_and(|at| contradicting.binary_search(&at).is_err()));
    }
}

/// A word of a closed list.
pub fn word<T>(value: &Value, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Fault> {
    read(&cell::text(value)?).ok_or(NOT_OF_THE_LIST)
}
