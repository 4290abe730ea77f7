//! The same workbook comes back, with reasons and colours and nothing else changed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use paper::out::{Mark, Marked, SheetMarks, mark};
use paper::{Kind, Sheet, Value, Workbook, fault};
use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format, FormatBorder, Note, Workbook as Writer};

use crate::exporting::{made, part, text};
use crate::fixtures::{archive, collected, old_workbook, open_document, workbook_of};

const HEADING: &str = "错误原因";

fn marks(sheet: &str, header_row: u32, marks: &[(u32, Option<u32>, &str)]) -> SheetMarks {
    let mark =
        |(row, column, text): &(u32, Option<u32>, &str)| Mark { row: *row, column: *column, text: (*text).into() };
    SheetMarks { sheet: sheet.into(), header_row, marks: marks.iter().map(mark).collect() }
}

fn marked(bytes: &[u8], given: &[SheetMarks]) -> Marked {
    mark("上报.csv", bytes, HEADING, given, made()).unwrap()
}

/// With all that a careless copy would lose: fonts, borders, dates, merged cells, widths, a chart, a note, other sheets.
fn rich() -> Vec<u8> {
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let bold = Format::new().set_bold().set_border(FormatBorder::Thin);
    let day =
        Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"").set_font_name("仿宋").set_border(FormatBorder::Thin);
    sheet.merge_range(0, 0, 0, 9, "隐患台账", &bold).unwrap();
    for (at, name) in (0..).zip(["编号", "问题描述", "日期", "状态"]) {
        sheet.write_with_format(1, at, name, &bold).unwrap();
        sheet.set_column_width(at, 20).unwrap();
    }
    for row in 2..8 {
        sheet.write(row, 0, format!("{row}")).unwrap();
        sheet.write(row, 1, "配电箱未上锁").unwrap();
        sheet.write_with_format(row, 2, ExcelDateTime::from_ymd(2026, 3, 5).unwrap(), &day).unwrap();
    }
    sheet.merge_range(6, 1, 7, 1, "合并", &bold).unwrap();
    sheet.insert_note(3, 1, &Note::new("注")).unwrap();
    sheet.autofilter(1, 0, 7, 3).unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("台账!$A$3:$A$8");
    sheet.insert_chart(10, 0, &chart).unwrap();
    book.add_worksheet().set_name("其他").unwrap().write(0, 0, "不动").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn only_what_must_be_is_changed() {
    let bytes = rich();
    let given = [marks("台账", 2, &[(4, Some(2), "日期早于检查"), (4, None, "缺少责任人"), (5, Some(3), "状态为空")])];
    let done = marked(&bytes, &given);
    assert_eq!(done.extension, "xlsx");
    let (before, after) = (raw_parts(&bytes), raw_parts(&done.bytes));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&str> =
        before.iter().filter(|(name, raw)| after[*name] != **raw).map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["xl/styles.xml", "xl/worksheets/sheet1.xml"]);

    let sheet = read(&done.bytes);
    // Behind the merged cells of the title would be column K, but the title stands above the header.
    assert_eq!(column_of_reasons(&sheet), "E: 2 错误原因; 4 日期早于检查\n缺少责任人; 5 状态为空");
    assert_eq!(without_column(&sheet, 4), read(&bytes).rows);
    let (old_styles, new_styles) = (Styles::of(&bytes), Styles::of(&done.bytes));
    let fill = |xf: &str| format!("fillId=\"{}\"", xf.split("fillId=\"").nth(1).unwrap().split('"').next().unwrap());
    let (old, new) = (old_styles.cell("C4"), new_styles.cell("C4"));
    assert_eq!(sorted(&new.replace(&fill(&new), "fillId=\"0\"").replace(" applyFill=\"1\"", "")), sorted(&old));
    assert_ne!(fill(&new), fill(&old));
    assert_eq!(new_styles.colour(&new), "FFFFC6CD");
    assert_eq!(new_styles.colour(&new_styles.cell("D5")), "FFFFC6CD");
    assert_eq!(new_styles.cell("C5"), old_styles.cell("C5"));
    // The heading looks like the other headers.
    assert_eq!(new_styles.cell("E2"), old_styles.cell("D2"));
    let xml = part(&done.bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains(r#"<col min="5" max="5" width="48" customWidth="1"/></cols>"#), "{xml}");
    assert!(xml.contains("<mergeCell ref=\"A1:J1\"/>") && xml.contains("<autoFilter ref=\"A2:D8\"/>"));
}

#[test]
fn marking_again_replaces_the_column_and_the_colours() {
    let bytes = rich();
    let first = marked(&bytes, &[marks("台账", 2, &[(4, Some(2), "日期早于检查"), (5, Some(3), "状态为空")])]).bytes;
    let second = marked(&first, &[marks("台账", 2, &[(4, Some(1), "太短"), (9, Some(0), "没有编号")])]).bytes;
    assert_eq!(column_of_reasons(&read(&second)), "E: 2 错误原因; 4 太短; 9 没有编号");
    assert_eq!(without_column(&read(&second), 4), read(&bytes).rows);
    let (old, new) = (Styles::of(&bytes), Styles::of(&second));
    assert_eq!((new.cell("C4"), new.colour(&new.cell("D5"))), (old.cell("C4"), String::new()));
    assert_eq!([new.colour(&new.cell("B4")), new.colour(&new.cell("A9"))], ["FFFFC6CD"; 2]);

    let third = marked(&second, &[marks("台账", 2, &[])]).bytes;
    assert_eq!(column_of_reasons(&read(&third)), "none");
    assert_eq!(Styles::of(&third).cell("B4"), old.cell("B4"));
    // Marked the same way twice is the same.
    let given = [marks("台账", 2, &[(4, Some(2), "日期早于检查")])];
    let once = marked(&bytes, &given).bytes;
    let twice = marked(&once, &given).bytes;
    assert_eq!(part(&once, "xl/worksheets/sheet1.xml"), part(&twice, "xl/worksheets/sheet1.xml"));
    // Nothing to say about a sheet never marked: not a byte is changed.
    assert_eq!(raw_parts(&marked(&bytes, &[marks("台账", 2, &[])]).bytes), raw_parts(&bytes));
}

#[test]
fn a_heading_that_excel_saved_is_known() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    sheet.write_row_matrix(0, 0, [["编号", "错误原因", "备注"], ["1", "旧的", "x"], ["2", "旧的", ""]]).unwrap();
    let done = marked(&book.save_to_buffer().unwrap(), &[marks("台账", 1, &[(3, Some(0), "新的")])]);
    assert_eq!(column_of_reasons(&read(&done.bytes)), "B: 1 错误原因; 3 新的");
}

/// A missing column is a problem of the header row; the heading is known again all the same.
#[test]
fn what_is_wrong_with_the_header_stands_below_the_heading() {
    let first = marked(&rich(), &[marks("台账", 2, &[(2, None, "缺少“责任单位”列"), (3, None, "错")])]).bytes;
    assert_eq!(column_of_reasons(&read(&first)), "E: 2 错误原因\n缺少“责任单位”列; 3 错");
    let second = marked(&first, &[marks("台账", 2, &[(3, None, "仍错")])]).bytes;
    assert_eq!(column_of_reasons(&read(&second)), "E: 2 错误原因; 3 仍错");
}

/// Rows as programs write them: without places, without cells, in a namespace with a prefix, or missing.
#[test]
fn all_shapes_of_rows_are_patched() {
    let reason = |row: u32, text: &str| {
        format!(r#"<c r="B{row}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
    };
    let (head, bad) = (reason(1, HEADING), reason(3, "错"));
    //         rows                                            marked rows
    check_rows(
        "<row><c><v>1</v></c></row><row/><row><c/></row>",
        &format!("<row><c><v>1</v></c>{head}</row><row/><row><c s=\"0\"/>{bad}</row>"),
    );
    check_rows(
        "<row r=\"1\" spans=\"1:1\"><c r=\"A1\"><v>1</v></c></row><row r=\"3\" ht=\"9\"/><row r=\"7\"/>",
        &format!(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c>{head}</row><row r=\"3\" ht=\"9\"><c r=\"A3\" s=\"0\"/>{bad}</row><row r=\"7\"/>"
        ),
    );
    check_rows(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"7\"/>",
        &format!(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c>{head}</row><row r=\"3\"><c r=\"A3\" s=\"0\"/>{bad}</row><row r=\"7\"/>"
        ),
    );
    check_rows(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
        &format!("<row r=\"1\"><c r=\"A1\"><v>1</v></c>{head}</row><row r=\"3\"><c r=\"A3\" s=\"0\"/>{bad}</row>"),
    );
    // An empty cell where the reason belongs is replaced, what stands behind it stays.
    check_rows(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"3\"><c r=\"B3\"></c><c r=\"C3\"/></row>",
        &format!(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c>{head}</row><row r=\"3\"><c r=\"A3\" s=\"0\"/>{bad}<c r=\"C3\"/></row>"
        ),
    );
}

fn check_rows(rows: &str, expected: &str) {
    let done = marked(&workbook_of(rows), &[marks("台账", 1, &[(3, Some(0), "错")])]);
    let xml = part(&done.bytes, "xl/worksheets/sheet1.xml");
    let inner = xml.split_once("<sheetData>").unwrap().1.split_once("</sheetData>").unwrap().0;
    // Without styles nothing can be coloured, and a cell that was there is as it was.
    assert_eq!(inner, expected.replace("<c s=\"0\"/>", "<c/>"), "{rows}");
}

#[test]
fn a_sheet_with_prefixes_and_wide_columns_is_patched() {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = "<x:worksheet xmlns:x=\"m\"><x:dimension ref=\"A1:B2\"/><x:cols><x:col min=\"1\" max=\"16384\" hidden=\"1\"/></x:cols>\
         <x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData>\
         <x:mergeCells><x:mergeCell ref=\"A1:B2\"/></x:mergeCells></x:worksheet>";
    let relations = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Target=\"{target}\" Id=\"r1\" Type=\"{office}/{kind}\"/></Relationships>")
    };
    let book = format!(
        "<x:workbook xmlns:r=\"{office}\"><x:sheets><x:sheet name=\"a&amp;b\" sheetId=\"1\" r:id=\"r1\"/></x:sheets></x:workbook>"
    );
    let bytes = archive(&[
        ("_rels/.rels", relations("officeDocument", "/xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheet", "/xl/worksheets/Sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let done = marked(&bytes, &[marks("a&b", 1, &[(2, None, "错<1>")])]);
    let xml = part(&done.bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        "<x:dimension ref=\"A1:C2\"/>",
        "<x:col hidden=\"1\" min=\"1\" max=\"2\"/><x:col min=\"3\" max=\"3\" width=\"48\" customWidth=\"1\"/><x:col hidden=\"1\" min=\"4\" max=\"16384\"/>",
        "<x:c r=\"C1\" t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">错误原因</x:t></x:is></x:c></x:row>",
        "<x:row r=\"2\"><x:c r=\"C2\" t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">错&lt;1&gt;</x:t></x:is></x:c></x:row></x:sheetData>",
    ] {
        assert!(xml.contains(wanted), "{wanted} is not in {xml}");
    }
}

#[test]
fn other_kinds_come_back_as_new_workbooks() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let line = |a: &str, b: &str| format!("<table:table-row>{}{}</table:table-row>", cell(a), cell(b));
    let table = format!("<table:table table:name=\"台账\">{}{}</table:table>", line("编号", "=1+1"), line("2", "乙"));
    let number = |row: u16, value: f64| (0x0203, [&row.to_le_bytes()[..], &[0; 4], &value.to_le_bytes()].concat());
    //    file                                                    sheet    cells
    check("编号,=1+1\r\n2,乙\r\n".as_bytes(), "上报", "编号 =1+1 错误原因/2 乙 错");
    check(&open_document(&table), "台账", "编号 =1+1 错误原因/2 乙 错");
    check(&old_workbook(&[], &[number(0, 7.5), number(1, 8.0)]), "S1", "7.5 错误原因/8 错");
}

fn check(bytes: &[u8], sheet: &str, expected: &str) {
    let done = marked(bytes, &[marks(sheet, 1, &[(2, Some(0), "错")])]);
    let book = Workbook::read("a.xlsx", &done.bytes).unwrap();
    assert_eq!((book.kind, book.sheets[0].name.as_str()), (Kind::Excel, sheet));
    let row = |row: &paper::Row| row.cells.iter().map(|cell| cell.value.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(book.sheets[0].rows.iter().map(row).collect::<Vec<_>>().join("/"), expected);
    let styles = Styles::of(&done.bytes);
    assert_eq!(styles.colour(&styles.cell("A2")), "FFFFC6CD");
    assert!(!part(&done.bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
}

/// The name of a CSV file need not be one of a sheet.
#[test]
fn a_name_that_no_sheet_can_have() {
    let name = format!("隐患:[{}]", "长".repeat(40));
    let done =
        mark(&format!("{name}.csv"), b"a\n1\n", HEADING, &[marks(&name, 1, &[(2, None, "错")])], made()).unwrap();
    assert_eq!(column_of_reasons(&read(&done.bytes)), "B: 1 错误原因; 2 错");
}

#[test]
fn a_workbook_with_macros_keeps_them_and_its_ending() {
    let mut zip = zip::ZipWriter::new_append(Cursor::new(rich())).unwrap();
    zip.start_file("xl/vbaProject.bin", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"macros").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let done = marked(&bytes, &[marks("台账", 2, &[(4, None, "错")])]);
    assert_eq!((done.extension, part(&done.bytes, "xl/vbaProject.bin").as_str()), ("xlsm", "macros"));
}

#[test]
fn what_can_not_be_marked() {
    let refused = mark("a", &rich(), HEADING, &[marks("没有", 1, &[])], made()).unwrap_err();
    assert_eq!((refused.fault, refused.detail.as_str()), (fault::NO_SUCH_SHEET, "没有"));
    assert_eq!(mark("a", b"PK\x03\x04", HEADING, &[], made()).unwrap_err().fault, fault::DAMAGED);
}

#[test]
fn real_ledgers_are_marked() {
    let Some(folder) = collected("real_ledgers_are_marked") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("hazards/ledgers")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let Ok(book) = Workbook::read("a", &bytes) else { continue };
        let Some(sheet) = book.sheets.iter().find(|sheet| sheet.rows.len() > 3) else { continue };
        let rows: Vec<(u32, Option<u32>, &str)> =
            sheet.rows[1..].iter().map(|row| (row.number, Some(row.cells[0].column), "错")).collect();
        let done = mark("a", &bytes, HEADING, &[marks(&sheet.name, sheet.rows[0].number, &rows)], made()).unwrap();
        let after = Workbook::read("a", &done.bytes).unwrap();
        let after = after.sheets.iter().find(|other| other.name == sheet.name).unwrap();
        let column = after.rows[0].cells.iter().find(|cell| cell.value == text(HEADING)).unwrap().column;
        assert_eq!(without_column(after, column), sheet.rows);
        seen += 1;
    }
    println!("{seen} ledgers");
    assert!(seen > 0);
}

/// A second program opens what we wrote, where there is one.
#[test]
fn libre_office_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let convert = |name: &str, to: &str| {
        let run = std::process::Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", to, "--outdir"])
            .args([folder.path(), &folder.path().join(name)])
            .output();
        run.is_ok()
    };
    // A suite without its spreadsheet program makes no workbook of the simplest table.
    std::fs::write(folder.path().join("plain.csv"), "a,b\n1,2\n").unwrap();
    if !convert("plain.csv", "xlsx") || !folder.path().join("plain.xlsx").exists() {
        println!("not run: libre_office_opens_it needs soffice with its spreadsheet program");
        return;
    }
    let bytes = marked(&rich(), &[marks("台账", 2, &[(4, Some(2), "错")])]).bytes;
    std::fs::write(folder.path().join("marked.xlsx"), bytes).unwrap();
    // Comma, quotes, and UTF-8 whatever the machine's language.
    assert!(convert("marked.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76"));
    let text = std::fs::read_to_string(folder.path().join("marked.csv")).unwrap();
    assert!(text.contains(HEADING) && text.contains("错"), "{text}");
}

fn read(bytes: &[u8]) -> Sheet {
    Workbook::read("a", bytes).unwrap().sheets.remove(0)
}

fn column_of_reasons(sheet: &Sheet) -> String {
    let cells = sheet.rows.iter().flat_map(|row| row.cells.iter());
    let Some(column) = cells.clone().find(|cell| cell.value.to_string().starts_with(HEADING)).map(|cell| cell.column)
    else {
        return "none".into();
    };
    let reasons = sheet.rows.iter().filter(|row| *row.value(column) != Value::Empty);
    let reasons: Vec<String> = reasons.map(|row| format!("{} {}", row.number, row.value(column))).collect();
    format!("{}: {}", paper::column_letter(column), reasons.join("; "))
}

fn without_column(sheet: &Sheet, column: u32) -> Vec<paper::Row> {
    let mut rows = sheet.rows.clone();
    rows.iter_mut().for_each(|row| row.cells.retain(|cell| cell.column != column));
    rows.retain(|row| !row.cells.is_empty());
    rows
}

/// Each part as it lies deflated in the archive.
fn raw_parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index_raw(index).unwrap();
        let mut raw = Vec::new();
        entry.read_to_end(&mut raw).unwrap();
        parts.insert(entry.name().unwrap().into_owned(), raw);
    }
    parts
}

fn sorted(xf: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = xf.trim_end_matches("/>").split(' ').collect();
    parts.sort_unstable();
    parts
}

/// The cell formats of the first sheet, looked up by hand.
struct Styles {
    sheet: String,
    styles: String,
}

impl Styles {
    fn of(bytes: &[u8]) -> Styles {
        Styles { sheet: part(bytes, "xl/worksheets/sheet1.xml"), styles: part(bytes, "xl/styles.xml") }
    }

    fn cell(&self, place: &str) -> String {
        let tag = self.sheet.split(&format!("<c r=\"{place}\"")).nth(1).unwrap().split('>').next().unwrap();
        let index: usize = tag.split("s=\"").nth(1).map_or(0, |rest| rest.split('"').next().unwrap().parse().unwrap());
        let list = self.styles.split("<cellXfs").nth(1).unwrap().split("</cellXfs>").next().unwrap();
        let count: usize = list.split("count=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        assert_eq!(count, list.matches("<xf ").count());
        format!("<xf {}", list.split("<xf ").nth(index + 1).unwrap())
    }

    fn colour(&self, xf: &str) -> String {
        let index: usize = xf.split("fillId=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        let fills = self.styles.split("<fills").nth(1).unwrap().split("</fills>").next().unwrap();
        let fill = fills.split("<fill>").nth(index + 1).unwrap();
        fill.split("rgb=\"").nth(1).map_or_else(String::new, |rest| rest.split('"').next().unwrap().to_owned())
    }
}
