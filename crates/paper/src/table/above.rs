//! What titles and lines over the rows say for all of them: `受检单位：…`, `检查时间：2026年3月5日`.

use kernel::Day;

use super::Table;
use super::shape::{Named, plain, row_words};
use crate::{Row, Value, day};

impl Table<'_> {
    /// What a label with one of the names of this field says, nearest first.
    pub fn said_above(&self, row: u32, field: &str) -> Option<String> {
        self.lines(row).find_map(|line| {
            let mut said = labels(line).into_iter().filter(|(label, _)| self.is_named(label, field));
            said.next().map(|(_, value)| value)
        })
    }

    /// The day that a label of this field or an unlabelled line says; never the day on which somebody filled in the form.
    pub fn day_above(&self, row: u32, field: &str) -> Option<Day> {
        let labelled = self.said_above(row, field).and_then(|said| day::day_within(&said));
        labelled.or_else(|| {
            let title =
                |line: &Row| self.texts(line).filter(|text| !is_of_form(text)).find_map(|text| day::day_within(&text));
            self.lines(row).find_map(title).or_else(|| day::day_within(&self.sheet.name))
        })
    }

    pub fn year_above(&self, row: u32) -> Option<i16> {
        let title = |line: &Row| self.texts(line).find_map(|text| day::year_within(&text));
        self.lines(row).find_map(title).or_else(|| day::year_within(&self.sheet.name))
    }

    /// The line over this row: all rows under one line are told the same.
    pub fn section_of(&self, row: u32) -> Option<u32> {
        self.sections[..self.sections.partition_point(|number| *number < row)].last().copied()
    }

    /// The line over this row, then the titles from the header upwards.
    fn lines(&self, row: u32) -> impl Iterator<Item = &Row> + '_ {
        self.section_of(row)
            .into_iter()
            .chain(self.titles.iter().rev().copied())
            .filter_map(|number| self.sheet.row(number))
    }

    fn is_named(&self, label: &str, field: &str) -> bool {
        let Some(Named::Field(at)) = self.shape.named(label) else { return false };
        self.shape.columns[at].field == field
    }

    fn texts<'s>(&'s self, line: &'s Row) -> impl Iterator<Item = String> + 's {
        line.cells.iter().filter_map(|cell| match &cell.value {
            Value::Text(text) => Some(text.clone()),
            Value::Date(date) => Some(date.to_string()),
            _ => None,
        })
    }
}

/// `填报时间：2026年3月5日` is when the form was filled in.
fn is_of_form(text: &str) -> bool {
    let plain = plain(text);
    row_words().form_days.iter().any(|word| plain.contains(word.as_str()))
}

/// Labels and what stands behind their colons: in the same cell, several after blanks, or in the next cell.
fn labels(line: &Row) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for cell in &line.cells {
        let text = cell.value.to_string();
        if let Some((_, value)) = found.last_mut()
            && value.is_empty()
            && !text.contains(['：', ':'])
        {
            value.push_str(text.trim());
            continue;
        }
        for part in text.split(['\n', '\t', '；', ';']).flat_map(|part| parts(part)) {
            if let Some((label, value)) = part.split_once(['：', ':']) {
                found.push((label.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
    found.retain(|(_, value)| !value.is_empty());
    found
}

/// Two blanks or an ideographic one before another label part them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, mark) in text.match_indices("  ").chain(text.match_indices('\u{3000}')) {
        if at >= from && text[at + mark.len()..].contains(['：', ':']) && text[from..at].contains(['：', ':']) {
            parts.push(&text[from..at]);
            from = at + mark.len();
        }
    }
    parts.push(&text[from..]);
    parts
}
