//! Reading, row by row in the order of the file, in bounded memory. Files of others are taken when they have the four columns,
//! in any order and beside others, in the types that engines write them in.

use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::{Field, RowAccessor as _};
use parquet::schema::types::Type;

use crate::{COLUMNS, Fault, Row, Summary};

fn open(path: &Path) -> Result<SerializedFileReader<File>, Fault> {
    let file = File::open(path).map_err(|cause| Fault::File { path: path.to_owned(), cause })?;
    SerializedFileReader::new(file).map_err(|cause| Fault::Parquet { path: path.to_owned(), cause })
}

/// What a file says of itself.
pub fn summary(path: &Path) -> Result<Summary, Fault> {
    let rows = open(path)?.metadata().file_metadata().num_rows();
    let bytes = std::fs::metadata(path).map_err(|cause| Fault::File { path: path.to_owned(), cause })?.len();
    Ok(Summary { rows: u64::try_from(rows).unwrap_or(0), bytes })
}

/// Hands on each row with its number, from 1. Stops at the first that is not a reading, or that is not taken.
pub fn each<E: From<Fault>>(path: &Path, mut row: impl FnMut(u64, Row<'_>) -> Result<(), E>) -> Result<(), E> {
    let reader = open(path)?;
    let parquet = |cause| Fault::Parquet { path: path.to_owned(), cause };
    let shape = |what: String| Fault::Shape { path: path.to_owned(), what };
    let schema = reader.metadata().file_metadata().schema();
    let column = |name: &&str| {
        let found = schema.get_fields().iter().find(|it| it.name() == *name);
        found.cloned().ok_or_else(|| shape(format!("no column {name}")))
    };
    let fields = COLUMNS.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(parquet)?;
    let rows = reader.get_row_iter(Some(projection)).map_err(parquet)?;
    for (number, found) in (1_u64..).zip(rows) {
        let found = found.map_err(parquet)?;
        let wrong = |name: &str| shape(format!("row {number}: {name} is of another type"));
        let text = |place: usize| found.get_string(place).map(String::as_str).map_err(|_| wrong(COLUMNS[place]));
        let (_, at) = found.get_column_iter().nth(2).ok_or_else(|| wrong(COLUMNS[2]))?;
        let (_, value) = found.get_column_iter().nth(3).ok_or_else(|| wrong(COLUMNS[3]))?;
        row(
            number,
            Row {
                device: text(0)?,
                metric: text(1)?,
                at: millis(at).ok_or_else(|| wrong(COLUMNS[2]))?,
                value: double(value).ok_or_else(|| wrong(COLUMNS[3]))?,
            },
        )?;
    }
    Ok(())
}

/// A timestamp of any unit; a plain number is milliseconds.
fn millis(it: &Field) -> Option<i64> {
    match it {
        Field::TimestampMillis(at) | Field::Long(at) => Some(*at),
        Field::TimestampMicros(at) => Some(at.div_euclid(1_000)),
        _ => None,
    }
}

fn double(it: &Field) -> Option<f64> {
    match it {
        Field::Double(value) => Some(*value),
        Field::Float(value) => Some((*value).into()),
        Field::Int(value) => Some((*value).into()),
        Field::Long(value) => Some(*value as f64),
        _ => None,
    }
}
