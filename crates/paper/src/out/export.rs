//! A list as it stands on the screen, as a workbook: title, frozen header, typed cells, notes below the table.
//!
//! Rows are given one by one and go to a temporary file at once, so a hundred thousand of them need little memory. An
//! export with an [`Identity`] can come back: see [`super::returned`].

use kernel::Instant;
use rust_xlsxwriter::{ExcelDateTime, Format, IgnoreError, Workbook, Worksheet, XlsxError};

use super::escape::{clean, cut};
use super::hidden::{COLUMNS_MAX, HiddenWriter};
use super::style::{self, not_written};
use super::values::typed;
use super::{Column, ColumnKind, lists};
use crate::Value;
use crate::fault::{self, PaperError};

pub(super) const TITLE_ROW: u32 = 0;
pub(super) const HEADER_ROW: u32 = 1;
/// In the header of the hidden column of keys.
pub(super) const KEY_MARK: &str = "#key";
const ROWS_MAX: u32 = 1_000_000;

#[derive(Debug, Clone)]
pub struct Export {
    pub title: String,
    pub at: Instant,
    pub columns: Vec<Column>,
    /// Below the table: the query, the time, who exported it.
    pub footnotes: Vec<String>,
    /// Ends a text that is too long for a cell.
    pub cut_mark: String,
    pub identity: Option<Identity>,
}

/// What makes an export one that can come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub export_id: String,
    /// Which list it is; a returned sheet is taken only where it came from.
    pub kind: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ExportRow {
    /// Stable, not empty, and plain: letters and digits.
    pub key: String,
    pub version: i64,
    /// In the order of the columns.
    pub cells: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub bytes: Vec<u8>,
    pub rows: u32,
    /// Of what the hidden sheet says; whoever keeps it can tell later whether the sheet is the one that was given out.
    pub digest: Option<[u8; 32]>,
}

pub struct XlsxExport<'e> {
    export: &'e Export,
    book: Workbook,
    sheet: Worksheet,
    hidden: Option<HiddenWriter>,
    formats: Vec<Format>,
    stray: Format,
    key_format: Format,
    rows: u32,
}

impl<'e> XlsxExport<'e> {
    pub fn begin(export: &'e Export) -> Result<Self, PaperError> {
        if export.columns.len() > COLUMNS_MAX {
            return Err(fault::NOT_WRITTEN.with(format!("more than {COLUMNS_MAX} columns")));
        }
        let mut book = style::workbook(export.at)?;
        let mut sheet = book.new_worksheet_with_constant_memory().map_err(not_written)?;
        let hidden = match &export.identity {
            None => None,
            Some(identity) => {
                let sheet = book.new_worksheet_with_constant_memory().map_err(not_written)?;
                Some(HiddenWriter::begin(sheet, identity, export).map_err(not_written)?)
            }
        };
        head(export, &mut sheet).map_err(not_written)?;
        style::print(&mut sheet, TITLE_ROW, HEADER_ROW)?;
        Ok(Self {
            export,
            book,
            sheet,
            hidden,
            formats: export.columns.iter().map(|column| style::body(column.kind)).collect(),
            stray: style::stray(),
            key_format: style::hidden(),
            rows: 0,
        })
    }

    /// Cells beyond the columns are left out.
    pub fn add(&mut self, row: &ExportRow) -> Result<(), PaperError> {
        if self.rows == ROWS_MAX {
            return Err(fault::TOO_MANY_ROWS.into());
        }
        let mut cells: Vec<Value> = self
            .export
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, value)| typed(column.kind, value, &self.export.cut_mark))
            .collect();
        cells.resize(self.export.columns.len(), Value::Empty);
        self.write(row, &cells).map_err(not_written)?;
        self.rows += 1;
        Ok(())
    }

    fn write(&mut self, row: &ExportRow, cells: &[Value]) -> Result<(), XlsxError> {
        let at = HEADER_ROW + 1 + self.rows;
        for (place, value) in cells.iter().enumerate() {
            let column = sheet_column(self.export, place);
            let format = &self.formats[place];
            match value {
                Value::Text(text)
                    if matches!(self.export.columns[place].kind, ColumnKind::Text | ColumnKind::Choice) =>
                {
                    self.sheet.write_string_with_format(at, column, text, format)?
                }
                Value::Number(number) => self.sheet.write_number_with_format(at, column, *number, format)?,
                Value::Date(date) => self.sheet.write_datetime_with_format(
                    at,
                    column,
                    serial(date.to_datetime(jiff::civil::Time::MIN))?,
                    format,
                )?,
                Value::DateTime(when) => self.sheet.write_datetime_with_format(at, column, serial(*when)?, format)?,
                Value::Empty => self.sheet.write_blank(at, column, format)?,
                other => self.sheet.write_string_with_format(at, column, other.to_string(), &self.stray)?,
            };
        }
        if let Some(hidden) = &mut self.hidden {
            let key = row.key.trim();
            if key.is_empty() {
                return Err(XlsxError::ParameterError("a row has no key".into()));
            }
            self.sheet.write_string_with_format(at, key_column(self.export), key, &self.key_format)?;
            hidden.add(key, row.version, cells)?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Exported, PaperError> {
        let last = HEADER_ROW + self.rows;
        self.rules(last)?;
        self.notes(last + 2).map_err(not_written)?;
        self.book.push_worksheet(self.sheet);
        let mut digest = None;
        if let Some(hidden) = self.hidden {
            let (sheet, of_all) = hidden.finish().map_err(not_written)?;
            self.book.push_worksheet(sheet);
            digest = Some(of_all);
            let choosable: Vec<Column> = self.export.columns.iter().map(choosable).collect();
            lists::write(&mut self.book, &choosable.iter().collect::<Vec<_>>())?;
        }
        let bytes = self.book.save_to_buffer().map_err(not_written)?;
        Ok(Exported { bytes, rows: self.rows, digest })
    }

    fn rules(&mut self, last: u32) -> Result<(), PaperError> {
        let width = sheet_column(self.export, self.export.columns.len().saturating_sub(1));
        self.sheet.autofilter(HEADER_ROW, 0, last, width).map_err(not_written)?;
        // Excel marks an identity number that is a text with a green corner.
        let ignore = IgnoreError::NumberStoredAsText;
        self.sheet.ignore_error_range(HEADER_ROW, 0, last, width, ignore).map_err(not_written)?;
        if self.hidden.is_none() || self.rows == 0 {
            return Ok(());
        }
        for (at, column) in self.export.columns.iter().map(choosable).enumerate() {
            let Some(rule) = lists::rule(&column, u32::try_from(at).unwrap_or(u32::MAX)) else { continue };
            let place = sheet_column(self.export, at);
            self.sheet.add_data_validation(HEADER_ROW + 1, place, last, place, &rule).map_err(not_written)?;
        }
        Ok(())
    }

    fn notes(&mut self, first: u32) -> Result<(), XlsxError> {
        for (row, note) in (first..).zip(&self.export.footnotes) {
            let text = cut(&clean(note), &self.export.cut_mark);
            self.sheet.write_string_with_format(row, 0, text, &style::note())?;
        }
        Ok(())
    }
}

/// What may not be changed offers no choices.
fn choosable(column: &Column) -> Column {
    let choices = if column.editable { column.choices.clone() } else { Vec::new() };
    Column { choices, ..column.clone() }
}

fn head(export: &Export, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(style::sheet_name(&export.title))?.set_freeze_panes(HEADER_ROW + 1, 0)?;
    sheet.write_string_with_format(TITLE_ROW, 0, cut(&clean(&export.title), &export.cut_mark), &style::title())?;
    for (place, column) in export.columns.iter().enumerate() {
        let at = sheet_column(export, place);
        sheet.set_column_width(at, style::width(column))?;
        let header = cut(&clean(&column.header), &export.cut_mark);
        let format = style::header(column.editable || export.identity.is_none(), false);
        sheet.write_string_with_format(HEADER_ROW, at, header, &format)?;
    }
    if export.identity.is_some() {
        let at = key_column(export);
        sheet.write_string_with_format(HEADER_ROW, at, KEY_MARK, &style::hidden())?;
        sheet.set_column_hidden(at)?;
    }
    Ok(())
}

/// Keys stand behind the first column: who selects all that is to be seen, to sort or to copy it, selects them too.
fn key_column(export: &Export) -> u16 {
    u16::from(!export.columns.is_empty())
}

fn sheet_column(export: &Export, place: usize) -> u16 {
    let behind_key = usize::from(export.identity.is_some() && place > 0);
    u16::try_from(place + behind_key).unwrap_or(u16::MAX)
}

pub(super) fn serial(at: jiff::civil::DateTime) -> Result<ExcelDateTime, XlsxError> {
    let small = |n: i8| u8::try_from(n).unwrap_or(0);
    let year = u16::try_from(at.year()).unwrap_or(u16::MAX);
    ExcelDateTime::from_ymd(year, small(at.month()), small(at.day()))?.and_hms(
        u16::from(small(at.hour())),
        small(at.minute()),
        f64::from(at.second()),
    )
}
