//! A value on its way out and back: typed by its column, written as a text in the hidden sheet, and compared so that what
//! Excel or a hand changed in form only is no change.

use jiff::civil::{Date, DateTime, Time};
use jiff::{RoundMode, Unit};
use kernel::{Day, Instant};

use super::ColumnKind;
use super::escape::{clean, cut};
use crate::{Value, cell};

/// Excel counts days from 1900 and is wrong about its February.
const FIRST_DAY: Date = Date::constant(1900, 3, 1);

pub fn day(day: Day) -> Value {
    Value::Date(day.start().civil().date())
}

pub fn instant(at: Instant) -> Value {
    Value::DateTime(at.civil())
}

/// The value as the sheet will hold it. What does not fit its column is written as a text rather than lost.
pub(super) fn typed(kind: ColumnKind, value: &Value, cut_mark: &str) -> Value {
    match (kind, value) {
        (_, Value::Empty) => Value::Empty,
        (ColumnKind::Number, Value::Number(number)) if number.is_finite() => Value::Number(*number),
        (ColumnKind::Day, Value::Date(date)) if *date >= FIRST_DAY => Value::Date(*date),
        (ColumnKind::Day, Value::DateTime(at)) if at.date() >= FIRST_DAY => Value::Date(at.date()),
        (ColumnKind::Instant, Value::Date(date)) if *date >= FIRST_DAY => Value::DateTime(date.to_datetime(Time::MIN)),
        (ColumnKind::Instant, Value::DateTime(at)) if at.date() >= FIRST_DAY => Value::DateTime(whole(*at, true)),
        (_, value) => match cut(&clean(&value.to_string()), cut_mark) {
            text if text.is_empty() => Value::Empty,
            text => Value::Text(text),
        },
    }
}

/// The value whose text the hidden sheet holds.
pub(super) fn of_text(kind: ColumnKind, text: &str) -> Value {
    let typed = match kind {
        _ if text.is_empty() => Some(Value::Empty),
        ColumnKind::Number => text.parse().ok().map(Value::Number),
        ColumnKind::Day => text.parse().ok().map(Value::Date),
        ColumnKind::Instant => text.parse().ok().map(Value::DateTime),
        ColumnKind::Text | ColumnKind::Choice => None,
    };
    typed.unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// Two values of a column are the same when these are.
pub(super) fn normal(kind: ColumnKind, value: &Value) -> String {
    let typed = match kind {
        ColumnKind::Number => cell::number(value).ok().map(|number| (number + 0.0).to_string()),
        ColumnKind::Day => crate::day::day(value).ok().map(|day| day.to_string()),
        ColumnKind::Instant => moment(value).map(|at| at.to_string()),
        ColumnKind::Text | ColumnKind::Choice => None,
    };
    typed.unwrap_or_else(|| narrow(&value.to_string()))
}

/// A serial number holds a second only nearly.
fn moment(value: &Value) -> Option<DateTime> {
    match value {
        Value::Date(date) => Some(date.to_datetime(Time::MIN)),
        Value::DateTime(at) => Some(whole(*at, false)),
        Value::Text(text) => {
            let text = narrow(text).replace('/', "-");
            text.parse().ok().or_else(|| text.parse::<Date>().ok().map(|date| date.to_datetime(Time::MIN)))
        }
        _ => None,
    }
}

fn whole(at: DateTime, down: bool) -> DateTime {
    let mode = if down { RoundMode::Trunc } else { RoundMode::HalfExpand };
    let round = jiff::civil::DateTimeRound::new().smallest(Unit::Second).mode(mode);
    at.round(round).unwrap_or(at)
}

/// Without blanks around, with one kind of line end, and with the digits of a Latin keyboard.
fn narrow(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().map(digit).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_typed_by_their_column() {
        use ColumnKind::{Choice, Day, Instant, Number, Text};
        let at = jiff::civil::datetime(2026, 3, 5, 9, 30, 1, 999_000_000);
        let text = |text: &str| Value::Text(text.into());
        //          column   given                                    sheet
        check_typed(Text, Value::Number(330_782_199_001_010_000.0), text("330782199001010000"));
        check_typed(Choice, Value::Bool(true), text("TRUE"));
        check_typed(Number, Value::Number(-1.5), Value::Number(-1.5));
        check_typed(Number, Value::Number(f64::NAN), text("NaN"));
        check_typed(Number, text("=1+1"), text("=1+1"));
        check_typed(Day, Value::DateTime(at), Value::Date(at.date()));
        check_typed(Day, Value::Date(Date::constant(1871, 1, 1)), text("1871-01-01"));
        check_typed(Instant, Value::DateTime(at), Value::DateTime(jiff::civil::datetime(2026, 3, 5, 9, 30, 1, 0)));
        check_typed(Day, text("待定"), text("待定"));
        check_typed(Text, text(""), Value::Empty);
        // Half an hour before midnight in London is the next morning in Beijing.
        let late = kernel::Instant::read("2026-03-04T23:30:00Z").unwrap();
        check_typed(Instant, instant(late), Value::DateTime(jiff::civil::datetime(2026, 3, 5, 7, 30, 0, 0)));
        check_typed(Day, day(late.day()), Value::Date(Date::constant(2026, 3, 5)));
    }

    fn check_typed(kind: ColumnKind, given: Value, expected: Value) {
        let sheet = typed(kind, &given, "…");
        assert_eq!(sheet, expected, "{given:?}");
        assert_eq!(normal(kind, &of_text(kind, &sheet.to_string())), normal(kind, &sheet), "{given:?}");
    }

    #[test]
    fn form_is_no_change() {
        use ColumnKind::{Day, Instant, Number, Text};
        let text = |text: &str| Value::Text(text.into());
        let at = |nanosecond| Value::DateTime(jiff::civil::datetime(2026, 3, 5, 9, 30, 0, nanosecond));
        //    column   one                    other                               same
        check(Text, text(" 甲\r\n乙 "), text("甲\n乙"), true);
        check(Text, text("１２号"), text("12号"), true);
        check(Text, text("120"), Value::Number(120.0), true);
        check(Text, text("甲"), text("乙"), false);
        check(Number, text("１，２００"), Value::Number(1200.0), true);
        check(Number, Value::Number(-0.0), Value::Number(0.0), true);
        check(Number, Value::Empty, Value::Number(0.0), false);
        check(Day, text("2026年3月5日"), Value::Date(Date::constant(2026, 3, 5)), true);
        check(Day, Value::Number(46_086.0), text("2026.3.5"), true);
        check(Day, text("待定"), text("待定 "), true);
        check(Instant, at(0), at(400_000_000), true);
        check(Instant, at(0), text("2026/03/05 09:30"), true);
        check(Instant, Value::Date(Date::constant(2026, 3, 5)), text("2026-03-05"), true);
        check(Instant, at(0), text("2026-03-05 09:31"), false);
    }

    fn check(kind: ColumnKind, one: Value, other: Value, same: bool) {
        assert_eq!(normal(kind, &one) == normal(kind, &other), same, "{one:?} {other:?}");
    }
}
