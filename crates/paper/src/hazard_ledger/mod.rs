//! A ledger of hazards: each record of a sheet becomes one typed hazard or several, or problems that name their cells.
//!
//! A *row* is one record of the ledger, as its running numbers count them; a *hazard* is one thing to mend. A row whose
//! description numbers several things gives one hazard for each, and how many is said. A row with a problem gives none.
//! What is readable but surely wrong, such as a deadline before the finding, is a note: the row is taken, and the person who
//! imports sees it. What the sheet leaves out and was taken for granted is said too, once for all rows. Whether a hazard is
//! known already is not decided here.

mod level;
mod parts;
mod state;
#[cfg(test)]
mod tests;
mod words;

use kernel::{Day, words};

use crate::cell;
use crate::fault::{self, Fault, PaperError};
use crate::remark;
use crate::{
    Assumed, CellProblem, Findings, Learned, LeftOut, Row, RowReader, Shape, Sheet, Table, Unknown, Value, Workbook,
    digest,
};
use level::Legend;
use parts::Parts;

words! {
    pub enum Level {
        Ordinary = "ordinary",
        Major = "major",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHazard {
    pub row: u32,
    /// Which of the things that the row numbers, from 1; 1 when it is one thing.
    pub part: u32,
    /// The same in every upload of the same row, and for all parts of it.
    pub digest: [u8; 16],
    pub number_in_sheet: Option<String>,
    pub description: String,
    pub found: Day,
    pub place: Option<String>,
    pub inspector: Option<String>,
    /// Kinds of accident it may lead to, joined by 、.
    pub kind: Option<String>,
    pub level: Level,
    pub unit: String,
    pub responsible: Option<String>,
    pub due: Option<Day>,
    pub measure: Option<String>,
    pub completed: Option<Day>,
    pub recheck: Option<String>,
    pub rechecked: Option<Day>,
    pub rechecker: Option<String>,
    pub closed: bool,
}

/// What the person who imports says for rows whose sheet does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    pub unit: Option<String>,
    pub found: Option<Day>,
}

/// What one sheet gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub sheet: String,
    /// Records of the ledger, good and bad.
    pub rows: u32,
    pub hazards: Vec<LedgerHazard>,
    pub problems: Vec<CellProblem>,
    pub notes: Vec<CellProblem>,
    pub assumed: Vec<Assumed>,
    pub split: Vec<Split>,
    pub left_out: Vec<LeftOut>,
    pub unknown: Vec<Unknown>,
}

/// A row that numbers several hazards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    pub row: u32,
    pub parts: u32,
}

/// What one workbook gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledgers {
    pub ledgers: Vec<Ledger>,
    /// Names of sheets that are hidden or hold no ledger.
    pub passed_over: Vec<String>,
}

/// Every sheet that is shown and holds a ledger. An error: there is none.
pub fn read_workbook(book: &Workbook, learned: &Learned, defaults: &Defaults) -> Result<Ledgers, PaperError> {
    let mut found = Ledgers::default();
    let mut refused = None;
    for sheet in &book.sheets {
        let outcome = if sheet.hidden { Err(fault::NO_HAZARD_COLUMNS.into()) } else { read(sheet, learned, defaults) };
        match outcome {
            Ok(ledger) => found.ledgers.push(ledger),
            Err(error) => {
                found.passed_over.push(sheet.name.clone());
                refused = if sheet.hidden { refused } else { refused.or(Some(error)) };
            }
        }
    }
    match refused {
        _ if !found.ledgers.is_empty() => Ok(found),
        Some(error) => Err(error),
        None => Err(fault::NO_HAZARD_COLUMNS.with(Shape::hazard().usual_names())),
    }
}

/// Reads one sheet, all tables of it. An error: it has no header of a hazard ledger.
pub fn read(sheet: &Sheet, learned: &Learned, defaults: &Defaults) -> Result<Ledger, PaperError> {
    let mut ledger = Ledger { sheet: sheet.name.clone(), ..Ledger::default() };
    let (mut findings, mut all) = (Findings::default(), Parts::default());
    let tables = Table::all(sheet, Shape::hazard(), learned)?;
    // A note below the last table explains the words of all.
    let legend = Legend::read(tables.iter().flat_map(Table::notes));
    for table in &tables {
        let mut reading = Reading { table, defaults, legend: &legend, above: None };
        let missing = reading.missing();
        if missing.is_empty() {
            reading.rows(&mut ledger, &mut all, &mut findings)?;
        } else {
            findings.problems.extend(missing);
            ledger.rows += u32::try_from(table.rows().count()).unwrap_or(u32::MAX);
        }
    }
    for table in tables {
        ledger.left_out.extend(table.left_out);
        ledger.unknown.extend(table.unknown);
    }
    ledger.unknown.dedup_by(|right, left| right.letter == left.letter && right.text == left.text);
    (ledger.hazards, ledger.problems, ledger.assumed) = (all.hazards, findings.problems, findings.assumed);
    // As the eye goes over the sheet.
    ledger.left_out.sort_by_key(|left| left.row);
    let place = |problem: &CellProblem| (problem.row, problem.column.letter.len(), problem.column.letter.clone());
    ledger.problems.sort_by_cached_key(place);
    Ok(ledger)
}

struct Reading<'r, 't> {
    table: &'r Table<'t>,
    defaults: &'r Defaults,
    legend: &'r Legend,
    above: Option<Above>,
}

/// What the lines above say for all rows under one of them.
#[derive(Clone)]
struct Above {
    section: Option<u32>,
    found: Option<Day>,
    unit: Option<String>,
}

impl Reading<'_, '_> {
    /// Columns without which no row can be read, and which no line above and no default stands in for.
    fn missing(&self) -> Vec<CellProblem> {
        let Some(last) = self.table.rows().last().map(|row| row.number) else { return Vec::new() };
        let said = |field: &str| match field {
            "found" => self.defaults.found.is_some() || self.table.day_above(last, field).is_some(),
            "unit" => self.defaults.unit.is_some() || self.table.said_above(last, field).is_some(),
            _ => false,
        };
        let needed: Vec<&'static str> = ["description", "found", "unit"].into_iter().filter(|it| !said(it)).collect();
        self.table.missing(&needed)
    }

    /// Looked up once for all rows under a line.
    fn above(&mut self, row: u32) -> &Above {
        let section = self.table.section_of(row);
        let known = self.above.take().filter(|known| known.section == section);
        self.above.insert(known.unwrap_or_else(|| Above {
            section,
            found: self.table.day_above(row, "found"),
            unit: self.table.said_above(row, "unit"),
        }))
    }

    fn rows(&mut self, ledger: &mut Ledger, all: &mut Parts, findings: &mut Findings) -> Result<(), Fault> {
        for row in self.table.rows() {
            ledger.rows += 1;
            let mut cells = self.table.reader(row, findings);
            let Some(hazard) = self.hazard(row, &mut cells, &mut ledger.notes) else { continue };
            ledger.notes.extend(early_days(&hazard, &cells));
            let parts = all.add(hazard)?;
            if parts > 1 {
                ledger.split.push(Split { row: row.number, parts });
            }
        }
        Ok(())
    }

    /// Every cell is read before the row is given up, so that all problems are named at once.
    fn hazard(&mut self, row: &Row, cells: &mut RowReader<'_>, notes: &mut Vec<CellProblem>) -> Option<LedgerHazard> {
        let before = cells.problem_count();
        let number_in_sheet = cells.text("number");
        let description = cells.required("description", cell::text);
        let found = self.found(cells);
        let place = cells.text("place");
        let inspector = name(cells, "inspector", notes);
        let kind = cells.text("kind").map(|kinds| join_kinds(&kinds));
        let level = self.legend.level(cells);
        let unit = self.unit(cells);
        let responsible = name(cells, "responsible", notes);
        let due = cells.day("due");
        let measure = cells.text("measure");
        let completed = state::completed(cells);
        let recheck = cells.text("recheck");
        let rechecked = cells.day("rechecked");
        let rechecker = name(cells, "rechecker", notes);
        let closed = state::closed(cells, completed.or(rechecked));
        if cells.problem_count() > before {
            return None;
        }
        Some(LedgerHazard {
            row: row.number,
            part: 1,
            digest: digest(&self.table.sheet.name, row.number, &row.cells),
            number_in_sheet,
            description: description?,
            found: found?,
            place,
            inspector,
            kind,
            level: level?,
            unit: unit?,
            responsible,
            due,
            measure,
            completed,
            recheck,
            rechecked,
            rechecker,
            closed: closed?,
        })
    }

    fn found(&mut self, cells: &mut RowReader<'_>) -> Option<Day> {
        if !cells.is_empty("found") {
            return cells.day("found");
        }
        let above = self.above(cells.row().number).found;
        stated(cells, "found", above, self.defaults.found)
    }

    fn unit(&mut self, cells: &mut RowReader<'_>) -> Option<String> {
        if !cells.is_empty("unit") {
            return cells.text("unit");
        }
        let above = self.above(cells.row().number).unit.clone();
        stated(cells, "unit", above, self.defaults.unit.clone())
    }
}

/// For an empty cell: what a line above says, else the person who imports; else it is a problem.
fn stated<T: std::fmt::Display>(
    cells: &mut RowReader<'_>,
    field: &'static str,
    above: Option<T>,
    default: Option<T>,
) -> Option<T> {
    let (value, assumed) = match (above, default) {
        (Some(value), _) => (value, remark::FROM_ABOVE),
        (None, Some(value)) => (value, remark::BY_DEFAULT),
        (None, None) => {
            cells.reject(field, fault::CELL_EMPTY);
            return None;
        }
    };
    cells.assume(field, assumed, &value.to_string());
    Some(value)
}

/// A day or a number where a name belongs comes of cells shifted by a column: the row is taken without it, with a note.
fn name(cells: &mut RowReader<'_>, field: &'static str, notes: &mut Vec<CellProblem>) -> Option<String> {
    if matches!(cells.value(field), Value::Date(_) | Value::DateTime(_) | Value::Number(_)) {
        notes.push(cells.problem(field, fault::NOT_A_NAME));
        return None;
    }
    cells.text(field)
}

fn early_days(hazard: &LedgerHazard, cells: &RowReader<'_>) -> Vec<CellProblem> {
    let early = |day: Option<Day>| day.is_some_and(|day| day < hazard.found);
    let due = early(hazard.due).then(|| cells.problem("due", fault::DUE_BEFORE_FOUND));
    let completed = early(hazard.completed).then(|| cells.problem("completed", fault::COMPLETED_BEFORE_FOUND));
    let rechecked = early(hazard.rechecked).then(|| cells.problem("rechecked", fault::RECHECKED_BEFORE_FOUND));
    due.into_iter().chain(completed).chain(rechecked).collect()
}

/// Blanks within a word and a full stop behind it are slips of the pen.
fn word(value: &Value) -> Result<String, Fault> {
    let text: String = cell::narrow(&cell::text(value)?).chars().filter(|c| !c.is_whitespace()).collect();
    Ok(text.trim_end_matches(['。', '.', '；', ';']).to_lowercase())
}

fn join_kinds(kinds: &str) -> String {
    let parts =
        kinds.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '／' | '|'));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("、")
}
