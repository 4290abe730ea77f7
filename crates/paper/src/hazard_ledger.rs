//! A ledger of hazards: each row of a sheet becomes one typed hazard, or problems that name their cells.
//!
//! A row with a problem gives no hazard. What is readable but surely wrong, such as a deadline before the finding, is a note:
//! the row is taken, and the person who imports sees it. Whether a hazard is known already is not decided here.

mod names;

use kernel::{Day, words};

use crate::cell::{self, CellProblem, RowReader};
use crate::fault::{self, Fault, PaperError};
use crate::{Row, Sheet, Table, Value, digest};
pub use names::COLUMNS;
use names::{CLOSED, LEVELS, OPEN};

words! {
    pub enum Level {
        Ordinary = "ordinary",
        Major = "major",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHazard {
    pub row: u32,
    /// The same in every upload of the same row.
    pub digest: [u8; 16],
    pub number_in_sheet: Option<String>,
    pub description: String,
    pub found: Day,
    /// Kinds of accident it may lead to, joined by 、.
    pub kind: Option<String>,
    pub level: Level,
    pub unit: String,
    pub responsible: Option<String>,
    pub due: Option<Day>,
    pub measure: Option<String>,
    pub recheck: Option<String>,
    pub rechecked: Option<Day>,
    pub rechecker: Option<String>,
    pub closed: bool,
}

/// What one sheet gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub hazards: Vec<LedgerHazard>,
    pub problems: Vec<CellProblem>,
    pub notes: Vec<CellProblem>,
}

const REQUIRED: &[&str] = &["description", "found", "level", "unit", "state"];

/// Reads one sheet. An error: the sheet has no header of a hazard ledger.
pub fn read(sheet: &Sheet) -> Result<Ledger, PaperError> {
    let table = Table::find(sheet, COLUMNS, fault::NO_HAZARD_COLUMNS)?;
    let mut ledger = Ledger { problems: table.missing(REQUIRED), ..Ledger::default() };
    if !ledger.problems.is_empty() {
        return Ok(ledger);
    }
    for row in table.rows() {
        let mut cells = table.reader(row, &mut ledger.problems);
        if let Some(hazard) = hazard(&sheet.name, row, &mut cells) {
            ledger.notes.extend(notes(&hazard, &cells));
            ledger.hazards.push(hazard);
        }
    }
    // As the eye goes over the sheet.
    let place = |problem: &CellProblem| (problem.row, problem.column.letter.len(), problem.column.letter.clone());
    ledger.problems.sort_by_key(place);
    Ok(ledger)
}

/// Every cell is read before the row is given up, so that all problems are named at once.
fn hazard(sheet: &str, row: &Row, cells: &mut RowReader<'_>) -> Option<LedgerHazard> {
    let before = cells.problem_count();
    let number_in_sheet = cells.text("number");
    let description = cells.required("description", cell::text);
    let found = cells.required("found", cell::day);
    let kind = cells.text("kind").map(|kinds| join_kinds(&kinds));
    let level = cells.required("level", level);
    let unit = cells.required("unit", cell::text);
    let responsible = cells.text("responsible");
    let due = cells.day("due");
    let measure = cells.text("measure");
    let recheck = cells.text("recheck");
    let rechecked = cells.day("rechecked");
    let rechecker = cells.text("rechecker");
    let closed = cells.required("state", closed);
    if cells.problem_count() > before {
        return None;
    }
    Some(LedgerHazard {
        row: row.number,
        digest: digest(sheet, row.number, &row.cells),
        number_in_sheet,
        description: description?,
        found: found?,
        kind,
        level: level?,
        unit: unit?,
        responsible,
        due,
        measure,
        recheck,
        rechecked,
        rechecker,
        closed: closed?,
    })
}

fn notes(hazard: &LedgerHazard, cells: &RowReader<'_>) -> Vec<CellProblem> {
    let early = |day: Option<Day>| day.is_some_and(|day| day < hazard.found);
    let due = early(hazard.due).then(|| cells.problem("due", fault::DUE_BEFORE_FOUND));
    let rechecked = early(hazard.rechecked).then(|| cells.problem("rechecked", fault::RECHECKED_BEFORE_FOUND));
    due.into_iter().chain(rechecked).collect()
}

fn level(value: &Value) -> Result<Level, Fault> {
    let given = word(value)?;
    let found = LEVELS.iter().find(|(_, names)| names.contains(&given.as_str()));
    found.map(|(level, _)| *level).ok_or(fault::NOT_A_LEVEL)
}

fn closed(value: &Value) -> Result<bool, Fault> {
    let given = word(value)?;
    let said = |list: &[&str]| list.contains(&given.as_str());
    if said(CLOSED) {
        Ok(true)
    } else if said(OPEN) {
        Ok(false)
    } else {
        Err(fault::NOT_A_STATE)
    }
}

/// Blanks within a word and a full stop behind it are slips of the pen.
fn word(value: &Value) -> Result<String, Fault> {
    let text: String = cell::text(value)?.chars().filter(|c| !c.is_whitespace()).collect();
    Ok(text.trim_end_matches(['。', '.', '；', ';']).to_lowercase())
}

fn join_kinds(kinds: &str) -> String {
    let parts =
        kinds.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '／' | '|'));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    #[test]
    fn levels() {
        for (given, expected) in [
            ("一般事故隐患", Ok(Level::Ordinary)),
            ("一般隐患", Ok(Level::Ordinary)),
            (" 一 般 ", Ok(Level::Ordinary)),
            ("重大", Ok(Level::Major)),
            ("重大事故隐患。", Ok(Level::Major)),
            ("较大隐患", Err(fault::NOT_A_LEVEL)),
            ("不是重大", Err(fault::NOT_A_LEVEL)),
            ("3", Err(fault::NOT_A_LEVEL)),
        ] {
            assert_eq!(level(&Value::Text(given.into())), expected, "{given}");
        }
    }

    #[test]
    fn states() {
        for closed_word in ["关闭", "已关闭", "已销号", "已整改", "完成", "Closed", "已 关闭。"] {
            assert_eq!(closed(&Value::Text(closed_word.into())), Ok(true), "{closed_word}");
        }
        for open_word in ["未关闭", "整改中", "待整改", "开放", "未完成", "OPEN"] {
            assert_eq!(closed(&Value::Text(open_word.into())), Ok(false), "{open_word}");
        }
        for other in ["部分整改", "？", "2020-05-24", "基本完成"] {
            assert_eq!(closed(&Value::Text(other.into())), Err(fault::NOT_A_STATE), "{other}");
        }
        assert!(OPEN.iter().all(|word| !CLOSED.contains(word)));
    }

    #[test]
    fn kinds_are_joined_one_way() {
        for (given, expected) in
            [("触电", "触电"), ("火灾、灼烫", "火灾、灼烫"), ("火灾,灼烫 触电；", "火灾、灼烫、触电")]
        {
            assert_eq!(join_kinds(given), expected);
        }
    }

    #[test]
    fn no_name_belongs_to_two_columns() {
        let mut names: Vec<&str> = COLUMNS.iter().flat_map(|column| column.names).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn rows_become_hazards_or_problems() {
        //    unit|description|found|level|state|due|rechecked            outcome
        check("甲厂|无护栏|2026.3.5|一般|待整改||", "2: 甲厂 2026-03-05 ordinary open");
        check("甲厂|无护栏|2026年3月5日|重大|已销号|2026.3.9|2026/3/8", "2: 甲厂 2026-03-05 major closed");
        check(
            "甲厂|无护栏|3月5日|较大|||",
            "C2 the year is missing; D2 this is not a hazard level; E2 this cell is empty",
        );
        check("||2026.3.5|一般|关闭||", "A2 this cell is empty; B2 this cell is empty");
        check("甲厂|无护栏|2026.3.5|一般|关闭|不日|", "F2 this is not a day");
        check(
            "甲厂|无护栏|2026.3.5|一般|关闭|2026.3.4|2026.3.1",
            "2: 甲厂 2026-03-05 ordinary closed; F2 the deadline is before the day it was found; \
             G2 the recheck is before the day it was found",
        );
    }

    fn check(row: &str, expected: &str) {
        let ledger = read(&sheet(&["单位名称|存在问题|检查日期|隐患等级|状态|整改期限|复查日期", row])).unwrap();
        let shown = |h: &LedgerHazard| {
            let state = if h.closed { "closed" } else { "open" };
            format!("{}: {} {} {} {state}", h.row, h.unit, h.found, h.level)
        };
        let problem = |p: &CellProblem| format!("{}{} {}", p.column.letter, p.row, p.problem);
        let hazards = ledger.hazards.iter().map(shown);
        let all: Vec<String> = hazards.chain(ledger.problems.iter().chain(&ledger.notes).map(problem)).collect();
        assert_eq!(all.join("; "), expected);
    }

    #[test]
    fn a_missing_column_is_said_once() {
        let ledger = read(&sheet(&["责任单位|隐患内容|排查日期", "甲|乙|2026.1.1", "丙|丁|2026.1.1"])).unwrap();
        let said: Vec<(u32, &str, &str)> =
            ledger.problems.iter().map(|p| (p.row, p.column.header.as_str(), p.problem)).collect();
        assert_eq!(said, [(1, "隐患级别", "this column is missing"), (1, "隐患状态", "this column is missing")]);
        assert!(ledger.hazards.is_empty());
    }

    fn sheet(rows: &[&str]) -> Sheet {
        let cell = |(column, text): (u32, &str)| Cell { column, value: Value::Text(text.into()) };
        let row = |(number, cells): (u32, &&str)| Row {
            number,
            cells: (0..).zip(cells.split('|')).filter(|(_, text)| !text.is_empty()).map(cell).collect(),
        };
        Sheet { name: "台账".into(), hidden: false, rows: (1..).zip(rows).map(row).collect() }
    }
}
