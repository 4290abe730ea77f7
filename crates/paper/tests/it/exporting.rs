//! What is exported is what was shown: typed, and never a formula.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, SheetVisible, Xlsx};
use jiff::civil::{date, datetime};
use paper::out::{Column, ColumnKind, CsvExport, Export, ExportRow, Exported, Identity, XlsxExport};
use paper::{Value, Workbook, fault};

const HOSTILE_ROWS: usize = 10_000;

pub fn column(field: &str, header: &str, kind: ColumnKind) -> Column {
    let choices = if kind == ColumnKind::Choice { vec!["一般".into(), "重大".into()] } else { Vec::new() };
    Column { field: field.into(), header: header.into(), kind, width: None, editable: true, choices }
}

pub fn made() -> kernel::Instant {
    kernel::Instant::read("2026-03-05 09:30").unwrap()
}

pub fn export(identity: bool) -> Export {
    let identity = identity.then(|| Identity { export_id: "e-1".into(), kind: "hazards".into() });
    Export {
        title: "隐患台账".into(),
        at: made(),
        columns: vec![
            column("number", "编号", ColumnKind::Text),
            column("level", "级别", ColumnKind::Choice),
            column("found", "发现日期", ColumnKind::Day),
            column("at", "上报时间", ColumnKind::Instant),
            column("fine", "罚款（元）", ColumnKind::Number),
        ],
        footnotes: vec!["查询：2026年，安丘镇".into(), "导出：2026-03-05 09:30 王某".into()],
        cut_mark: "（略）".into(),
        identity,
    }
}

pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub fn xlsx(export: &Export, rows: &[ExportRow]) -> Exported {
    let mut out = XlsxExport::begin(export).unwrap();
    rows.iter().for_each(|row| out.add(row).unwrap());
    out.finish().unwrap()
}

fn csv(export: &Export, rows: &[ExportRow]) -> Exported {
    let mut out = CsvExport::begin(export).unwrap();
    rows.iter().for_each(|row| out.add(row).unwrap());
    out.finish().unwrap()
}

pub fn row(key: &str, cells: Vec<Value>) -> ExportRow {
    ExportRow { key: key.into(), version: 3, cells }
}

fn one_row() -> ExportRow {
    let cells = vec![
        text("330782199001010000"),
        text("重大"),
        Value::Date(date(2026, 3, 5)),
        Value::DateTime(datetime(2026, 3, 5, 9, 30, 1, 0)),
        Value::Number(-2000.5),
    ];
    row("h-1", cells)
}

#[test]
fn a_list_as_it_is_shown() {
    let cells =
        r#"Text("330782199001010000") Text("重大") Date(2026-03-05) DateTime(2026-03-05T09:30:01) Number(-2000.5)"#;
    for with_keys in [false, true] {
        let done = xlsx(&export(with_keys), &[one_row()]);
        let book = Workbook::read("a", &done.bytes).unwrap();
        let names: Vec<(&str, bool)> = book.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
        let hidden = [("隐患台账", false), ("_export", true), ("_lists", true)];
        assert_eq!(names, hidden[..if with_keys { 3 } else { 1 }]);
        assert_eq!(done.digest.is_some(), with_keys);
        let rows = &book.sheets[0].rows;
        let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 3, 5, 6]);
        assert_eq!(shown(&rows[0]), r#"Text("隐患台账")"#);
        assert_eq!(shown(&rows[4]), r#"Text("导出：2026-03-05 09:30 王某")"#);
        // Keys stand behind the first column.
        let expected = if with_keys { cells.replacen(' ', r#" Text("h-1") "#, 1) } else { cells.into() };
        assert_eq!(shown(&rows[2]), expected);
        assert_eq!((done.rows, rows[1].cells.len()), (1, if with_keys { 6 } else { 5 }));
    }
}

#[test]
fn an_empty_list_is_an_export_too() {
    let done = xlsx(&export(true), &[]);
    let returned = paper::out::Returned::read(&Workbook::read("a", &done.bytes).unwrap(), "hazards").unwrap();
    assert!(returned.is_as_given(&done.digest.unwrap()));
    assert_eq!((done.rows, returned.rows.len(), returned.columns.len()), (0, 0, 5));
}

fn shown(row: &paper::Row) -> String {
    row.cells.iter().map(|cell| format!("{:?}", cell.value)).collect::<Vec<_>>().join(" ")
}

/// What no reader of values sees: panes, filter, print and the hidden parts.
#[test]
fn the_sheet_is_set_up_for_eyes_and_paper() {
    let done = xlsx(&export(true), &[one_row()]);
    let sheet = part(&done.bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>"#,
        r#"<autoFilter ref="A2:F3"/>"#,
        r#"<pageSetup paperSize="9" fitToHeight="0" orientation="landscape""#,
        "<oddFooter>&amp;C&amp;P / &amp;N</oddFooter>",
        r#"hidden="1""#,
        "<dataValidation type=\"list\"",
        "'_lists'!$B$1:$B$2",
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
    }
    let book = part(&done.bytes, "xl/workbook.xml");
    for wanted in [r#"name="_export" sheetId="2" state="veryHidden""#, "Print_Titles", "$1:$2"] {
        assert!(book.contains(wanted), "{wanted} is not in {book}");
    }
    assert!(!sheet.contains("sheetProtection"));
}

/// It says when it was exported, not when a machine wrote it.
#[test]
fn the_same_list_gives_the_same_bytes() {
    let [one, other] = [(), ()].map(|()| xlsx(&export(true), &[one_row()]).bytes);
    assert!(one == other);
    let core = part(&one, "docProps/core.xml");
    assert!(core.contains("2026-03-05T01:30:00Z"), "{core}");
}

pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn hostile_rows_are_texts() {
    let export = export(true);
    let rows: Vec<ExportRow> = (0..HOSTILE_ROWS)
        .map(|n| row(&format!("k{n}"), vec![text(&hostile(n)), text(&hostile(n + 1)), text(&hostile(n + 2))]))
        .collect();
    let done = xlsx(&export, &rows);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(done.bytes.as_slice())).unwrap();
    for sheet in book.sheets_metadata().to_vec() {
        let formulas = book.worksheet_formula(&sheet.name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{}", sheet.name);
    }
    assert_eq!(book.sheets_metadata()[1].visible, SheetVisible::VeryHidden);
    let range = book.worksheet_range("隐患台账").unwrap();
    for (n, given) in rows.iter().enumerate() {
        for (place, at) in [(0, 0), (1, 2), (2, 3)] {
            let Value::Text(given) = &given.cells[place] else { panic!("{given:?}") };
            let read = range.get_value((u32::try_from(n).unwrap() + 2, at));
            let expected = if given.encode_utf16().count() > 32_767 { cut(given) } else { given.clone() };
            assert_eq!(read, Some(&Data::String(expected)), "row {n}");
        }
    }
    let sheet = part(&done.bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "));

    let returned = paper::out::Returned::read(&Workbook::read("a", &done.bytes).unwrap(), "hazards").unwrap();
    assert!(returned.is_as_given(&done.digest.unwrap()));
    assert_eq!((returned.rows.len(), returned.problems.len()), (HOSTILE_ROWS, 0));
}

fn cut(text: &str) -> String {
    text.chars().take(32_764).chain("（略）".chars()).collect()
}

#[test]
fn hostile_rows_are_texts_in_csv() {
    let export = export(false);
    let rows: Vec<ExportRow> = (0..HOSTILE_ROWS)
        .map(|n| {
            row("k", vec![text(&hostile(n)), text(&hostile(n + 1)), Value::Empty, Value::Empty, Value::Number(-1.5)])
        })
        .collect();
    let done = csv(&export, &rows);
    let bytes = done.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    assert_eq!(reader.headers().unwrap(), vec!["编号", "级别", "发现日期", "上报时间", "罚款（元）"]);
    let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(read.len(), HOSTILE_ROWS + export.footnotes.len());
    for (given, read) in rows.iter().zip(&read) {
        for place in [0, 1] {
            let Value::Text(given) = &given.cells[place] else { panic!("{given:?}") };
            let given = if given.encode_utf16().count() > 32_767 { cut(given) } else { given.clone() };
            let plain: String = given.chars().map(|c| if c < ' ' && !"\t\r\n".contains(c) { ' ' } else { c }).collect();
            let field = &read[place];
            assert!(!field.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{field:?}");
            assert!(!field.starts_with(['\t', '\r', '\n']), "{field:?}");
            assert_eq!(field.strip_prefix('\'').filter(|_| !plain.starts_with('\'')).unwrap_or(field), plain);
        }
        assert_eq!(&read[4], "-1.5");
    }
}

/// Texts that some program takes for something else.
fn hostile(n: usize) -> String {
    const KINDS: &[&str] = &[
        "=cmd|' /C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "＝1+1",
        "＋1",
        "－2",
        "＠SUM(1)",
        " =1+1",
        "\u{3000}=1+1",
        "=HYPERLINK(\"http://a.example\",\"甲\")",
        "_x000D_",
        "_x003D_1+1",
        "a\u{fffe}b",
        "lone\rreturn",
        "𠀋\u{2ebf0}龘",
        "330782199001010000",
        "0012",
        "1.2E+17",
        "<f>1+1</f>&amp;",
        "a\u{1}b\u{1f}",
        "甲|乙\\丙",
        "'=1+1",
        "#key",
        "TRUE",
        "2026-03-05",
        "x",
    ];
    let kind = KINDS[n % KINDS.len()];
    // One of a thousand is longer than a cell.
    if n % 1_000 == 999 { format!("={}", "隐".repeat(40_000)) } else { format!("{kind}{n}") }
}

#[test]
fn a_row_without_a_key_is_refused() {
    let export = export(true);
    let mut out = XlsxExport::begin(&export).unwrap();
    assert_eq!(out.add(&row(" ", Vec::new())).unwrap_err().fault, fault::NOT_WRITTEN);
}
