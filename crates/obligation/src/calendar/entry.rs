//! Special days as they are written down: in the form, and by programs.

use kernel::{Day, Problem, Problems};
use page::Values;
use serde::{Deserialize, Serialize};

use super::{DayKind, SpecialDay};

/// One day a line: `2026-10-10 上班 国庆节`. Each line that can't be read is named.
pub(crate) fn from_form(values: &Values) -> Result<Vec<SpecialDay>, Problems> {
    let source = values.get("source").trim();
    let mut problems = Vec::new();
    if source.is_empty() {
        problems.push(Problem::at("source", "say from which text it comes"));
    }
    let mut days = Vec::new();
    for line in values.get("days").lines().map(str::trim).filter(|line| !line.is_empty()) {
        match special_day(line, source) {
            Some(day) => days.push(day),
            None => problems.push(Problem {
                field: "days",
                problem: "a day is written: 2026-10-10 makeup 国庆节",
                given: line.to_owned(),
            }),
        }
    }
    if problems.is_empty() { Ok(days) } else { Err(Problems(problems)) }
}

fn special_day(line: &str, source: &str) -> Option<SpecialDay> {
    let mut words = line.split_whitespace();
    let day: Day = words.next()?.parse().ok()?;
    let kind = match words.next()? {
        "放假" | "休" => DayKind::Holiday,
        "上班" | "班" | "调休上班" => DayKind::Makeup,
        word => DayKind::from_word(word)?,
    };
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then(|| SpecialDay { day, kind, name, source: source.to_owned() })
}

/// A special day for programs.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpecialDayBody {
    #[schema(value_type = String)]
    day: Day,
    /// `holiday`, `makeup`
    #[schema(value_type = String)]
    kind: DayKind,
    name: String,
    source: String,
}

impl From<SpecialDayBody> for SpecialDay {
    fn from(body: SpecialDayBody) -> Self {
        Self { day: body.day, kind: body.kind, name: body.name, source: body.source }
    }
}

impl From<SpecialDay> for SpecialDayBody {
    fn from(day: SpecialDay) -> Self {
        Self { day: day.day, kind: day.kind, name: day.name, source: day.source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_its_line() {
        //    typed                          read
        check("2026-10-10 上班 国庆节", Some(("2026-10-10", DayKind::Makeup, "国庆节")));
        check("2026-10-01  放假  国庆节", Some(("2026-10-01", DayKind::Holiday, "国庆节")));
        check("2026-02-14 makeup Spring Festival", Some(("2026-02-14", DayKind::Makeup, "Spring Festival")));
        check("2026-02-30 放假 春节", None);
        check("2026-02-14 上班", None);
        check("春节", None);
    }

    fn check(typed: &str, read: Option<(&str, DayKind, &str)>) {
        let found = special_day(typed, "通知");
        let found = found.as_ref().map(|d| (d.day.to_string(), d.kind, d.name.as_str()));
        assert_eq!(found, read.map(|(day, kind, name)| (day.to_owned(), kind, name)), "{typed}");
    }
}
