//! Tables of Word documents, as a notice encloses them.

use docx_rs::{Docx, Paragraph, Run, Table as WordTable, TableCell, TableRow, VMergeType};
use paper::out::{Mark, SheetMarks, mark};
use paper::{Kind, Learned, Range, Shape, Table, Workbook};

use crate::exporting::made;
use crate::fixtures::archive;

fn line(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

fn cell(text: &str) -> TableCell {
    TableCell::new().add_paragraph(line(text))
}

/// A title over all columns, a header, and one topic for two tasks.
fn notice() -> Vec<u8> {
    let topic = |merge| cell(if merge == VMergeType::Restart { "危险化学品" } else { "" }).vertical_merge(merge);
    let rows = vec![
        TableRow::new(vec![cell("三年行动任务分解").grid_span(4)]),
        TableRow::new(["专题", "任务内容", "牵头单位", "完成时限"].map(cell).to_vec()),
        TableRow::new(vec![topic(VMergeType::Restart), cell("排查储存场所"), cell("县应急局"), cell("2020年9月底")]),
        TableRow::new(vec![topic(VMergeType::Continue), cell("整治运输车辆"), cell("县交通局"), cell("2020.10.31")]),
    ];
    let mut file = std::io::Cursor::new(Vec::new());
    let document =
        Docx::new().add_paragraph(line("各乡镇：")).add_paragraph(line("附件2")).add_table(WordTable::new(rows));
    document.build().pack(&mut file).unwrap();
    file.into_inner()
}

#[test]
fn a_table_of_a_notice_is_a_sheet() {
    let book = Workbook::read("通知.docx", &notice()).unwrap();
    assert_eq!(book.kind, Kind::Word);
    let [sheet] = &book.sheets[..] else { panic!("{} sheets", book.sheets.len()) };
    assert_eq!(sheet.name, "表1 附件2");
    let range = |first_row, last_row, last_column| Range { first_row, last_row, first_column: 0, last_column };
    assert_eq!(sheet.merged, [range(1, 1, 3), range(3, 4, 0)]);
    let table = Table::find(sheet, Shape::task(), &Learned::default()).unwrap();
    assert_eq!(table.header_row, 2);
    let columns: Vec<&str> = table.headings.iter().map(|it| it.field).collect();
    assert_eq!(columns, ["topic", "title", "lead", "due"]);
}

#[test]
fn what_is_wrong_comes_back_as_a_workbook() {
    let given = SheetMarks {
        sheet: "表1 附件2".into(),
        header_row: 2,
        marks: vec![Mark { row: 3, column: Some(3), text: "缺少日".into() }],
    };
    let marked = mark("通知.docx", &notice(), "错误原因", &[given], made()).unwrap();
    assert_eq!(marked.extension, "xlsx");
    let sheet = &Workbook::read("a.xlsx", &marked.bytes).unwrap().sheets[0];
    assert_eq!(sheet.row(2).unwrap().value(4).to_string(), "错误原因");
    assert_eq!(sheet.row(3).unwrap().value(4).to_string(), "缺少日");
    assert_eq!(sheet.row(4).unwrap().value(1).to_string(), "整治运输车辆");
}

#[test]
fn tables_have_a_limit() {
    let document = format!("<w:document>{}</w:document>", "<w:tbl/>".repeat(1_001));
    let refused = Workbook::read("通知.docx", &archive(&[("word/document.xml", document.as_bytes())])).unwrap_err();
    assert_eq!(refused.to_string(), "the document has more than 1,000 tables");
}

#[test]
fn a_document_without_a_table_says_so() {
    let refused = Workbook::read("通知.docx", &archive(&[("word/document.xml", b"<w:document/>")])).unwrap_err();
    assert_eq!(refused.to_string(), "there is no table in the document");
}
