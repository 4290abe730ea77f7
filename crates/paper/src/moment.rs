//! Moments as people write them in cells: a day, with its time where one is written.

use kernel::Instant;

use crate::Value;
use crate::cell::{narrow, text};
use crate::fault::{self, Fault};

/// How exactly a cell says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    Minute,
    Hour,
    Day,
}

/// Words before an hour, and how many hours they add to one of the first twelve.
const PARTS_OF_DAY: &[(&str, i8)] = &[("上午", 0), ("早上", 0), ("下午", 12), ("晚上", 12), ("晚", 12)];

/// `2026-03-05 14:30`, `2026年3月5日14时30分`, `2026年3月5日下午3:00`, `2026.3.5`.
pub fn moment(value: &Value) -> Result<(Instant, Precision), Fault> {
    if let Value::DateTime(at) = value
        && at.time() != jiff::civil::Time::midnight()
        && let Some(at) = Instant::from_civil(*at)
    {
        return Ok((at, Precision::Minute));
    }
    let text = without_weekday(&narrow(&text(value)?));
    let written =
        text.replace(['年', '月', '/', '.'], "-").replace('日', " ").replace(['时', '点'], ":").replace('分', "");
    let written = PARTS_OF_DAY.iter().fold(written, |it, (word, _)| it.replacen(word, &format!(" {word}"), 1));
    let written = written.trim().trim_end_matches(':');
    match written.split_once(' ') {
        Some((day, time)) if !time.trim().is_empty() => {
            let (day, (hour, minute)) = (crate::day::day(&Value::Text(day.to_owned()))?, clock(time.trim())?);
            let precision = if minute.is_some() { Precision::Minute } else { Precision::Hour };
            Ok((day.at(hour, minute.unwrap_or(0)), precision))
        }
        // A date keeps its own reading.
        _ if matches!(value, Value::Text(_)) => {
            Ok((crate::day::day(&Value::Text(text.trim().to_owned()))?.start(), Precision::Day))
        }
        _ => Ok((crate::day::day(value)?.start(), Precision::Day)),
    }
}

/// `2026年3月5日（星期四）9:00`: the bracket says nothing new.
fn without_weekday(text: &str) -> String {
    let brackets = text.find('(').zip(text.find(')')).filter(|(open, close)| open < close);
    match brackets {
        Some((open, close)) if text[open..close].contains(['周', '期']) => {
            format!("{} {}", &text[..open], &text[close + 1..])
        }
        _ => text.to_owned(),
    }
}

fn clock(text: &str) -> Result<(i8, Option<i8>), Fault> {
    let part = PARTS_OF_DAY.iter().find_map(|(word, later)| text.strip_prefix(word).map(|rest| (rest, *later)));
    let is_night = text.starts_with('晚');
    let (text, later) = part.unwrap_or((text, 0));
    let mut parts = text.split(':').map(str::trim);
    let number = |part: &str, below: i8| part.parse::<i8>().ok().filter(|n| (0..below).contains(n));
    let hour = parts.next().and_then(|it| number(it, 24)).ok_or(fault::NOT_A_DAY)?;
    // Midnight, but of which day.
    if is_night && hour == 12 {
        return Err(fault::NOT_A_DAY);
    }
    let minute = match parts.next() {
        Some(it) => Some(number(it, 60).ok_or(fault::NOT_A_DAY)?),
        None => None,
    };
    Ok((if hour < 12 { hour + later } else { hour }, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_as_lists_write_them() {
        for (text, at, precision) in [
            ("2026-03-05 14:30", "2026-03-05 14:30", Precision::Minute),
            ("2026年3月5日14时30分", "2026-03-05 14:30", Precision::Minute),
            ("2026年3月5日 9时", "2026-03-05 09:00", Precision::Hour),
            ("2026.3.5", "2026-03-05 00:00", Precision::Day),
            ("2026/3/5 08：05", "2026-03-05 08:05", Precision::Minute),
            ("2026年3月5日下午3:00", "2026-03-05 15:00", Precision::Minute),
            ("2026年3月5日 上午 9点", "2026-03-05 09:00", Precision::Hour),
            ("2026-3-5晚上8点", "2026-03-05 20:00", Precision::Hour),
            ("2026年3月5日（星期四）15:30", "2026-03-05 15:30", Precision::Minute),
            ("2026年3月5日（周四）", "2026-03-05 00:00", Precision::Day),
        ] {
            let read = moment(&Value::Text(text.into())).unwrap();
            assert_eq!((read.0.to_minute(), read.1), (at.to_owned(), precision), "{text}");
        }
        for bad in [
            "2026年3月5日晚上12点",
            "去年",
            "2026-03-05 25:00",
            "2026-13-05",
            "2026-03-05 14:61",
            "2026-03-05 9:00-11:30",
        ] {
            assert!(moment(&Value::Text(bad.into())).is_err(), "{bad}");
        }
    }
}
