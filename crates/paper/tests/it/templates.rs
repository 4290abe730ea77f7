//! A template is filled in, read again, and its sample row is skipped.

use jiff::civil::date;

use paper::out::template::{self, Guide, Template, TemplateColumn};
use paper::out::{Column, ColumnKind, is_sample_row};
use paper::{Cell, Learned, Row, Shape, Table, Value, Workbook};

use crate::exporting::{made, part, text};

fn template(choices: usize) -> Template {
    let column = |field: &str, required, sample| {
        let found = Shape::hazard().column(field).unwrap();
        let kind = if field == "found" { ColumnKind::Day } else { ColumnKind::Text };
        let choices =
            if field == "level" { (0..choices).map(|n| format!("级别, {n}")).collect() } else { Vec::new() };
        let column =
            Column { field: field.into(), header: found.names[0].clone(), kind, width: None, editable: true, choices };
        TemplateColumn { column, required, note: format!("请填写{}。", found.names[0].repeat(100)), sample }
    };
    Template {
        title: "隐患上报".into(),
        at: made(),
        columns: vec![
            column("description", true, text("配电箱未上锁")),
            column("found", true, Value::Date(date(2026, 3, 5))),
            column("level", true, text("级别, 1")),
            column("unit", false, text("示例工厂")),
            column("responsible", false, Value::Empty),
        ],
        guide: Guide {
            sheet: "填写说明".into(),
            headers: ["列名", "是否必填", "填写要求", "可选项", "示例"].map(String::from),
            required: "必填".into(),
            optional: "选填".into(),
            introduction: "灰色的示例行不会导入。".into(),
        },
    }
}

#[test]
fn a_template_is_read_again() {
    let bytes = template::xlsx(&template(200)).unwrap();
    let book = Workbook::read("a.xlsx", &bytes).unwrap();
    let names: Vec<(&str, bool)> = book.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(names, [("隐患上报", false), ("填写说明", false), ("_lists", true)]);
    let table = Table::find(&book.sheets[0], Shape::hazard(), &Learned::default()).unwrap();
    let found: Vec<&str> = table.headings.iter().map(|heading| heading.field).collect();
    assert_eq!(found, ["description", "found", "level", "unit", "responsible"]);
    assert_eq!(table.headings[0].text, "问题描述*");
    assert_eq!(table.rows().map(is_sample_row).collect::<Vec<_>>(), [true]);
    // The other sheets are never taken for the one to fill in.
    for sheet in &book.sheets[1..] {
        assert!(Table::find(sheet, Shape::hazard(), &Learned::default()).is_err(), "{}", sheet.name);
    }
    let choices = &book.sheets[2].rows;
    assert_eq!((choices[0].number, choices[199].number, choices.len()), (1, 200, 200));
    assert_eq!(choices[199].value(2), &text("级别, 199"));
    let guide: Vec<String> = book.sheets[1].rows.iter().map(|row| row.value(1).to_string()).collect();
    assert_eq!(guide, ["", "是否必填", "必填", "必填", "必填", "选填", "选填"]);

    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        r#"<dataValidation type="list""#,
        "<formula1>'_lists'!$C$1:$C$200</formula1>",
        r#"<dataValidation type="date" errorStyle="warning""#,
        r#"promptTitle="问题描述""#,
        r#"sqref="B2:B5001""#,
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
    }
}

#[test]
fn a_template_without_choices_has_no_hidden_sheet() {
    let book = Workbook::read("a.xlsx", &template::xlsx(&template(0)).unwrap()).unwrap();
    assert_eq!(book.sheets.len(), 2);
}

/// Who types over the sample has made it a row of their own, although the mark in the hidden column stays.
#[test]
fn only_an_untouched_sample_row_is_skipped() {
    let book = Workbook::read("a.xlsx", &template::xlsx(&template(2)).unwrap()).unwrap();
    let sample = &book.sheets[0].rows[1];
    let with = |column: u32, value: Value| {
        let mut row = sample.clone();
        row.cells.retain(|cell| cell.column != column);
        row.cells.push(Cell { column, value });
        row.cells.sort_by_key(|cell| cell.column);
        row
    };
    let unmarked = Row { cells: sample.cells[..4].to_vec(), ..sample.clone() };
    //    row                                              sample
    check(sample, true);
    check(&with(1, text("2026/3/5")), true);
    check(&with(0, text(" 配电箱未上锁 ")), true);
    check(&with(0, text("灭火器过期")), false);
    check(&with(4, text("张某")), false);
    check(&with(1, Value::Empty), false);
    check(&unmarked, false);
}

fn check(row: &Row, sample: bool) {
    assert_eq!(is_sample_row(row), sample, "{row:?}");
}
