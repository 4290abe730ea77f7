//! Rows of a text file one after the other, for tables that are too long to be held: UTF-8, else GBK, as in
//! [`Workbook`](crate::Workbook). Every cell is a text.

use std::io::{BufRead as _, BufReader, Read};

use crate::fault::{self, PaperError};
use crate::workbook::separator;
use crate::{Cell, Row, Value};

/// So much is looked at to find what stands between cells.
const LOOKED_AT: usize = 64 << 10;

/// Gives each row that holds something, with the line on which it begins. Ends with the first error of `each`.
pub fn rows_of_text<E: From<PaperError>>(
    name: &str,
    file: impl Read,
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let damaged = |cause: &dyn std::fmt::Display| E::from(fault::DAMAGED.with(cause));
    let mut file = BufReader::with_capacity(LOOKED_AT, file);
    let begin = file.fill_buf().map_err(|cause| damaged(&cause))?;
    if begin.starts_with(b"PK\x03\x04") || begin.contains(&0) {
        return Err(E::from(fault::DAMAGED.into()));
    }
    let between = separator(name, begin);
    let mut build = csv::ReaderBuilder::new();
    build.has_headers(false).flexible(true).delimiter(between).terminator(csv::Terminator::Any(b'\n'));
    // Each record ends with a line feed then, so that its first line can be counted from behind.
    let mut reader = build.from_reader(file.chain(&b"\n"[..]));
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|cause| damaged(&cause))? {
        let within = record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let line = reader.position().line().saturating_sub(1 + within);
        let mut cells = Vec::with_capacity(record.len());
        for (column, field) in (0..).zip(&record) {
            let is_first = line == 1 && column == 0;
            let field = if is_first { field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field) } else { field };
            let text = decode(field).ok_or_else(|| E::from(fault::TEXT_ENCODING.into()))?;
            let text = text.trim_end_matches('\r');
            if !text.trim().is_empty() {
                cells.push(Cell { column, value: Value::Text(text.to_owned()) });
            }
        }
        if !cells.is_empty() {
            each(Row { number: u32::try_from(line).unwrap_or(u32::MAX), cells })?;
        }
    }
    Ok(())
}

/// Cell by cell: no byte of a character in GBK is a separator or a quote.
fn decode(field: &[u8]) -> Option<String> {
    match std::str::from_utf8(field) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(field)
            .map(std::borrow::Cow::into_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Result<Vec<(u32, String)>, PaperError> {
        let mut rows = Vec::new();
        rows_of_text("x.csv", file, |row| {
            let cells: Vec<String> = row.cells.iter().map(|it| format!("{}{}", it.column, it.value)).collect();
            rows.push((row.number, cells.join(" ")));
            Ok::<(), PaperError>(())
        })?;
        Ok(rows)
    }

    #[test]
    fn rows_come_with_their_lines() {
        let gbk = encoding_rs::GBK.encode("站码,雨量\n60912000,0.5").0.into_owned();
        assert_eq!(read(&gbk).unwrap(), [(1, "0站码 1雨量".to_owned()), (2, "060912000 10.5".to_owned())]);
        let marked = b"\xef\xbb\xbfa;b\r\n\r\n;\r\n1;\"x;\ny\"\r\n2;\r\n";
        let rows = [(1, "0a 1b".to_owned()), (4, "01 1x;\ny".to_owned()), (6, "02".to_owned())];
        assert_eq!(read(marked).unwrap(), rows);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(read(b"PK\x03\x04zip").is_err());
        assert!(read(b"a,b\n1,\0").is_err());
        assert!(read(b"a,b\n\xff\xff\xff,2").is_err());
    }
}
