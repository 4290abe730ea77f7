//! The very hidden sheet of an export: what was exported, so that a returned sheet can be compared with it.
//!
//! Its first row names the export, then comes a row for each column and each note, then one for each exported row with key,
//! version and values, and last the digest of all of it. The values of a row share cells, because the guard counts cells, and are
//! written without any character that a program might change when it saves the file.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Worksheet, XlsxError};
use sha2::{Digest, Sha256};

use super::values::of_text;
use super::{ColumnKind, Export, Identity};
use crate::guard::CELLS_MAX;
use crate::{Row, Sheet, Value, Workbook};

pub(super) const SHEET: &str = "_export";
const MARK: &str = "anlan export 1";
const NOTE: &str = "note";
/// What a returned sheet says about itself may be made up: this and the guard's limit of cells bound what it costs.
pub(super) const COLUMNS_MAX: usize = 256;
/// Below what Excel allows in a cell.
const CELL_UNITS_MAX: usize = 30_000;
const FIRST_PACKED: u16 = 2;

/// One exported row as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Base {
    pub version: i64,
    /// In the order of the columns.
    pub cells: Vec<Value>,
}

pub(super) struct HiddenWriter {
    sheet: Worksheet,
    row: u32,
    hash: Sha256,
    packed: String,
}

impl HiddenWriter {
    pub fn begin(mut sheet: Worksheet, identity: &Identity, export: &Export) -> Result<Self, XlsxError> {
        sheet.set_name(SHEET)?.set_very_hidden(true);
        let mut writer = Self { sheet, row: 0, hash: Sha256::new(), packed: String::new() };
        let [columns, notes] = [export.columns.len(), export.footnotes.len()].map(|count| count.to_string());
        writer.line(&[MARK, &identity.export_id, &identity.kind, &columns, &notes])?;
        for column in &export.columns {
            let editable = if column.editable { "1" } else { "0" };
            writer.line(&[&column.field, &column.header, word(column.kind), editable])?;
        }
        for note in &export.footnotes {
            // Without it the row would end the sheet.
            writer.line(&[NOTE, note])?;
        }
        Ok(writer)
    }

    fn line(&mut self, cells: &[&str]) -> Result<(), XlsxError> {
        for (at, text) in (0..).zip(cells) {
            self.packed.clear();
            pack(text, &mut self.packed);
            self.sheet.write_string(self.row, at, &self.packed)?;
            part(&mut self.hash, text);
        }
        self.row += 1;
        Ok(())
    }

    /// The values as their cells in the visible sheet hold them.
    pub fn add(&mut self, key: &str, version: i64, cells: &[Value]) -> Result<(), XlsxError> {
        let version = version.to_string();
        self.line(&[key, &version])?;
        self.packed.clear();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.packed.push('|');
            }
            let text = cell.to_string();
            part(&mut self.hash, &text);
            pack(&text, &mut self.packed);
        }
        let mut rest = self.packed.as_str();
        let mut column = FIRST_PACKED;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(piece_length(rest));
            self.sheet.write_string(self.row - 1, column, piece)?;
            (rest, column) = (after, column + 1);
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(Worksheet, [u8; 32]), XlsxError> {
        let digest: [u8; 32] = self.hash.finalize().into();
        self.sheet.write_string(self.row, 1, data_encoding::HEXLOWER.encode(&digest))?;
        Ok((self.sheet, digest))
    }
}

fn piece_length(text: &str) -> usize {
    let mut units = 0;
    let over = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_UNITS_MAX
    });
    over.map_or(text.len(), |(at, _)| at)
}

/// What the hidden sheet says. `digest` is computed anew; `written` is what the sheet claims.
#[derive(Debug)]
pub(super) struct Hidden {
    pub export_id: String,
    pub kind: String,
    /// Field, header, kind, editable.
    pub columns: Vec<(String, String, ColumnKind, bool)>,
    /// Texts below the table that are no rows of it, as [`plain`] gives them.
    pub notes: BTreeSet<String>,
    pub base: BTreeMap<String, Base>,
    pub digest: [u8; 32],
    pub written: String,
}

pub(super) fn sheet(book: &Workbook) -> Option<&Sheet> {
    // A program may show what was very hidden, or rename it when it is copied into another workbook.
    book.sheets.iter().find(|sheet| sheet.rows.first().is_some_and(|row| text(row, 0) == MARK))
}

/// `None`: the sheet is not as it was written.
pub(super) fn read(sheet: &Sheet) -> Option<Hidden> {
    let mut hash = Sha256::new();
    let mut rows = sheet.rows.iter();
    let first = line(rows.next()?, 5, &mut hash)?;
    let [_, export_id, kind, column_count, note_count] = first.try_into().ok()?;
    let column_count = column_count.parse().ok().filter(|count| *count <= COLUMNS_MAX)?;
    let mut columns = Vec::new();
    for row in rows.by_ref().take(column_count) {
        let [field, header, kind, editable] = line(row, 4, &mut hash)?.try_into().ok()?;
        columns.push((field, header, kind_of(&kind)?, editable == "1"));
    }
    let mut notes = BTreeSet::new();
    for row in rows.by_ref().take(note_count.parse().ok()?) {
        let [_, note] = line(row, 2, &mut hash)?.try_into().ok()?;
        notes.insert(plain(&note));
    }
    let mut base = BTreeMap::new();
    let mut written = String::new();
    for row in rows {
        if *row.value(0) == Value::Empty {
            written = text(row, 1);
            break;
        }
        let [key, version] = line(row, 2, &mut hash)?.try_into().ok()?;
        let packed: String = row
            .cells
            .iter()
            .filter(|cell| cell.column >= u32::from(FIRST_PACKED))
            .map(|c| c.value.to_string())
            .collect();
        let texts: Vec<String> = packed.split('|').take(COLUMNS_MAX + 1).map(unpack).collect::<Option<_>>()?;
        let cells_so_far = (base.len() as u64 + 1) * columns.len() as u64;
        if texts.len() != columns.len() || cells_so_far > CELLS_MAX {
            return None;
        }
        texts.iter().for_each(|text| part(&mut hash, text));
        let cells = texts.iter().zip(&columns).map(|(text, column)| of_text(column.2, text)).collect();
        if base.insert(key, Base { version: version.parse().ok()?, cells }).is_some() {
            return None;
        }
    }
    Some(Hidden { export_id, kind, columns, notes, base, digest: hash.finalize().into(), written })
}

fn line(row: &Row, cells: u32, hash: &mut Sha256) -> Option<Vec<String>> {
    let texts: Option<Vec<String>> = (0..cells).map(|column| unpack(&text(row, column))).collect();
    texts.inspect(|texts| texts.iter().for_each(|text| part(hash, text)))
}

fn text(row: &Row, column: u32) -> String {
    row.value(column).to_string()
}

/// Headers and notes are compared without blanks and line breaks.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// With its length before it, so that no two lists of texts are written alike.
fn part(hash: &mut Sha256, text: &str) {
    hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(text.as_bytes());
}

/// Whatever is not plain becomes `\{hex}`: separators, control characters, what looks like an escape of Excel, and blanks at
/// either end, which some programs strip.
fn pack(text: &str, into: &mut String) {
    let last = text.len().saturating_sub(1);
    for (at, c) in text.char_indices() {
        let edge = c.is_whitespace() && (at == 0 || at + c.len_utf8() > last);
        let escape = c == '_' && text[at..].starts_with("_x");
        if edge || escape || c.is_control() || matches!(c, '|' | '\\' | '\u{fffe}' | '\u{ffff}') {
            into.push_str(&format!("\\{{{:x}}}", u32::from(c)));
        } else {
            into.push(c);
        }
    }
}

fn unpack(packed: &str) -> Option<String> {
    let mut pieces = packed.split("\\{");
    let mut text = pieces.next()?.to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}')?;
        text.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
        text.push_str(rest);
    }
    Some(text)
}

const KINDS: [(ColumnKind, &str); 5] = [
    (ColumnKind::Text, "text"),
    (ColumnKind::Number, "number"),
    (ColumnKind::Day, "day"),
    (ColumnKind::Instant, "instant"),
    (ColumnKind::Choice, "choice"),
];

fn word(kind: ColumnKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("text", |(_, word)| word)
}

fn kind_of(word: &str) -> Option<ColumnKind> {
    KINDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_texts_are_plain() {
        //    text                packed
        check("", "");
        check("甲|乙\\丙", "甲\\{7c}乙\\{5c}丙");
        check(" a b\n", "\\{20}a b\\{a}");
        check("_x000D_\r\u{fffe}", "\\{5f}x000D_\\{d}\\{fffe}");
        check("\u{3000}𠀋", "\\{3000}𠀋");
        check("{a}", "{a}");
        check("\\{41}", "\\{5c}{41}");
    }

    fn check(text: &str, expected: &str) {
        let mut packed = String::new();
        pack(text, &mut packed);
        assert_eq!(packed, expected);
        assert_eq!(unpack(&packed).as_deref(), Some(text));
    }

    #[test]
    fn what_is_no_packed_text_is_refused() {
        for packed in ["\\{", "\\{zz}", "\\{d800}", "\\{41"] {
            assert_eq!(unpack(packed), None, "{packed}");
        }
    }
}
