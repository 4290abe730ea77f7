//! The official list of divisions: `version,code,name,level,type,parent_code,sort_order` as the ministry publishes it, or
//! a district's own `code12<tab>name` for villages. Comma or tab separated, UTF-8, the header in the first line.

use std::io::Read;
use std::sync::Arc;

use kernel::{Ctx, District, Division, Error, Problem};
use ledger::Tx;
use paper::fault::{self, Fault};
use paper::{ColumnName, ColumnNames, column_letter};

use super::{Outcome, Parsed, Placed};
use crate::division::{Define, define, store};

/// More rows than any list of divisions; a longer file is some other file.
const MOST_ROWS: usize = 200_000;
type Column = (&'static str, &'static [&'static str]);
const CODE: Column = ("code", &["code", "code12", "代码", "区划代码", "行政区划代码"]);
const NAME: Column = ("name", &["name", "名称", "区划名称", "单位名称"]);
const TYPE: Column = ("type", &["type", "type_name", "类型"]);
pub(super) const NOT_A_CODE: Fault =
    Fault { problem: "2, 4, 6, 9 or 12 digits", advice: "write the code as the list has it" };

/// Which rows of the list are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    All,
    /// What lies within the district, and what lies above it.
    District(District),
}

impl Keep {
    fn wants(self, code: Division) -> bool {
        match self {
            Keep::All => true,
            Keep::District(district) => district.division().contains(code) || code.contains(district.division()),
        }
    }
}

pub fn read(mut from: impl Read, keep: Keep) -> Result<Parsed<Define>, Error> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).map_err(Error::internal)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("save the file as UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = if text.lines().next().unwrap_or_default().contains('\t') { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| unreadable("the first line is not a header"))?.clone();
    let (code, name, kind) = (place(&header, CODE)?, place(&header, NAME)?, place(&header, TYPE).ok());
    let list = List { names: Arc::new(names(&header)), code, name, kind, keep };
    let mut parsed = Parsed::default();
    for (count, record) in reader.records().enumerate() {
        let record = record.map_err(|_| unreadable("a row can't be read"))?;
        if count == MOST_ROWS {
            return Err(unreadable("the file has too many rows"));
        }
        list.take(&record, &mut parsed);
    }
    // A place is defined after the one above it, whatever the order of the file.
    parsed.rows.sort_by_key(|row| (row.it.code.level(), row.it.code));
    Ok(parsed)
}

fn unreadable(problem: &'static str) -> Error {
    Problem::at("file", problem).into()
}

fn place(header: &csv::StringRecord, column: Column) -> Result<usize, Error> {
    let found = header.iter().position(|cell| column.1.contains(&cell.to_lowercase().as_str()));
    found.ok_or_else(|| Problem { field: "file", problem: "a column is missing", given: column.0.to_owned() }.into())
}

fn names(header: &csv::StringRecord) -> ColumnNames {
    let column = |column: Column| {
        let at = place(header, column).ok()?;
        let letter = column_letter(u32::try_from(at).unwrap_or(u32::MAX));
        Some((column.0, ColumnName { letter, header: header[at].to_owned() }))
    };
    ColumnNames { sheet: String::new(), columns: [CODE, NAME, TYPE].into_iter().filter_map(column).collect() }
}

struct List {
    names: Arc<ColumnNames>,
    code: usize,
    name: usize,
    kind: Option<usize>,
    keep: Keep,
}

impl List {
    fn take(&self, record: &csv::StringRecord, parsed: &mut Parsed<Define>) {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if record.iter().all(str::is_empty) {
            return;
        }
        let row = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        let mut problem =
            |field, given: &str, fault| parsed.problems.push(self.names.problem(row, field, given, fault));
        let (code, name) = (cell(self.code), cell(self.name));
        let read = code.parse::<Division>().ok();
        if code.is_empty() {
            problem("code", code, fault::CELL_EMPTY);
        } else if read.is_none() {
            problem("code", code, NOT_A_CODE);
        }
        if name.is_empty() {
            problem("name", name, fault::CELL_EMPTY);
        }
        let Some(code) = read.filter(|_| !name.is_empty()) else { return };
        if !self.keep.wants(code) {
            parsed.unwanted += 1;
            return;
        }
        let type_name = self.kind.map(cell).unwrap_or_default().to_owned();
        let it = Define { code, name: name.to_owned(), type_name };
        parsed.rows.push(Placed { names: Arc::clone(&self.names), row, it });
    }
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, rows: &[Placed<Define>]) -> Result<Outcome, Error> {
    Outcome::of(rows, |cmd| {
        let known = store::find(tx, ctx, cmd.code)?;
        let before = known.as_ref().map_or(0, |known| known.version);
        // A list without types leaves the known ones.
        let type_name = match known {
            Some(known) if cmd.type_name.is_empty() => known.type_name,
            _ => cmd.type_name.clone(),
        };
        define(tx, ctx, &Define { type_name, ..cmd.clone() })?;
        Ok(store::find(tx, ctx, cmd.code)?.is_some_and(|it| it.version > before))
    })
}
