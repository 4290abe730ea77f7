//! New rows of a returned sheet, as rows of the import of their kind.

use kernel::{Ctx, Division, Error, Lang, Sector};
use ledger::Tx;
use paper::out::merge::Added;
use paper::{Cell, CellProblem, Learned, Row, Sheet, Value, Workbook};

use super::{Opened, Refusal};
use crate::exports::doing;
use crate::imports::{Home, Kind, Reading, read_rows};

/// Fields of a list that its import calls otherwise, and those that it does not take.
const OTHER_NAMES: &[(&str, &str, &str)] = &[("hazards", "grade", "level"), ("hazards", "owner", "unit")];
const NOT_TAKEN: &[(&str, &str)] = &[
    ("hazards", "number"),
    ("hazards", "title"),
    ("hazards", "division"),
    ("hazards", "status"),
    ("organisations", "head"),
    ("subjects", "status"),
];

/// One new row: what is written for it, and how it is known again.
pub struct Line {
    pub row: u32,
    pub digest: [u8; 16],
    kind: Kind,
    /// A row may hold several things.
    records: Vec<usize>,
    reading: std::sync::Arc<Reading>,
}

impl Line {
    pub fn write(&self, tx: &mut Tx<'_>, ctx: &Ctx) -> Result<(), Error> {
        let ctx = doing(ctx, self.kind.act());
        for at in &self.records {
            let (_, problems) = self.reading.write(tx, &ctx, *at)?;
            if let Some(problem) = problems.into_iter().next() {
                let CellProblem { field, problem, given, .. } = problem;
                return Err(kernel::Problem { field, problem, given }.into());
            }
        }
        Ok(())
    }
}

/// The good ones, and what is wrong with the others.
pub fn new_rows(opened: &Opened, added: &[Added], ctx: &Ctx) -> Result<(Vec<Line>, Vec<Refusal>), Error> {
    let Some(kind) = Kind::from_word(opened.list.name).filter(|_| !added.is_empty()) else {
        return Ok((Vec::new(), Vec::new()));
    };
    if doing(ctx, kind.act()).scope.is_empty() {
        let refusal = |it: &Added| Refusal {
            row: it.row,
            header: String::new(),
            given: String::new(),
            problem: "add rows to this list".to_owned(),
        };
        return Ok((Vec::new(), added.iter().map(refusal).collect()));
    }
    let division: Division = doing(ctx, kind.act()).scope.widest().map_or(ctx.district.division(), |g| g.division);
    let home = Home { division, sector: Sector::Industry };
    let reading = std::sync::Arc::new(read_rows(kind, &book(opened, kind, added), &Learned::default(), home)?);
    let refusal = |p: &CellProblem| Refusal {
        row: p.row,
        header: p.column.header.clone(),
        given: p.given.clone(),
        problem: p.problem.to_owned(),
    };
    let refused: Vec<Refusal> = reading.problems.iter().map(refusal).collect();
    let line = |it: &Added| Line {
        row: it.row,
        digest: it.digest,
        kind,
        records: (0..reading.len()).filter(|at| reading.place(*at).1 == it.row).collect(),
        reading: std::sync::Arc::clone(&reading),
    };
    let lines = added.iter().map(line).filter(|line| !line.records.is_empty()).collect();
    Ok((lines, refused))
}

/// The added rows under the names that the import knows, each in its own row.
fn book(opened: &Opened, kind: Kind, added: &[Added]) -> Workbook {
    let columns = &opened.returned.columns;
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let name = |field: &str| {
        if NOT_TAKEN.contains(&(opened.list.name, field)) {
            return None;
        }
        let other = OTHER_NAMES.iter().find(|(list, it, _)| (*list, *it) == (opened.list.name, field));
        let field = other.map_or(field, |(_, _, name)| name);
        kind.shape().column(field).and_then(|column| column.names.first()).cloned()
    };
    let names: Vec<Option<String>> = columns.iter().map(|column| name(&column.field)).collect();
    let header = names
        .iter()
        .enumerate()
        .filter_map(|(n, name)| Some(Cell { column: place(n), value: Value::Text(name.clone()?) }));
    let mut rows = vec![Row { number: 1, cells: header.collect() }];
    for it in added {
        let cells = it.cells.iter().enumerate().filter(|(n, value)| names[*n].is_some() && **value != Value::Empty);
        let cell = |(n, value): (usize, &Value)| Cell {
            column: place(n),
            value: in_chinese(opened, &columns[n].field, value),
        };
        rows.push(Row { number: it.row, cells: cells.map(cell).collect() });
    }
    let sheet = Sheet { name: opened.list.name.to_owned(), rows, ..Sheet::default() };
    Workbook { kind: paper::Kind::Excel, sheets: vec![sheet] }
}

/// The import of hazards reads the grade in Chinese only.
fn in_chinese(opened: &Opened, field: &str, value: &Value) -> Value {
    use hazard::words::grade;
    if (opened.list.name, field) != ("hazards", "grade") {
        return value.clone();
    }
    let given = value.to_string();
    let word = hazard::Grade::ALL.iter().map(|g| g.word()).find(|word| grade::of(opened.given.lang, word) == given);
    word.map_or(value.clone(), |word| Value::Text(grade::of(Lang::Zh, word).to_owned()))
}
