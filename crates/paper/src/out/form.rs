//! A statistical table as it is handed in: a title, heads of several rows of which equal neighbours are one cell, rows, a sum,
//! and notes below. The same table at the same moment is the same bytes.

use kernel::Instant;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::{ColumnKind, style};
use crate::Value;
use crate::fault::PaperError;
use crate::out::escape::clean;

/// One table, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub title: String,
    /// Below the title: the period, whose it is.
    pub said: Vec<String>,
    /// For each column its head from the top down; all of them as deep. The first is that of the rows.
    pub heads: Vec<Vec<String>>,
    pub rows: Vec<Vec<Value>>,
    /// The last row is the sum of those above.
    pub with_sum: bool,
    pub notes: Vec<String>,
    /// What the file says of when it was made.
    pub at: Instant,
}

const FIRST_WIDTH: f64 = 28.0;

impl Form {
    pub fn xlsx(&self) -> Result<Vec<u8>, PaperError> {
        let mut book = style::workbook(self.at)?;
        let sheet = book.add_worksheet();
        let first_head = self.write(sheet).map_err(style::not_written)?;
        style::print(sheet, 0, first_head)?;
        book.save_to_buffer().map_err(style::not_written)
    }

    /// For programs: one head a column, its parts joined.
    pub fn csv(&self) -> Result<Vec<u8>, PaperError> {
        let head = |it: &Vec<String>| {
            let parts: Vec<&str> = it.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            Value::Text(parts.join(" "))
        };
        let heads: Vec<Value> = self.heads.iter().map(head).collect();
        let notes = self.said.iter().chain(&self.notes).map(|it| vec![Value::Text(it.clone())]);
        super::csv::table(std::iter::once(heads).chain(self.rows.iter().cloned()).chain(notes))
    }

    /// Writes everything; returns the last row of the heads.
    fn write(&self, sheet: &mut Worksheet) -> Result<u32, XlsxError> {
        sheet.set_name(style::sheet_name(&self.title))?;
        let columns = u16::try_from(self.heads.len()).unwrap_or(u16::MAX);
        let title = style::title().set_align(FormatAlign::Center);
        if columns > 1 {
            sheet.merge_range(0, 0, 0, columns - 1, &clean(&self.title), &title)?;
        } else {
            sheet.write_string_with_format(0, 0, clean(&self.title), &title)?;
        }
        let mut at = 1;
        for line in &self.said {
            sheet.write_string_with_format(at, 0, clean(line), &style::note())?;
            at += 1;
        }
        let last_head = self.write_heads(sheet, at)?;
        at = last_head + 1;
        sheet.set_freeze_panes(at, 1)?;
        for (n, row) in self.rows.iter().enumerate() {
            let sum = self.with_sum && n + 1 == self.rows.len();
            for (column, value) in (0_u16..).zip(row) {
                cell(sheet, at, column, value, sum)?;
            }
            at += 1;
        }
        for note in &self.notes {
            sheet.write_string_with_format(at, 0, clean(note), &style::note())?;
            at += 1;
        }
        for (column, head) in (0_u16..).zip(&self.heads) {
            let wide = head.last().map_or(0, |text| style::columns_of(text)) + 3;
            sheet.set_column_width(column, if column == 0 { FIRST_WIDTH } else { wide.clamp(10, 24) as f64 })?;
        }
        Ok(last_head)
    }

    fn write_heads(&self, sheet: &mut Worksheet, first: u32) -> Result<u32, XlsxError> {
        let format = style::header(false, false);
        for it in merged(&self.heads) {
            let (top, bottom) = (first + it.top, first + it.bottom);
            if (it.top, it.left) == (it.bottom, it.right) {
                sheet.write_string_with_format(top, it.left, clean(&it.text), &format)?;
            } else {
                sheet.merge_range(top, it.left, bottom, it.right, &clean(&it.text), &format)?;
            }
        }
        let deep = self.heads.iter().map(Vec::len).max().unwrap_or(1).max(1);
        Ok(first + u32::try_from(deep).unwrap_or(1) - 1)
    }
}

fn cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value, sum: bool) -> Result<(), XlsxError> {
    let bold = |format: Format| if sum { format.set_bold() } else { format };
    let text = bold(style::body(ColumnKind::Text));
    match value {
        Value::Empty => sheet.write_blank(row, column, &text),
        Value::Number(n) => sheet.write_number_with_format(row, column, *n, &bold(style::body(ColumnKind::Number))),
        Value::Text(said) => sheet.write_string_with_format(row, column, clean(said), &text),
        other => sheet.write_string_with_format(row, column, other.to_string(), &text),
    }?;
    Ok(())
}

/// A cell of the head that reaches over several, in its own rows and columns from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub text: String,
    pub top: u32,
    pub bottom: u32,
    pub left: u16,
    pub right: u16,
}

/// Neighbours in a row with the same text below the same heads are one; a head above empty ones reaches down to the last row.
pub fn merged(heads: &[Vec<String>]) -> Vec<Head> {
    let deep = heads.iter().map(Vec::len).max().unwrap_or(0);
    let said = |column: usize, row: usize| heads[column].get(row).map_or("", String::as_str);
    // Whether two columns have one head down to this row.
    let alike = |a: usize, b: usize, row: usize| (0..=row).all(|it| said(a, it) == said(b, it));
    let mut all = Vec::new();
    for row in 0..deep {
        let mut left = 0;
        while left < heads.len() {
            let mut right = left;
            while right + 1 < heads.len() && alike(left, right + 1, row) {
                right += 1;
            }
            if !said(left, row).is_empty() {
                let below = (row + 1..deep).take_while(|it| (left..=right).all(|at| said(at, *it).is_empty())).count();
                all.push(Head {
                    text: said(left, row).to_owned(),
                    top: u32::try_from(row).unwrap_or(u32::MAX),
                    bottom: u32::try_from(row + below).unwrap_or(u32::MAX),
                    left: u16::try_from(left).unwrap_or(u16::MAX),
                    right: u16::try_from(right).unwrap_or(u16::MAX),
                });
            }
            left = right + 1;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(all: &[&str]) -> Vec<Vec<String>> {
        all.iter().map(|it| it.split('/').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn equal_neighbours_are_one_head() {
        //    columns                                              text, top-bottom, left-right
        check(&["单位", "起数"], "单位 0-0 0-0, 起数 0-0 1-1");
        check(&["单位/", "起数/本期", "起数/上年"], "单位 0-1 0-0, 起数 0-0 1-2, 本期 1-1 1-1, 上年 1-1 2-2");
        check(&["甲/丙", "乙/丙"], "甲 0-0 0-0, 乙 0-0 1-1, 丙 1-1 0-0, 丙 1-1 1-1");
        check(&["甲//丙", "甲//丁"], "甲 0-1 0-1, 丙 2-2 0-0, 丁 2-2 1-1");
    }

    fn check(columns: &[&str], expected: &str) {
        let said: Vec<_> = merged(&heads(columns))
            .into_iter()
            .map(|it| format!("{} {}-{} {}-{}", it.text, it.top, it.bottom, it.left, it.right))
            .collect();
        assert_eq!(said.join(", "), expected);
    }

    #[test]
    fn the_same_table_is_the_same_bytes_and_reads_back() {
        let form = Form {
            title: "事故统计表".into(),
            said: vec!["2026-01-01 — 2026-05-31".into()],
            heads: heads(&["行业领域/", "起数/本期", "起数/上年同期"]),
            rows: vec![
                vec![Value::Text("=1+1".into()), Value::Number(3.0), Value::Text("不详".into())],
                vec![Value::Text("合计".into()), Value::Number(3.0), Value::Empty],
            ],
            with_sum: true,
            notes: vec!["依据".into()],
            at: Instant::read("2026-06-01 08:00").unwrap(),
        };
        let bytes = form.xlsx().unwrap();
        assert_eq!(bytes, form.xlsx().unwrap());
        let later = Form { rows: Vec::new(), ..form };
        assert_ne!(bytes, later.xlsx().unwrap());
    }
}
