//! The same list for programs: UTF-8 with a mark at its start, so that Excel knows it, and no cell that a program for tables
//! takes for a formula. It can't come back: a CSV file has no place to hide keys.

use super::escape::{is_formula_like, without_controls};
use super::values::typed;
use super::{Export, ExportRow, Exported};
use crate::Value;
use crate::fault::{self, PaperError};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

pub struct CsvExport<'e> {
    export: &'e Export,
    writer: csv::Writer<Vec<u8>>,
    rows: u32,
}

impl<'e> CsvExport<'e> {
    pub fn begin(export: &'e Export) -> Result<Self, PaperError> {
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        let mut csv = Self { export, writer, rows: 0 };
        csv.record(export.columns.iter().map(|column| safe(&column.header)))?;
        Ok(csv)
    }

    pub fn add(&mut self, row: &ExportRow) -> Result<(), PaperError> {
        let export = self.export;
        let cells = export.columns.iter().zip(&row.cells);
        self.record(cells.map(|(column, value)| shown(&typed(column.kind, value, &export.cut_mark))))?;
        self.rows += 1;
        Ok(())
    }

    pub fn finish(mut self) -> Result<Exported, PaperError> {
        for note in &self.export.footnotes {
            self.record(std::iter::once(safe(note)))?;
        }
        let bytes = self.writer.into_inner().map_err(|cause| fault::NOT_WRITTEN.with(cause))?;
        Ok(Exported { bytes, rows: self.rows, digest: None })
    }

    fn record(&mut self, cells: impl Iterator<Item = String>) -> Result<(), PaperError> {
        self.writer.write_record(cells).map_err(|cause| fault::NOT_WRITTEN.with(cause))
    }
}

/// Rows as they are, with the mark and without what a program would take for a formula.
pub(super) fn table(rows: impl Iterator<Item = Vec<Value>>) -> Result<Vec<u8>, PaperError> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        writer.write_record(row.iter().map(shown)).map_err(|cause| fault::NOT_WRITTEN.with(cause))?;
    }
    writer.into_inner().map_err(|cause| fault::NOT_WRITTEN.with(cause))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => safe(text),
        value => value.to_string(),
    }
}

fn safe(text: &str) -> String {
    let text = without_controls(text);
    if is_formula_like(&text) { format!("'{text}") } else { text }
}
