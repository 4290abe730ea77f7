//! Working days. Which days are holidays and which weekends are worked is published year by year; it is data.
//!
//! A year for which nothing is published counts Monday to Friday, and [`unpublished`] says so.
//! The arithmetic is pure: [`Calendar`] holds the exceptions of the days in question.

mod entry;
mod import;
mod seed;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Ctx, Day, District, Error, Identity, words};
use ledger::{Reader, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

pub use import::{Import, import};
pub use seed::seed_statutory;

kernel::ids! {
    /// A day of the calendar; its bytes are the day itself.
    WorkdayId,
}

impl WorkdayId {
    pub fn of(day: Day) -> Self {
        let mut bytes = *b"workday 00000000";
        let digits = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day_of_month());
        bytes[8..].copy_from_slice(digits.as_bytes());
        Self::from_bytes(bytes)
    }

    pub fn day(self) -> Option<Day> {
        let digits = std::str::from_utf8(&self.bytes()[8..]).ok()?;
        format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?).parse().ok()
    }
}

words! {
    /// How a day differs from what its weekday says.
    pub enum DayKind {
        Holiday = "holiday",
        /// A weekend day that is worked in exchange (调休上班).
        Makeup = "makeup",
    }
}

/// A day that differs, with the text that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    pub day: Day,
    pub kind: DayKind,
    pub name: String,
    pub source: String,
}

/// What was published about one day; the day is the object's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Holiday {
        name: String,
        source: String,
    },
    Makeup {
        name: String,
        source: String,
    },
    /// The day is again what its weekday says.
    Ordinary {
        source: String,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "workday";
    type Id = WorkdayId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Holiday { .. } => "holiday",
            Fact::Makeup { .. } => "makeup",
            Fact::Ordinary { .. } => "ordinary",
        }
    }
}

/// An ordinary day keeps its row, so that its version stays known.
pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: WorkdayId, fact: &Fact) -> Result<(), Error> {
    let Some(day) = id.day() else { return Err(Error::internal("a workday whose id is no day")) };
    let (kind, name, source) = match fact {
        Fact::Holiday { name, source } => (Some(DayKind::Holiday), name.as_str(), source),
        Fact::Makeup { name, source } => (Some(DayKind::Makeup), name.as_str(), source),
        Fact::Ordinary { source } => (None, "", source),
    };
    tx.execute(
        "INSERT INTO workday (district, day, version, kind, name, source) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (district, day) DO UPDATE SET version = $3, kind = $4, name = $5, source = $6",
        params![at.district, day, at.version, kind, name, source],
    )?;
    Ok(())
}

/// The exceptions of a stretch of days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar(BTreeMap<Day, DayKind>);

impl Calendar {
    pub fn new(days: impl IntoIterator<Item = (Day, DayKind)>) -> Self {
        Self(days.into_iter().collect())
    }

    pub fn is_working_day(&self, day: Day) -> bool {
        match self.0.get(&day) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::Makeup) => true,
            None => !day.is_weekend(),
        }
    }

    /// The n-th working day after `day`, or before it when `n` is negative. `day` itself doesn't count.
    pub fn plus_working_days(&self, day: Day, n: i64) -> Day {
        let mut at = day;
        let mut left = n.abs();
        while left > 0 {
            at = at.plus_days(n.signum());
            left -= i64::from(self.is_working_day(at));
        }
        at
    }
}

/// Days that certainly hold `n` working days, however the holidays fall.
pub fn days_holding(n: i64) -> i64 {
    n * 2 + 30
}

/// The exceptions of some years of a district.
#[derive(PartialEq, Eq, Hash)]
struct Years(District, i16, i16);

/// The calendar of the years from `first` to `last`.
pub fn between(r: &Reader<'_>, ctx: &Ctx, first: Day, last: Day) -> Result<Arc<Calendar>, Error> {
    r.kept::<Fact, _, _>(Years(ctx.district, first.year(), last.year()), |Years(district, first, last)| {
        let days = r.rows(
            "SELECT day, kind FROM workday
             WHERE district = $1 AND day BETWEEN $2 AND $3 AND kind IS NOT NULL LIMIT 10000",
            params![*district, format!("{first:04}-01-01"), format!("{last:04}-12-31")],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Arc::new(Calendar::new(days)))
    })
}

/// The special days of a year, in order.
pub fn year(r: &Reader<'_>, ctx: &Ctx, year: i16) -> Result<Vec<SpecialDay>, Error> {
    let Some((first, last)) = Day::new(year, 1, 1).zip(Day::new(year, 12, 31)) else { return Ok(Vec::new()) };
    r.rows(
        "SELECT day, kind, name, source FROM workday
         WHERE district = $1 AND day BETWEEN $2 AND $3 AND kind IS NOT NULL ORDER BY day LIMIT 366",
        params![ctx.district, first, last],
        |row| Ok(SpecialDay { day: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, source: row.get(3)? }),
    )
}

/// True when nothing is published for the day's year: its working days are then only Monday to Friday.
pub fn unpublished(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<bool, Error> {
    Ok(year(r, ctx, day.year())?.is_empty())
}
