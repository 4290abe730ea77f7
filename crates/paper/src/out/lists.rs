//! Drop-downs. Their choices stand in a hidden sheet: a list inside the rule may have 255 characters and no comma.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Workbook, Worksheet};

use super::Column;
use super::style::not_written;
use crate::column_letter;
use crate::fault::PaperError;

const SHEET: &str = "_lists";

/// The rule of a column with choices; the `at`-th column of the hidden sheet holds them.
pub(super) fn rule(column: &Column, at: u32) -> Option<DataValidation> {
    let last = column.choices.len();
    let letter = column_letter(at);
    let range = Formula::new(format!("='{SHEET}'!${letter}$1:${letter}${last}"));
    (last > 0).then(|| DataValidation::new().allow_list_formula(range).set_error_style(DataValidationErrorStyle::Stop))
}

/// Writes the choices of all columns, each in a column of the same place.
pub(super) fn write(book: &mut Workbook, columns: &[&Column]) -> Result<(), PaperError> {
    if columns.iter().all(|column| column.choices.is_empty()) {
        return Ok(());
    }
    let mut sheet = Worksheet::new();
    sheet.set_name(SHEET).map_err(not_written)?.set_hidden(true);
    for (at, column) in (0..).zip(columns) {
        for (row, choice) in (0..).zip(&column.choices) {
            sheet.write_string(row, at, choice).map_err(not_written)?;
        }
    }
    book.push_worksheet(sheet);
    Ok(())
}
