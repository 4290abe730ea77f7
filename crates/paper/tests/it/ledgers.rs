//! Real ledgers of hazards, as they were kept.

use std::collections::BTreeSet;

use paper::hazard_ledger::{self, Defaults, Ledger, Ledgers, Level};
use paper::{Learned, PaperError, Workbook, fault, remark};

use crate::fixtures::collected;

#[test]
fn the_export_of_a_site_is_read_whole() {
    let Some(folder) = collected("the_export_of_a_site_is_read_whole") else { return };
    let ledger = only(read(&folder, "phosphoric_acid_site_2020_05_software_export.xlsx").unwrap());
    assert_eq!((&ledger.problems[..], &ledger.notes[..], &ledger.assumed[..]), (&[][..], &[][..], &[][..]));
    assert_eq!((ledger.rows, ledger.hazards.len(), ledger.unknown.len()), (57, 57, 0));

    let first = &ledger.hazards[0];
    assert_eq!((first.row, first.number_in_sheet.as_deref(), first.kind.as_deref()), (2, Some("1"), Some("触电")));
    assert_eq!(
        (first.found.to_string(), first.due.map(|day| day.to_string())),
        ("2020-05-24".into(), Some("2020-05-24".into()))
    );
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
    let all = read(&folder, "phosphoric_acid_site_2019_06_manual.xlsx").unwrap();
    assert_eq!(all.passed_over, ["Sheet2"]);
    let ledger = only(all);
    assert_eq!((&ledger.problems[..], &ledger.notes[..], &ledger.assumed[..]), (&[][..], &[][..], &[][..]));
    assert_eq!((ledger.rows, ledger.hazards.len(), ledger.split.len(), ledger.unknown.len()), (38, 38, 0, 0));
    let first = &ledger.hazards[0];
    assert_eq!((first.row, first.number_in_sheet.as_deref()), (4, Some("1")));
    assert_eq!(first.rechecked.map(|day| day.to_string()).as_deref(), Some("2019-05-28"));
    assert_eq!(left_out(&ledger), [(42, remark::NOTE), (43, remark::NOTE), (44, remark::NOTE)]);
}

/// Two sheets of different layout, headers of four rows and of two, several hazards in one cell, grades explained below.
#[test]
fn a_ledger_of_135_rows() {
    let Some(folder) = collected("a_ledger_of_135_rows") else { return };
    let ledgers = read(&folder, "rail_construction_hazards_2024_2025.xlsx").unwrap().ledgers;
    let rows: Vec<u32> = ledgers.iter().map(|ledger| ledger.rows).collect();
    assert_eq!(rows, [105, 30]);
    let hazards: Vec<usize> = ledgers.iter().map(|ledger| ledger.hazards.len()).collect();
    assert_eq!(hazards, [133, 38]);
    for (ledger, note) in ledgers.iter().zip([112, 34]) {
        assert_eq!(ledger.problems, []);
        assert_eq!(left_out(ledger), [(note, remark::NOTE)]);
        let further: u32 = ledger.split.iter().map(|split| split.parts - 1).sum();
        assert_eq!(usize::try_from(ledger.rows + further).unwrap(), ledger.hazards.len());
        assert!(ledger.hazards.iter().all(|hazard| hazard.level == Level::Ordinary));
        let by_legend = ledger.assumed.iter().filter(|it| it.assumed == remark::LEVEL_BY_LEGEND);
        assert_eq!(by_legend.map(|it| it.rows).collect::<Vec<_>>(), [if note == 112 { 95 } else { 27 }]);
    }
    let sixth: Vec<&str> = ledgers[0].hazards[..6].iter().map(|h| h.number_in_sheet.as_deref().unwrap()).collect();
    assert_eq!((ledgers[0].hazards[5].row, ledgers[0].hazards[5].part, sixth), (6, 6, vec!["1"; 6]));
    // A day as text, and two rows whose cells are shifted by a column.
    let last = ledgers[1].hazards.last().unwrap();
    assert_eq!((last.row, last.found.to_string(), last.closed), (32, "2025-08-04".into(), false));
    let notes: Vec<(u32, &str)> = ledgers[1].notes.iter().map(|note| (note.row, note.problem)).collect();
    assert_eq!(notes, [(22, "this is not a name"), (29, "this is not a name")]);
    let shifted = ledgers[1].hazards.iter().find(|hazard| hazard.row == 29).unwrap();
    assert_eq!((shifted.closed, shifted.completed, shifted.responsible.as_deref()), (true, None, None));
}

#[test]
fn a_ledger_of_costs_is_none_of_hazards() {
    let Some(folder) = collected("a_ledger_of_costs_is_none_of_hazards") else { return };
    let refused = read(&folder, "safety_cost_ledger_2013_2015.xls").unwrap_err();
    assert_eq!(refused.fault, fault::NO_HAZARD_COLUMNS);
}

fn left_out(ledger: &Ledger) -> Vec<(u32, &'static str)> {
    ledger.left_out.iter().map(|left| (left.row, left.why)).collect()
}

fn only(mut all: Ledgers) -> Ledger {
    assert_eq!(all.ledgers.len(), 1);
    all.ledgers.remove(0)
}

fn read(folder: &std::path::Path, name: &str) -> Result<Ledgers, PaperError> {
    let bytes = std::fs::read(folder.join("hazards/ledgers").join(name)).unwrap();
    let book = Workbook::read(name, &bytes).unwrap();
    hazard_ledger::read_workbook(&book, &Learned::default(), &Defaults::default())
}
