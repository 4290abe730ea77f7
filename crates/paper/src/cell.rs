//! One cell as a value; days have a module of their own.

use crate::Value;
use crate::fault::{self, Fault};

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

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnName {
    /// Empty when the sheet has no such column.
    pub letter: String,
    pub header: String,
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

/// Full-width digits and marks as their ASCII forms, without the ideographic full stop or blanks around.
pub fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect::<String>().trim().to_owned()
}

pub(crate) fn narrow_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\n' | '\t' => ' ',
        '。' => '.',
        '—' | '–' | '−' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

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
