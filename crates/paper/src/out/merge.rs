//! Three sides of a change: what was exported, what is now, and what came back.
//!
//! Pure: nothing is written. Each field of each row ends in exactly one class. A conflict is for a person to decide; both
//! values are here, so that the one that loses can be kept. Merging again after writing finds nothing left to do.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::ColumnKind;
use super::returned::{Returned, ReturnedColumn, ReturnedRow};
use super::values::normal;
use crate::Value;

/// One object as it is now, its cells in the order of the exported columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Now {
    pub version: i64,
    pub cells: Vec<Value>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merge {
    /// Keys of rows in which there is nothing to do and nothing to decide.
    pub unchanged: Vec<String>,
    /// Only the returned sheet changed it.
    pub changed: Vec<Change>,
    /// The returned sheet and somebody else changed it to different values.
    pub conflicting: Vec<Change>,
    /// Changed in the returned sheet although its column may not be.
    pub read_only_edits: Vec<Change>,
    pub added: Vec<Added>,
    /// The returned sheet lacks them; nothing follows from that by itself.
    pub missing: Vec<String>,
    pub gone: Vec<Gone>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub key: String,
    pub row: u32,
    pub field: String,
    pub header: String,
    /// Of the object now: what is written must still meet it.
    pub version: i64,
    pub base: Value,
    pub now: Value,
    pub theirs: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    pub row: u32,
    pub cells: Vec<Value>,
    /// The same whenever the same row comes back with the same export, so that it is added once.
    pub digest: [u8; 16],
}

/// A row whose object no longer exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub key: String,
    /// `None`: the returned sheet lacks it too.
    pub row: Option<u32>,
    /// Whether something in it was changed, which is lost unless a person looks.
    pub edited: bool,
}

/// What became of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// The returned sheet did not change it, or to what it is now.
    Unchanged,
    Changed,
    Conflicting,
    ReadOnly,
}

/// `now` gives the object of a key; `added_before` knows the digests of rows that were added already.
pub fn merge(
    returned: &Returned,
    mut now: impl FnMut(&str) -> Option<Now>,
    added_before: impl Fn(&[u8; 16]) -> bool,
) -> Merge {
    let mut merge = Merge::default();
    let mut here = BTreeSet::new();
    let mut alike = BTreeMap::new();
    for row in &returned.rows {
        let Some(key) = &row.key else {
            let added = added(returned, row, &mut alike);
            if !added_before(&added.digest) {
                merge.added.push(added);
            }
            continue;
        };
        here.insert(key.as_str());
        let Some(base) = returned.base.get(key) else { continue };
        match now(key) {
            Some(now) => merge.row(&returned.columns, key, row, &base.cells, &now),
            None => {
                let same = |(place, column): (usize, &ReturnedColumn)| {
                    column.column.is_none() || is_same(column.kind, at(&base.cells, place), at(&row.cells, place))
                };
                let edited = !returned.columns.iter().enumerate().all(same);
                merge.gone.push(Gone { key: key.clone(), row: Some(row.row), edited });
            }
        }
    }
    for key in returned.base.keys().filter(|key| !here.contains(key.as_str()) && !returned.unusable.contains(*key)) {
        match now(key) {
            Some(_) => merge.missing.push(key.clone()),
            None => merge.gone.push(Gone { key: key.clone(), row: None, edited: false }),
        }
    }
    merge
}

impl Merge {
    fn row(&mut self, columns: &[ReturnedColumn], key: &str, row: &ReturnedRow, base: &[Value], now: &Now) {
        let mut unchanged = true;
        for (place, column) in columns.iter().enumerate().filter(|(_, column)| column.column.is_some()) {
            let (base, current, theirs) = (at(base, place), at(&now.cells, place), at(&row.cells, place));
            let class = match class(column, base, current, theirs) {
                Class::Unchanged => continue,
                Class::Changed => &mut self.changed,
                Class::Conflicting => &mut self.conflicting,
                Class::ReadOnly => &mut self.read_only_edits,
            };
            unchanged = false;
            class.push(Change {
                key: key.to_owned(),
                row: row.row,
                field: column.field.clone(),
                header: column.header.clone(),
                version: now.version,
                base: base.clone(),
                now: current.clone(),
                theirs: theirs.clone(),
            });
        }
        if unchanged {
            self.unchanged.push(key.to_owned());
        }
    }
}

fn class(column: &ReturnedColumn, base: &Value, now: &Value, theirs: &Value) -> Class {
    let kind = column.kind;
    if is_same(kind, theirs, base) || is_same(kind, theirs, now) {
        Class::Unchanged
    } else if !column.editable {
        Class::ReadOnly
    } else if is_same(kind, base, now) {
        Class::Changed
    } else {
        Class::Conflicting
    }
}

fn is_same(kind: ColumnKind, one: &Value, other: &Value) -> bool {
    one == other || normal(kind, one) == normal(kind, other)
}

fn at(cells: &[Value], place: usize) -> &Value {
    cells.get(place).unwrap_or(&Value::Empty)
}

/// Its place in the sheet does not count, because people sort; equal rows are told apart by their number among equals.
fn added(returned: &Returned, row: &ReturnedRow, alike: &mut BTreeMap<[u8; 32], u32>) -> Added {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part("anlan added row 1");
    part(&returned.export_id);
    for (place, column) in returned.columns.iter().enumerate() {
        part(&column.field);
        part(&normal(column.kind, at(&row.cells, place)));
    }
    let content: [u8; 32] = hash.finalize().into();
    let count = alike.entry(content).and_modify(|count| *count += 1).or_insert(0);
    let numbered: [u8; 32] = Sha256::new().chain_update(content).chain_update(count.to_be_bytes()).finalize().into();
    let digest = numbered[..16].try_into().expect("half of a digest is 16 bytes");
    Added { row: row.row, cells: row.cells.clone(), digest }
}
