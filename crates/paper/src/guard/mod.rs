//! The guard: what an uploaded file costs is found out before any other code opens it.
//!
//! Sizes are counted while inflating and never taken from a header; nothing inflated is kept. What passes can be opened by
//! the reader of workbooks within a known amount of memory and time. The limits are those of row S-04 of the quality plan.
//!
//! Not here: what the cells say (`workbook`), who may upload (`server`).

mod archive;
mod old_excel;
mod old_strings;
mod open_document;
mod xml;

use crate::fault::{self, PaperError};

pub const UPLOAD_BYTES_MAX: usize = 20 << 20;
pub const ENTRIES_MAX: usize = 1_000;
pub const ENTRY_BYTES_MAX: u64 = 128 << 20;
pub const INFLATED_BYTES_MAX: u64 = 256 << 20;
/// Inflated to deflated, once [`RATIO_FREE_BYTES`] are inflated.
pub const RATIO_MAX: u64 = 100;
pub const RATIO_FREE_BYTES: u64 = 1 << 20;
pub const CELLS_MAX: u64 = 2_000_000;
pub const STRINGS_MAX: u64 = 2_000_000;
/// Fonts, fills, borders and cell formats: the reader of workbooks keeps each in full.
pub const STYLES_MAX: u64 = 200_000;
/// Of one document; each becomes a sheet.
pub const TABLES_MAX: usize = 1_000;
/// In one sheet.
pub const MERGED_MAX: usize = 200_000;
/// Text after shared and repeated texts are written out for each cell.
pub const TEXT_BYTES_MAX: u64 = 64 << 20;
/// Many sheets may name one part, which is then read as often.
pub const READ_BYTES_MAX: u64 = 2 << 30;
pub const ROWS_MAX: u32 = 1_048_576;
pub const COLUMNS_MAX: u32 = 16_384;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.xlsx`, `.xlsm`.
    Excel,
    /// `.xlsb`: checked, but not read.
    ExcelBinary,
    /// `.xls`.
    OldExcel,
    /// `.ods`.
    OpenDocument,
    /// `.csv`.
    Text,
    /// `.docx`, `.docm`: its tables are read.
    Word,
}

/// A file that passed, and what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub kind: Kind,
    pub entries: usize,
    pub inflated_bytes: u64,
    pub cells: u64,
    pub strings: u64,
}

/// Refuses a file that is too costly or not what it says; call it before anything else looks at the bytes.
pub fn check(bytes: &[u8]) -> Result<Checked, PaperError> {
    if bytes.len() > UPLOAD_BYTES_MAX {
        return Err(fault::FILE_TOO_LARGE.into());
    }
    match bytes {
        [] => Err(fault::FILE_EMPTY.into()),
        [b'P', b'K', 3, 4, ..] => archive::check(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => old_excel::check(bytes),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(fault::TEXT_UTF_16.into()),
        _ => check_text(bytes),
    }
}

fn check_text(bytes: &[u8]) -> Result<Checked, PaperError> {
    if bytes.contains(&0) {
        return Err(fault::NOT_A_WORKBOOK.into());
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        return Err(fault::WEB_PAGE.into());
    }
    if start.is_empty() {
        return Err(fault::FILE_EMPTY.into());
    }
    // Each cell but the last of a row ends in a separator; a quoted separator counts too, which only errs on the safe side.
    let inflated_bytes = bytes.len() as u64;
    let cells =
        1 + bytes.iter().filter(|byte| matches!(byte, b',' | b';' | b'\t' | b'|' | b'\n' | b'\r')).count() as u64;
    Ok(Checked { kind: Kind::Text, entries: 1, inflated_bytes, cells, strings: 0 })
}
