//! The digest of one row, by which a second upload of the same sheet is recognised.

use sha2::{Digest, Sha256};

use crate::{Cell, Value};

/// Stable across versions: the same sheet name, row number and cells always give the same digest. Every part is written
/// with its length or a mark of its kind before it, so that no two rows are written alike.
pub fn digest(sheet: &str, row: u32, cells: &[Cell]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"anlan row 1");
    text(&mut hash, sheet);
    hash.update(row.to_be_bytes());
    for cell in cells.iter().filter(|cell| cell.value != Value::Empty) {
        hash.update(cell.column.to_be_bytes());
        value(&mut hash, &cell.value);
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest[..16].try_into().expect("half of a digest is 16 bytes")
}

fn value(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Empty => hash.update(b"e"),
        Value::Text(given) => {
            hash.update(b"t");
            text(hash, given);
        }
        Value::Number(number) => {
            hash.update(b"n");
            hash.update(number.to_bits().to_be_bytes());
        }
        Value::Date(date) => {
            hash.update(b"d");
            text(hash, &date.to_string());
        }
        Value::DateTime(at) => {
            hash.update(b"m");
            text(hash, &at.to_string());
        }
        Value::Bool(given) => hash.update(if *given { b"1" } else { b"0" }),
        Value::Error(code) => {
            hash.update(b"x");
            text(hash, code);
        }
    }
}

fn text(hash: &mut Sha256, text: &str) {
    hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(column: u32, text: &str) -> Cell {
        Cell { column, value: Value::Text(text.into()) }
    }

    #[test]
    fn only_the_same_row_has_the_same_digest() {
        let base = digest("台账", 2, &[cell(0, "ab"), cell(1, "c")]);
        let empty = Cell { column: 5, value: Value::Empty };
        assert_eq!(base, digest("台账", 2, &[cell(0, "ab"), cell(1, "c"), empty]));
        for other in [
            digest("台账2", 2, &[cell(0, "ab"), cell(1, "c")]),
            digest("台账", 3, &[cell(0, "ab"), cell(1, "c")]),
            digest("台账", 2, &[cell(0, "a"), cell(1, "bc")]),
            digest("台账", 2, &[cell(0, "ab"), cell(2, "c")]),
            digest("台账", 2, &[cell(0, "ab")]),
            digest("台账", 2, &[cell(0, "1"), Cell { column: 1, value: Value::Number(1.0) }]),
        ] {
            assert_ne!(base, other);
        }
    }

    /// It is stored in the ledger: a changed value means every old import would be taken for a new one.
    #[test]
    fn the_digest_never_changes() {
        let hex: String = digest("台账", 2, &[cell(0, "甲")]).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "010f0462e33ba71027a929e526bbcb73");
    }
}
