//! Levels: by their words, or by grades in numbers that a note of the table explains.

use std::collections::BTreeMap;

use super::words::LEVELS;
use super::{Level, word};
use crate::cell::narrow;
use crate::fault::{self, Fault};
use crate::{RowReader, Value, remark};

/// `1级为重大隐患，2级为突出隐患，3级为一般隐患`: what the notes say of grades. A grade explained by another word is known,
/// but it is no level.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Legend {
    grades: BTreeMap<u32, Option<Level>>,
}

impl Legend {
    pub fn read(notes: impl Iterator<Item = String>) -> Legend {
        let mut grades = BTreeMap::new();
        for note in notes {
            let note = narrow(&note);
            for (at, _) in note.match_indices("级为") {
                let number = note[..at].rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                let meaning = note[at + "级为".len()..].split([',', '.', ';', '、', ' ']).next().unwrap_or_default();
                if let Ok(number) = number.parse() {
                    grades.insert(number, named(meaning));
                }
            }
        }
        Legend { grades }
    }

    /// Without a column every hazard is ordinary, and it is said.
    pub fn level(&self, cells: &mut RowReader<'_>) -> Option<Level> {
        if !cells.has_column("level") {
            cells.assume("level", remark::LEVEL_ORDINARY, "");
            return Some(Level::Ordinary);
        }
        let mut by = None;
        let level = cells.required("level", |value| {
            let (level, remark) = self.of(value)?;
            by = remark;
            Ok(level)
        });
        if let Some(remark) = by {
            cells.assume("level", remark, "");
        }
        level
    }

    fn of(&self, value: &Value) -> Result<(Level, Option<&'static str>), Fault> {
        let given = word(value)?;
        if let Some(level) = named(&given) {
            return Ok((level, None));
        }
        // 一般3级 says both; the number alone is a grade.
        let words = given.trim_end_matches('级').trim_end_matches(|c: char| c.is_ascii_digit());
        if let Some(level) = named(words) {
            return Ok((level, None));
        }
        let grade = given.trim_end_matches('级').parse().map_err(|_| fault::NOT_A_LEVEL)?;
        if let Some(known) = self.grades.get(&grade) {
            return known.map(|level| (level, Some(remark::LEVEL_BY_LEGEND))).ok_or(fault::NOT_A_LEVEL);
        }
        let lowest = self.grades.last_key_value();
        let below = lowest.is_some_and(|(lowest, level)| *level == Some(Level::Ordinary) && grade > *lowest);
        if below { Ok((Level::Ordinary, Some(remark::LEVEL_BELOW_LEGEND))) } else { Err(fault::NOT_A_LEVEL) }
    }
}

fn named(word: &str) -> Option<Level> {
    LEVELS.iter().find(|(_, names)| names.contains(&word)).map(|(level, _)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEGEND: &str = "填写要求：隐患等级暂按1，2，3级划分，１级为重大隐患，2级为突出隐患，3级为一般隐患。";

    #[test]
    fn levels() {
        //    given             without a legend                 with one
        check("一般事故隐患", "ordinary", "ordinary");
        check("一般隐患", "ordinary", "ordinary");
        check(" 一 般 ", "ordinary", "ordinary");
        check("重大", "major", "major");
        check("重大事故隐患。", "major", "major");
        check("一般3级", "ordinary", "ordinary");
        check("较大隐患", "this is not a hazard level", "this is not a hazard level");
        check("不是重大", "this is not a hazard level", "this is not a hazard level");
        check("1", "this is not a hazard level", "major by legend");
        check("１级", "this is not a hazard level", "major by legend");
        check("2级", "this is not a hazard level", "this is not a hazard level");
        check("3", "this is not a hazard level", "ordinary by legend");
        check("5级", "this is not a hazard level", "ordinary below legend");
        check("0", "this is not a hazard level", "this is not a hazard level");
        check("级", "this is not a hazard level", "this is not a hazard level");
    }

    fn check(given: &str, without: &str, with: &str) {
        let legend = Legend::read([LEGEND.to_owned()].into_iter());
        for (legend, expected) in [(Legend::default(), without), (legend, with)] {
            let shown = match legend.of(&Value::Text(given.into())) {
                Err(fault) => fault.problem.to_owned(),
                Ok((level, None)) => level.to_string(),
                Ok((level, Some(remark::LEVEL_BY_LEGEND))) => format!("{level} by legend"),
                Ok((level, Some(_))) => format!("{level} below legend"),
            };
            assert_eq!(shown, expected, "{given}");
        }
    }
}
