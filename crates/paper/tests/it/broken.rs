//! Files broken by chance: cut short, with flipped bits. Each is read or refused; none may panic, hang or fill the memory.

use paper::hazard_ledger::{self, Defaults};
use paper::{Kind, Learned, Workbook};
use rust_xlsxwriter::{Format, Workbook as Writer};

use crate::fixtures::{collected, old_workbook, open_document, workbook_of};

const ROUNDS: usize = 300;

#[test]
fn archives_cut_and_flipped() {
    for good in [good_workbook(), open_document(TABLE)] {
        assert_eq!(Workbook::read("a", &good).unwrap().sheets.len(), 1);
        break_often(&good, 0, read);
    }
}

/// Behind the checksums of the archive: the XML itself is broken.
#[test]
fn sheets_cut_and_flipped() {
    break_often(SHEET.as_bytes(), 0, |xml| read(&workbook_of(&String::from_utf8_lossy(xml))));
    break_often(TABLE.as_bytes(), 0, |xml| read(&open_document(&String::from_utf8_lossy(xml))));
}

#[test]
fn old_workbooks_cut_and_flipped() {
    let text = (0x00fc, [&[0; 8], &[2, 0, 0, b'a', b'b'][..]].concat());
    let cells = [
        (0x0200, [&[0; 4], &[9, 0, 0, 0, 0, 0, 9, 0, 0, 0][..]].concat()),
        (0x00fd, vec![0; 10]),
        (0x0203, [&[1, 0, 1, 0, 0, 0][..], &43_975_f64.to_le_bytes()].concat()),
        (0x00bd, [&[2, 0, 1, 0][..], &[0; 12], &[2, 0]].concat()),
    ];
    let made = old_workbook(&[text], &cells);
    assert_eq!(Workbook::read("a", &made).unwrap().sheets[0].rows.len(), 3);
    break_often(&made, 0, read);
    let Some(folder) = collected("old_workbooks_cut_and_flipped") else { return };
    let real = std::fs::read(folder.join("hazards/ledgers/safety_cost_ledger_2013_2015.xls")).unwrap();
    assert_eq!(Workbook::read("a", &real).unwrap().kind, Kind::OldExcel);
    break_often(&real, 1, read);
}

fn read(bytes: &[u8]) {
    if let Ok(book) = Workbook::read("台账.xlsx", bytes) {
        let _ = hazard_ledger::read_workbook(&book, &Learned::default(), &Defaults::default());
    }
}

/// Cuts and flips at places drawn from a seed; `first` draws another series.
fn break_often(good: &[u8], first: u64, read: impl Fn(&[u8])) {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ first;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for round in 0..ROUNDS {
        let mut broken = good.to_vec();
        if round % 4 == 0 {
            broken.truncate(draw(good.len()));
        }
        for _ in 0..=draw(4) {
            if !broken.is_empty() {
                let at = draw(broken.len());
                broken[at] ^= 1 << draw(8);
            }
        }
        read(&broken);
    }
}

fn good_workbook() -> Vec<u8> {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["隐患描述", "检查日期", "级别", "责任单位", "状态"]) {
        sheet.write(0, column, name).unwrap();
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for row in 1..20 {
        sheet.write(row, 0, format!("第{row}处")).unwrap();
        sheet.write_with_format(row, 1, 43_975 + row, &date).unwrap();
        sheet.write(row, 2, "一般").unwrap();
    }
    book.save_to_buffer().unwrap()
}

const SHEET: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>隐患描述</t></is></c><c r="B1" t="str"><v>检查日期</v></c>
<c r="C1" t="b"><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A9">B2+1</f><v>2</v></c><c r="B2" t="e">
<v>#N/A</v></c><c r="C2" t="d"><v>2020-05-24</v></c></row><row><c><v>4.5e3</v></c><c s="0"/></row>"#;

const TABLE: &str = concat!(
    r#"<table:table table:name="台账"><table:table-row table:number-rows-repeated="3">"#,
    r#"<table:table-cell office:value-type="float" office:value="1.5" table:number-columns-repeated="4">"#,
    r#"<text:p>1.5</text:p></table:table-cell><table:table-cell office:value-type="string">"#,
    r#"<text:p>甲<text:s text:c="3"/>乙</text:p></table:table-cell></table:table-row></table:table>"#
);
