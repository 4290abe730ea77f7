//! Sheets written as rows of cells parted by `|`; `^` is a cell one with the cell above, `<` with the cell on its left.

use super::*;
use crate::{Cell, remark};

#[test]
fn headers_are_found() {
    //     rows                                                      header row and columns
    check(&["问题描述|检查时间|责任单位", "a|b|c"], "1 A=description B=found C=unit");
    check(&["台账", "填报人：甲", "序号|排查 日期*|隐患内容|责任\n单位"], "3 A=number B=found C=description D=unit");
    check(&["||检查时间（必填）|隐患内容：|整改措施（要求）|整改意见"], "1 C=found D=description E=measure ?F整改意见");
    check(&["检查时间|排查日期|责任单位|隐患内容"], "1 A=found C=unit D=description ?B排查日期");
    check(&["检查时间|责任单位"], NONE);
    check(&["隐患内容|整改期限"], "1 A=description B=due");
    check(&["序号|责任单位|责任人|日期|金额"], NONE);
    check(&["序号|隐患点|检查时间|整改期限|责任单位"], "1 A=number C=found D=due E=unit ?B隐患点");
    let late: Vec<&str> = std::iter::repeat_n("x", 24).chain(["问题描述|检查时间|责任单位"]).collect();
    check(&late, "25 A=description B=found C=unit");
    check(
        &["序号|隐患内容|检查日期|整改情况|<|<", "^|^|^|整改措施|整改时限|整改照片"],
        "2 A=number B=description C=found D=measure E=due",
    );
    check(
        &["隐患台账|<|<|<|<", "序号|隐患内容|检查日期|整改责任单位|<", "^|^|^|建设|施工"],
        "3 A=number B=description C=found D=unit/整改责任单位/建设+E",
    );
    // A title that is a name of a column elsewhere.
    check(&["安全隐患|<|<", "编码|整改措施|整改期限"], NONE);
    check(&["存在问题|<|<|<|<", "编码|整改措施|检查时间|责任单位|影像"], "2 B=measure C=found D=unit ?A编码 ?E影像");
    // As text, where nothing is merged.
    check(
        &["序号|隐患内容|检查日期|整改情况|", "|||整改措施|整改时限"],
        "2 A=number B=description C=found D=measure E=due",
    );
    check(
        &["隐患台账|<|<|<|<", "基本情况|<|<|整改|<", "序号|隐患|<|措施|时限", "^|名称|部位|^|^"],
        "4 A=number B=description/隐患/名称 C=place/隐患/部位 D=measure/整改/措施 E=due/整改/时限",
    );
}

const NONE: &str = "no hazard columns found: 序号、问题描述、检查时间、检查工点、检查人、隐患类型、隐患级别、责任单位、责任人、\
    整改期限、处置措施、整改完成日期、复查结果、复查日期、复查人、隐患状态";

fn check(rows: &[&str], expected: &str) {
    assert_eq!(shown(rows, &Learned::default()), expected);
}

fn shown(rows: &[&str], learned: &Learned) -> String {
    let sheet = sheet(rows);
    match Table::find(&sheet, Shape::hazard(), learned) {
        Err(refused) => refused.to_string(),
        Ok(table) => {
            let heading = |it: &Heading| {
                let parent = if it.text.contains('/') { format!("/{}", it.text) } else { String::new() };
                let spare: String = it.spare.iter().map(|column| format!("+{}", column_letter(*column))).collect();
                format!(" {}={}{parent}{spare}", column_letter(it.column), it.field)
            };
            let unknown = table.unknown.iter().map(|it| format!(" ?{}{}", it.letter, it.text));
            let all: String = table.headings.iter().map(heading).chain(unknown).collect();
            format!("{}{all}", table.header_row)
        }
    }
}

#[test]
fn what_was_learned_wins() {
    let mut learned = Learned::default();
    learned.remember("隐患点*", "description");
    learned.remember("整改责任单位/施工", "unit");
    learned.not_needed("检查时间");
    learned.remember("责任人", "no such field");
    let rows = ["隐患点|检查时间|检查日期|责任人|整改责任单位|<", "^|^|^|^|建设|施工"];
    assert_eq!(
        shown(&rows, &learned),
        "2 A=description C=found D=responsible F=unit/整改责任单位/施工 ?E整改责任单位/建设"
    );
    learned.forget("隐患点");
    learned.forget("整改责任单位/施工");
    assert_eq!(shown(&rows, &learned), NONE);
    let kept: Learned = toml::from_str(&toml::to_string(&learned).unwrap_or_default()).unwrap_or_default();
    assert!(!learned.is_empty() && kept.get("责任人") == Some(Some("no such field")));
}

#[test]
fn rows_that_are_no_records_are_left_out_and_named() {
    let header = "序号|隐患内容|检查日期|责任单位|整改期限";
    //       rows below the header                                records, and why others are none
    check_rows(header, &["1|a|b|c|d", "2|a|b|c|d"], "2 3");
    check_rows(header, &["1|2|3|4|5", "1|a"], "3; 2 the numbers of the columns");
    check_rows(header, &["1|a|b", "", "|||||注意"], "2; 4 nothing in a known column");
    check_rows(
        header,
        &["1|a|b", "注：填写完整", "1.请写日期"],
        "2; 3 a note below the table; 4 a note below the table",
    );
    check_rows(header, &["1|a|b", "注|甲|乙"], "2; 3 a note below the table");
    check_rows(header, &["1|a|b", "填报人：甲||审核：乙"], "2; 3 a line for those who sign");
    check_rows(header, &["1|a|b", "单位负责人（签字）：||日期："], "2; 3 a line for those who sign");
    check_rows(header, &["1|a|b", "检查人员（签字）：||受检单位："], "2; 3 a line for those who sign");
    check_rows(header, &["1|a|b", "合计|1", "小 计|3"], "2; 3 a total; 4 a total");
    check_rows(header, &["示例|a|b|c|d", "1|a|b"], "3; 2 an example of how to fill in");
    check_rows(
        header,
        &["一、甲厂|<|<|<|<", "1|a|b", "二、乙厂", "1|a|b"],
        "3 5; 2 a line over the rows below it; 4 a line over the rows below it",
    );
    check_rows(
        header,
        &["1|a|b", "2", "3"],
        "2; 3 a running number and nothing else; 4 a running number and nothing else",
    );
    check_rows(header, &["1|a|b", "|a|b", "|a"], "2 3 4");
    check_rows(header, &["1|审核：记录缺失|b|c|d", "2|合计有误|b|c|d"], "2 3");
    check_rows(header, &["1|a|b", "^|^|c"], "2; 3 it belongs to the record above, with which it is merged");
    check_rows(header, &["1|a|b|c|d", header, "2|a|b|c|d"], "2 4; 3 the names of the columns once more");
    check_rows(
        header,
        &["1|a|b", "乙厂隐患台账|<|<|<|<", header, "2|a|b"],
        "2; 5; 3 a title; 4 the names of the columns once more",
    );
    check_rows("隐患内容|检查日期", &["a|b", "审核记录缺失|b", "备注"], "2 3 4");
}

fn check_rows(header: &str, rows: &[&str], expected: &str) {
    let sheet = sheet(&[&[header], rows].concat());
    let tables = Table::all(&sheet, Shape::hazard(), &Learned::default()).unwrap();
    let records =
        tables.iter().map(|table| table.rows().map(|row| row.number.to_string()).collect::<Vec<_>>().join(" "));
    let mut left: Vec<&LeftOut> = tables.iter().flat_map(|table| &table.left_out).collect();
    left.sort_by_key(|left| left.row);
    let left = left.into_iter().map(|left| format!("{} {}", left.row, left.why));
    assert_eq!(records.chain(left).collect::<Vec<_>>().join("; "), expected, "{rows:?}");
}

#[test]
fn empty_cells_mean_what_is_merged_or_written_above() {
    //    rows below the header                                       found and unit of each record
    check_values(&["1|a|D|U", "2|b||", "3|c|E|"], "D U; D+ U+; E U+");
    check_values(&["1|a|D|U", "2|b|^|^", "3|c|^|"], "D U; D U; D U+");
    check_values(&["1|a||U", "2|b|D|"], " U; D U+");
    check_values(&["1|a|D|U", "2||D|", "3|c||"], "D U; D ; D+ U+");
    check_values(&["1|a|D|U", "乙厂|<|<|<", "2|b||"], "D U;  ");
}

fn check_values(rows: &[&str], expected: &str) {
    let sheet = sheet(&[&["序号|隐患内容|检查日期|责任单位"], rows].concat());
    let table = Table::find(&sheet, Shape::hazard(), &Learned::default()).unwrap();
    let mut findings = Findings::default();
    let shown = table.rows().map(|row| {
        let mut value = |field| {
            findings.assumed.clear();
            let text = table.reader(row, &mut findings).text(field).unwrap_or_default();
            let mark = if findings.assumed.iter().any(|it| it.assumed == remark::FILLED_DOWN) { "+" } else { "" };
            format!("{text}{mark}")
        };
        format!("{} {}", value("found"), value("unit"))
    });
    assert_eq!(shown.collect::<Vec<_>>().join("; "), expected);
}

#[test]
fn titles_speak_for_the_rows_below_them() {
    //    rows                                                               unit, day and year for the last record
    check_above(&["受检单位：甲厂  检查时间：2026年3月5日", HEADER, "1|a"], "甲厂 2026-03-05 2026");
    check_above(&["受检单位：|甲厂||检查日期：|2026.3.5", HEADER, "1|a"], "甲厂 2026-03-05 2026");
    check_above(&["甲厂2026年3月5日隐患台账", HEADER, "1|a"], "- 2026-03-05 2026");
    check_above(&["填报时间：2026年3月25日", HEADER, "1|a"], "- - 2026");
    check_above(&["单位名称：甲厂", HEADER, "1|a", "单位名称：乙厂", "2|b"], "乙厂 - -");
    check_above(&["单位名称：甲厂", HEADER, "1|a", HEADER, "2|b"], "甲厂 - -");
    check_above(&["单位名称：甲厂", HEADER, "1|a", "单位名称：乙厂", HEADER, "2|b"], "乙厂 - -");
    check_above(&["检查记录 2026年3月5日", HEADER, "1|a"], "- 2026-03-05 2026");
    check_above(&["检查日期：2026年3月5日", HEADER, "1|a"], "- 2026-03-05 2026");
    check_above(&["检查日期：2026年3月", HEADER, "1|a"], "- - 2026");
    check_above(&["隐患台账", HEADER, "1|a"], "- - -");
}

const HEADER: &str = "序号|隐患内容|整改期限|整改措施";

fn check_above(rows: &[&str], expected: &str) {
    let sheet = sheet(rows);
    let tables = Table::all(&sheet, Shape::hazard(), &Learned::default()).unwrap();
    let table = tables.last().unwrap();
    let row = table.rows().last().unwrap().number;
    let or_none = |said: Option<String>| said.unwrap_or_else(|| "-".into());
    let (unit, year) = (table.said_above(row, "unit"), table.year_above(row).map(|year| year.to_string()));
    let day = table.day_above(row, "found").map(|day| day.to_string());
    assert_eq!(format!("{} {} {}", or_none(unit), or_none(day), or_none(year)), expected, "{rows:?}");
}

/// A grid as text; see above.
pub(crate) fn sheet(rows: &[&str]) -> Sheet {
    let mut sheet = Sheet { name: "台账".into(), ..Sheet::default() };
    for (number, text) in (1..).zip(rows) {
        let mut cells = Vec::new();
        for (column, text) in (0..).zip(text.split('|')) {
            let reaches = |it: &&mut Range| (it.first_column..=it.last_column).contains(&column);
            match text {
                "" => {}
                "^" => match sheet.merged.iter_mut().rev().filter(|it| it.last_row == number - 1).find(reaches) {
                    Some(range) => range.last_row = number,
                    None => sheet.merged.push(Range {
                        first_row: number - 1,
                        last_row: number,
                        first_column: column,
                        last_column: column,
                    }),
                },
                "<" => {
                    match sheet.merged.iter_mut().rev().find(|it| it.last_row == number && it.last_column + 1 == column)
                    {
                        Some(range) => range.last_column = column,
                        None => sheet.merged.push(Range {
                            first_row: number,
                            last_row: number,
                            first_column: column - 1,
                            last_column: column,
                        }),
                    }
                }
                text => cells.push(Cell { column, value: Value::Text(text.into()) }),
            }
        }
        if !cells.is_empty() {
            sheet.rows.push(Row { number, cells });
        }
    }
    sheet
}
