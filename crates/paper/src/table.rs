//! Finding the header row of a sheet, and the rows below it, by the names its columns go by.
//!
//! Only the simple shape: one row that names the columns, each row below it one record. The columns may stand in any order.

use crate::cell::{CellProblem, ColumnName, RowReader};
use crate::fault::{self, Fault, PaperError};
use crate::{Row, Sheet, Value, column_letter};

const HEADER_AMONG_ROWS: u32 = 20;
const HEADER_CELLS_MIN: usize = 3;

/// A column that a kind of table may have, and all the names it goes by, the usual one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub field: &'static str,
    pub names: &'static [&'static str],
}

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub field: &'static str,
    pub column: u32,
    /// As the sheet has it.
    pub text: String,
}

/// A sheet in which the header row was found.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    pub sheet: &'a Sheet,
    pub header_row: u32,
    pub headings: Vec<Heading>,
    /// The columns that were looked for.
    wanted: &'static [Column],
}

impl<'a> Table<'a> {
    /// The first row among the first 20 that names at least three of the wanted columns; else `none`, with the usual names
    /// of what was looked for.
    pub fn find(sheet: &'a Sheet, wanted: &'static [Column], none: Fault) -> Result<Table<'a>, PaperError> {
        for row in sheet.rows.iter().take_while(|row| row.number <= HEADER_AMONG_ROWS) {
            let headings = headings(row, wanted);
            if headings.len() >= HEADER_CELLS_MIN {
                return Ok(Table { sheet, header_row: row.number, headings, wanted });
            }
        }
        let usual: Vec<&str> = wanted.iter().filter_map(|column| column.names.first().copied()).collect();
        Err(none.with(usual.join("、")))
    }

    /// The rows below the header in which at least one known column holds something.
    pub fn rows(&self) -> impl Iterator<Item = &'a Row> + '_ {
        let holds = |row: &&Row| self.headings.iter().any(|heading| *row.value(heading.column) != Value::Empty);
        self.sheet.rows.iter().filter(|row| row.number > self.header_row).filter(holds)
    }

    /// Reads the cells of one of the rows; what is wrong goes to `problems`.
    pub fn reader<'t>(&'t self, row: &'t Row, problems: &'t mut Vec<CellProblem>) -> RowReader<'t> {
        RowReader::new(self, row, problems)
    }

    pub fn heading(&self, field: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.field == field)
    }

    /// One problem for each of the fields that has no column, said once and not for every row.
    pub fn missing(&self, fields: &[&'static str]) -> Vec<CellProblem> {
        let absent = fields.iter().filter(|field| self.heading(field).is_none());
        let problem = |field: &&'static str| CellProblem {
            sheet: self.sheet.name.clone(),
            row: self.header_row,
            field,
            column: self.column_name(field),
            given: String::new(),
            problem: fault::COLUMN_MISSING.problem,
            advice: fault::COLUMN_MISSING.advice,
        };
        absent.map(problem).collect()
    }

    /// A column that is not there goes by its usual name.
    pub(crate) fn column_name(&self, field: &str) -> ColumnName {
        if let Some(heading) = self.heading(field) {
            return ColumnName { letter: column_letter(heading.column), header: heading.text.clone() };
        }
        let usual = self.wanted.iter().find(|column| column.field == field).and_then(|column| column.names.first());
        ColumnName { letter: String::new(), header: usual.copied().unwrap_or_default().to_owned() }
    }
}

/// Where two columns have names of the same field, the left one counts.
fn headings(row: &Row, wanted: &'static [Column]) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    for cell in &row.cells {
        let Value::Text(text) = &cell.value else { continue };
        let Some(field) = field_named(text, wanted) else { continue };
        if found.iter().all(|heading| heading.field != field) {
            found.push(Heading { field, column: cell.column, text: text.trim().to_owned() });
        }
    }
    found
}

fn field_named(header: &str, wanted: &'static [Column]) -> Option<&'static str> {
    let whole = plain(header);
    let short = plain(header.split(['（', '(', '【', '[']).next().unwrap_or(header));
    let named = |name: &str| wanted.iter().find(|column| column.names.contains(&name)).map(|column| column.field);
    named(&whole).or_else(|| named(&short))
}

/// Names are compared without blanks, line breaks, the star of required columns and a closing colon.
fn plain(header: &str) -> String {
    header.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | ':' | '：')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    const WANTED: &[Column] = &[
        Column { field: "description", names: &["问题描述", "隐患内容"] },
        Column { field: "found", names: &["检查时间", "排查日期"] },
        Column { field: "unit", names: &["责任单位"] },
        Column { field: "measure", names: &["整改措施（要求）", "整改措施"] },
    ];

    #[test]
    fn header_rows_are_found() {
        //     rows                                                      header row and columns
        check(&["问题描述|检查时间|责任单位", "a|b|c"], "1 A=description B=found C=unit");
        check(&["台账", "填报人：甲", "序号|排查 日期*|隐患内容|责任\n单位"], "3 B=found C=description D=unit");
        check(&["检查时间（必填）|隐患内容：|整改措施（要求）|整改措施"], "1 A=found B=description C=measure");
        check(&["检查时间|排查日期|责任单位|隐患内容"], "1 A=found C=unit D=description");
        check(&["检查时间|责任单位"], "no hazard columns found: 问题描述、检查时间、责任单位、整改措施（要求）");
        let late: Vec<&str> = std::iter::repeat_n("x", 20).chain(["问题描述|检查时间|责任单位"]).collect();
        check(&late, "no hazard columns found: 问题描述、检查时间、责任单位、整改措施（要求）");
        check(&late[1..], "20 A=description B=found C=unit");
    }

    fn check(rows: &[&str], expected: &str) {
        let sheet = sheet(rows);
        let shown = match Table::find(&sheet, WANTED, fault::NO_HAZARD_COLUMNS) {
            Err(refused) => refused.to_string(),
            Ok(table) => {
                let name = |h: &Heading| format!(" {}={}", column_letter(h.column), h.field);
                format!("{}{}", table.header_row, table.headings.iter().map(name).collect::<String>())
            }
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn rows_without_known_values_are_left_out() {
        let sheet = sheet(&["问题描述|检查时间|责任单位", "a|b|c", "|||注：", "|2020-01-01|"]);
        let table = Table::find(&sheet, WANTED, fault::NO_HAZARD_COLUMNS).unwrap();
        assert_eq!(table.rows().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
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
