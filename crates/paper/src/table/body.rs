//! Which rows below a header are records. Everything else is left out with a reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::header::{Block, Finder, starting};
use super::shape::{plain, row_words};
use super::{Heading, Table};
use crate::remark::{self, LeftOut};
use crate::{Cell, Range, Row, Value};

const TEXT_CHARACTERS_MAX: usize = 60;
/// What stands higher above a header says nothing of its rows.
const TITLES_MAX: usize = 40;
/// Fewer could be the values of a short record.
const COLUMN_NUMBERS_MIN: usize = 4;

/// One table for each header. A header of the same columns without a title of its own is the same table on another page.
pub(super) fn tables<'a>(finder: &Finder<'a, '_>, blocks: Vec<Block>) -> Vec<Table<'a>> {
    let rows = &finder.sheet.rows;
    let mut tables: Vec<Table<'a>> = Vec::new();
    let ends: Vec<u32> = blocks.iter().skip(1).map(|block| block.top).chain([u32::MAX]).collect();
    for (block, end) in blocks.into_iter().zip(ends) {
        let begin = rows.partition_point(|row| row.number <= block.bottom);
        let end = rows.partition_point(|row| row.number < end);
        let table = match tables.pop() {
            None => opened(finder, &block, titles_above(finder, &block)),
            Some(mut before) => {
                let of_header = finder.sheet.rows_between(block.top, block.bottom).iter();
                let again = of_header.map(|row| left(finder, row, remark::HEADER_AGAIN));
                let titles = before.titles_below(block.top);
                if titles.is_empty() && same_columns(&before.headings, &block.headings) {
                    before.left_out.extend(again);
                    before
                } else {
                    tables.push(before);
                    Table { left_out: again.collect(), ..opened(finder, &block, titles) }
                }
            }
        };
        tables.push(table);
        if let Some(table) = tables.last_mut() {
            Body { finder, table, in_notes: false }.read(begin..end);
        }
    }
    tables
}

fn titles_above(finder: &Finder<'_, '_>, block: &Block) -> Vec<u32> {
    let above = finder.sheet.rows_between(0, block.top.saturating_sub(1));
    above.iter().skip(above.len().saturating_sub(TITLES_MAX)).map(|row| row.number).collect()
}

fn opened<'a>(finder: &Finder<'a, '_>, block: &Block, mut titles: Vec<u32>) -> Table<'a> {
    // A title or a label may stand in the rows of the header itself.
    titles.extend(finder.sheet.rows_between(block.top, block.bottom).iter().map(|row| row.number));
    Table {
        sheet: finder.sheet,
        shape: finder.shape,
        header_row: block.bottom,
        headings: block.headings.clone(),
        unknown: block.unknown.clone(),
        left_out: Vec::new(),
        records: Vec::new(),
        titles,
        sections: Vec::new(),
        notes: Vec::new(),
        tall: Arc::clone(finder.tall()),
        filled: Vec::new(),
    }
}

fn same_columns(left: &[Heading], right: &[Heading]) -> bool {
    let columns = |headings: &[Heading]| headings.iter().map(|it| (it.field, it.column)).collect::<Vec<_>>();
    columns(left) == columns(right)
}

impl Table<'_> {
    /// Lines behind the last record: what this table took for lines over its own rows are titles of the next, and so are
    /// lines right above its header that were taken for the end of the notes.
    fn titles_below(&mut self, top: u32) -> Vec<u32> {
        let last = self.records.last().map_or(0, |at| self.sheet.rows[*at].number);
        self.sections.truncate(self.sections.partition_point(|number| *number < last));
        let mut titles = Vec::new();
        let mut next = top;
        let behind = |left: &&mut LeftOut| left.row > last && left.why != remark::HEADER_AGAIN;
        for left in self.left_out.iter_mut().rev().take_while(behind).take(TITLES_MAX) {
            let adjoins = left.row + 1 == next && matches!(left.why, remark::NOTE | remark::NO_KNOWN_COLUMN);
            if left.why == remark::SECTION || (adjoins && words_of(&left.text) != Some(remark::NOTE)) {
                left.why = remark::TITLE;
                titles.push(left.row);
                next = left.row;
            }
        }
        titles.reverse();
        titles
    }
}

struct Body<'b, 'a> {
    finder: &'b Finder<'a, 'b>,
    table: &'b mut Table<'a>,
    /// Below the first note every line of a single cell is a note.
    in_notes: bool,
}

impl<'a> Body<'_, 'a> {
    fn read(&mut self, rows: std::ops::Range<usize>) {
        let filling: Vec<Heading> = self.table.headings.iter().filter(|it| self.fills_down(it)).cloned().collect();
        // For each column the row that has its value.
        let mut above: BTreeMap<u32, u32> = BTreeMap::new();
        for at in rows {
            let row = &self.finder.sheet.rows[at];
            if let Err(why) = self.record(row) {
                let number = row.number;
                match why {
                    remark::NOTE => self.table.notes.push(number),
                    remark::SECTION => {
                        self.table.sections.push(number);
                        above.clear();
                    }
                    _ => {}
                }
                self.in_notes |= why == remark::NOTE;
                self.table.left_out.push(left(self.finder, row, why));
                continue;
            }
            self.in_notes = false;
            self.table.records.push(at);
            for heading in &filling {
                self.fill(row, heading, &mut above);
            }
        }
    }

    fn fills_down(&self, heading: &Heading) -> bool {
        self.finder.shape.column(heading.field).is_some_and(|column| column.fills_down)
    }

    fn fill(&mut self, row: &'a Row, heading: &Heading, above: &mut BTreeMap<u32, u32>) {
        if *self.table.value(row, heading).0 != Value::Empty {
            let own = row.value(heading.column) != &Value::Empty;
            let source = if own { Some(row.number) } else { self.table.merged_with(row.number, heading.column) };
            match source {
                Some(number) => above.insert(heading.column, number),
                // The value stands in a spare column: it is this record's alone.
                None => above.remove(&heading.column),
            };
        } else if self.has_essential(row)
            && let Some(number) = above.get(&heading.column)
        {
            self.table.filled.push((row.number, heading.column, *number));
        }
    }

    fn has_essential(&self, row: &Row) -> bool {
        self.essential().is_some_and(|column| *row.value(column) != Value::Empty)
    }

    fn essential(&self) -> Option<u32> {
        self.table.heading(&self.finder.shape.essential).map(|heading| heading.column)
    }

    /// An error is the reason why the row is none.
    fn record(&self, row: &Row) -> Result<(), &'static str> {
        let is_known = |cell: &&Cell| self.table.headings.iter().any(|it| reads(it, cell.column));
        let known: Vec<&Cell> = row.cells.iter().filter(is_known).collect();
        let numbered = self.is_numbered(row);
        if let Some(why) = row.cells.first().and_then(|first| self.by_words(first, numbered && known.len() > 2)) {
            return Err(why);
        }
        if known.is_empty() {
            return Err(if self.in_notes { remark::NOTE } else { remark::NO_KNOWN_COLUMN });
        }
        if is_counting(row) {
            return Err(remark::COLUMN_NUMBERS);
        }
        if known.iter().all(|cell| self.is_over_many(row, cell)) {
            return Err(if self.in_notes { remark::NOTE } else { remark::SECTION });
        }
        if let Some(column) = self.essential()
            && *row.value(column) == Value::Empty
            && self.table.merged_with(row.number, column).is_some()
        {
            return Err(remark::CONTINUED);
        }
        match known[..] {
            [only] if row.cells.len() == 1 => self.single(only, numbered),
            [only] if numbered && only.column == row.cells[0].column => Err(remark::ONLY_A_NUMBER),
            _ => Ok(()),
        }
    }

    /// A row of one cell is a record only when that cell is the essential one.
    fn single(&self, cell: &Cell, numbered: bool) -> Result<(), &'static str> {
        match &cell.value {
            Value::Text(_) if self.in_notes => Err(remark::NOTE),
            _ if numbered => Err(remark::ONLY_A_NUMBER),
            Value::Text(_) if self.essential() != Some(cell.column) => Err(remark::SECTION),
            _ => Ok(()),
        }
    }

    fn is_numbered(&self, row: &Row) -> bool {
        let Some(heading) = self.table.heading("number") else { return false };
        match row.value(heading.column) {
            Value::Number(_) => true,
            Value::Text(text) => number_of(text).is_some(),
            _ => false,
        }
    }

    /// A record with a running number whose first text begins like a note is a record, but a total is none; nor is a
    /// description that is one of these words.
    fn by_words(&self, first: &Cell, is_record: bool) -> Option<&'static str> {
        let Value::Text(text) = &first.value else { return None };
        let why = words_of(text)?;
        let is_description = self.essential() == Some(first.column) && !text.contains(['：', ':']);
        let certain = matches!(why, remark::TOTAL | remark::EXAMPLE);
        (certain || !(is_record || is_description)).then_some(why)
    }

    /// One cell stretched over half of the columns is a line, not a value.
    fn is_over_many(&self, row: &Row, cell: &Cell) -> bool {
        let at = |range: &&Range| range.first_column == cell.column;
        let Some(range) = starting(self.finder.wide(), row.number, row.number).find(at) else { return false };
        let within = |it: &&Heading| (range.first_column..=range.last_column).contains(&it.column);
        let over = self.table.headings.iter().filter(within).count();
        over >= 2 && 2 * over >= self.table.headings.len()
    }
}

/// `注：…`, `填报人：…`, `合计`: the word stands alone or before a colon.
fn words_of(text: &str) -> Option<&'static str> {
    let words = row_words();
    let word = plain(text.split(['：', ':']).next().unwrap_or(text));
    let short = word.split('(').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    let whole = word.replace(['(', ')'], "");
    let among = |list: &[String]| list.iter().any(|it| *it == whole || it == short);
    let kinds = [
        (&words.totals, remark::TOTAL),
        (&words.examples, remark::EXAMPLE),
        (&words.notes, remark::NOTE),
        (&words.signatures, remark::SIGNATURE),
        (&words.form_days, remark::SIGNATURE),
    ];
    kinds.into_iter().find(|(list, _)| among(list)).map(|(_, why)| why)
}

fn reads(heading: &Heading, column: u32) -> bool {
    heading.column == column || heading.spare.contains(&column)
}

/// `1`, `２`, `3.`, `(4)`, `A-12`: what stands in a column of running numbers. A word does not.
fn number_of(text: &str) -> Option<()> {
    let plain = plain(text);
    let short = plain.len() <= 24 && plain.chars().all(|c| c.is_ascii_graphic());
    (short && plain.bytes().any(|byte| byte.is_ascii_digit())).then_some(())
}

/// `1 2 3 4 5 …` below the names.
fn is_counting(row: &Row) -> bool {
    let number = |cell: &Cell| match &cell.value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => plain(text).trim_matches(['(', ')']).parse().ok(),
        _ => None,
    };
    row.cells.len() >= COLUMN_NUMBERS_MIN
        && row.cells.iter().zip(1_u32..).all(|(cell, n)| number(cell) == Some(n.into()))
}

fn left(finder: &Finder<'_, '_>, row: &Row, why: &'static str) -> LeftOut {
    let text = row.cells.first().map(|cell| cell.value.to_string()).unwrap_or_default();
    let text = text.trim().chars().take(TEXT_CHARACTERS_MAX).collect();
    LeftOut { sheet: finder.sheet.name.clone(), row: row.number, why, text }
}
