//! CSV files: UTF-8, else GBK, as Excel in China writes them. Every cell is a text.

use std::borrow::Cow;

use super::{Gather, Sheet, Value};
use crate::fault::{self, PaperError};

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Sheet, PaperError> {
    let text = decode(bytes)?;
    let text = text.as_bytes();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(name, text)).from_reader(text);
    let mut gather = Gather::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        let begin = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        if !reader.read_record(&mut record).map_err(|cause| fault::DAMAGED.with(cause))? {
            break;
        }
        row += blank_lines(text, begin);
        for (column, field) in (0..).zip(&record) {
            gather.add(row, column, Value::Text(field.to_owned()))?;
        }
        row += 1;
    }
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Ok(gather.sheet(stem.rsplit_once('.').map_or(stem, |(stem, _)| stem), false))
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, PaperError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| fault::TEXT_ENCODING.into()),
    }
}

/// No first line is longer.
const HEADER_BYTES_MAX: usize = 64 << 10;

/// The one that the name says, else the one that the first line has most of. A line break within quotes ends no line, and a
/// separator within quotes separates nothing.
pub(crate) fn separator(name: &str, text: &[u8]) -> u8 {
    if name.to_ascii_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let mut quoted = false;
    let mut outside = |byte: &u8| {
        quoted ^= *byte == b'"';
        !quoted
    };
    let bare: Vec<u8> = text.iter().take(HEADER_BYTES_MAX).copied().filter(|byte| outside(byte)).collect();
    let line = bare.split(|byte| *byte == b'\n').next().unwrap_or(&bare);
    let count = |separator: &u8| line.iter().filter(|byte| *byte == separator).count();
    // Of equals the last wins: the comma.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The reader leaves blank lines out, but row numbers must be those that Excel shows.
fn blank_lines(text: &[u8], begin: usize) -> u32 {
    let mut rest = &text[begin.min(text.len())..];
    // The second half of the previous line's end.
    if begin > 0 && text[begin - 1] == b'\r' {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(blank).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_files_are_read() {
        let gbk = encoding_rs::GBK.encode("序号,隐患\n1,触电").0.into_owned();
        //    file                                              cells
        check("序号,隐患\r\n1,触电\r\n".as_bytes(), "1:序号|隐患 2:1|触电");
        check("\u{feff}序号,隐患\n1,\"触\n电\"\n2,火".as_bytes(), "1:序号|隐患 2:1|触\n电 3:2|火");
        check(&gbk, "1:序号|隐患 2:1|触电");
        check(b"a;b\n1;2,5", "1:a|b 2:1|2,5");
        check(b"a\tb\n1\t2", "1:a|b 2:1|2");
        check(b"#a|b|c\n1|2|3", "1:#a|b|c 2:1|2|3");
        check(b"a,b\n\n\n1,2", "1:a|b 4:1|2");
        check(b"a,b\r\n\r\n1,2\r\n", "1:a|b 3:1|2");
        check(b"\n\na,b\n,\n1,2", "3:a|b 5:1|2");
        check("\"检查\n日期\",\"a;b;c\"\n1,2".as_bytes(), "1:检查\n日期|a;b;c 2:1|2");
        check("\"甲,\"\"乙\"\"\n丙\"\tb;c\td\n5\"管\t\t".as_bytes(), "1:甲,\"乙\"\n丙|b;c|d 2:5\"管");
        check(b"a,b\n\xff\xff", "the text is neither UTF-8 nor GBK");
        // The name decides before the first line does.
        assert_eq!((separator("a.TSV", b"a,b"), separator("a.csv", b"a,b")), (b'\t', b','));
    }

    fn check(bytes: &[u8], expected: &str) {
        let shown = match read("C:\\上报\\台账.csv", bytes) {
            Err(refused) => refused.to_string(),
            Ok(sheet) => {
                assert_eq!(sheet.name, "台账");
                let cells = |row: &crate::Row| {
                    let texts: Vec<String> = row.cells.iter().map(|cell| cell.value.to_string()).collect();
                    format!("{}:{}", row.number, texts.join("|"))
                };
                sheet.rows.iter().map(cells).collect::<Vec<_>>().join(" ")
            }
        };
        assert_eq!(shown, expected);
    }
}
