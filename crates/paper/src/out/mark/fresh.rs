//! A workbook that is no `.xlsx`, written anew with the same values.

use kernel::Instant;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::fault::PaperError;
use crate::out::ColumnKind;
use crate::out::escape::{clean, cut};
use crate::out::export::serial;
use crate::out::style::{self, columns_of, not_written};
use crate::{Sheet, Value, Workbook};

const WIDTHS: std::ops::RangeInclusive<usize> = 8..=50;

/// The file, and the names its sheets got, because not every name of a CSV file is one of a sheet.
pub(super) fn write(book: &Workbook, at: Instant) -> Result<(Vec<u8>, Vec<String>), PaperError> {
    let mut writer = style::workbook(at)?;
    let mut names: Vec<String> = Vec::new();
    for sheet in &book.sheets {
        let name = name(&sheet.name, &names);
        let written = worksheet(sheet, &name).map_err(not_written)?;
        writer.push_worksheet(written);
        names.push(name);
    }
    Ok((writer.save_to_buffer().map_err(not_written)?, names))
}

fn name(given: &str, taken: &[String]) -> String {
    let plain = style::sheet_name(given);
    let is_taken = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2_u32..).map(|n| style::sheet_name(&format!("{n} {plain}")));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(plain)
}

fn worksheet(sheet: &Sheet, name: &str) -> Result<Worksheet, XlsxError> {
    let mut out = Worksheet::new();
    out.set_name(name)?.set_hidden(sheet.hidden);
    let mut widths: std::collections::BTreeMap<u16, usize> = std::collections::BTreeMap::new();
    let [text, day, instant] = [ColumnKind::Text, ColumnKind::Day, ColumnKind::Instant].map(style::number_format);
    for row in &sheet.rows {
        for cell in &row.cells {
            let at = (row.number - 1, u16::try_from(cell.column).unwrap_or(u16::MAX));
            write_value(&mut out, at, &cell.value, [&text, &day, &instant])?;
            let width = widths.entry(at.1).or_default();
            *width = (*width).max(columns_of(&cell.value.to_string()) + 2);
        }
    }
    for (column, width) in widths {
        out.set_column_width(column, width.clamp(*WIDTHS.start(), *WIDTHS.end()) as f64)?;
    }
    Ok(out)
}

fn write_value(out: &mut Worksheet, at: (u32, u16), value: &Value, formats: [&Format; 3]) -> Result<(), XlsxError> {
    let [text, day, instant] = formats;
    let (row, column) = at;
    match value {
        Value::Empty => return Ok(()),
        Value::Number(number) if number.is_finite() => out.write_number(row, column, *number)?,
        Value::Bool(given) => out.write_boolean(row, column, *given)?,
        Value::Date(date) if date.year() >= 1900 => {
            out.write_datetime_with_format(row, column, serial(date.to_datetime(jiff::civil::Time::MIN))?, day)?
        }
        Value::DateTime(when) if when.year() >= 1900 => {
            out.write_datetime_with_format(row, column, serial(*when)?, instant)?
        }
        other => out.write_string_with_format(row, column, cut(&clean(&other.to_string()), "…"), text)?,
    };
    Ok(())
}
