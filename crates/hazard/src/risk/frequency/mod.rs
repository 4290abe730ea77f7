//! How often a subject is looked at: by its colour, and where a rule says so its sector, for each party that looks. Dated
//! data with its source; none is set by itself.
//!
//! A rule for the sector goes before one for every sector, a later first day before an earlier one.

pub mod export;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, Identity as _, Problem, Problems, Sector, words};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

use super::assessment::Colour;

kernel::ids! {
    /// How often one party looks at one colour.
    InspectionFrequencyId,
}

words! {
    /// Who looks.
    pub enum Party {
        Department = "department",
        Township = "township",
        Enterprise = "enterprise",
    }
}

words! {
    pub enum Unit {
        Days = "days",
        Months = "months",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub amount: u32,
    pub unit: Unit,
}

impl Period {
    /// The last day on which the next look is in time. A month from the 31st ends with the month.
    pub fn after(self, last: Day) -> Day {
        match self.unit {
            Unit::Days => last.plus_days(i64::from(self.amount)),
            Unit::Months => {
                let months = i64::from(last.year()) * 12 + i64::from(last.month()) - 1 + i64::from(self.amount);
                let (year, month) = (months.div_euclid(12) as i16, months.rem_euclid(12) as i8 + 1);
                let of_month = |day| Day::new(year, month, day);
                (1..=last.day_of_month()).rev().find_map(of_month).unwrap_or(last)
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionFrequency {
    pub id: InspectionFrequencyId,
    pub version: i64,
    /// None: never assessed.
    pub colour: Option<Colour>,
    pub sector: Option<Sector>,
    pub party: Party,
    pub period: Period,
    pub source: String,
    pub from: Day,
    /// The last day it is in force.
    pub to: Option<Day>,
}

impl InspectionFrequency {
    pub fn is_in_force(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFrequency {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    pub party: Party,
    pub period: Period,
    pub source: String,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set(SetFrequency),
    /// `to` is the last day it is in force.
    Ended {
        to: Day,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "inspection_frequency";
    type Id = InspectionFrequencyId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set(_) => "set",
            Fact::Ended { .. } => "ended",
        }
    }
}

/// Longer than this nobody calls a period.
const LONGEST: u32 = 3_650;

pub(crate) fn decide_set(cmd: &SetFrequency, today: Day) -> Result<Fact, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if !(1..=LONGEST).contains(&cmd.period.amount) {
        wrong("amount", "from one to 3650");
    }
    if cmd.source.trim().is_empty() {
        wrong("source", "say from which text it comes");
    }
    if cmd.from < today {
        wrong("from", "a frequency can't begin in the past");
    }
    if cmd.to.is_some_and(|to| to < cmd.from) {
        wrong("to", "the last day is before the first");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    Ok(Fact::Set(SetFrequency { source: cmd.source.trim().to_owned(), ..cmd.clone() }))
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &SetFrequency) -> Result<InspectionFrequencyId, Error> {
    let fact = decide_set(cmd, ctx.now.day())?;
    let id: InspectionFrequencyId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}

pub(crate) fn decide_end(it: &InspectionFrequency, to: Day, today: Day) -> Result<Fact, Error> {
    if it.to.is_some_and(|ended| ended < today) {
        return Err(Error::refused("this frequency has ended already"));
    }
    if to < it.from {
        return Err(Problem::at("to", "the last day is before the first").into());
    }
    if to < today {
        return Err(Problem::at("to", "a frequency can't end in the past").into());
    }
    Ok(Fact::Ended { to })
}

pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, id: InspectionFrequencyId, to: Day) -> Result<(), Error> {
    let it = load(tx, ctx, id)?;
    let fact = decide_end(&it, to, ctx.now.day())?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    project(tx, &at, id, &fact)
}

/// The period that counts for a party, if the district has set one.
pub fn choose(
    rules: &[InspectionFrequency],
    colour: Option<Colour>,
    sector: Sector,
    party: Party,
    day: Day,
) -> Option<Period> {
    let fits = |it: &&InspectionFrequency| {
        it.colour == colour && it.party == party && it.is_in_force(day) && it.sector.is_none_or(|only| only == sector)
    };
    rules.iter().filter(fits).max_by_key(|it| (it.sector.is_some(), it.from, it.id)).map(|it| it.period)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: InspectionFrequencyId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set(it) => tx.execute(
            "INSERT INTO inspection_frequency (district, id, version, colour, sector, party, amount, unit, source,
                 from_day, to_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                at.district,
                id,
                at.version,
                it.colour,
                it.sector,
                it.party,
                it.period.amount,
                it.period.unit,
                it.source,
                it.from,
                it.to
            ],
        ),
        Fact::Ended { to } => tx.execute(
            "UPDATE inspection_frequency SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to],
        ),
    }?;
    Ok(())
}

const COLUMNS: &str = "id, version, colour, sector, party, amount, unit, source, from_day, to_day";

/// Every rule, by party and colour, the newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<InspectionFrequency>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM inspection_frequency WHERE district = $1 ORDER BY id LIMIT 10000");
    let mut rules = r.rows(&sql, params![ctx.district], frequency)?;
    rules.sort_by_key(|it| (it.party, it.colour, it.sector, std::cmp::Reverse(it.from)));
    Ok(rules)
}

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: InspectionFrequencyId) -> Result<InspectionFrequency, Error> {
    let sql = format!("SELECT {COLUMNS} FROM inspection_frequency WHERE district = $1 AND id = $2");
    r.row(&sql, params![ctx.district, id], frequency)?.ok_or(Error::NotFound(InspectionFrequencyId::NAME))
}

fn frequency(row: &Row<'_>) -> Result<InspectionFrequency, Error> {
    Ok(InspectionFrequency {
        id: row.get(0)?,
        version: row.get(1)?,
        colour: row.get(2)?,
        sector: row.get(3)?,
        party: row.get(4)?,
        period: Period { amount: row.get(5)?, unit: row.get(6)? },
        source: row.get(7)?,
        from: row.get(8)?,
        to: row.get(9)?,
    })
}
