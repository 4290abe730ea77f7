//! The burden of those who are asked (基层负担): what a request costs them in minutes, what was asked of whom, and what the next
//! request adds, shown before it goes down.
//!
//! Always true: a request is a duty with a cost that somebody owes to another organisation, so it is counted and never typed;
//! its minutes are those of the cost in force when it was asked; the totals are published: by month and
//! duty for everybody, by organisation for those who sign in. Nobody is ranked
//! and no use of the system is counted. Not here: what a duty asks for (the concept that opens it).

mod card;
pub(crate) mod published;
pub mod query;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, Text};
use ledger::{Stamp, Tx, params};
use serde::{Deserialize, Serialize};

pub use card::before;

kernel::ids! {
    /// What a duty costs from a day on.
    BurdenCostId,
}

/// From its day on, until the next of the same duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set {
        duty: String,
        /// Of one organisation for one request; 0 where it costs nothing any more.
        minutes: u32,
        from: Day,
        /// How the minutes were found: a trial, a survey, a text.
        source: String,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "burden_cost";
    type Id = BurdenCostId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
        }
    }
}

/// The minutes of a duty from a day on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCost {
    /// Object and verb: `directive.answer`
    pub duty: String,
    /// Of one organisation for one request.
    pub minutes: String,
    /// yyyy-MM-dd
    pub from: String,
    /// How the minutes were found.
    pub source: String,
}

const MOST: u32 = 10_000;

pub fn set_cost(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &SetCost) -> Result<BurdenCostId, Error> {
    let fact = decide(cmd)?;
    let Fact::Set { duty, from, .. } = &fact;
    let sql = "SELECT COUNT(*) FROM burden_cost WHERE district = $1 AND duty = $2 AND from_at = $3";
    if tx.value::<i64>(sql, params![ctx.district, duty, from.start()])? > 0 {
        return Err(Error::refused("the minutes of this duty are set from this day on already"));
    }
    let id: BurdenCostId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}

fn decide(cmd: &SetCost) -> Result<Fact, Error> {
    let mut text = Text::new();
    let duty = text.required("duty", &cmd.duty, 3, 80);
    let minutes = text.read("minutes", &cmd.minutes, "give minutes from 0 to 10,000", |given| {
        given.trim().parse::<u32>().ok().filter(|n| *n <= MOST)
    });
    let from = text.read("from", &cmd.from, "write the day as 2026-06-18", |given| given.parse::<Day>().ok());
    let source = text.required("source", &cmd.source, 2, 200);
    text.finish()?;
    let (minutes, from) = minutes.zip(from).ok_or_else(|| Error::internal("a field without a value"))?;
    Ok(Fact::Set { duty, minutes, from, source })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: BurdenCostId, fact: &Fact) -> Result<(), Error> {
    let Fact::Set { duty, minutes, from, source } = fact;
    tx.execute(
        "INSERT INTO burden_cost (district, id, duty, minutes, from_at, source) VALUES ($1, $2, $3, $4, $5, $6)",
        params![at.district, id, duty, minutes, from.start(), source],
    )
}
