//! An empty form to fill in: named columns with notes and drop-downs, one grey sample row, and a sheet that explains them.
//!
//! The sample row is recognised by what it says, not by where it stands: who types over it has made it a row of their own.

use kernel::Instant;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, Worksheet,
};
use sha2::{Digest, Sha256};

use super::export::serial;
use super::style::{self, not_written};
use super::values::typed;
use super::{Column, ColumnKind, lists};
use crate::fault::PaperError;
use crate::{Row, Value};

const ROWS: u32 = 5_000;
const SAMPLE_MARK: &str = "#sample ";
const SAMPLE_DIGITS: usize = 16;
const NOTE_TITLE_UNITS_MAX: usize = 32;
const NOTE_UNITS_MAX: usize = 255;
const REQUIRED_MARK: char = '*';

#[derive(Debug, Clone)]
pub struct Template {
    /// The name of the sheet to fill in.
    pub title: String,
    pub at: Instant,
    pub columns: Vec<TemplateColumn>,
    pub guide: Guide,
}

#[derive(Debug, Clone)]
pub struct TemplateColumn {
    pub column: Column,
    pub required: bool,
    /// What belongs into it; shown when a cell is chosen, and in the second sheet.
    pub note: String,
    pub sample: Value,
}

/// The words of the second sheet.
#[derive(Debug, Clone)]
pub struct Guide {
    pub sheet: String,
    /// Column, whether required, what belongs into it, choices, sample.
    pub headers: [String; 5],
    pub required: String,
    pub optional: String,
    /// Above all: for example that the sample row is not read.
    pub introduction: String,
}

pub fn xlsx(template: &Template) -> Result<Vec<u8>, PaperError> {
    let mut book = style::workbook(template.at)?;
    let mut sheet = Worksheet::new();
    sheet.set_name(style::sheet_name(&template.title)).map_err(not_written)?;
    sheet.set_freeze_panes(1, 0).map_err(not_written)?;
    style::print(&mut sheet, 0, 0)?;
    for (at, column) in (0..).zip(&template.columns) {
        head(&mut sheet, at, column)?;
    }
    sample_row(&mut sheet, template)?;
    book.push_worksheet(sheet);
    book.push_worksheet(guide(template)?);
    lists::write(&mut book, &template.columns.iter().map(|column| &column.column).collect::<Vec<_>>())?;
    book.save_to_buffer().map_err(not_written)
}

/// Whether a row is the sample row of a template as it was given out; the reading side skips it.
pub fn is_sample_row(row: &Row) -> bool {
    let mark = row.cells.iter().enumerate().find_map(|(place, cell)| match &cell.value {
        Value::Text(text) => Some((place, text.trim().strip_prefix(SAMPLE_MARK)?)),
        _ => None,
    });
    mark.is_some_and(|(mark_place, digest)| {
        let others = row.cells.iter().enumerate().filter(|(place, _)| *place != mark_place);
        digest == sample_digest(others.map(|(_, cell)| &cell.value))
    })
}

fn head(sheet: &mut Worksheet, at: u16, given: &TemplateColumn) -> Result<(), PaperError> {
    let column = &given.column;
    let header = if given.required { format!("{}{REQUIRED_MARK}", column.header) } else { column.header.clone() };
    sheet.write_string_with_format(0, at, header, &style::header(true, given.required)).map_err(not_written)?;
    sheet.set_column_width(at, style::width(column)).map_err(not_written)?;
    // The format of the whole column: what is typed later is of its kind, too.
    sheet.set_column_format(at, &style::body(column.kind)).map_err(not_written)?;
    let rule = noted(rule(column, u32::from(at))?, given)?;
    sheet.add_data_validation(1, at, ROWS, at, &rule).map_err(not_written)?;
    Ok(())
}

fn rule(column: &Column, at: u32) -> Result<DataValidation, PaperError> {
    if let Some(list) = lists::rule(column, at) {
        return Ok(list);
    }
    // A warning, because what people write as a day is read in many more forms than Excel knows.
    let warning = |rule: DataValidation| rule.set_error_style(DataValidationErrorStyle::Warning);
    Ok(match column.kind {
        ColumnKind::Day | ColumnKind::Instant => {
            let first = ExcelDateTime::from_ymd(1990, 1, 1).map_err(not_written)?;
            let behind = ExcelDateTime::from_ymd(2101, 1, 1).map_err(not_written)?;
            warning(DataValidation::new().allow_date(DataValidationRule::Between(first, behind)))
        }
        ColumnKind::Number => {
            let range = DataValidationRule::Between(Formula::new("=-1E+15"), Formula::new("=1E+15"));
            warning(DataValidation::new().allow_decimal_number_formula(range))
        }
        ColumnKind::Text | ColumnKind::Choice => DataValidation::new().allow_any_value(),
    })
}

fn noted(rule: DataValidation, given: &TemplateColumn) -> Result<DataValidation, PaperError> {
    let title = first_units(&given.column.header, NOTE_TITLE_UNITS_MAX);
    let note = first_units(&given.note, NOTE_UNITS_MAX);
    let rule = rule.set_input_title(title).map_err(not_written)?.set_input_message(&note).map_err(not_written)?;
    rule.set_error_message(note).map_err(not_written)
}

fn first_units(text: &str, most: usize) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    text.chars().take_while(fits).collect()
}

fn sample_row(sheet: &mut Worksheet, template: &Template) -> Result<(), PaperError> {
    let mut values = Vec::new();
    for (at, given) in (0..).zip(&template.columns) {
        let value = typed(given.column.kind, &given.sample, "");
        write(sheet, 1, at, &value, &style::sample(given.column.kind))?;
        values.push(value);
    }
    let mark = u16::try_from(template.columns.len()).unwrap_or(u16::MAX);
    let text = format!("{SAMPLE_MARK}{}", sample_digest(values.iter()));
    sheet.write_string(1, mark, text).map_err(not_written)?;
    sheet.set_column_hidden(mark).map_err(not_written)?;
    Ok(())
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    value: &Value,
    format: &rust_xlsxwriter::Format,
) -> Result<(), PaperError> {
    match value {
        Value::Empty => sheet.write_blank(row, at, format),
        Value::Number(number) => sheet.write_number_with_format(row, at, *number, format),
        Value::Date(date) => {
            let at_midnight = serial(date.to_datetime(jiff::civil::Time::MIN)).map_err(not_written)?;
            sheet.write_datetime_with_format(row, at, at_midnight, format)
        }
        Value::DateTime(when) => sheet.write_datetime_with_format(row, at, serial(*when).map_err(not_written)?, format),
        other => sheet.write_string_with_format(row, at, other.to_string(), format),
    }
    .map(drop)
    .map_err(not_written)
}

/// A day counts as a day however a program wrote it when it saved the template in another format.
fn sample_digest<'a>(values: impl Iterator<Item = &'a Value>) -> String {
    let mut hash = Sha256::new();
    for value in values.filter(|value| **value != Value::Empty) {
        let text = match crate::day::day(value) {
            Ok(day) => day.to_string(),
            Err(_) => value.to_string().trim().to_owned(),
        };
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let mut digits = data_encoding::HEXLOWER.encode(&hash.finalize());
    digits.truncate(SAMPLE_DIGITS);
    digits
}

/// Columns stand one below the other, so that this sheet is never taken for the one to fill in.
fn guide(template: &Template) -> Result<Worksheet, PaperError> {
    let guide = &template.guide;
    let mut sheet = Worksheet::new();
    sheet.set_name(style::sheet_name(&guide.sheet)).map_err(not_written)?;
    let body = style::body(ColumnKind::Text);
    let mut line = |row: u32, texts: [&str; 5], format: &rust_xlsxwriter::Format| {
        for (at, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, at, text, format).map_err(not_written)?;
        }
        Ok::<(), PaperError>(())
    };
    line(1, guide.headers.each_ref().map(String::as_str), &style::header(true, false))?;
    for (row, given) in (2..).zip(&template.columns) {
        let required = if given.required { &guide.required } else { &guide.optional };
        let choices = given.column.choices.join("、");
        let sample = typed(given.column.kind, &given.sample, "").to_string();
        line(row, [&given.column.header, required, &given.note, &choices, &sample], &body)?;
    }
    sheet.write_string_with_format(0, 0, &guide.introduction, &style::note()).map_err(not_written)?;
    for (at, width) in [(0, 18.0), (1, 10.0), (2, 48.0), (3, 40.0), (4, 24.0)] {
        sheet.set_column_width(at, width).map_err(not_written)?;
    }
    style::print(&mut sheet, 1, 1)?;
    Ok(sheet)
}
