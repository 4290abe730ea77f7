//! Deadline rules: how long a duty may take, from which text, from when to when, and which level says so.
//!
//! A rule is dated data. The one in force on the Beijing day of opening counts and is copied into the obligation, so a
//! changed rule touches only what is opened from its first day on.

mod defaults;
mod end;
mod entry;
mod set;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use std::sync::Arc;

use kernel::{Ctx, Day, District, Error, FromCell, Identity, Instant, Span, words};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::ladder::Ladder;

pub use defaults::defaults;
pub use end::end;
pub use set::{SetRule, set};

kernel::ids! {
    /// One deadline rule.
    DeadlineRuleId,
}

words! {
    pub enum Unit {
        Minutes = "minutes",
        Hours = "hours",
        CalendarDays = "calendar_days",
        WorkingDays = "working_days",
    }
}

words! {
    /// Who made the text, widest first. The most local one in force wins.
    pub enum Level {
        State = "state",
        Province = "province",
        City = "city",
        District = "district",
    }
}

/// Days end with the working day.
pub const END_OF_DAY: u16 = 18 * 60;

/// How long, how it is counted, and what happens on the way: the part of a rule that an obligation copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<DeadlineRuleId>,
    pub amount: u32,
    pub unit: Unit,
    /// The minute of the last day at which it is due, for days.
    pub end_of_day: u16,
    /// The standard ladder when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<Ladder>,
}

impl Period {
    /// For a phase that no rule speaks of: three working days, so that no loop stands still unseen.
    pub fn unruled() -> Self {
        Self { rule: None, amount: 3, unit: Unit::WorkingDays, end_of_day: END_OF_DAY, ladder: None }
    }

    pub fn ladder(&self) -> Ladder {
        self.ladder.clone().unwrap_or_else(|| Ladder::standard(self.unit))
    }

    /// The day of opening doesn't count; minutes and hours are exact.
    pub fn due(&self, from: Instant, calendar: &Calendar) -> Instant {
        let amount = i64::from(self.amount);
        let end_of = |day: Day| day.start() + Span::minutes(i64::from(self.end_of_day));
        match self.unit {
            Unit::Minutes => from + Span::minutes(amount),
            Unit::Hours => from + Span::hours(amount),
            Unit::CalendarDays => end_of(from.day().plus_days(amount)),
            Unit::WorkingDays => end_of(calendar.plus_working_days(from.day(), amount)),
        }
    }
}

/// A rule as the list shows it and as opening chooses from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineRule {
    pub id: DeadlineRuleId,
    pub version: i64,
    pub duty: String,
    /// For this grade only: `major`. A rule for the grade goes before one for all.
    pub grade: Option<String>,
    pub amount: u32,
    pub unit: Unit,
    pub end_of_day: u16,
    pub from: Day,
    /// The last day it is in force.
    pub to: Option<Day>,
    pub source: String,
    pub level: Level,
    pub ladder: Option<Ladder>,
}

impl DeadlineRule {
    pub fn period(&self) -> Period {
        Period {
            rule: Some(self.id),
            amount: self.amount,
            unit: self.unit,
            end_of_day: self.end_of_day,
            ladder: self.ladder.clone(),
        }
    }

    pub fn is_in_force(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set {
        duty: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<String>,
        amount: u32,
        unit: Unit,
        end_of_day: u16,
        from: Day,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Day>,
        source: String,
        level: Level,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ladder: Option<Ladder>,
    },
    /// `to` is the last day it is in force.
    Ended { to: Day },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "deadline_rule";
    type Id = DeadlineRuleId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
            Fact::Ended { .. } => "ended",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DeadlineRuleId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set { duty, grade, amount, unit, end_of_day, from, to, source, level, ladder } => {
            let ladder = ladder.as_ref().map(serde_json::to_string).transpose()?;
            tx.execute(
                "INSERT INTO deadline_rule (district, id, version, duty, grade, amount, unit, end_of_day, from_day,
                                            to_day, source, level, ladder)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                params![
                    at.district,
                    id,
                    at.version,
                    duty,
                    grade,
                    amount,
                    unit,
                    end_of_day,
                    from,
                    to,
                    source,
                    level,
                    ladder
                ],
            )
        }
        Fact::Ended { to } => tx.execute(
            "UPDATE deadline_rule SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to],
        ),
    }?;
    Ok(())
}

/// The one rule for a duty and grade on a day: one for the grade goes before one for all, then the most local level,
/// then the later start, then the one set last.
pub fn choose<'a>(rules: &'a [DeadlineRule], duty: &str, grade: Option<&str>, day: Day) -> Option<&'a DeadlineRule> {
    let fits = |rule: &&DeadlineRule| {
        rule.duty == duty && rule.is_in_force(day) && (rule.grade.is_none() || rule.grade.as_deref() == grade)
    };
    rules.iter().filter(fits).max_by_key(|rule| (rule.grade.is_some(), rule.level, rule.from, rule.id))
}

macro_rules! columns {
    () => {
        "id, version, duty, grade, amount, unit, end_of_day, from_day, to_day, source, level, ladder"
    };
}

/// What may count for a duty and its later phases on a day; [`choose`] decides.
pub(crate) fn in_force(
    r: &Reader<'_>,
    ctx: &Ctx,
    duties: [&str; 4],
    grade: Option<&str>,
    day: Day,
) -> Result<Arc<[DeadlineRule]>, Error> {
    let question =
        InForce { district: ctx.district, duties: duties.map(str::to_owned), grade: grade.map(str::to_owned), day };
    r.kept::<Fact, _, _>(question, |asked| {
        let [first, second, third, fourth] = &asked.duties;
        let rules = r.rows(
            concat!(
                "SELECT ",
                columns!(),
                " FROM deadline_rule WHERE district = $1 AND duty IN ($2, $3, $4, $5) AND from_day <= $6
                  AND (to_day IS NULL OR to_day >= $6) AND (grade IS NULL OR grade = $7) LIMIT 1000"
            ),
            params![asked.district, first, second, third, fourth, asked.day, asked.grade],
            rule,
        )?;
        Ok(rules.into())
    })
}

#[derive(PartialEq, Eq, Hash)]
struct InForce {
    district: District,
    duties: [String; 4],
    grade: Option<String>,
    day: Day,
}

/// The rule of one duty on a day, whatever the grade: for periods that a concept counts itself.
pub fn of_duty(r: &Reader<'_>, ctx: &Ctx, duty: &str, day: Day) -> Result<Option<DeadlineRule>, Error> {
    let rules = in_force(r, ctx, [duty; 4], None, day)?;
    Ok(choose(&rules, duty, None, day).cloned())
}

/// The same for what has a grade: the rule of the grade, else the one for all.
pub fn of_grade(r: &Reader<'_>, ctx: &Ctx, duty: &str, grade: &str, day: Day) -> Result<Option<DeadlineRule>, Error> {
    let rules = in_force(r, ctx, [duty; 4], Some(grade), day)?;
    Ok(choose(&rules, duty, Some(grade), day).cloned())
}

/// The duties that rules speak of, without their later phases: the choices of a filter.
pub fn duties(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<String>, Error> {
    r.rows(
        "SELECT DISTINCT duty FROM deadline_rule
         WHERE district = $1 AND duty NOT LIKE '%.check' AND duty NOT LIKE '%.close' AND duty NOT LIKE '%.again'
         ORDER BY duty LIMIT 200",
        params![ctx.district],
        |row| row.get(0),
    )
}

/// Every rule, by duty, the newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<DeadlineRule>, Error> {
    r.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM deadline_rule WHERE district = $1 ORDER BY duty, from_day DESC, id DESC LIMIT 2000"
        ),
        params![ctx.district],
        rule,
    )
}

pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: DeadlineRuleId) -> Result<DeadlineRule, Error> {
    r.row(
        concat!("SELECT ", columns!(), " FROM deadline_rule WHERE district = $1 AND id = $2"),
        params![ctx.district, id],
        rule,
    )?
    .ok_or(Error::NotFound(DeadlineRuleId::NAME))
}

fn rule(row: &Row<'_>) -> Result<DeadlineRule, Error> {
    fn nth<T: FromCell>(row: &Row<'_>, column: usize) -> Result<T, Error> {
        row.get(column)
    }
    let ladder: Option<String> = nth(row, 11)?;
    Ok(DeadlineRule {
        id: nth(row, 0)?,
        version: nth(row, 1)?,
        duty: nth(row, 2)?,
        grade: nth(row, 3)?,
        amount: nth(row, 4)?,
        unit: nth(row, 5)?,
        end_of_day: nth(row, 6)?,
        from: nth(row, 7)?,
        to: nth(row, 8)?,
        source: nth(row, 9)?,
        level: nth(row, 10)?,
        ladder: ladder.as_deref().map(serde_json::from_str).transpose()?,
    })
}
