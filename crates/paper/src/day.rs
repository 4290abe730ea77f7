//! Days as people write them in cells and in titles.

use jiff::civil::Date;
use kernel::Day;
use serde::Deserialize;

use crate::Value;
use crate::cell::narrow;
use crate::fault::{self, Fault};

/// Serial numbers of 1990-01-01 and 2100-12-31: a number outside is no day that anyone typed.
const SERIALS: std::ops::RangeInclusive<f64> = 32_874.0..=73_415.0;
/// How many days later the count begins in workbooks that count from 1904.
const FROM_1900_TO_1904: f64 = 1_462.0;
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Which of the two days of `2026.3.5-3.9` a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    First,
    Last,
}

/// What may be known beside the cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ways {
    pub since_1904: bool,
    /// The year of days written without one.
    pub year: Option<i16>,
    pub end: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    pub day: Day,
    pub year_from_beside: bool,
    pub from_range: bool,
}

/// A day as a date cell, a serial number, or one of the ways people write it.
pub fn day(value: &Value) -> Result<Day, Fault> {
    read(value, Ways::default()).map(|read| read.day)
}

pub fn read(value: &Value, ways: Ways) -> Result<Read, Fault> {
    let exact = |day| Read { day, year_from_beside: false, from_range: false };
    match value {
        Value::Date(date) => likely(*date).map(exact),
        Value::DateTime(at) => likely(at.date()).map(exact),
        Value::Number(number) => day_of_number(*number, ways.since_1904).map(exact),
        Value::Text(text) => written(&narrow(text), ways),
        _ => Err(fault::NOT_A_DAY),
    }
}

fn written(text: &str, ways: Ways) -> Result<Read, Fault> {
    let text = match ways.end {
        // 3月10日前 is a deadline on the tenth.
        Some(End::Last) => BY.iter().find_map(|by| text.strip_suffix(by)).unwrap_or(text).trim_end(),
        _ => text,
    };
    let single = one(text, ways.year);
    let (Err(fault::NOT_A_DAY), Some(end), Some((first, last))) = (&single, ways.end, halves(text)) else {
        return single;
    };
    let first = one(first, ways.year)?;
    let (year, month) = (first.day.year(), first.day.month());
    let only_day = digits(last.trim_end_matches('日').trim_end(), 2);
    let last = if only_day { one(&format!("{month}.{last}"), Some(year))? } else { one(last, Some(year))? }.day;
    if last < first.day {
        return Err(fault::NOT_A_DAY);
    }
    let day = if end == End::First { first.day } else { last };
    Ok(Read { day, from_range: true, ..first })
}

const BY: &[&str] = &["前完成整改", "前整改完成", "前完成", "之前", "以前", "前"];

fn one(text: &str, year: Option<i16>) -> Result<Read, Fault> {
    match (day_of_text(text), year) {
        (Err(fault::DAY_WITHOUT_YEAR), Some(year)) => {
            let day = day_of_text(&format!("{year}.{text}"))?;
            Ok(Read { day, year_from_beside: true, from_range: false })
        }
        (read, _) => read.map(|day| Read { day, year_from_beside: false, from_range: false }),
    }
}

/// A dash parts two days only where the days themselves are written without dashes.
fn halves(text: &str) -> Option<(&str, &str)> {
    let (first, last) = match text.split_once(['至', '到', '~']) {
        Some(halves) => halves,
        None if text.contains(['.', '/', '月']) => text.split_once('-')?,
        None => return None,
    };
    let last = last.trim_start_matches(['-', '~']).trim();
    Some((first.trim(), last)).filter(|(first, last)| !first.is_empty() && !last.is_empty())
}

/// The only whole day that a text holds; `None` where it holds several.
pub fn day_within(text: &str) -> Option<Day> {
    let text = narrow(text);
    let mut found = None;
    for (at, _) in year_starts(&text) {
        let rest = &text[at..];
        let end = rest.find(|c: char| !(c.is_ascii_digit() || "年月日./- ".contains(c))).unwrap_or(rest.len());
        let written = rest[..end].split_inclusive('日').next().unwrap_or_default();
        let Ok(day) = day_of_text(written.trim()) else { continue };
        if found.is_some_and(|known| known != day) {
            return None;
        }
        found = Some(day);
    }
    found
}

/// The only year that a text holds.
pub fn year_within(text: &str) -> Option<i16> {
    let text = narrow(text);
    let mut years: Vec<i16> = year_starts(&text).map(|(_, year)| year).collect();
    years.dedup();
    if let [year] = years[..] { Some(year) } else { None }
}

/// Four digits that are a year by what stands behind them: 年, or a mark and a digit.
fn year_starts(text: &str) -> impl Iterator<Item = (usize, i16)> + '_ {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let year = move |at: usize| {
        let four = (at..at + 4).all(is_digit) && !is_digit(at + 4) && (at == 0 || !is_digit(at - 1));
        let year = text.get(at..at + 4).filter(|_| four)?.parse().ok().filter(|year| YEARS.contains(year))?;
        let behind = text[at + 4..].trim_start();
        let marked = behind.starts_with(['.', '/', '-']) && is_digit(at + 5);
        (behind.starts_with('年') || marked).then_some((at, year))
    };
    (0..bytes.len()).filter_map(year)
}

fn day_of_number(number: f64, since_1904: bool) -> Result<Day, Fault> {
    let serial = if since_1904 { number + FROM_1900_TO_1904 } else { number };
    if SERIALS.contains(&serial) {
        let first = Date::constant(1899, 12, 30);
        // Truncating is meant: the fraction is the time of day.
        return likely(first.saturating_add(jiff::Span::new().days(serial as i64)));
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
            5 => text.parse().map_err(|_| fault::NOT_A_DAY).and_then(|number| day_of_number(number, false)),
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

    fn check(outcome: Result<Day, Fault>, given: &str, expected: &str) {
        let shown = outcome.map_or_else(|fault| fault.problem.to_owned(), |value| value.to_string());
        assert_eq!(shown, expected, "{given}");
    }

    #[test]
    fn days_with_what_stands_beside() {
        use End::{First, Last};
        //       given                      year        end          day or problem
        check_way("3.5", Some(2026), None, "2026-03-05 year");
        check_way("3月5日", Some(2026), None, "2026-03-05 year");
        check_way("３／５", Some(2026), None, "2026-03-05 year");
        check_way("2.29", Some(2026), None, "there is no such day");
        check_way("2.29", Some(2024), None, "2024-02-29 year");
        check_way("2025.3.5", Some(2026), None, "2025-03-05");
        check_way("2026.3", Some(2025), None, "the day of the month is missing");
        check_way("2026.3.5-3.9", None, Some(First), "2026-03-05 range");
        check_way("2026.3.5-3.9", None, Some(Last), "2026-03-09 range");
        check_way("2026.3.5—9", None, Some(Last), "2026-03-09 range");
        check_way("2026年3月5日至3月9日", None, Some(Last), "2026-03-09 range");
        check_way("2026年3月5日-9日", None, Some(First), "2026-03-05 range");
        check_way("2026-03-05至2026-04-09", None, Some(Last), "2026-04-09 range");
        check_way("2026/3/5～2027/1/4", None, Some(Last), "2027-01-04 range");
        check_way("3.5-3.9", Some(2026), Some(Last), "2026-03-09 year range");
        check_way("3.5-3.9", None, Some(Last), "the year is missing");
        check_way("2026.3.5-3.4", None, Some(Last), "this is not a day");
        check_way("2026.3.5-3.32", None, Some(Last), "there is no such day");
        check_way("2026.3.5、3.9", None, Some(Last), "this is not a day");
        check_way("2026.3.5-3.9", None, None, "this is not a day");
        check_way("2026年3月10日前", None, Some(Last), "2026-03-10");
        check_way("3月10日前完成", Some(2026), Some(Last), "2026-03-10 year");
        check_way("2026年3月10日前", None, Some(First), "this is not a day");
        check_way("立即整改", Some(2026), Some(Last), "this is not a day");
    }

    fn check_way(given: &str, year: Option<i16>, end: Option<End>, expected: &str) {
        let shown = match read(&Value::Text(given.into()), Ways { year, end, since_1904: false }) {
            Err(fault) => fault.problem.to_owned(),
            Ok(it) => {
                let year = if it.year_from_beside { " year" } else { "" };
                format!("{}{year}{}", it.day, if it.from_range { " range" } else { "" })
            }
        };
        assert_eq!(shown, expected, "{given}");
    }

    #[test]
    fn serials_since_1904() {
        let ways = Ways { since_1904: true, ..Ways::default() };
        //    serial       day or problem
        for (serial, expected) in [
            (44_624.0, "2026-03-05"),
            (42_513.0, "2020-05-24"),
            (31_412.0, "1990-01-01"),
            (31_411.0, "this is not a day"),
            (20_260_305.0, "2026-03-05"),
        ] {
            check(read(&Value::Number(serial), ways).map(|read| read.day), "", expected);
        }
        check(read(&Value::Text("46086".into()), ways).map(|read| read.day), "", "2026-03-05");
    }

    #[test]
    fn days_and_years_within_titles() {
        //     title                                       day            year
        check_within("2026年3月5日安全检查隐患台账", "2026-03-05", Some(2026));
        check_within("隐患台账（2026.3.5）", "2026-03-05", Some(2026));
        check_within("检查时间： 2026年 3 月 5 日 甲厂", "2026-03-05", Some(2026));
        check_within("2026年一季度隐患台账", "", Some(2026));
        check_within("2026.3.5至2026.3.9检查情况", "", Some(2026));
        check_within("2025年12月31日至2026年1月2日", "", None);
        check_within("文件〔2026〕12号", "", None);
        check_within("12026年", "", None);
        check_within("DK154+2150年", "", None);
        check_within("隐患台账", "", None);
    }

    fn check_within(title: &str, day: &str, year: Option<i16>) {
        assert_eq!(day_within(title).map(|day| day.to_string()).unwrap_or_default(), day, "{title}");
        assert_eq!(year_within(title), year, "{title}");
    }
}
