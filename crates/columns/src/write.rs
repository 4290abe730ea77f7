//! Writing: rows are gathered and go to the disk by the million, so that memory stays bounded.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::{Fault, Row, SCHEMA, Summary};

/// Rows of one group.
const GROUP: usize = 1_000_000;

/// A file that is being written.
pub struct Writer {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    devices: Vec<ByteArray>,
    metrics: Vec<ByteArray>,
    times: Vec<i64>,
    values: Vec<f64>,
    rows: u64,
}

impl Writer {
    /// Begins a file; one that is there is written anew.
    pub fn create(path: &Path) -> Result<Writer, Fault> {
        let file = File::create(path).map_err(|cause| Fault::File { path: path.to_owned(), cause })?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("Anlan".to_owned())
            .set_column_dictionary_enabled(ColumnPath::from("measured_at"), false)
            .set_column_encoding(ColumnPath::from("measured_at"), Encoding::DELTA_BINARY_PACKED)
            .build();
        let begun = || {
            let schema = Arc::new(parse_message_type(SCHEMA)?);
            SerializedFileWriter::new(file, schema, Arc::new(properties))
        };
        let writer = begun().map_err(|cause| Fault::Parquet { path: path.to_owned(), cause })?;
        Ok(Writer {
            path: path.to_owned(),
            writer,
            devices: Vec::new(),
            metrics: Vec::new(),
            times: Vec::new(),
            values: Vec::new(),
            rows: 0,
        })
    }

    pub fn push(&mut self, row: Row<'_>) -> Result<(), Fault> {
        let text = |last: Option<&ByteArray>, it: &str| match last {
            // The same text shares its bytes.
            Some(last) if last.data() == it.as_bytes() => last.clone(),
            _ => ByteArray::from(it),
        };
        self.devices.push(text(self.devices.last(), row.device));
        self.metrics.push(text(self.metrics.last(), row.metric));
        self.times.push(row.at);
        self.values.push(row.value);
        if self.times.len() == GROUP { self.group() } else { Ok(()) }
    }

    /// Writes what is left and the foot, and waits for the disk.
    pub fn finish(mut self) -> Result<Summary, Fault> {
        self.group()?;
        let path = self.path;
        let file = self.writer.into_inner().map_err(|cause| Fault::Parquet { path: path.clone(), cause })?;
        let safe = || {
            file.sync_all()?;
            file.metadata()
        };
        let bytes = safe().map_err(|cause| Fault::File { path: path.clone(), cause })?.len();
        Ok(Summary { rows: self.rows, bytes })
    }

    fn group(&mut self) -> Result<(), Fault> {
        if self.times.is_empty() {
            return Ok(());
        }
        self.rows += self.times.len() as u64;
        self.write_group().map_err(|cause| Fault::Parquet { path: self.path.clone(), cause })?;
        self.devices.clear();
        self.metrics.clear();
        self.times.clear();
        self.values.clear();
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let missing = || ParquetError::General("a column of the schema is missing".to_owned());
        for texts in [&self.devices, &self.metrics] {
            let mut column = group.next_column()?.ok_or_else(missing)?;
            column.typed::<ByteArrayType>().write_batch(texts, None, None)?;
            column.close()?;
        }
        let mut column = group.next_column()?.ok_or_else(missing)?;
        column.typed::<Int64Type>().write_batch(&self.times, None, None)?;
        column.close()?;
        let mut column = group.next_column()?.ok_or_else(missing)?;
        column.typed::<DoubleType>().write_batch(&self.values, None, None)?;
        column.close()?;
        group.close()?;
        Ok(())
    }
}
