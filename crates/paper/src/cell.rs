//! Reading one cell into a value, or into a problem that says where it stands and how to mend it.

use jiff::civil::Date;
use kernel::Day;

use crate::fault::{self, Fault};
use crate::{Row, Table, Value};

/// Serial numbers of 1990-01-01 and 2100-12-31: a number outside is no day that anyone typed.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_415.0;
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
const GIVEN_CHARACTERS_MAX: usize = 200;

/// One thing wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    pub sheet: String,
    pub row: u32,
    pub field: &'static str,
    pub column: ColumnName,
    pub given: String,
    pub problem: &'static str,
    pub advice: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnName {
    /// Empty when the sheet has no such column.
    pub letter: String,
    pub header: String,
}

/// Reads the cells of one row by field. A field whose column is not there reads as an empty cell.
pub struct RowReader<'t> {
    table: &'t Table<'t>,
    row: &'t Row,
    problems: &'t mut Vec<CellProblem>,
}

impl<'t> RowReader<'t> {
    pub(crate) fn new(table: &'t Table<'t>, row: &'t Row, problems: &'t mut Vec<CellProblem>) -> Self {
        Self { table, row, problems }
    }

    pub fn text(&mut self, field: &'static str) -> Option<String> {
        self.optional(field, text)
    }

    pub fn day(&mut self, field: &'static str) -> Option<Day> {
        self.optional(field, day)
    }

    pub fn number(&mut self, field: &'static str) -> Option<f64> {
        self.optional(field, number)
    }

    /// An empty cell is `None` without a problem.
    pub fn optional<T>(&mut self, field: &'static str, read: impl FnOnce(&Value) -> Result<T, Fault>) -> Option<T> {
        if *self.value(field) == Value::Empty { None } else { self.required(field, read) }
    }

    /// An empty cell is a problem.
    pub fn required<T>(&mut self, field: &'static str, read: impl FnOnce(&Value) -> Result<T, Fault>) -> Option<T> {
        let outcome = match self.value(field) {
            Value::Empty => Err(fault::CELL_EMPTY),
            Value::Error(_) => Err(fault::CELL_ERROR),
            value => read(value),
        };
        match outcome {
            Ok(value) => Some(value),
            Err(fault) => {
                let problem = self.problem(field, fault);
                self.problems.push(problem);
                None
            }
        }
    }

    /// Problems so far, of all rows.
    pub fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// What is wrong with the cell of this field, for a finding that is not a problem of reading.
    pub fn problem(&self, field: &'static str, fault: Fault) -> CellProblem {
        CellProblem {
            sheet: self.table.sheet.name.clone(),
            row: self.row.number,
            field,
            column: self.table.column_name(field),
            given: self.value(field).to_string().chars().take(GIVEN_CHARACTERS_MAX).collect(),
            problem: fault.problem,
            advice: fault.advice,
        }
    }

    fn value(&self, field: &str) -> &'t Value {
        self.table.heading(field).map_or(&Value::Empty, |heading| self.row.value(heading.column))
    }
}

/// Trimmed. A number or a day typed where a text belongs is taken as it is shown.
pub fn text(value: &Value) -> Result<String, Fault> {
    match value {
        Value::Bool(_) => Err(fault::NOT_TEXT),
        value => Ok(value.to_string().trim().to_owned()),
    }
}

pub fn number(value: &Value) -> Result<f64, Fault> {
    match value {
        Value::Number(number) if number.is_finite() => Ok(*number),
        Value::Text(text) => {
            let text = narrow(text).replace(',', "");
            text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(fault::NOT_A_NUMBER)
        }
        _ => Err(fault::NOT_A_NUMBER),
    }
}

/// A day as a date cell, a serial number, or one of the ways people write it.
pub fn day(value: &Value) -> Result<Day, Fault> {
    match value {
        Value::Date(date) => likely(*date),
        Value::DateTime(at) => likely(at.date()),
        Value::Number(number) => day_of_number(*number),
        Value::Text(text) => day_of_text(&narrow(text)),
        _ => Err(fault::NOT_A_DAY),
    }
}

fn day_of_number(number: f64) -> Result<Day, Fault> {
    if SERIALS.contains(&number) {
        let first = Date::constant(1899, 12, 30);
        // Truncating is meant: the fraction is the time of day.
        return likely(first.saturating_add(jiff::Span::new().days(number as i64)));
    }
    let written = number.to_string();
    if written.len() == 8 && number.fract() == 0.0 {
        return day_of_text(&written);
    }
    // 2013.10 arrives as 2013.1; which month was meant can't be known.
    let month = number.fract() != 0.0 && f64::from(*YEARS.start()) <= number && number < f64::from(*YEARS.end());
    Err(if month { fault::MONTH_ONLY } else { fault::NOT_A_DAY })
}

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`, each with or without a time behind it, or a serial.
fn day_of_text(text: &str) -> Result<Day, Fault> {
    let has_mark = text.contains(['-', '/', '.', '年', '月']);
    if !has_mark {
        return match text.len() {
            8 if text.bytes().all(|b| b.is_ascii_digit()) => civil(&text[..4], &text[4..6], &text[6..]),
            5 => text.parse().map_err(|_| fault::NOT_A_DAY).and_then(day_of_number),
            _ => Err(fault::NOT_A_DAY),
        };
    }
    let marked = text.replace("年", "-").replace("月", "-").replace(['/', '.'], "-");
    let (front, behind) = split_time(&marked);
    if !is_time(behind) {
        return Err(fault::NOT_A_DAY);
    }
    let front: String = front.chars().filter(|c| *c != ' ').collect();
    let parts: Vec<&str> = front.trim_end_matches('-').split('-').collect();
    match parts[..] {
        [year, month, day] => civil(year, month, day),
        [first, second] if digits(first, 4) && digits(second, 2) && first.len() == 4 => Err(fault::MONTH_ONLY),
        [month, day] if digits(month, 2) && digits(day, 2) => Err(fault::DAY_WITHOUT_YEAR),
        _ => Err(fault::NOT_A_DAY),
    }
}

/// A time stands behind 日, `T`, or the first blank after the third number.
fn split_time(marked: &str) -> (&str, &str) {
    if let Some((front, behind)) = marked.split_once(['日', 'T', 't']) {
        return (front, behind.trim());
    }
    let third = marked.match_indices('-').nth(1).map_or(marked.len(), |(at, _)| at + 1);
    let digit = marked[third..].find(|c: char| c.is_ascii_digit()).map_or(marked.len(), |at| third + at);
    marked[digit..].split_once(' ').map_or((marked, ""), |(day, behind)| (&marked[..digit + day.len()], behind.trim()))
}

fn is_time(behind: &str) -> bool {
    behind.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '-' | ' ' | '时' | '分' | '秒'))
        && (behind.is_empty() || behind.starts_with(|c: char| c.is_ascii_digit()))
}

fn digits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn civil(year: &str, month: &str, day: &str) -> Result<Day, Fault> {
    if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return Err(fault::NOT_A_DAY);
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
        return Err(fault::NOT_A_DAY);
    };
    if !YEARS.contains(&year) {
        return Err(fault::YEAR_UNLIKELY);
    }
    Day::new(year, month, day).ok_or(fault::NO_SUCH_DAY)
}

fn likely(date: Date) -> Result<Day, Fault> {
    if !YEARS.contains(&date.year()) {
        return Err(fault::YEAR_UNLIKELY);
    }
    Day::new(date.year(), date.month(), date.day()).ok_or(fault::NO_SUCH_DAY)
}

/// Full-width digits and marks as their ASCII forms, without the ideographic full stop or blanks around.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\n' | '\t' => ' ',
        '。' => '.',
        '—' | '–' | '−' => '-',
        c => c,
    };
    text.chars().map(narrow).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        //       given                       day or problem
        check_day("2026-03-05", "2026-03-05");
        check_day("2026-3-5", "2026-03-05");
        check_day("2026/3/5", "2026-03-05");
        check_day("2026.3.5", "2026-03-05");
        check_day("2026.3.5.", "2026-03-05");
        check_day("2026年3月5日", "2026-03-05");
        check_day(" 2026 年 3 月 5 日 ", "2026-03-05");
        check_day("2026年3月5", "2026-03-05");
        check_day("２０２６．３．５", "2026-03-05");
        check_day("２０２６年３月５日", "2026-03-05");
        check_day("2026。3。5", "2026-03-05");
        check_day("20260305", "2026-03-05");
        check_day("46086", "2026-03-05");
        check_day("2026-03-05 09:30", "2026-03-05");
        check_day("2026-03-05T09:30:00", "2026-03-05");
        check_day("2026/3/5 9:30:15", "2026-03-05");
        check_day("2026年3月5日 9时30分", "2026-03-05");
        check_day("2024-02-29", "2024-02-29");
        check_day("2026-02-29", "there is no such day");
        check_day("2026.13.1", "there is no such day");
        check_day("1926-03-05", "the year is before 1990 or after 2100");
        check_day("26-03-05", "the year is before 1990 or after 2100");
        check_day("3月5日", "the year is missing");
        check_day("3.5", "the year is missing");
        check_day("2026年3月", "the day of the month is missing");
        check_day("2026.3", "the day of the month is missing");
        check_day("2026-03-05至2026-03-09", "this is not a day");
        check_day("2026-03-05、2026-03-09", "this is not a day");
        check_day("2026-03-05 前", "this is not a day");
        check_day("立即整改", "this is not a day");
        check_day("五月三日", "this is not a day");
        check_day("123456789", "this is not a day");
        check_day("12", "this is not a day");
        check_day("-", "this is not a day");
        check_day("日日年月", "this is not a day");
    }

    fn check_day(given: &str, expected: &str) {
        check(day(&Value::Text(given.into())), given, expected);
    }

    #[test]
    fn days_of_other_cells() {
        let at = jiff::civil::datetime(2020, 5, 24, 16, 30, 0, 0);
        //    value                              day or problem
        check(day(&Value::Date(at.date())), "", "2020-05-24");
        check(day(&Value::DateTime(at)), "", "2020-05-24");
        check(day(&Value::Number(43_975.0)), "", "2020-05-24");
        check(day(&Value::Number(43_975.99)), "", "2020-05-24");
        check(day(&Value::Number(32_874.0)), "", "1990-01-01");
        check(day(&Value::Number(73_415.0)), "", "2100-12-31");
        check(day(&Value::Number(73_416.0)), "", "this is not a day");
        check(day(&Value::Number(20_200_524.0)), "", "2020-05-24");
        check(day(&Value::Number(20_201_324.0)), "", "there is no such day");
        check(day(&Value::Number(2013.1)), "", "the day of the month is missing");
        check(day(&Value::Number(7.0)), "", "this is not a day");
        check(day(&Value::Number(f64::NAN)), "", "this is not a day");
        check(day(&Value::Date(Date::constant(1900, 1, 5))), "", "the year is before 1990 or after 2100");
        check(day(&Value::Bool(true)), "", "this is not a day");
    }

    #[test]
    fn numbers_and_texts() {
        let of = |text: &str| Value::Text(text.into());
        check(number(&Value::Number(1.5)), "", "1.5");
        check(number(&of(" １，２３４．５ ")), "", "1234.5");
        check(number(&of("-3")), "", "-3");
        check(number(&of("3人")), "", "this is not a number");
        check(number(&of("inf")), "", "this is not a number");
        check(number(&Value::Bool(true)), "", "this is not a number");
        check(text(&of(" 甲\n")), "", "甲");
        check(text(&Value::Number(12.0)), "", "12");
        check(text(&Value::Date(Date::constant(2020, 5, 24))), "", "2020-05-24");
        check(text(&Value::Bool(true)), "", "this is not a text");
    }

    fn check<T: std::fmt::Display>(outcome: Result<T, Fault>, given: &str, expected: &str) {
        let shown = outcome.map_or_else(|fault| fault.problem.to_owned(), |value| value.to_string());
        assert_eq!(shown, expected, "{given}");
    }
}
