//! Each kind of file gives the same plain values.

use paper::{Kind, Range, Value, Workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

use crate::fixtures::{archive, old_workbook, open_document};

#[test]
fn excel_values() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\";@");
    let minute = Format::new().set_num_format("yyyy/m/d h:mm");
    sheet.write(1, 0, "触电").unwrap();
    sheet.write(1, 2, 1.5).unwrap();
    sheet.write(1, 3, true).unwrap();
    sheet.write(1, 4, "  ").unwrap();
    sheet.write_with_format(1, 5, ExcelDateTime::from_ymd(2020, 5, 24).unwrap(), &day).unwrap();
    let noon = ExcelDateTime::from_ymd(2020, 5, 24).unwrap().and_hms(12, 30, 0).unwrap();
    sheet.write_with_format(1, 6, &noon, &minute).unwrap();
    sheet.write_formula(1, 7, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    book.add_worksheet().set_name("选项").unwrap().set_hidden(true);
    check(
        &book.save_to_buffer().unwrap(),
        Kind::Excel,
        "台账 2: A=Text(\"触电\") C=Number(1.5) D=Bool(true) F=Date(2020-05-24) G=DateTime(2020-05-24T12:30:00) \
         H=Error(\"#DIV/0!\"); 选项 hidden",
    );
}

#[test]
fn merged_cells() {
    let range =
        |first_row, last_row, first_column, last_column| Range { first_row, last_row, first_column, last_column };
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 1, 0, 4, "标题", &Format::new()).unwrap();
    sheet.merge_range(2, 0, 4, 0, "甲厂", &Format::new()).unwrap();
    let xlsx = Workbook::read("a", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(xlsx.sheets[0].merged, [range(1, 1, 1, 4), range(3, 5, 0, 0)]);

    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    // How many, then first row, last row, first column, last column of each; the second is turned inside out.
    let merged = (0x00e5, words(&[2, 2, 4, 0, 1, 5, 3, 0, 0]));
    let number = (0x0203, [words(&[2, 0, 0]), vec![0; 8]].concat());
    let xls = Workbook::read("a", &old_workbook(&[], &[number, merged])).unwrap();
    assert_eq!(xls.sheets[0].merged, [range(3, 5, 0, 1)]);
}

#[test]
fn open_document_values() {
    let cells = concat!(
        r#"<table:table-cell office:value-type="string"><text:p>触电</text:p></table:table-cell>"#,
        r#"<table:table-cell/><table:table-cell office:value-type="float" office:value="1.5"/>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="2020-05-24"/>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="2020-05-24T12:30:00"/>"#,
    );
    let table = format!(
        "<table:table table:name=\"台账\"><table:table-row/><table:table-row>{cells}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/>\
         </table:table-row></table:table>"
    );
    check(
        &open_document(&table),
        Kind::OpenDocument,
        "台账 2: A=Text(\"触电\") C=Number(1.5) D=Date(2020-05-24) E=DateTime(2020-05-24T12:30:00)",
    );
}

#[test]
fn text_values() {
    check(
        "\u{feff}序号,隐患\n\n1,触电\n".as_bytes(),
        Kind::Text,
        "上报 1: A=Text(\"序号\") B=Text(\"隐患\") 3: A=Text(\"1\") B=Text(\"触电\")",
    );
}

#[test]
fn binary_workbooks_are_not_read() {
    let refused = Workbook::read("a.xlsb", &archive(&[("xl/workbook.bin", b"\x83\x01\0")])).unwrap_err();
    assert_eq!(refused.to_string(), "binary workbooks (.xlsb) are not read");
}

fn check(bytes: &[u8], kind: Kind, expected: &str) {
    let book = Workbook::read("上报.csv", bytes).unwrap();
    assert_eq!(book.kind, kind);
    let sheet = |sheet: &paper::Sheet| {
        let hidden = if sheet.hidden { " hidden" } else { "" };
        let rows: String = sheet.rows.iter().map(row).collect();
        format!("{}{hidden}{rows}", sheet.name)
    };
    assert_eq!(book.sheets.iter().map(sheet).collect::<Vec<_>>().join("; "), expected);
    assert!(book.sheets.iter().all(|sheet| sheet.rows.iter().all(|row| *row.value(900) == Value::Empty)));
}

fn row(row: &paper::Row) -> String {
    let cell = |cell: &paper::Cell| format!(" {}={:?}", paper::column_letter(cell.column), cell.value);
    format!(" {}:{}", row.number, row.cells.iter().map(cell).collect::<String>())
}
