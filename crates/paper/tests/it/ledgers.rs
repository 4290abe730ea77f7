//! Real ledgers of hazards, as they were kept.

use std::collections::BTreeSet;

use paper::hazard_ledger::{self, Level};
use paper::{Workbook, fault};

use crate::fixtures::collected;

#[test]
fn the_export_of_a_site_is_read_whole() {
    let Some(folder) = collected("the_export_of_a_site_is_read_whole") else { return };
    let book = read(&folder, "phosphoric_acid_site_2020_05_software_export.xlsx");
    let ledger = hazard_ledger::read(&book.sheets[0]).unwrap();
    assert_eq!(ledger.problems, []);
    assert_eq!(ledger.notes, []);
    assert_eq!(ledger.hazards.len(), 57);

    let first = &ledger.hazards[0];
    assert_eq!((first.row, first.number_in_sheet.as_deref(), first.kind.as_deref()), (2, Some("1"), Some("触电")));
    assert_eq!(
        (first.found.to_string(), first.due.map(|day| day.to_string())),
        ("2020-05-24".into(), Some("2020-05-24".into()))
    );
    assert_eq!((first.unit.as_str(), first.responsible.as_deref()), ("中国化学工程第四建设有限公司", Some("人员082")));
    assert_eq!((first.measure.as_deref(), first.recheck.as_deref()), (Some("当场纠正"), None));
    assert_eq!(ledger.hazards[9].kind.as_deref(), Some("火灾、灼烫"));

    let major: Vec<u32> = ledger.hazards.iter().filter(|h| h.level == Level::Major).map(|h| h.row).collect();
    assert_eq!(major, [19]);
    assert!(ledger.hazards.iter().all(|hazard| hazard.closed));
    let digests: BTreeSet<[u8; 16]> = ledger.hazards.iter().map(|hazard| hazard.digest).collect();
    assert_eq!(digests.len(), 57);
}

/// Its title lines stand above the header, 序号 one row higher, recheck days are serial numbers, and notes stand below.
#[test]
fn a_ledger_kept_by_hand_is_read_but_for_its_notes() {
    let Some(folder) = collected("a_ledger_kept_by_hand_is_read_but_for_its_notes") else { return };
    let book = read(&folder, "phosphoric_acid_site_2019_06_manual.xlsx");
    let ledger = hazard_ledger::read(&book.sheets[0]).unwrap();
    assert_eq!((ledger.hazards.len(), ledger.notes.len()), (38, 0));
    assert_eq!(ledger.hazards[0].rechecked.map(|day| day.to_string()).as_deref(), Some("2019-05-28"));
    let rows: BTreeSet<u32> = ledger.problems.iter().map(|problem| problem.row).collect();
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), [42, 43, 44]);
}

/// Headers of several rows come later; until then no row may be taken for what it is not.
#[test]
fn ledgers_of_other_shapes_give_nothing() {
    let Some(folder) = collected("ledgers_of_other_shapes_give_nothing") else { return };
    for sheet in &read(&folder, "safety_cost_ledger_2013_2015.xls").sheets {
        assert_eq!(hazard_ledger::read(sheet).unwrap_err().fault, fault::NO_HAZARD_COLUMNS);
    }
    for sheet in &read(&folder, "rail_construction_hazards_2024_2025.xlsx").sheets {
        let ledger = hazard_ledger::read(sheet).unwrap();
        assert_eq!(ledger.hazards, []);
        assert!(!ledger.problems.is_empty());
    }
}

fn read(folder: &std::path::Path, name: &str) -> Workbook {
    let bytes = std::fs::read(folder.join("hazards/ledgers").join(name)).unwrap();
    Workbook::read(name, &bytes).unwrap()
}
