//! Exports that come back: sorted, filtered, changed on both sides, or damaged.

use std::collections::{BTreeMap, BTreeSet};

use paper::out::merge::{Change, Merge, Now, merge};
use paper::out::returned::{Base, ReturnedColumn, ReturnedRow};
use paper::out::{Column, ColumnKind, Export, ExportRow, Returned};
use paper::{Value, Workbook, fault};
use proptest::prelude::*;
use rust_xlsxwriter::{Workbook as Writer, Worksheet};

use crate::exporting::{column, export, row, text, xlsx};

fn list() -> Export {
    let number = Column { editable: false, ..column("number", "编号", ColumnKind::Text) };
    Export {
        columns: vec![number, column("unit", "单位", ColumnKind::Text), column("due", "期限", ColumnKind::Day)],
        ..export(true)
    }
}

fn rows() -> Vec<ExportRow> {
    let row = |n: i8| {
        let due = Value::Date(jiff::civil::date(2026, 3, n));
        row(&format!("k{n}"), vec![text(&format!("0{n}")), text(&format!("单位{n}")), due])
    };
    (1..=4).map(row).collect()
}

/// The exported workbook as texts, to be changed as a person would and written again.
struct Sheets(Vec<(String, bool, Vec<Vec<String>>)>);

impl Sheets {
    fn exported() -> Sheets {
        let book = Workbook::read("a", &xlsx(&list(), &rows()).bytes).unwrap();
        let cells = |row: &paper::Row| {
            let width = row.cells.last().map_or(0, |cell| cell.column + 1);
            (0..width).map(|column| row.value(column).to_string()).collect()
        };
        let grid = |sheet: &paper::Sheet| {
            let mut grid = vec![Vec::new(); sheet.rows.last().map_or(0, |row| row.number as usize)];
            sheet.rows.iter().for_each(|row| grid[row.number as usize - 1] = cells(row));
            (sheet.name.clone(), sheet.hidden, grid)
        };
        Sheets(book.sheets.iter().map(grid).collect())
    }

    fn list(&mut self) -> &mut Vec<Vec<String>> {
        &mut self.0[0].2
    }

    fn read(&self, kind: &str) -> Result<Returned, paper::PaperError> {
        let mut book = Writer::new();
        for (name, hidden, grid) in &self.0 {
            let mut sheet = Worksheet::new();
            sheet.set_name(name).unwrap().set_hidden(*hidden);
            for (at, cells) in (0..).zip(grid) {
                for (column, cell) in (0..).zip(cells) {
                    sheet.write_string(at, column, cell).unwrap();
                }
            }
            book.push_worksheet(sheet);
        }
        Returned::read(&Workbook::read("a", &book.save_to_buffer().unwrap()).unwrap(), kind)
    }
}

type Edit = fn(&mut Sheets);

#[test]
fn what_comes_back_is_classed() {
    //    what the person did                                                        outcome
    check(|_| {}, "unchanged k1 k2 k3 k4");
    check(|s| s.list().swap(2, 4), "unchanged k1 k2 k3 k4");
    check(|s| s.list()[2][2] = "新单位".into(), "unchanged k2 k3 k4; k1.unit 单位1>新单位");
    check(|s| s.list()[2][3] = "2026年3月1日".into(), "unchanged k1 k2 k3 k4");
    check(|s| s.list()[2][3] = "2026.3.9".into(), "unchanged k2 k3 k4; k1.due 2026-03-01>2026.3.9");
    check(|s| s.list()[3][2] = "丙".into(), "unchanged k1 k3 k4; conflict k2.unit 单位2/乙/丙");
    check(|s| s.list()[3][2] = " 乙 ".into(), "unchanged k1 k2 k3 k4");
    check(|s| s.list()[2][0] = "09".into(), "unchanged k2 k3 k4; fixed k1.number");
    check(|s| drop(s.list().remove(2)), "unchanged k2 k3 k4; missing k1");
    check(|s| s.list().insert(3, vec!["".into(), "".into(), "新".into()]), "unchanged k1 k2 k3 k4; added 4");
    check(|s| s.list().push(vec!["".into(), "".into(), "新".into()]), "unchanged k1 k2 k3 k4; added 10");
    check(|s| s.list().iter_mut().for_each(|row| row.resize(4, String::new())), "unchanged k1 k2 k3 k4");
    // Columns moved, one with a changed cell.
    check(
        |s| {
            s.list()[4][2] = "新".into();
            s.list().iter_mut().filter(|row| row.len() == 4).for_each(|row| row.reverse());
        },
        "unchanged k1 k2 k4; k3.unit 单位3>新",
    );
    check(
        |s| s.list()[1][2] = "部门".into(),
        "unchanged k1 k2 k3 k4; problem 2 单位: this column of the export is missing",
    );
    check(
        |s| s.list()[2][1] = "k9".into(),
        "unchanged k2 k3 k4; missing k1; problem 3 k9: the hidden key of this row was changed",
    );
    check(
        |s| {
            let copy = s.list()[2].clone();
            s.list().insert(5, copy);
        },
        "unchanged k2 k3 k4; problem 3 k1: two rows have the same hidden key; \
         problem 6 k1: two rows have the same hidden key",
    );
    // The hidden sheet.
    check(|s| s.0[1].2[6][2] = "0甲|乙|2026-03-01".into(), "not as given; unchanged k1 k2 k3 k4");
    check(|s| s.0[1].2[6][2] = "甲".into(), "the hidden sheet of the export was changed");
    check(|s| drop(s.0.remove(1)), "the workbook is not an export");
    check(
        |s| s.list().iter_mut().for_each(|row| drop(row.drain(1.min(row.len())..2.min(row.len())))),
        "the hidden column of keys is missing",
    );
}

/// Somebody else changed the unit of k2 to 乙 meanwhile.
fn check(edit: Edit, expected: &str) {
    let mut sheets = Sheets::exported();
    edit(&mut sheets);
    let shown = sheets.read("hazards").map_or_else(
        |refused| refused.to_string(),
        |returned| {
            let now = |key: &str| {
                let mut row = rows().into_iter().find(|row| row.key == key)?;
                if key == "k2" {
                    row.cells[1] = text("乙");
                }
                Some(Now { version: 7, cells: row.cells })
            };
            outline(&returned, &merge(&returned, now, |_| false))
        },
    );
    assert_eq!(shown, expected);
}

fn outline(returned: &Returned, merge: &Merge) -> String {
    let mut parts = Vec::new();
    if !returned.digest_ok {
        parts.push("not as given".to_owned());
    }
    if !merge.unchanged.is_empty() {
        let mut keys = merge.unchanged.clone();
        keys.sort();
        parts.push(format!("unchanged {}", keys.join(" ")));
    }
    parts.extend(merge.changed.iter().map(|c| format!("{}.{} {}>{}", c.key, c.field, c.now, c.theirs)));
    parts.extend(
        merge.conflicting.iter().map(|c| format!("conflict {}.{} {}/{}/{}", c.key, c.field, c.base, c.now, c.theirs)),
    );
    parts.extend(merge.read_only_edits.iter().map(|c| format!("fixed {}.{}", c.key, c.field)));
    parts.extend(merge.added.iter().map(|added| format!("added {}", added.row)));
    parts.extend(merge.missing.iter().map(|key| format!("missing {key}")));
    parts.extend(merge.gone.iter().map(|gone| format!("gone {} {:?} {}", gone.key, gone.row, gone.edited)));
    parts.extend(returned.problems.iter().map(|p| format!("problem {} {}: {}", p.row, p.given, p.fault.problem)));
    parts.join("; ")
}

/// A sheet may claim anything about itself.
#[test]
fn made_up_sheets_cost_little() {
    for (columns, refused) in [(256, None), (257, Some(fault::EXPORT_CHANGED))] {
        let mut wide = Sheets::exported();
        let hidden = &mut wide.0[1].2;
        hidden.truncate(6);
        hidden[0][3] = columns.to_string();
        let column = hidden[3].clone();
        hidden.splice(3..3, std::iter::repeat_n(column, columns - 3));
        assert_eq!(wide.read("hazards").err().map(|refused| refused.fault), refused);
    }
    let mut other = Sheets::exported();
    other.0[1].2[6][2] = "|".repeat(30_000);
    assert_eq!(other.read("hazards").unwrap_err().fault, fault::EXPORT_CHANGED);
    let mut twice = Sheets::exported();
    let copy = twice.0[1].2[6].clone();
    twice.0[1].2[7] = copy;
    assert_eq!(twice.read("hazards").unwrap_err().fault, fault::EXPORT_CHANGED);
}

#[test]
fn the_wrong_list_is_refused() {
    assert_eq!(Sheets::exported().read("letters").unwrap_err().fault, fault::OTHER_EXPORT);
}

#[test]
fn the_digest_is_kept_by_whoever_gave_the_export_out() {
    let done = xlsx(&list(), &rows());
    let returned = Returned::read(&Workbook::read("a", &done.bytes).unwrap(), "hazards").unwrap();
    assert!(returned.is_as_given(&done.digest.unwrap()));
    let mut other = rows();
    other[0].version += 1;
    assert!(!returned.is_as_given(&xlsx(&list(), &other).digest.unwrap()));
    assert_eq!(returned.base["k1"], Base { version: 3, cells: rows()[0].cells.clone() });
}

#[test]
fn rows_of_objects_that_are_gone_are_named() {
    let mut sheets = Sheets::exported();
    sheets.list()[2][2] = "新单位".into();
    sheets.list().remove(4);
    let returned = sheets.read("hazards").unwrap();
    let merge = merge(&returned, |_| None, |_| false);
    assert_eq!(
        outline(&returned, &merge),
        "gone k1 Some(3) true; gone k2 Some(4) false; gone k4 Some(5) false; gone k3 None false"
    );
}

#[test]
fn equal_new_rows_are_told_apart_and_added_once() {
    let mut sheets = Sheets::exported();
    for at in [3, 5] {
        sheets.list().insert(at, vec![String::new(), String::new(), "新".into()]);
    }
    let returned = sheets.read("hazards").unwrap();
    let now = |_: &str| None;
    let first = merge(&returned, now, |_| false);
    let digests: BTreeSet<[u8; 16]> = first.added.iter().map(|added| added.digest).collect();
    assert_eq!(digests.len(), 2);
    sheets.list().swap(3, 2);
    let again = merge(&sheets.read("hazards").unwrap(), now, |digest| digests.contains(digest));
    assert_eq!(again.added, []);
}

/// A small world of values, so that sides agree often.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Empty),
        Just(text("甲")),
        Just(text(" 甲 ")),
        Just(text("１")),
        Just(Value::Number(1.0)),
        Just(text("2026年3月5日")),
        Just(Value::Date(jiff::civil::date(2026, 3, 5))),
        Just(text("乙")),
    ]
}

const KINDS: [ColumnKind; 5] =
    [ColumnKind::Text, ColumnKind::Number, ColumnKind::Day, ColumnKind::Instant, ColumnKind::Choice];

prop_compose! {
    /// Base, now (or gone) and theirs (or left out) of some rows with one column of each kind, editable or not.
    fn three_sides()(
        rows in prop::collection::vec(
            (
                prop::collection::vec(value(), 5),
                prop::option::weighted(0.9, prop::collection::vec(value(), 5)),
                prop::option::weighted(0.9, prop::collection::vec(value(), 5)),
            ),
            0..6,
        ),
        editable in prop::collection::vec(any::<bool>(), 5),
        present in prop::collection::vec(prop::bool::weighted(0.9), 5),
        new in prop::collection::vec(prop::collection::vec(value(), 5), 0..3),
    ) -> (Returned, BTreeMap<String, Now>) {
        let columns = (0_u32..).zip(KINDS).zip(editable.iter().zip(&present)).map(|((at, kind), (editable, present))| {
            let name = at.to_string();
            ReturnedColumn { field: name.clone(), header: name, kind, editable: *editable, column: present.then_some(at) }
        });
        let mut returned = Returned {
            export_id: "e".into(),
            kind: "k".into(),
            digest_ok: true,
            digest: [0; 32],
            columns: columns.collect(),
            rows: Vec::new(),
            base: BTreeMap::new(),
            problems: Vec::new(),
            unusable: BTreeSet::new(),
        };
        let mut objects = BTreeMap::new();
        for (n, (base, now, theirs)) in (0_u32..).zip(rows) {
            let key = format!("k{n}");
            returned.base.insert(key.clone(), Base { version: 1, cells: base });
            objects.extend(now.map(|cells| (key.clone(), Now { version: 2, cells })));
            returned.rows.extend(theirs.map(|cells| ReturnedRow { key: Some(key), row: n, cells }));
        }
        returned.rows.extend((100..).zip(new).map(|(row, cells)| ReturnedRow { key: None, row, cells }));
        (returned, objects)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every key ends in one class of rows or has fields in the classes of fields, and each field in at most one of these.
    #[test]
    fn every_field_ends_in_one_class((returned, objects) in three_sides()) {
        let merge = merge(&returned, |key| objects.get(key).cloned(), |_| false);
        let classes = [&merge.changed, &merge.conflicting, &merge.read_only_edits];
        let fields: Vec<(&str, &str)> =
            classes.into_iter().flatten().map(|change: &Change| (change.key.as_str(), change.field.as_str())).collect();
        let distinct: BTreeSet<_> = fields.iter().collect();
        prop_assert_eq!(distinct.len(), fields.len());
        let with_fields: BTreeSet<&str> = fields.iter().map(|(key, _)| *key).collect();
        let gone = merge.gone.iter().map(|gone| gone.key.as_str());
        let rows = merge.unchanged.iter().chain(&merge.missing).map(String::as_str).chain(gone);
        let mut keys: Vec<&str> = rows.chain(with_fields).collect();
        keys.sort_unstable();
        prop_assert_eq!(keys, returned.base.keys().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(merge.added.len(), returned.rows.iter().filter(|row| row.key.is_none()).count());
    }

    #[test]
    fn an_untouched_sheet_changes_nothing((mut returned, objects) in three_sides()) {
        returned.rows = (0_u32..)
            .zip(&returned.base)
            .map(|(row, (key, base))| ReturnedRow { key: Some(key.clone()), row, cells: base.cells.clone() })
            .collect();
        let merge = merge(&returned, |key| objects.get(key).cloned(), |_| false);
        prop_assert_eq!(merge.unchanged.len(), returned.base.keys().filter(|key| objects.contains_key(*key)).count());
        prop_assert!(merge.gone.iter().all(|gone| !gone.edited));
        prop_assert!(merge.changed.is_empty() && merge.conflicting.is_empty() && merge.read_only_edits.is_empty());
        prop_assert!(merge.added.is_empty() && merge.missing.is_empty());
    }

    /// What was written is not found again; what was decided for the returned sheet is none either.
    #[test]
    fn merging_twice_changes_nothing((returned, mut objects) in three_sides()) {
        let first = merge(&returned, |key| objects.get(key).cloned(), |_| false);
        for change in first.changed.iter().chain(&first.conflicting) {
            let place: usize = change.field.parse().unwrap();
            objects.get_mut(&change.key).unwrap().cells[place] = change.theirs.clone();
        }
        let added: BTreeSet<[u8; 16]> = first.added.iter().map(|added| added.digest).collect();
        prop_assert_eq!(added.len(), first.added.len());
        let second = merge(&returned, |key| objects.get(key).cloned(), |digest| added.contains(digest));
        prop_assert!(second.changed.is_empty() && second.conflicting.is_empty() && second.added.is_empty());
        prop_assert_eq!(second.read_only_edits.len(), first.read_only_edits.len());
    }
}
