//! A deadline rule as it is written down: in the form, and by programs.

use kernel::{Day, Lang, Problems, Text};
use page::Values;
use serde::{Deserialize, Serialize};

use super::{DeadlineRule, END_OF_DAY, Level, SetRule, Unit};
use crate::ladder::{Call, Ladder, MORNING, Rung, RungUnit};
use crate::words::{call, unit};

pub(crate) fn from_form(values: &Values) -> Result<SetRule, Problems> {
    let mut text = Text::new();
    let day = |given: &str| given.parse::<Day>().ok();
    let duty = text.required("duty", values.get("duty"), 3, 80);
    let grade = text.optional("grade", values.get("grade"), 40);
    let amount = text.read("amount", values.get("amount"), "give a number from 1 to ten years", |n| n.parse().ok());
    let unit = text.read("unit", values.get("unit"), "choose one of the list", Unit::from_word);
    let end_of_day =
        text.read_optional("end_of_day", values.get("end_of_day"), "a time between 00:01 and 23:59", minute);
    let from = text.read("from", values.get("from"), "write the day as 2026-06-18", day);
    let to = text.read_optional("to", values.get("to"), "write the day as 2026-06-18", day);
    let source = text.required("source", values.get("source"), 2, 200);
    let level = text.read("level", values.get("level"), "choose one of the list", Level::from_word);
    let steps = values.get("ladder");
    let ladder = text.read_optional("ladder", steps, "a step is written: remind -2 working_days", ladder);
    text.finish()?;
    let (Some(amount), Some(unit), Some(from), Some(level)) = (amount, unit, from, level) else {
        return Err(Problems(Vec::new()));
    };
    let end_of_day = end_of_day.unwrap_or(END_OF_DAY);
    Ok(SetRule { duty, grade, amount, unit, end_of_day, from, to, source, level, ladder })
}

/// `18:00`
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// One rung a line: what happens, how much before (-) or after the due time, in which unit, and perhaps at what time.
fn ladder(text: &str) -> Option<Ladder> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(rung).collect::<Option<_>>().map(Ladder)
}

fn rung(line: &str) -> Option<Rung> {
    let mut words = line.split_whitespace();
    let call = said(words.next()?, Call::ALL, Call::word, |it| call::of(Lang::Zh, it.word()))?;
    let amount: i32 = words.next()?.parse().ok()?;
    let unit = said(words.next()?, RungUnit::ALL, RungUnit::word, |it| unit::of(Lang::Zh, it.word()))?;
    let stated = words.next().map(minute);
    let minute = match (stated, unit) {
        (Some(stated), _) => Some(stated?),
        // In working days it comes in the morning unless it says otherwise.
        (None, RungUnit::WorkingDays) if amount != 0 => Some(MORNING),
        (None, _) => None,
    };
    words.next().is_none().then_some(Rung { call, amount, unit, minute })
}

/// Whoever writes Chinese writes `提醒经办人 -2 个工作日`; programs and English pages write the words themselves.
fn said<T: Copy>(
    given: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
    chinese: impl Fn(T) -> &'static str,
) -> Option<T> {
    all.iter().copied().find(|it| word(*it) == given || chinese(*it) == given)
}

/// A deadline rule for programs.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBody {
    /// Object and verb: `hazard.rectify`; its later phases end in `.check`, `.close`, `.again`.
    duty: String,
    /// Holds for this grade only: `major`.
    #[serde(default)]
    grade: Option<String>,
    amount: u32,
    /// `minutes`, `hours`, `calendar_days`, `working_days`
    #[schema(value_type = String)]
    unit: Unit,
    /// The minute of the last day at which it is due; 1080 is 18:00.
    #[serde(default = "usual_end_of_day")]
    end_of_day: u16,
    #[schema(value_type = String)]
    from: Day,
    /// The last day it is in force.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    to: Option<Day>,
    source: String,
    /// `state`, `province`, `city`, `district`
    #[schema(value_type = String)]
    level: Level,
    /// Steps relative to the due time; the standard ones when not given.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Object>>)]
    ladder: Option<Ladder>,
}

fn usual_end_of_day() -> u16 {
    END_OF_DAY
}

impl RuleBody {
    pub fn into_command(self) -> SetRule {
        SetRule {
            duty: self.duty,
            grade: self.grade,
            amount: self.amount,
            unit: self.unit,
            end_of_day: self.end_of_day,
            from: self.from,
            to: self.to,
            source: self.source,
            level: self.level,
            ladder: self.ladder,
        }
    }
}

impl From<DeadlineRule> for RuleBody {
    fn from(rule: DeadlineRule) -> Self {
        Self {
            duty: rule.duty,
            grade: rule.grade,
            amount: rule.amount,
            unit: rule.unit,
            end_of_day: rule.end_of_day,
            from: rule.from,
            to: rule.to,
            source: rule.source,
            level: rule.level,
            ladder: rule.ladder,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ladder_is_read_line_by_line() {
        //    typed                                                  steps
        check("remind -2 working_days\n\n overdue 0 minutes\nleader 7 working_days 08:30", Some(3));
        check("remind -30 minutes", Some(1));
        check("remind two days", None);
        check("shout 1 working_days", None);
        check("remind -2 working_days 25:00", None);
        check("remind -2 working_days 09:00 please", None);
    }

    fn check(typed: &str, steps: Option<usize>) {
        assert_eq!(ladder(typed).map(|l| l.0.len()), steps, "{typed}");
    }

    #[test]
    fn every_problem_of_a_form_is_named_at_once() {
        let values = Values::from_query("duty=&amount=x&unit=weeks&from=1.7.2026&source=&level=&end_of_day=25:00");
        let problems = from_form(&values).unwrap_err().0;
        let fields: Vec<_> = problems.iter().map(|p| p.field).collect();
        assert_eq!(fields, ["duty", "amount", "unit", "end_of_day", "from", "source", "level"]);
    }
}
