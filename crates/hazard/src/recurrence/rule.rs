//! When a hazard counts as found again: within how many days after the earlier one was closed, and how alike. Dated, with
//! its source; the latest rule that has begun is in force.
//!
//! Until one is set, [`DEFAULT`] holds and says that it is only that.

use kernel::{Ctx, Day, Error, Problem, Problems};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// One rule that says when a hazard counts as found again.
    RecurrenceRuleId,
}

/// What counts as found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// From the closing of the earlier one to the finding of the new one.
    pub days: i64,
    /// In per mille, whatever accident it may lead to.
    pub likeness: u32,
    /// In per mille, when both may lead to the same accident.
    pub likeness_same_harm: u32,
    pub source: String,
}

/// A year, because what came back after all four seasons has other causes; near-equal words, or the same main accident in
/// words with something in common.
const DEFAULT: (i64, u32, u32, &str) = (365, 600, 300, "系统默认值，待安委办确定");

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set { days: i64, likeness: u32, likeness_same_harm: u32, source: String, from: Day },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "recurrence_rule";
    type Id = RecurrenceRuleId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: RecurrenceRuleId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set { days, likeness, likeness_same_harm, source, from } => tx.execute(
            "INSERT INTO recurrence_rule (district, id, version, days, likeness, likeness_same_harm, source, from_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                at.district,
                id,
                at.version,
                days,
                i64::from(*likeness),
                i64::from(*likeness_same_harm),
                source,
                from
            ],
        ),
    }
    .map(drop)
}

/// The question of [`in_force`].
#[derive(PartialEq, Eq, Hash)]
struct Asked(kernel::District, Day);

pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Measure, Error> {
    let set = r.kept::<Fact, _, _>(Asked(ctx.district, day), |Asked(district, day)| {
        r.row(
            "SELECT days, likeness, likeness_same_harm, source FROM recurrence_rule
             WHERE district = $1 AND from_day <= $2 ORDER BY from_day DESC, id DESC LIMIT 1",
            params![*district, day],
            measure,
        )
    })?;
    Ok(set.unwrap_or_else(default))
}

/// A rule with the day it begins on; the default has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    pub measure: Measure,
    pub from: Option<Day>,
}

/// Shown at once; more than anybody sets in a lifetime.
const SHOWN: i64 = 200;

/// The newest first, the default last.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Ruled>, Error> {
    let mut all = r.rows(
        "SELECT days, likeness, likeness_same_harm, source, from_day FROM recurrence_rule
         WHERE district = $1 ORDER BY from_day DESC, id DESC LIMIT $2",
        params![ctx.district, SHOWN],
        |row| Ok(Ruled { measure: measure(row)?, from: Some(row.get(4)?) }),
    )?;
    all.push(Ruled { measure: default(), from: None });
    Ok(all)
}

fn default() -> Measure {
    let (days, likeness, likeness_same_harm, source) = DEFAULT;
    Measure { days, likeness, likeness_same_harm, source: source.to_owned() }
}

fn measure(row: &Row<'_>) -> Result<Measure, Error> {
    Ok(Measure { days: row.get(0)?, likeness: row.get(1)?, likeness_same_harm: row.get(2)?, source: row.get(3)? })
}

/// The longest period a rule may look back, ten years.
const LONGEST_DAYS: i64 = 3_650;

pub(super) fn decide(it: &Measure, from: Day, today: Day) -> Result<Fact, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if !(1..=LONGEST_DAYS).contains(&it.days) {
        wrong("days", "from one day to 3650");
    }
    if it.likeness > 1_000 {
        wrong("likeness", "from 0 to 1000 per mille");
    }
    if it.likeness_same_harm > it.likeness {
        wrong("likeness_same_harm", "the same accident can't ask for more likeness than another");
    }
    if it.source.trim().is_empty() {
        wrong("source", "say from which text it comes");
    }
    if from < today {
        wrong("from", "a rule can't begin in the past");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let Measure { days, likeness, likeness_same_harm, source } = it.clone();
    Ok(Fact::Set { days, likeness, likeness_same_harm, source: source.trim().to_owned(), from })
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, it: &Measure, from: Day) -> Result<RecurrenceRuleId, Error> {
    let fact = decide(it, from, ctx.now.day())?;
    let id: RecurrenceRuleId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
