//! A table of text with named columns.

use std::io::Read;

use kernel::{Ctx, Division, DivisionLevel, Error, Lang, Problem};
use ledger::Reader;

use super::BadRow;
use crate::query;

/// More rows than any list of ours; a longer file is some other file.
const MOST_ROWS: usize = 200_000;

/// A column by its English name and the headers that mean it.
pub type Heading = (&'static str, &'static [&'static str]);

/// The rows of a file under the wanted columns.
pub struct Table {
    /// Where each wanted column stands in the file.
    places: Vec<(&'static str, Option<usize>)>,
    records: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    pub fn read(mut from: impl Read, headings: &[Heading]) -> Result<Table, Error> {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).map_err(Error::internal)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unreadable("save the file as UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.contains('\t') { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|_| unreadable("the first line is not a header"))?.clone();
        let place = |heading: &Heading| {
            let means = |cell: &str| cell.eq_ignore_ascii_case(heading.0) || heading.1.contains(&cell);
            (heading.0, header.iter().position(means))
        };
        let places = headings.iter().map(place).collect();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|_| unreadable("a row can't be read"))?;
            if records.len() == MOST_ROWS {
                return Err(unreadable("the file has too many rows"));
            }
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|cell| !cell.is_empty()) {
                records.push((line, record));
            }
        }
        Ok(Table { places, records })
    }

    /// Refuses a file that lacks a column it can't do without.
    pub fn needs(&self, name: &'static str) -> Result<(), Error> {
        match self.place(name) {
            Some(_) => Ok(()),
            None => Err(Problem { field: "file", problem: "a column is missing", given: name.to_owned() }.into()),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(column, _)| *column == name).and_then(|(_, place)| *place)
    }
}

fn unreadable(problem: &'static str) -> Error {
    Problem::at("file", problem).into()
}

pub struct Row<'a> {
    table: &'a Table,
    pub line: u64,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// Empty where the column or the cell is missing.
    pub fn get(&self, name: &str) -> &str {
        self.table.place(name).and_then(|place| self.record.get(place)).unwrap_or_default()
    }

    pub fn bad(&self, column: &'static str, reason: &'static str) -> BadRow {
        BadRow { row: self.line, column, given: self.get(column).to_owned(), reason }
    }

    /// A value that must be there, as `read` understands it.
    pub fn read<T>(
        &self,
        column: &'static str,
        reason: &'static str,
        bad: &mut Vec<BadRow>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let given = self.get(column);
        let value = if given.is_empty() { None } else { read(given) };
        if value.is_none() {
            bad.push(self.bad(column, if given.is_empty() { "fill in this field" } else { reason }));
        }
        value
    }

    /// A value that may be left out.
    pub fn read_optional<T>(
        &self,
        column: &'static str,
        reason: &'static str,
        bad: &mut Vec<BadRow>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        if self.get(column).is_empty() { None } else { self.read(column, reason, bad, read) }
    }
}

/// A closed list's value by its word, or by its text in either language.
pub fn one_of<T: Copy>(
    all: &[T],
    given: &str,
    word: impl Fn(T) -> &'static str,
    text: impl Fn(Lang, &str) -> &'static str,
) -> Option<T> {
    let means = |it: &T| {
        let word = word(*it);
        word == given || text(Lang::Zh, word) == given || text(Lang::En, word).eq_ignore_ascii_case(given)
    };
    all.iter().copied().find(means)
}

/// A place by its code, or by the name that only one place of the district has.
pub fn place(r: &Reader<'_>, ctx: &Ctx, given: &str) -> Result<Division, Error> {
    if let Ok(code) = given.parse::<Division>() {
        return Ok(code);
    }
    let district = ctx.district.division();
    let mut found: Vec<Division> = Vec::new();
    for level in [DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village] {
        let all = query::divisions(r, ctx, district, level)?;
        found.extend(all.iter().filter(|row| row.name == given && row.abolished_on.is_none()).map(|row| row.code));
    }
    let problem = |problem| Problem { field: "division", problem, given: given.to_owned() };
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(problem("no such division").into()),
        _ => Err(problem("several divisions have this name: give the code").into()),
    }
}
