//! Ledgers with every trap that real ones have, written by the tests themselves.

use paper::hazard_ledger::{self, Defaults, Ledger, LedgerHazard};
use paper::{Cell, CellProblem, Learned, Range, Row, Sheet, Value, Workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer, Worksheet};

#[test]
fn three_header_rows_below_a_title_and_shifted_by_two_columns() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 2, 0, 9, "望澜县第一季度安全隐患台账", &plain).unwrap();
    sheet.merge_range(1, 2, 1, 9, "填报单位：县应急局　　填报时间：2026年4月2日", &plain).unwrap();
    for (column, name) in [(2, "序号"), (3, "责任单位"), (9, "隐患状态")] {
        sheet.merge_range(2, column, 4, column, name, &plain).unwrap();
    }
    sheet.merge_range(2, 4, 2, 5, "排查情况", &plain).unwrap();
    sheet.merge_range(2, 6, 2, 8, "整改情况", &plain).unwrap();
    for (column, name) in [(4, "隐患内容"), (5, "检查日期"), (8, "整改完成日期")] {
        sheet.merge_range(3, column, 4, column, name, &plain).unwrap();
    }
    sheet.merge_range(3, 6, 3, 7, "要求", &plain).unwrap();
    write_row(sheet, 4, 6, &["整改措施", "整改时限"]);
    sheet.merge_range(5, 3, 6, 3, "望澜鑫源化工有限公司", &plain).unwrap();
    write_row(sheet, 5, 2, &["1"]);
    write_row(sheet, 5, 4, &["罐区无防火堤", "2026.3.5", "砌防火堤", "2026.3.5-3.9", "2026.3.8", "已销号"]);
    write_row(sheet, 6, 2, &["２"]);
    write_row(
        sheet,
        6,
        4,
        &["１、无护栏；２、无警示牌", "２０２６年３月６日", "1、装护栏；2、挂牌", "2026年3月20日前", "", "整改中"],
    );
    write_row(sheet, 7, 2, &["合计", "", "2"]);
    write_row(sheet, 8, 2, &["填报人：张三", "", "审核人：李四"]);
    check(
        &mut book,
        "Sheet1: 2 rows
         6.1 望澜鑫源化工有限公司 2026-03-05 due 2026-03-09 done 2026-03-08 closed 罐区无防火堤 -> 砌防火堤
         7.1 望澜鑫源化工有限公司 2026-03-06 due 2026-03-20 done - open 无护栏 -> 装护栏
         7.2 望澜鑫源化工有限公司 2026-03-06 due 2026-03-20 done - open 无警示牌 -> 挂牌
         8 a total
         9 a line for those who sign
         due of two days the one that this column means (1)
         level without a level every hazard is ordinary (2)",
    );
}

#[test]
fn days_count_from_1904() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>隐患内容</v></c><c r=\"B1\" t=\"str\"><v>检查日期</v></c>\
                <c r=\"C1\" t=\"str\"><v>责任单位</v></c><c r=\"D1\" t=\"str\"><v>整改期限</v></c></row>\
                <row r=\"2\"><c r=\"A2\" t=\"str\"><v>无灯</v></c><c r=\"B2\"><v>44624</v></c>\
                <c r=\"C2\" t=\"str\"><v>甲厂</v></c><c r=\"D2\" t=\"str\"><v>2026.3.9</v></c></row>";
    for (since, found) in [("1", "2026-03-05"), ("0", "2022-03-04")] {
        let bytes = crate::fixtures::workbook_since(rows, since);
        let sheet = Workbook::read("a.xlsx", &bytes).unwrap().sheets.remove(0);
        assert_eq!(sheet.since_1904, since == "1");
        let ledger = hazard_ledger::read(&sheet, &Learned::default(), &Defaults::default()).unwrap();
        assert_eq!(ledger.hazards[0].found.to_string(), found);
    }
}

#[test]
fn a_header_in_row_25_and_days_of_all_kinds() {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for row in 0..24 {
        write_row(sheet, row, 0, &[&format!("第{}条 填表须知", row + 1)]);
    }
    write_row(sheet, 24, 0, &["序号", "存在问题", "发现时间", "受检单位", "隐患等级", "整改期限"]);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, level) in (25..).zip(["一般", "重大", "一般", "不详"]) {
        write_row(sheet, row, 0, &["", "无灯", "", "甲厂", level, "2026/3/9"]);
        sheet.write(row, 0, row - 24).unwrap();
    }
    sheet.write_with_format(25, 2, ExcelDateTime::from_ymd(2026, 3, 5).unwrap(), &day).unwrap();
    sheet.write(26, 2, 46_086).unwrap();
    sheet.write(27, 2, 2026.3).unwrap();
    sheet.write(28, 2, "3.5").unwrap();
    check(
        &mut book,
        "Sheet1: 4 rows
         26.1 甲厂 2026-03-05 due 2026-03-09 done - open 无灯 -> -
         27.1 甲厂 2026-03-05 due 2026-03-09 done - open 无灯 -> -
         C28 发现时间 “2026.3” the day of the month is missing, write the day as 2026-03-05
         C29 发现时间 “3.5” the year is missing, write the day as 2026-03-05
         E29 隐患等级 “不详” this is not a hazard level, write 一般 or 重大
         state without a state and without a day of completion a hazard is open (4)",
    );
}

#[test]
fn two_tables_on_one_sheet_a_repeated_header_and_a_hidden_sheet() {
    let mut book = Writer::new();
    let hidden = book.add_worksheet().set_name("选项").unwrap();
    write_row(hidden, 0, 0, &["隐患内容", "检查日期", "责任单位"]);
    write_row(hidden, 1, 0, &["无灯", "2026.3.1", "甲厂"]);
    hidden.set_hidden(true);
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    sheet.set_active(true);
    let header = ["序号", "隐患内容", "整改措施", "检查人员", "负责人", "影像"];
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, "受检单位：甲厂　　检查时间：2026年3月5日", &plain).unwrap();
    write_row(sheet, 1, 0, &header);
    write_row(sheet, 2, 0, &["1", "无灯", "装灯"]);
    write_row(sheet, 3, 0, &header);
    write_row(sheet, 4, 0, &["2", "无门", "装门"]);
    write_row(sheet, 5, 0, &["注：以上为一般隐患"]);
    sheet.merge_range(7, 0, 7, 5, "受检单位：乙厂　　检查时间：2026年3月6日", &plain).unwrap();
    write_row(sheet, 8, 0, &["隐患部位", "问题描述", "整改时限", "是否整改"]);
    write_row(sheet, 9, 0, &["库房", "无锁", "3.10", "否"]);
    let assumed = "level without a level every hazard is ordinary (3)
         state without a state and without a day of completion a hazard is open (2)
         due 2026 the year is that of a line above the table (1)
         found 2026-03-05 taken from a line above the table (2)
         found 2026-03-06 taken from a line above the table (1)
         unit 乙厂 taken from a line above the table (1)
         unit 甲厂 taken from a line above the table (2)";
    check(
        &mut book,
        &format!(
            "passed over 选项
             台账: 3 rows
             3.1 甲厂 2026-03-05 due - done - open 无灯 -> 装灯
             5.1 甲厂 2026-03-05 due - done - open 无门 -> 装门
             10.1 乙厂 2026-03-06 due 2026-03-10 done - open 无锁 -> -
             4 the names of the columns once more
             6 a note below the table
             8 a title
             9 the names of the columns once more
             unknown F 影像
             {assumed}"
        ),
    );
}

#[test]
fn grids_of_chance_never_panic_and_make_nothing_up() {
    const WORDS: &[&str] = &[
        "序号",
        "隐患内容",
        "检查日期",
        "责任单位",
        "整改情况",
        "整改措施",
        "整改时限",
        "状态",
        "隐患级别",
        "一般",
        "已整改",
        "注：",
        "合计",
        "2026.3.5",
        "3.5",
        "2026年3月",
        "1、甲；2、乙",
        "①甲②乙",
        "受检单位：",
        "甲厂",
        "：",
        "1",
        "\u{3000}：\u{3000}：",
        "-",
        "至",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % u64::from(below)).unwrap()
    };
    let mut read = 0;
    for _ in 0..1_500 {
        let (width, height) = (1 + draw(8), 1 + draw(12));
        let mut sheet = Sheet { since_1904: draw(2) == 1, ..Sheet::default() };
        for number in 1..=height {
            let mut cells = Vec::new();
            for column in 0..width {
                let word = WORDS[draw(u32::try_from(WORDS.len()).unwrap()) as usize];
                match draw(6) {
                    0 | 1 => {}
                    2 => cells.push(Cell { column, value: Value::Number(f64::from(draw(50_000)) / 10.0) }),
                    // Names of columns stand together more often than chance has it.
                    3 if number < 4 => cells.push(Cell { column, value: Value::Text(WORDS[column as usize].into()) }),
                    _ => cells.push(Cell { column, value: Value::Text(word.into()) }),
                }
            }
            if !cells.is_empty() {
                sheet.rows.push(Row { number, cells });
            }
        }
        for _ in 0..draw(4) {
            let (row, column) = (1 + draw(height), draw(width));
            let (last_row, last_column) = (row + draw(4), column + draw(4));
            sheet.merged.push(Range { first_row: row, last_row, first_column: column, last_column });
        }
        let Ok(ledger) = hazard_ledger::read(&sheet, &Learned::default(), &Defaults::default()) else { continue };
        read += 1;
        assert_sound(&sheet, &ledger);
    }
    assert!(read > 150, "only {read} grids had a header");
}

fn assert_sound(sheet: &Sheet, ledger: &Ledger) {
    let cells: usize = sheet.rows.iter().map(|row| row.cells.len()).sum();
    let whole = ledger.hazards.iter().filter(|hazard| hazard.part == 1).count();
    let further: u32 = ledger.split.iter().map(|split| split.parts - 1).sum();
    assert!(whole <= cells && whole <= ledger.rows as usize, "{sheet:?}");
    assert_eq!(ledger.hazards.len(), whole + further as usize, "{sheet:?}");
    for hazard in &ledger.hazards {
        let own = sheet.row(hazard.row).unwrap();
        let said = own.cells.iter().any(|cell| cell.value.to_string().contains(first_letter(hazard)));
        assert!(said, "the row does not say what its hazard says: {hazard:?} {sheet:?}");
    }
    for left in &ledger.left_out {
        assert!(ledger.hazards.iter().all(|hazard| hazard.row != left.row), "{sheet:?}");
    }
}

fn first_letter(hazard: &LedgerHazard) -> char {
    hazard.description.chars().next().unwrap()
}

fn write_row(sheet: &mut Worksheet, row: u32, column: u16, texts: &[&str]) {
    for (column, text) in (column..).zip(texts).filter(|(_, text)| !text.is_empty()) {
        sheet.write(row, column, *text).unwrap();
    }
}

fn check(book: &mut Writer, expected: &str) {
    let book = Workbook::read("a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    let found = hazard_ledger::read_workbook(&book, &Learned::default(), &Defaults::default()).unwrap();
    let mut lines: Vec<String> = found.passed_over.iter().map(|name| format!("passed over {name}")).collect();
    for ledger in &found.ledgers {
        lines.push(format!("{}: {} rows", ledger.sheet, ledger.rows));
        lines.extend(ledger.hazards.iter().map(hazard_line));
        lines.extend(ledger.problems.iter().chain(&ledger.notes).map(problem_line));
        lines.extend(ledger.left_out.iter().map(|left| format!("{} {}", left.row, left.why)));
        lines.extend(ledger.unknown.iter().map(|it| format!("unknown {} {}", it.letter, it.text)));
        let value = |value: &str| if value.is_empty() { String::new() } else { format!("{value} ") };
        let said = |it: &paper::Assumed| format!("{} {}{} ({})", it.field, value(&it.value), it.assumed, it.rows);
        lines.extend(ledger.assumed.iter().map(said));
    }
    let mut expected: Vec<&str> = expected.lines().map(str::trim).collect();
    lines.sort();
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

fn hazard_line(it: &LedgerHazard) -> String {
    let day = |day: Option<kernel::Day>| day.map_or_else(|| "-".into(), |day| day.to_string());
    let state = if it.closed { "closed" } else { "open" };
    let (due, done, measure) = (day(it.due), day(it.completed), it.measure.as_deref().unwrap_or("-"));
    let (row, part, unit, found) = (it.row, it.part, &it.unit, it.found);
    format!("{row}.{part} {unit} {found} due {due} done {done} {state} {} -> {measure}", it.description)
}

fn problem_line(it: &CellProblem) -> String {
    let (letter, row, header) = (&it.column.letter, it.row, &it.column.header);
    format!("{letter}{row} {header} “{}” {}, {}", it.given, it.problem, it.advice)
}
