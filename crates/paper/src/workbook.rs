//! A workbook as plain values: sheets, rows that hold something, and in each row the cells that hold something. The tables
//! of a Word document are read as its sheets.
//!
//! Only what passed the guard is read. The libraries that open workbooks are not ours: a panic in them is an error of the file.

mod csv;
mod excel;
mod word;

pub(crate) use csv::separator;

use calamine::{Data, ExcelDateTime};
use jiff::civil::{Date, DateTime, Time};

use crate::fault::{self, Fault, PaperError};
use crate::guard::{self, CELLS_MAX, COLUMNS_MAX, Kind, ROWS_MAX, TEXT_BYTES_MAX};

#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    pub kind: Kind,
    pub sheets: Vec<Sheet>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// A hidden sheet often holds only the choices of a list.
    pub hidden: bool,
    /// From top to bottom; rows without any value are left out.
    pub rows: Vec<Row>,
    /// Cells that stand for one: the value is in the first. OpenDocument files give none.
    pub merged: Vec<Range>,
    /// Numbers that mean days count from 1904 and not from 1900.
    pub since_1904: bool,
}

/// A rectangle of cells, both ends within; rows and columns are counted as in [`Row`] and [`Cell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u32,
    pub last_column: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// As Excel shows it: the first row is 1.
    pub number: u32,
    /// From left to right; empty cells are left out.
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Column A is 0.
    pub column: u32,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Empty,
    Text(String),
    Number(f64),
    Date(Date),
    DateTime(DateTime),
    Bool(bool),
    /// As Excel shows it: `#N/A`.
    Error(&'static str),
}

impl Workbook {
    /// Reads a file by its content; the name serves as the name of the only sheet of a CSV file.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Workbook, PaperError> {
        let checked = guard::check(bytes)?;
        let sheets = match checked.kind {
            Kind::Excel => excel::read_xlsx(bytes)?,
            Kind::OldExcel => excel::read_xls(bytes)?,
            Kind::OpenDocument => excel::read_ods(bytes)?,
            Kind::Text => vec![csv::read(name, bytes)?],
            Kind::Word => word::read(bytes)?,
            Kind::ExcelBinary => return Err(fault::BINARY_WORKBOOK.into()),
        };
        Ok(Workbook { kind: checked.kind, sheets })
    }
}

impl Sheet {
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        Some(&self.rows[at])
    }

    /// Both ends within.
    pub(crate) fn rows_between(&self, first: u32, last: u32) -> &[Row] {
        let from = self.rows.partition_point(|row| row.number < first);
        let to = self.rows.partition_point(|row| row.number <= last);
        &self.rows[from..to.max(from)]
    }
}

impl Range {
    pub fn is_wide(&self) -> bool {
        self.last_column > self.first_column
    }

    pub fn is_tall(&self) -> bool {
        self.last_row > self.first_row
    }
}

impl Row {
    pub fn value(&self, column: u32) -> &Value {
        match self.cells.binary_search_by_key(&column, |cell| cell.column) {
            Ok(at) => &self.cells[at].value,
            Err(_) => &Value::Empty,
        }
    }
}

impl std::fmt::Display for Value {
    /// As the cell is quoted in a problem, and as the text of a cell that holds no text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Empty => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Number(number) => write!(f, "{number}"),
            Value::Date(date) => write!(f, "{date}"),
            Value::DateTime(at) => write!(f, "{} {}", at.date(), at.time()),
            Value::Bool(true) => f.write_str("TRUE"),
            Value::Bool(false) => f.write_str("FALSE"),
            Value::Error(code) => f.write_str(code),
        }
    }
}

/// `A` for 0, `AA` for 26.
pub fn column_letter(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).expect("a rest of 26 is small")));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Collects the cells of all sheets of one workbook and keeps to the limits, whatever order and number they come in.
#[derive(Default)]
struct Gather {
    cells: u64,
    text_bytes: u64,
    rows: Vec<Row>,
    /// A row came after one that stands below it.
    unordered: bool,
}

impl Gather {
    /// `row` and `column` count from 0.
    fn add(&mut self, row: u32, column: u32, value: Value) -> Result<(), Fault> {
        self.cells += 1;
        if self.cells > CELLS_MAX || row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(fault::TOO_MANY_CELLS);
        }
        match &value {
            Value::Empty => return Ok(()),
            Value::Text(text) if text.trim().is_empty() => return Ok(()),
            Value::Text(text) => self.text_bytes += text.len() as u64,
            _ => {}
        }
        if self.text_bytes > TEXT_BYTES_MAX {
            return Err(fault::TOO_MUCH_TEXT);
        }
        let cell = Cell { column, value };
        match self.rows.last_mut() {
            Some(last) if last.number == row + 1 => last.cells.push(cell),
            _ => self.begin(row + 1, cell),
        }
        Ok(())
    }

    fn begin(&mut self, number: u32, cell: Cell) {
        let mut like_the_last = 0;
        if let Some(last) = self.rows.last_mut() {
            self.unordered |= last.number > number;
            // A hundred thousand rows with room for a third more would be tens of megabytes.
            last.cells.shrink_to_fit();
            like_the_last = last.cells.len();
        }
        let mut cells = Vec::with_capacity(like_the_last.max(1));
        cells.push(cell);
        self.rows.push(Row { number, cells });
    }

    /// Takes the rows of one sheet. Where a file gives a cell twice the first counts.
    fn sheet(&mut self, name: &str, hidden: bool) -> Sheet {
        let mut rows = std::mem::take(&mut self.rows);
        if std::mem::take(&mut self.unordered) {
            rows = in_order(rows);
        }
        for row in &mut rows {
            if !row.cells.is_sorted_by(|left, right| left.column < right.column) {
                row.cells.sort_by_key(|cell| cell.column);
                row.cells.dedup_by_key(|cell| cell.column);
            }
            row.cells.shrink_to_fit();
        }
        rows.shrink_to_fit();
        Sheet { name: name.to_owned(), hidden, rows, ..Sheet::default() }
    }
}

fn in_order(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| row.number);
    let mut merged: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        match merged.last_mut() {
            Some(last) if last.number == row.number => last.cells.extend(row.cells),
            _ => merged.push(row),
        }
    }
    merged
}

fn value(found: Data) -> Value {
    match found {
        Data::Empty => Value::Empty,
        Data::Int(number) => Value::Number(number as f64),
        Data::Float(number) => Value::Number(number),
        Data::String(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Bool(given) => Value::Bool(given),
        Data::DateTime(serial) => serial_value(serial),
        Data::DateTimeIso(text) => iso_value(text),
        Data::Error(code) => Value::Error(error_code(&code)),
    }
}

/// A serial below 1 is a time of day and stays a number, as does a length of time.
fn serial_value(serial: ExcelDateTime) -> Value {
    let number = Value::Number(serial.as_f64());
    if !serial.is_datetime() || serial.as_f64().is_nan() || serial.as_f64() < 1.0 {
        return number;
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    let small = |n: u8| i8::try_from(n).unwrap_or(i8::MAX);
    let date = i16::try_from(year).ok().and_then(|year| Date::new(year, small(month), small(day)).ok());
    let time = Time::new(small(hour), small(minute), small(second), i32::from(milli) * 1_000_000);
    match (date, time) {
        (Some(date), Ok(time)) if time == Time::midnight() => Value::Date(date),
        (Some(date), Ok(time)) => Value::DateTime(date.to_datetime(time)),
        // Excel knows a 29th of February 1900.
        _ => number,
    }
}

fn iso_value(text: String) -> Value {
    match text.parse::<DateTime>() {
        Ok(at) if at.time() == Time::midnight() => Value::Date(at.date()),
        Ok(at) => Value::DateTime(at),
        Err(_) => Value::Text(text),
    }
}

fn error_code(code: &calamine::CellErrorType) -> &'static str {
    use calamine::CellErrorType as Code;
    match code {
        Code::Div0 => "#DIV/0!",
        Code::NA => "#N/A",
        Code::Name => "#NAME?",
        Code::Null => "#NULL!",
        Code::Num => "#NUM!",
        Code::Ref => "#REF!",
        Code::Value => "#VALUE!",
        Code::GettingData => "#GETTING_DATA",
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn letters() {
        for (column, letter) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letter(column), letter);
        }
    }

    #[test]
    fn rows_in_any_order() {
        //     cells as they come             rows as they stand
        check_order("1:0a 1:1b 2:0c", "1:0a1b 2:0c");
        check_order("2:1c 1:0a 2:0d 1:1b", "1:0a1b 2:0d1c");
        check_order("1:1a 1:0b 1:1c", "1:0b1a");
    }

    fn check_order(given: &str, expected: &str) {
        let mut gather = Gather::default();
        for cell in given.split(' ') {
            let (row, rest) = cell.split_once(':').unwrap();
            let column = rest[..1].parse().unwrap();
            gather.add(row.parse::<u32>().unwrap() - 1, column, Value::Text(rest[1..].into())).unwrap();
        }
        let cells = |row: &Row| row.cells.iter().map(|c| format!("{}{}", c.column, c.value)).collect::<String>();
        let sheet = gather.sheet("a", false);
        let shown: Vec<String> = sheet.rows.iter().map(|row| format!("{}:{}", row.number, cells(row))).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn serials() {
        //    serial      kind       1904   value
        check(43_975.0, DateTime, false, "Date(2020-05-24)");
        check(43_975.5, DateTime, false, "DateTime(2020-05-24T12:00:00)");
        check(42_513.0, DateTime, true, "Date(2020-05-24)");
        check(61.0, DateTime, false, "Date(1900-03-01)");
        check(60.0, DateTime, false, "Number(60.0)");
        check(0.25, DateTime, false, "Number(0.25)");
        check(43_975.0, TimeDelta, false, "Number(43975.0)");
        check(-1.0, DateTime, false, "Number(-1.0)");
        check(1e300, DateTime, false, "Date(9999-12-31)");
        check(f64::NAN, DateTime, false, "Number(NaN)");
    }

    fn check(serial: f64, kind: calamine::ExcelDateTimeType, since_1904: bool, expected: &str) {
        assert_eq!(format!("{:?}", serial_value(ExcelDateTime::new(serial, kind, since_1904))), expected);
    }
}
