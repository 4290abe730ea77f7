//! Results beside rows: a CSV file comes in, the same rows go out with more columns behind them.
//!
//! Row by row a file of any length needs the memory of one row; where rows depend on each other [`all_rows`] holds the file.
//! A row without a result has empty cells and a reason in the last column, `error`, and the run goes on.
//! The text is UTF-8 with or without a mark, else GBK: the first row with a Chinese character decides for the whole file, and
//! a later row that is not of this encoding has that as its reason. What goes out is UTF-8, with the mark where Excel needs
//! it: when the input had one, or was GBK.
//!
//! Not here: what is computed.

use std::io::{self, BufRead, Write};

use csv::ByteRecord;

use crate::fault::{self, PaperError};
use crate::workbook::separator;

/// The column of reasons.
pub const ERROR: &str = "error";
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Why the run stopped; what is wrong with one row does not stop it.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Refused(#[from] PaperError),
    #[error(transparent)]
    Broken(#[from] io::Error),
}

impl From<csv::Error> for Stopped {
    fn from(error: csv::Error) -> Self {
        Self::Broken(error.into())
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    pub rows: u64,
    /// Rows with a reason.
    pub refused: u64,
}

/// The cells of one row under the names of their columns.
pub type Cells<'a> = Vec<(&'a str, &'a str)>;
/// The results of one row in the order of their columns, or the reason.
pub type Answer = Result<Vec<String>, String>;

pub fn row_by_row(
    input: impl BufRead,
    output: impl Write,
    results: &[&str],
    mut answer: impl FnMut(&[(&str, &str)]) -> Answer,
) -> Result<Told, Stopped> {
    let mut rows = Rows::open(input, results)?;
    let mut beside = Beside::begin(&rows, output, results)?;
    while let Some(row) = rows.next()? {
        let answer = match &row.fault {
            None => answer(&row.under(&rows.names)),
            Some(fault) => Err(fault.to_string()),
        };
        beside.write(&row, answer)?;
    }
    beside.end()
}

/// `answer` gets the rows that can be read, all at once, and gives an answer for each.
pub fn all_rows(
    input: impl BufRead,
    output: impl Write,
    results: &[&str],
    answer: impl FnOnce(&[Cells<'_>]) -> Vec<Answer>,
) -> Result<Told, Stopped> {
    let mut rows = Rows::open(input, results)?;
    let mut beside = Beside::begin(&rows, output, results)?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        if held.len() == ROWS_MAX {
            return Err(PaperError::from(fault::TOO_MANY_ROWS).into());
        }
        held.push(row);
    }
    let readable: Vec<_> = held.iter().filter(|row| row.fault.is_none()).map(|row| row.under(&rows.names)).collect();
    let mut answers = answer(&readable).into_iter();
    for row in &held {
        let answer = match &row.fault {
            None => answers.next().unwrap_or_else(|| Err(String::new())),
            Some(fault) => Err(fault.to_string()),
        };
        beside.write(row, answer)?;
    }
    beside.end()
}

/// More rows than this are not held at once.
const ROWS_MAX: usize = 1_000_000;

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    /// Nothing but ASCII so far.
    Undecided,
    Utf8,
    Gbk,
}

struct Rows<R> {
    reader: csv::Reader<R>,
    names: Vec<String>,
    separator: u8,
    had_mark: bool,
    encoding: Encoding,
}

struct Row {
    /// As many as there are names.
    cells: Vec<String>,
    fault: Option<PaperError>,
}

impl Row {
    fn under<'a>(&'a self, names: &'a [String]) -> Cells<'a> {
        names.iter().map(String::as_str).zip(self.cells.iter().map(String::as_str)).collect()
    }
}

impl<R: BufRead> Rows<R> {
    fn open(mut input: R, results: &[&str]) -> Result<Self, Stopped> {
        let head = input.fill_buf()?;
        let had_mark = head.starts_with(MARK);
        let separator = separator("", head.strip_prefix(MARK).unwrap_or(head));
        if had_mark {
            input.consume(MARK.len());
        }
        let reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(input);
        let mut rows = Self { reader, names: Vec::new(), separator, had_mark, encoding: Encoding::Undecided };
        let mut record = ByteRecord::new();
        if !rows.reader.read_byte_record(&mut record)? {
            return Err(PaperError::from(fault::FILE_EMPTY).into());
        }
        let names = rows.decoded(&record).map_err(|_| PaperError::from(fault::TEXT_ENCODING))?;
        rows.names = names.iter().map(|name| name.trim().to_owned()).collect();
        let taken = rows.names.iter().find(|name| results.contains(&name.as_str()) || *name == ERROR);
        match taken {
            Some(name) => Err(fault::RESULT_COLUMN.with(name).into()),
            None => Ok(rows),
        }
    }

    fn next(&mut self) -> Result<Option<Row>, Stopped> {
        let mut record = ByteRecord::new();
        if !self.reader.read_byte_record(&mut record)? {
            return Ok(None);
        }
        let decoded = self.decoded(&record);
        let too_long = record.iter().skip(self.names.len()).any(|cell| !cell.is_empty());
        let (mut cells, fault) = match decoded {
            Ok(cells) if too_long => (cells, Some(fault::ROW_TOO_LONG.into())),
            Ok(cells) => (cells, None),
            Err(shown) => (shown, Some(fault::TEXT_ENCODING.into())),
        };
        cells.resize(self.names.len(), String::new());
        Ok(Some(Row { cells, fault }))
    }

    /// The cells as text; as well as they can be shown, when they are of another encoding than the file.
    fn decoded(&mut self, record: &ByteRecord) -> Result<Vec<String>, Vec<String>> {
        let utf8: Result<Vec<_>, _> = record.iter().map(|cell| std::str::from_utf8(cell).map(str::to_owned)).collect();
        if self.encoding == Encoding::Undecided && !record.as_slice().is_ascii() {
            self.encoding = if utf8.is_ok() { Encoding::Utf8 } else { Encoding::Gbk };
        }
        let gbk = |cell| encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(cell);
        let read = match self.encoding {
            Encoding::Undecided | Encoding::Utf8 => utf8.ok(),
            Encoding::Gbk => record.iter().map(|cell| gbk(cell).map(|text| text.into_owned())).collect(),
        };
        read.ok_or_else(|| record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
    }
}

struct Beside<W: Write> {
    writer: csv::Writer<W>,
    results: usize,
    told: Told,
}

impl<W: Write> Beside<W> {
    fn begin<R>(rows: &Rows<R>, mut output: W, results: &[&str]) -> Result<Self, Stopped> {
        if rows.had_mark || rows.encoding == Encoding::Gbk {
            output.write_all(MARK)?;
        }
        let mut writer = csv::WriterBuilder::new().delimiter(rows.separator).from_writer(output);
        writer.write_record(rows.names.iter().map(String::as_str).chain(results.iter().copied()).chain([ERROR]))?;
        Ok(Self { writer, results: results.len(), told: Told::default() })
    }

    fn write(&mut self, row: &Row, answer: Answer) -> Result<(), Stopped> {
        self.told.rows += 1;
        let (mut results, reason) = match answer {
            Ok(results) => (results, String::new()),
            Err(reason) => {
                self.told.refused += 1;
                (Vec::new(), reason)
            }
        };
        results.resize(self.results, String::new());
        self.writer.write_record(row.cells.iter().chain(&results).chain([&reason]))?;
        Ok(())
    }

    fn end(mut self) -> Result<Told, Stopped> {
        self.writer.flush()?;
        Ok(self.told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the number in the column `n`.
    fn doubled(cells: &[(&str, &str)]) -> Answer {
        let n = cells.iter().find(|(name, _)| *name == "n").map_or("", |(_, cell)| *cell);
        n.parse::<i64>().map(|n| vec![(2 * n).to_string()]).map_err(|_| format!("n is {n}"))
    }

    fn alone(input: &[u8]) -> (String, Result<Told, Stopped>) {
        let mut output = Vec::new();
        let told = row_by_row(input, &mut output, &["twice"], doubled);
        (String::from_utf8(output).unwrap(), told)
    }

    #[test]
    fn rows_keep_their_cells_and_get_results() {
        let gbk = encoding_rs::GBK.encode("n,地点\n1,望澜县\n二,东镇\n").0.into_owned();
        let mut mixed = "n,地点\n1,望澜县\n2,".as_bytes().to_vec();
        mixed.extend(b"\xcd\xfb\n3,a\n");
        let mark = "\u{feff}";
        for (input, expected) in [
            (&b"n\n1\n2\n"[..], "n,twice,error\n1,2,\n2,4,\n".to_owned()),
            (b"n,note\n1,\"a,b\"\nx,\n3,c", "n,note,twice,error\n1,\"a,b\",2,\nx,,,n is x\n3,c,6,\n".to_owned()),
            (b"n\r\n1\r\n", "n,twice,error\n1,2,\n".to_owned()),
            ("\u{feff}n,地点\n1,望澜县\n".as_bytes(), format!("{mark}n,地点,twice,error\n1,望澜县,2,\n")),
            (&gbk, format!("{mark}n,地点,twice,error\n1,望澜县,2,\n二,东镇,,n is 二\n")),
            (
                &mixed,
                "n,地点,twice,error\n1,望澜县,2,\n2,\u{fffd}\u{fffd},,the text is neither UTF-8 nor GBK\n3,a,6,\n"
                    .to_owned(),
            ),
            // Short rows are filled; a cell without a column is not thrown away silently.
            (b"note,n\na\n", "note,n,twice,error\na,,,n is \n".to_owned()),
            (
                b"n\n1,2\n1,,\n",
                "n,twice,error\n1,,the row has more cells than the first line has names\n1,2,\n".to_owned(),
            ),
            (b"n;note\n1;a\n", "n;note;twice;error\n1;a;2;\n".to_owned()),
            (b" n \n1\n", "n,twice,error\n1,2,\n".to_owned()),
        ] {
            assert_eq!(alone(input).0, expected);
        }
        let told = alone(b"n\n1\nx\n3\n").1.unwrap();
        assert_eq!(told, Told { rows: 3, refused: 1 });
    }

    #[test]
    fn a_first_line_that_cannot_be_used() {
        for (input, expected) in [
            (&b""[..], "the file is empty"),
            (b"n,twice\n1,2\n", "the file already has a column of this name: twice"),
            (b"n,error\n1,2\n", "the file already has a column of this name: error"),
            (b"n,\xff\xff\n1,2\n", "the text is neither UTF-8 nor GBK"),
        ] {
            let (output, told) = alone(input);
            assert_eq!((output.as_str(), told.unwrap_err().to_string().as_str()), ("", expected));
        }
    }

    #[test]
    fn rows_that_depend_on_each_other_are_seen_together() {
        let mut output = Vec::new();
        let mut input = b"n\n1\n".to_vec();
        input.extend(b"\xe4\xb8\x80\n\xff\n3\n");
        let told = all_rows(&input[..], &mut output, &["rows"], |rows| {
            rows.iter().map(|row| doubled(row).map(|_| vec![rows.len().to_string()])).collect()
        });
        assert_eq!(told.unwrap(), Told { rows: 4, refused: 2 });
        let expected = "n,rows,error\n1,3,\n一,,n is 一\n\u{fffd},,the text is neither UTF-8 nor GBK\n3,3,\n";
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }

    /// What is read before the input breaks off is written; the fault is told.
    #[test]
    fn input_that_breaks_off() {
        struct Broken<'a>(&'a [u8]);
        impl io::Read for Broken<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if self.0.is_empty() { Err(io::Error::other("the line is dead")) } else { self.0.read(buffer) }
            }
        }
        let mut output = Vec::new();
        let told = row_by_row(io::BufReader::new(Broken(b"n\n1\n2")), &mut output, &["twice"], doubled);
        assert!(matches!(told, Err(Stopped::Broken(_))));
        assert_eq!(output, b"n,twice,error\n1,2,\n");
    }
}
