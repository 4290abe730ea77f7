use super::*;
use crate::table::tests::sheet;

#[test]
fn kinds_are_joined_one_way() {
    for (given, expected) in [("触电", "触电"), ("火灾、灼烫", "火灾、灼烫"), ("火灾,灼烫 触电；", "火灾、灼烫、触电")]
    {
        assert_eq!(join_kinds(given), expected);
    }
}

#[test]
fn rows_become_hazards_or_problems() {
    //    unit|description|found|level|state|due|rechecked            outcome
    check("甲厂|无护栏|2026.3.5|一般|待整改||", "2: 甲厂 2026-03-05 ordinary open");
    check("甲厂|无护栏|2026年3月5日|重大|已销号|2026.3.9|2026/3/8", "2: 甲厂 2026-03-05 major closed");
    check("甲厂|无护栏|3月5日|较大|||", "C2 the year is missing; D2 this is not a hazard level");
    check("||2026.3.5|一般|关闭||", "A2 this cell is empty; B2 this cell is empty");
    check("甲厂|无护栏|2026.3.5|一般|关闭|不日|", "F2 this is not a day");
    check("甲厂|无护栏|2026.3.5|一般|||2026.3.8", "2: 甲厂 2026-03-05 ordinary closed");
    check("甲厂|无护栏|2026.3.5|一般|差不多||", "E2 this is not a hazard state");
    check(
        "甲厂|无护栏|2026.3.5|一般|关闭|2026.3.4|2026.3.1",
        "2: 甲厂 2026-03-05 ordinary closed; F2 the deadline is before the day it was found; \
         G2 the recheck is before the day it was found",
    );
    check(
        "甲厂|1、无护栏；2、无灯|2026.3.5|一般|||",
        "2: 甲厂 2026-03-05 ordinary open; 2.2: 甲厂 2026-03-05 ordinary open",
    );
}

fn check(row: &str, expected: &str) {
    let ledger = of(&["单位名称|存在问题|检查日期|隐患等级|状态|整改期限|复查日期", row]);
    let shown = |h: &LedgerHazard| {
        let state = if h.closed { "closed" } else { "open" };
        let part = if h.part > 1 { format!(".{}", h.part) } else { String::new() };
        format!("{}{part}: {} {} {} {state}", h.row, h.unit, h.found, h.level)
    };
    let problem = |p: &CellProblem| format!("{}{} {}", p.column.letter, p.row, p.problem);
    let hazards = ledger.hazards.iter().map(shown);
    let all: Vec<String> = hazards.chain(ledger.problems.iter().chain(&ledger.notes).map(problem)).collect();
    assert_eq!(all.join("; "), expected);
    assert_eq!(ledger.rows, 1);
}

#[test]
fn what_the_sheet_leaves_out_is_assumed_and_said() {
    //      rows                                                      first hazard, and what was assumed
    check_assumed(
        &["受检单位：甲厂  检查时间：2026年3月5日", "序号|隐患内容|整改期限", "1|无护栏|3.9", "2|无灯|3月10日前"],
        "甲厂 2026-03-05 due 2026-03-09 ordinary open",
        "unit 甲厂: taken from a line above the table (2); found 2026-03-05: taken from a line above the table (2); \
         level: without a level every hazard is ordinary (2); due 2026: the year is that of a line above the table (2); \
         state: without a state and without a day of completion a hazard is open (2)",
    );
    check_assumed(
        &["序号|隐患内容|整改期限|整改完成时间", "1|无护栏|2026.3.5-3.9|已整改"],
        "默认单位 2026-01-02 due 2026-03-09 ordinary closed",
        "found 2026-01-02: taken from the form, because the table says nothing (1); \
         level: without a level every hazard is ordinary (1); \
         unit 默认单位: taken from the form, because the table says nothing (1); \
         due: of two days the one that this column means (1); \
         state: without a state, the words of recheck or completion count (1)",
    );
    check_assumed(
        &["单位名称|隐患内容|检查日期|完成日期", "甲厂|无护栏|2026.3.5|2026.3.7", "|无灯||"],
        "甲厂 2026-03-05 due - ordinary closed",
        "level: without a level every hazard is ordinary (2); \
         state: without a state, a hazard with a day of completion or recheck is closed (1); \
         found: empty cells mean the value above (1); unit: empty cells mean the value above (1); \
         state: without a state and without a day of completion a hazard is open (1)",
    );
}

fn check_assumed(rows: &[&str], first: &str, assumed: &str) {
    let ledger = of(rows);
    assert_eq!(ledger.problems, []);
    let it = &ledger.hazards[0];
    let due = it.due.map_or_else(|| "-".into(), |due| due.to_string());
    let state = if it.closed { "closed" } else { "open" };
    assert_eq!(format!("{} {} due {due} {} {state}", it.unit, it.found, it.level), first);
    let said = |it: &Assumed| {
        let value = if it.value.is_empty() { String::new() } else { format!(" {}", it.value) };
        format!("{}{value}: {} ({})", it.field, it.assumed, it.rows)
    };
    let mut found: Vec<String> = ledger.assumed.iter().map(said).collect();
    let mut expected: Vec<&str> = assumed.split("; ").collect();
    found.sort();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_state_in_the_column_of_the_rectification_counts() {
    for (said, closed) in [("已整改", true), ("未整改", false), ("已加装护栏并复核", false)] {
        let ledger = of(&["单位名称|存在问题|检查日期|整改情况", &format!("甲厂|无护栏|2026.3.5|{said}")]);
        assert_eq!(ledger.hazards.iter().map(|it| it.closed).collect::<Vec<_>>(), [closed], "{said}");
    }
}

#[test]
fn measures_are_dealt_out_where_the_numbers_agree() {
    //    measure                              measures of the two hazards
    for (measure, expected) in [
        ("1.装护栏\n2.装灯", "装护栏|装灯"),
        ("①装护栏②装灯", "装护栏|装灯"),
        ("1.装护栏\n2.装灯\n3.报告", "1.装护栏\n2.装灯\n3.报告|1.装护栏\n2.装灯\n3.报告"),
        ("立即整改", "立即整改|立即整改"),
        ("", "|"),
    ] {
        let sheet = sheet(&["隐患内容|检查日期|责任单位|整改措施", "SPLIT|2026.3.5|甲厂|MEASURE"]);
        let mut sheet = sheet;
        sheet.rows[1].cells[0].value = Value::Text("1、无护栏；\n2、无灯".into());
        sheet.rows[1].cells[3].value = if measure.is_empty() { Value::Empty } else { Value::Text(measure.into()) };
        let ledger = read(&sheet, &Learned::default(), &Defaults::default()).unwrap();
        let measures: Vec<&str> = ledger.hazards.iter().map(|h| h.measure.as_deref().unwrap_or_default()).collect();
        assert_eq!(measures.join("|"), expected);
        assert_eq!((ledger.rows, &ledger.split[..]), (1, &[Split { row: 2, parts: 2 }][..]));
    }
}

#[test]
fn a_sheet_that_numbers_millions_is_refused() {
    let list: String = (1..=50).map(|n| format!("{n}、无护栏\n")).collect();
    let mut sheet = sheet(&["隐患内容|检查日期|责任单位|整改措施", "X|2026.3.5|甲厂|Y"]);
    sheet.rows[1].cells[0].value = Value::Text(list);
    sheet.rows[1].cells[3].value = Value::Text("长".repeat(10_000));
    for rows in [80, 100] {
        let more = (2..=rows + 1).map(|number| Row { number, ..sheet.rows[1].clone() });
        let sheet = Sheet { rows: sheet.rows[..1].iter().cloned().chain(more).collect(), ..sheet.clone() };
        let outcome = read(&sheet, &Learned::default(), &Defaults::default());
        let shown = outcome.map_or_else(|refused| refused.to_string(), |ledger| ledger.hazards.len().to_string());
        assert_eq!(shown, if rows == 80 { "4000" } else { "the cells of a sheet number too many hazards" });
    }
}

#[test]
fn a_missing_column_is_said_once() {
    let ledger =
        read(&sheet(&["隐患内容|整改措施", "乙|甲", "丁|甲"]), &Learned::default(), &Defaults::default()).unwrap();
    let said: Vec<(u32, &str, &str)> =
        ledger.problems.iter().map(|p| (p.row, p.column.header.as_str(), p.problem)).collect();
    assert_eq!(said, [(1, "检查时间", "this column is missing"), (1, "责任单位", "this column is missing")]);
    assert_eq!((ledger.rows, ledger.hazards.len()), (2, 0));
}

#[test]
fn a_day_in_the_column_of_names_is_noted_and_left() {
    let mut sheet = sheet(&["隐患内容|检查日期|责任单位|责任人", "无灯|2026.3.5|甲厂|X"]);
    sheet.rows[1].cells[3].value = Value::Number(46_086.0);
    let ledger = read(&sheet, &Learned::default(), &Defaults::default()).unwrap();
    assert_eq!(ledger.hazards[0].responsible, None);
    assert_eq!((ledger.notes[0].problem, ledger.notes[0].given.as_str()), ("this is not a name", "46086"));
}

#[test]
fn hidden_sheets_are_passed_over() {
    let shown = sheet(&["隐患内容|检查日期|责任单位", "无灯|2026.3.5|甲厂"]);
    let hidden = Sheet { hidden: true, name: "旧".into(), ..shown.clone() };
    let book =
        |sheets: &[&Sheet]| Workbook { kind: crate::Kind::Excel, sheets: sheets.iter().copied().cloned().collect() };
    let of = |book: Workbook| read_workbook(&book, &Learned::default(), &Defaults::default());
    let found = of(book(&[&hidden, &shown])).unwrap();
    assert_eq!((found.ledgers.len(), &found.passed_over[..]), (1, &["旧".to_owned()][..]));
    assert_eq!(of(book(&[&hidden])).unwrap_err().fault, fault::NO_HAZARD_COLUMNS);
    assert_eq!(of(book(&[&sheet(&["a|b"])])).unwrap_err().fault, fault::NO_HAZARD_COLUMNS);
}

fn of(rows: &[&str]) -> Ledger {
    let defaults = Defaults { unit: Some("默认单位".into()), found: kernel::Day::new(2026, 1, 2) };
    // Where a column says nothing of its unit, the defaults do, unless the row is meant to fail.
    let defaults = if rows[0].contains("单位名称") { Defaults::default() } else { defaults };
    read(&sheet(rows), &Learned::default(), &defaults).unwrap()
}
