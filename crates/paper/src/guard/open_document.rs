//! Repeats of an OpenDocument sheet. One tag may stand for a million rows, and the reader writes every cell out.

use super::xml::{Tally, number_after};
use super::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, TEXT_BYTES_MAX};
use crate::fault::{self, Fault};

/// A run of spaces is one tag too.
const SPACES_MAX: u64 = 1_000;

/// Where we are in the sheet.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    rows: u64,
    row_repeats: u64,
    column: u64,
    /// The furthest column that holds something, in this row and in the sheet.
    row_width: u64,
    width: u64,
    /// Cells up to the last row that holds something.
    area: u64,
    cell: Option<(u64, u64)>,
}

impl Repeats {
    /// `offset` is where the tag ends.
    pub fn start(&mut self, name: &[u8], tag: &[u8], offset: u64) -> Result<(), Fault> {
        match name {
            b"table:table-row" => {
                self.row_repeats = number_after(tag, b"rows-repeated").clamp(1, u64::from(ROWS_MAX));
                self.rows += self.row_repeats;
                (self.column, self.row_width) = (0, 0);
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                let repeats = number_after(tag, b"columns-repeated").clamp(1, u64::from(COLUMNS_MAX));
                self.column = (self.column + repeats).min(u64::from(COLUMNS_MAX));
                let holds = |key: &[u8]| tag.windows(key.len()).any(|window| window == key);
                if holds(b"value") || holds(b"formula") {
                    self.row_width = self.column;
                    self.cell = Some((offset - tag.len() as u64, repeats));
                }
            }
            b"text:s" if number_after(tag, b"text:c") > SPACES_MAX => return Err(fault::TOO_MUCH_TEXT),
            _ => {}
        }
        Ok(())
    }

    pub fn end(&mut self, name: &[u8], offset: u64, tally: &mut Tally) -> Result<(), Fault> {
        match name {
            b"table:table-cell" | b"table:covered-table-cell" => {
                if let Some((begin, repeats)) = self.cell.take() {
                    let copies = repeats.saturating_mul(self.row_repeats.max(1)) - 1;
                    let bytes = (offset - begin).saturating_mul(copies);
                    tally.repeated_bytes = tally.repeated_bytes.saturating_add(bytes);
                }
            }
            b"table:table-row" if self.row_width > 0 => {
                self.width = self.width.max(self.row_width);
                let area = self.rows.saturating_mul(self.width);
                tally.cells += area - self.area;
                self.area = area;
            }
            // The reader ends a sheet at the first end it meets, so a table within a table must not start anew.
            b"table:table" => *self = Self::default(),
            _ => {}
        }
        if tally.repeated_bytes > TEXT_BYTES_MAX {
            return Err(fault::TOO_MUCH_TEXT);
        }
        if tally.cells > CELLS_MAX { Err(fault::TOO_MANY_CELLS) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::Scan;
    use super::*;

    #[test]
    fn repeats_are_written_out_in_thought() {
        let text = "office:value-type=\"string\"";
        let long = "长".repeat(2_000);
        //    rows of one sheet                                                                       cells or refusal
        check(&format!("{}{}", row(1, &cell(1, text, "x")), row(1_048_575, &cell(16_384, "", ""))), Ok(1));
        check(&row(3, &cell(2, text, "x")), Ok(6));
        check(&format!("{}{}", row(999, &cell(9, "", "")), row(1, &cell(2, text, "x"))), Ok(2_000));
        check(&row(1_000_000, &cell(3, text, "x")), Err(fault::TOO_MUCH_TEXT));
        check(&format!("{}{}", row(1_000_000, ""), row(1, &cell(3, text, "x"))), Err(fault::TOO_MANY_CELLS));
        check(&row(1_000, &cell(1_000, text, &long)), Err(fault::TOO_MUCH_TEXT));
        check(&row(1, &cell(1, text, "<text:s text:c=\"1000000000\"/>")), Err(fault::TOO_MUCH_TEXT));
    }

    fn row(repeats: u32, cells: &str) -> String {
        format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>")
    }

    fn cell(repeats: u32, attribute: &str, text: &str) -> String {
        format!("<table:table-cell {attribute} table:number-columns-repeated='{repeats}'>{text}</table:table-cell>")
    }

    fn check(rows: &str, expected: Result<u64, Fault>) {
        let mut tally = Tally::default();
        let sheet = format!("<table:table>{rows}</table:table>");
        let scanned = Scan::new(true, Some(Repeats::default())).feed(sheet.as_bytes(), &mut tally);
        assert_eq!(scanned.map(|()| tally.cells), expected);
    }
}
