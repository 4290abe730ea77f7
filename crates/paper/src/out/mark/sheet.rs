//! One sheet, copied byte by byte but for its reasons and colours.

use std::iter::Peekable;

use quick_xml::events::{BytesStart, Event};

use super::Plan;
use super::cols::{Columns, place};
use super::styles::Styles;
use super::xml::{Patch, Walk, attribute, inline_cell, number, prefix, with_attributes};
use crate::column_letter;
use crate::fault::{self, PaperError};
use crate::out::escape::cut;

pub(super) fn patch(text: &str, plan: &Plan<'_>, styles: &mut Styles) -> Result<String, PaperError> {
    let mut wanted: Vec<u32> = plan.rows.keys().copied().chain([plan.header_row]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let sheet = SheetPatch {
        plan,
        styles,
        patch: Patch::new(text),
        prefix: String::new(),
        columns: Columns::new(plan.column),
        wanted: wanted.into_iter().peekable(),
        row: 0,
        cells: None,
        header_format: None,
    };
    sheet.run(Walk::new(text))
}

struct SheetPatch<'a> {
    plan: &'a Plan<'a>,
    styles: &'a mut Styles,
    patch: Patch<'a>,
    prefix: String,
    columns: Columns,
    /// Rows that must be there, those already met left out.
    wanted: Peekable<std::vec::IntoIter<u32>>,
    row: u32,
    /// In a row in which something changes.
    cells: Option<Cells>,
    /// The heading looks like the header before it.
    header_format: Option<u32>,
}

/// What is still to be done in the current row.
struct Cells {
    next_column: u32,
    /// To colour, from right to left.
    left: Vec<u32>,
    reasons: Option<String>,
    /// Of the row as a whole.
    format: Option<u32>,
}

impl SheetPatch<'_> {
    fn run(mut self, mut walk: Walk<'_>) -> Result<String, PaperError> {
        while let Some(event) = walk.next()? {
            match event {
                Event::Start(tag) => self.open(&tag, &mut walk, false)?,
                Event::Empty(tag) => self.open(&tag, &mut walk, true)?,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "cols" => self.columns.end(&self.prefix, walk.begin, &mut self.patch),
                    "row" => {
                        if let Some(cells) = self.cells.take() {
                            let rest = self.rest(cells)?;
                            self.patch.insert(walk.begin, &rest);
                        }
                    }
                    "sheetData" => {
                        let rows = self.rows_before(u32::MAX)?;
                        self.patch.insert(walk.begin, &rows);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(self.patch.finish())
    }

    fn open(&mut self, tag: &BytesStart<'_>, walk: &mut Walk<'_>, empty: bool) -> Result<(), PaperError> {
        match tag.local_name().as_ref() {
            "worksheet" => self.prefix = prefix(tag),
            "dimension" => self.dimension(tag, walk, empty)?,
            "cols" => self.columns.begin(),
            "col" => self.columns.col(tag, &self.prefix, walk, &mut self.patch)?,
            "sheetData" => {
                self.columns.rows_begin(&self.prefix, walk.begin, &mut self.patch);
                if empty {
                    let rows = self.rows_before(u32::MAX)?;
                    let p = &self.prefix;
                    self.patch.replace(walk.begin, walk.end, &format!("<{p}sheetData>{rows}</{p}sheetData>"));
                }
            }
            "row" => self.open_row(tag, walk, empty)?,
            "c" if self.cells.is_some() => self.cell(tag, walk, empty)?,
            _ => {}
        }
        Ok(())
    }

    fn dimension(&mut self, tag: &BytesStart<'_>, walk: &Walk<'_>, empty: bool) -> Result<(), PaperError> {
        let reference = attribute(tag, "ref")?.unwrap_or_default();
        let (first, last) = reference.split_once(':').unwrap_or((&reference, &reference));
        let (Some(_), Some((column, row))) = (place(first), place(last)) else { return Ok(()) };
        let last_wanted = self.plan.rows.keys().next_back().copied().unwrap_or(0).max(self.plan.header_row);
        let wider = format!("{first}:{}{}", column_letter(column.max(self.plan.column)), row.max(last_wanted));
        self.patch.replace(walk.begin, walk.end, &with_attributes(tag, &[("ref", Some(&wider))], empty)?);
        Ok(())
    }

    fn open_row(&mut self, tag: &BytesStart<'_>, walk: &Walk<'_>, empty: bool) -> Result<(), PaperError> {
        let row = number(tag, "r")?.unwrap_or(self.row + 1);
        let before = self.rows_before(row)?;
        self.patch.insert(walk.begin, &before);
        self.row = row;
        let wanted = self.wanted.next_if_eq(&row).is_some();
        // A row below the header may hold a reason or a colour of an earlier time.
        let marked_before = self.plan.again && row > self.plan.header_row;
        if !wanted && !marked_before {
            return Ok(());
        }
        let mut cells = self.cells(row);
        cells.format = number(tag, "s")?;
        if !empty {
            if wanted {
                // A hint only; a wrong one would be worse than none.
                self.patch.replace(walk.begin, walk.end, &with_attributes(tag, &[("spans", None)], false)?);
            }
            self.cells = Some(cells);
        } else if wanted {
            let open = with_attributes(tag, &[("spans", None)], false)?;
            let row = format!("{open}{}</{}row>", self.rest(cells)?, self.prefix);
            self.patch.replace(walk.begin, walk.end, &row);
        }
        Ok(())
    }

    fn cells(&self, row: u32) -> Cells {
        let (reasons, mut left) = match self.plan.rows.get(&row) {
            Some((reasons, cells)) => (Some(cut(reasons, "…")), cells.clone()),
            None => (None, Vec::new()),
        };
        let removes = self.plan.again && self.plan.rows.is_empty();
        let reasons = match reasons {
            reasons if row != self.plan.header_row => reasons,
            _ if removes => None,
            Some(reasons) => Some(format!("{}\n{reasons}", self.plan.heading)),
            None => Some(self.plan.heading.to_owned()),
        };
        left.retain(|column| *column != self.plan.column);
        left.reverse();
        Cells { next_column: 0, left, reasons, format: None }
    }

    fn cell(&mut self, tag: &BytesStart<'_>, walk: &mut Walk<'_>, empty: bool) -> Result<(), PaperError> {
        let Some(mut cells) = self.cells.take() else { return Ok(()) };
        let given = attribute(tag, "r")?.and_then(|reference| place(&reference)).map(|(column, _)| column);
        let column = given.unwrap_or(cells.next_column);
        cells.next_column = column + 1;
        let before = self.cells_before(&mut cells, column)?;
        self.patch.insert(walk.begin, &before);
        let format = number(tag, "s")?;
        if column == self.plan.column {
            let begin = walk.begin;
            if !empty {
                skip(walk)?;
            }
            let own = self.reason_cell(&mut cells);
            // An empty cell that stood here stays where there is no reason.
            if self.plan.again || !own.is_empty() {
                self.patch.replace(begin, walk.end, &own);
            }
        } else {
            let bad = cells.left.pop_if(|left| *left == column).is_some();
            let old = format.unwrap_or(0);
            let new = match (bad, self.plan.again && self.row > self.plan.header_row) {
                (true, _) => self.styles.coloured(old)?,
                (false, true) => self.styles.plain(old)?,
                (false, false) => old,
            };
            if new != old {
                let text = new.to_string();
                self.patch.replace(walk.begin, walk.end, &with_attributes(tag, &[("s", Some(&text))], empty)?);
            }
        }
        if self.row == self.plan.header_row && column < self.plan.column {
            self.header_format = format;
        }
        self.cells = Some(cells);
        Ok(())
    }

    /// Cells that are not there but must be, left of `column`.
    fn cells_before(&mut self, cells: &mut Cells, column: u32) -> Result<String, PaperError> {
        let mut out = String::new();
        while let Some(bad) = cells.left.pop_if(|bad| *bad < column) {
            if bad > self.plan.column {
                out.push_str(&self.reason_cell(cells));
            }
            let format = cells.format.or_else(|| self.columns.format(bad)).unwrap_or(0);
            let format = self.styles.coloured(format)?;
            out.push_str(&format!("<{}c r=\"{}{}\" s=\"{format}\"/>", self.prefix, column_letter(bad), self.row));
        }
        if column > self.plan.column {
            out.push_str(&self.reason_cell(cells));
        }
        Ok(out)
    }

    fn reason_cell(&mut self, cells: &mut Cells) -> String {
        let Some(text) = cells.reasons.take() else { return String::new() };
        let place = format!("{}{}", column_letter(self.plan.column), self.row);
        let format = if self.row == self.plan.header_row { self.header_format } else { self.styles.reason() };
        inline_cell(&self.prefix, &place, format, &text)
    }

    /// All that is still to be done in a row.
    fn rest(&mut self, mut cells: Cells) -> Result<String, PaperError> {
        self.cells_before(&mut cells, u32::MAX)
    }

    /// Whole rows that are not there but must be, above `row`.
    fn rows_before(&mut self, row: u32) -> Result<String, PaperError> {
        let mut out = String::new();
        while let Some(missing) = self.wanted.next_if(|wanted| *wanted < row) {
            self.row = missing;
            let cells = self.cells(missing);
            let inner = self.rest(cells)?;
            let p = &self.prefix;
            out.push_str(&format!("<{p}row r=\"{missing}\">{inner}</{p}row>"));
        }
        Ok(out)
    }
}

/// To the end of the cell whose start tag was just read.
fn skip(walk: &mut Walk<'_>) -> Result<(), PaperError> {
    while let Some(event) = walk.next()? {
        if matches!(&event, Event::End(tag) if tag.local_name().as_ref() == "c") {
            return Ok(());
        }
    }
    Err(fault::DAMAGED.into())
}
