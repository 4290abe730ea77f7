//! Finding the header: the block of rows that names most columns, one row or several under merged parents.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::shape::{Named, Shape};
use super::{Heading, Learned, Unknown};
use crate::{Cell, Range, Row, Sheet, Value, column_letter};

/// Parents of parents of names: more rows than these are no header.
const ROWS_MAX: u32 = 5;
/// A sheet whose cells are names of columns over and over has no header; looking for one costs more than reading it.
const FAILURES_MAX: u32 = 2_000;
/// More pages than any printed list has.
const BLOCKS_MAX: usize = 10_000;
const FIELDS_MIN: usize = 3;
const FIELDS_WITH_ESSENTIAL_MIN: usize = 2;

/// The header of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub top: u32,
    pub bottom: u32,
    pub headings: Vec<Heading>,
    pub unknown: Vec<Unknown>,
}

/// How surely a column is known: what was learned, then its name with that of its parent, its own, its parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    Learned,
    Path,
    Own,
    Parent,
}

pub(super) struct Finder<'a, 'l> {
    pub sheet: &'a Sheet,
    pub shape: &'static Shape,
    learned: &'l Learned,
    /// By their first row; nothing else of the ranges is looked at twice.
    wide: Vec<Range>,
    tall: Vec<Range>,
    tall_by_column: Arc<BTreeMap<u32, Vec<Range>>>,
}

impl<'a, 'l> Finder<'a, 'l> {
    pub fn new(sheet: &'a Sheet, shape: &'static Shape, learned: &'l Learned) -> Self {
        let chosen = |wanted: fn(&Range) -> bool| {
            let mut ranges: Vec<Range> = sheet.merged.iter().copied().filter(wanted).collect();
            ranges.sort_by_key(|range| (range.first_row, range.first_column));
            ranges
        };
        let tall = chosen(Range::is_tall);
        let mut by_column: BTreeMap<u32, Vec<Range>> = BTreeMap::new();
        for range in &tall {
            by_column.entry(range.first_column).or_default().push(*range);
        }
        Self { sheet, shape, learned, wide: chosen(Range::is_wide), tall, tall_by_column: Arc::new(by_column) }
    }

    /// All headers of the sheet from top to bottom: each begins a table.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let (mut below, mut failures) = (0, 0);
        for (at, row) in self.sheet.rows.iter().enumerate() {
            // The first header may be known by parents and children together; later ones must not be seen in every row.
            let (names_min, least) = blocks.first().map_or((1, 0), |first| (2, first.headings.len().div_ceil(2)));
            let enough = failures == FAILURES_MAX || blocks.len() == BLOCKS_MAX;
            if enough || row.number <= below || !self.names_as_many(row, names_min) {
                continue;
            }
            if let Some(block) = self.best_near(at, below).filter(|block| block.headings.len() >= least) {
                below = block.bottom;
                blocks.push(block);
            } else {
                failures += 1;
            }
        }
        blocks
    }

    fn names_as_many(&self, row: &Row, least: usize) -> bool {
        let may = |text: &str| !self.learned.is_empty() || self.shape.may_name(text);
        let known = |value: &Value| matches!(value, Value::Text(text) if may(text) && self.field_named(text).is_some());
        row.cells.iter().filter(|cell| known(&cell.value)).nth(least - 1).is_some()
    }

    fn field_named(&self, text: &str) -> Option<usize> {
        match self.meaning(&[text])? {
            (Named::Field(field), _) => Some(field),
            (Named::NotNeeded, _) => None,
        }
    }

    /// The best of the blocks that begin in this row, up to three rows above it or just below.
    fn best_near(&self, at: usize, below: u32) -> Option<Block> {
        let number = self.sheet.rows[at].number;
        let near = |row: &&Row| row.number > below && row.number.abs_diff(number) <= 3;
        let from = at.saturating_sub(3);
        let mut best: Option<(i64, Block)> = None;
        for top in self.sheet.rows[from..].iter().take(7).filter(near) {
            let ends = (top.number..top.number + 3).filter(|end| self.sheet.row(*end).is_some());
            for bottom in ends.map(|end| self.bottom(top.number, end)) {
                let Some(block) = self.block(top.number, bottom) else { continue };
                let score = 10 * block.headings.len() as i64 - i64::from(bottom - top.number);
                // Of equals the first, which begins higher.
                if best.as_ref().is_none_or(|(most, _)| score > *most) {
                    best = Some((score, block));
                }
            }
        }
        best.map(|(_, block)| block)
    }

    /// A header ends where all that is merged with its cells has ended and where its last parent has children.
    fn bottom(&self, top: u32, least: u32) -> u32 {
        let mut bottom = least;
        loop {
            let merged = starting(&self.tall, top, bottom).filter(|range| range.last_row - top < ROWS_MAX);
            let named = |range: &&Range| {
                let value = self.sheet.row(range.first_row).map(|row| row.value(range.first_column));
                matches!(value, Some(Value::Text(text)) if self.meaning(&[text]).is_some())
            };
            let mut further = merged.filter(named).map(|range| range.last_row).fold(bottom, u32::max);
            if starting(&self.wide, further, further).any(|range| self.has_children(range)) {
                further += 1;
            }
            if further == bottom || further - top >= ROWS_MAX {
                return bottom;
            }
            bottom = further;
        }
    }

    /// The row below the merged cell holds names under it and nothing else.
    fn has_children(&self, range: &Range) -> bool {
        let Some(row) = self.sheet.row(range.last_row + 1) else { return false };
        let under = |cell: &&Cell| (range.first_column..=range.last_column).contains(&cell.column);
        let children = row.cells.iter().filter(under).filter(|cell| matches!(cell.value, Value::Text(_))).count();
        children >= 2 && children == row.cells.len()
    }

    /// The columns that these rows name, when they make a table of the kind.
    fn block(&self, top: u32, bottom: u32) -> Option<Block> {
        let mut found: Vec<(Sureness, Heading)> = Vec::new();
        let mut unknown = Vec::new();
        let columns = self.columns(top, bottom);
        for column in &columns {
            let texts = self.path(*column, top..=bottom, columns.len());
            match self.meaning(&texts) {
                Some((Named::Field(field), sureness)) => {
                    let text = shown(&texts, sureness);
                    let name = self.shape.columns[field].field.as_str();
                    found.push((sureness, Heading { field: name, column: *column, text, spare: Vec::new() }));
                }
                Some((Named::NotNeeded, _)) => {}
                None => unknown.extend(self.unknown(*column, &texts)),
            }
        }
        let headings = self.chosen(found, &mut unknown);
        unknown.sort_by_key(|it| it.column);
        let has = |field: &str| headings.iter().any(|heading| heading.field == field);
        let telling = self.shape.columns.iter().any(|column| column.telling && has(&column.field));
        let enough = (has(&self.shape.essential) && headings.len() >= FIELDS_WITH_ESSENTIAL_MIN)
            || (telling && headings.len() >= FIELDS_MIN);
        enough.then_some(Block { top, bottom, headings, unknown })
    }

    /// Of several columns for one field the surest counts, then the left one. Further children of the parent that named it
    /// are kept: they are read where it is empty.
    fn chosen(&self, mut found: Vec<(Sureness, Heading)>, unknown: &mut Vec<Unknown>) -> Vec<Heading> {
        found.sort_by_key(|(sureness, heading)| (*sureness, heading.column));
        let mut chosen: Vec<(Sureness, Heading)> = Vec::new();
        for (sureness, heading) in found {
            match chosen.iter_mut().find(|(_, it)| it.field == heading.field) {
                None => chosen.push((sureness, heading)),
                Some((Sureness::Parent, first)) => first.spare.push(heading.column),
                Some(_) => unknown.extend(self.unknown(heading.column, &[&heading.text])),
            }
        }
        chosen.sort_by_key(|(_, heading)| heading.column);
        chosen.into_iter().map(|(_, heading)| heading).collect()
    }

    /// Columns that have a cell of their own in the block.
    fn columns(&self, top: u32, bottom: u32) -> Vec<u32> {
        let rows = self.sheet.rows_between(top, bottom).iter();
        let mut columns: Vec<u32> = rows.flat_map(|row| row.cells.iter().map(|cell| cell.column)).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The names over a column from top to bottom, each once. Empty where the lowest is only a cell that reaches over from
    /// the left: what it names is there.
    fn path(&self, column: u32, rows: RangeInclusive<u32>, width: usize) -> Vec<&'a str> {
        let mut path: Vec<&str> = Vec::new();
        let mut is_own = false;
        for row in self.sheet.rows_between(*rows.start(), *rows.end()) {
            let over = starting(&self.wide, row.number, row.number)
                .find(|range| (range.first_column..=range.last_column).contains(&column));
            // What reaches over all columns is a title.
            if over.is_some_and(|range| (range.last_column - range.first_column) as usize + 1 >= width) {
                continue;
            }
            let (text, own) = match (row.value(column), over) {
                (Value::Text(text), _) => (Some(text.trim()), true),
                (Value::Empty, Some(range)) => (text(row, range.first_column), false),
                (Value::Empty, None) => (self.unmerged_parent(row, column, *rows.end()), false),
                _ => (None, false),
            };
            let Some(text) = text else { continue };
            is_own = own;
            if path.last() != Some(&text) {
                path.push(text);
            }
        }
        if is_own { path } else { Vec::new() }
    }

    /// Where nothing is merged, as in text files, the cell on the left is the parent when both have children.
    fn unmerged_parent(&self, row: &'a Row, column: u32, bottom: u32) -> Option<&'a str> {
        let child = |at: u32| self.sheet.row(bottom).is_some_and(|row| text(row, at).is_some());
        if !self.sheet.merged.is_empty() || row.number == bottom || !child(column) {
            return None;
        }
        let left = row.cells.iter().rev().map(|cell| cell.column).find(|at| *at < column)?;
        (left..=column).all(child).then(|| text(row, left)).flatten()
    }

    fn meaning(&self, path: &[&str]) -> Option<(Named, Sureness)> {
        let (own, parents) = path.split_last()?;
        let learned = || self.learned.get(&joined(path)).or_else(|| self.learned.get(own));
        if !self.learned.is_empty()
            && let Some(learned) = learned()
        {
            let place = |field: &str| self.shape.columns.iter().position(|column| column.field == field);
            match learned.map(place) {
                None => return Some((Named::NotNeeded, Sureness::Learned)),
                Some(Some(field)) => return Some((Named::Field(field), Sureness::Learned)),
                // A field that is no more.
                Some(None) => {}
            }
        }
        let whole = parents.last().and_then(|parent| self.shape.named(&format!("{parent}{own}")));
        let parent = || parents.iter().rev().find_map(|parent| self.shape.named(parent));
        let with = |sureness| move |named| (named, sureness);
        whole
            .map(with(Sureness::Path))
            .or_else(|| self.shape.named(own).map(with(Sureness::Own)))
            .or_else(|| parent().map(with(Sureness::Parent)))
    }

    fn unknown(&self, column: u32, path: &[&str]) -> Option<Unknown> {
        let text = joined(path);
        let (sheet, letter) = (self.sheet.name.clone(), column_letter(column));
        (!text.is_empty()).then_some(Unknown { sheet, column, letter, text })
    }

    pub fn wide(&self) -> &[Range] {
        &self.wide
    }

    pub fn tall(&self) -> &Arc<BTreeMap<u32, Vec<Range>>> {
        &self.tall_by_column
    }
}

/// Those of the sorted ranges whose first row lies between the two.
pub(super) fn starting(ranges: &[Range], first: u32, last: u32) -> impl Iterator<Item = &Range> {
    let from = ranges.partition_point(|range| range.first_row < first);
    ranges[from..].iter().take_while(move |range| range.first_row <= last)
}

fn text(row: &Row, column: u32) -> Option<&str> {
    match row.value(column) {
        Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

fn shown(path: &[&str], sureness: Sureness) -> String {
    match (sureness, path) {
        (Sureness::Own, [.., own]) => (*own).to_owned(),
        _ => joined(path),
    }
}

/// `整改责任单位/施工`: the own name, and the parent's where that is a name and no title.
fn joined(path: &[&str]) -> String {
    match path {
        [.., parent, own] if parent.chars().count() <= 12 && !parent.contains([':', '：']) => {
            format!("{parent}/{own}")
        }
        [.., own] => (*own).to_owned(),
        [] => String::new(),
    }
}
