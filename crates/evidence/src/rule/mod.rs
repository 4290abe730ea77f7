//! Which duties ask for photos, why, by which text, from when to when. Without a rule nothing is asked for, and none is
//! set by itself: photos may be demanded only where there is need, and the need is written down.
//!
//! The rule in force on the day of the act counts.

mod end;
mod set;
#[cfg(test)]
mod tests;

use kernel::{Ctx, Day, Error, Identity as _};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

pub use end::end;
pub use set::{SetRule, set};

kernel::ids! {
    /// One rule that asks for photos.
    EvidenceRuleId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRule {
    pub id: EvidenceRuleId,
    pub version: i64,
    pub duty: String,
    /// For this grade only: `major`.
    pub grade: Option<String>,
    pub photos: u32,
    /// Why it can't do without.
    pub reason: String,
    pub source: String,
    pub from: Day,
    /// The last day it is in force.
    pub to: Option<Day>,
}

impl EvidenceRule {
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
        photos: u32,
        reason: String,
        source: String,
        from: Day,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Day>,
    },
    /// `to` is the last day it is in force.
    Ended { to: Day },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "evidence_rule";
    type Id = EvidenceRuleId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
            Fact::Ended { .. } => "ended",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: EvidenceRuleId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set { duty, grade, photos, reason, source, from, to } => tx.execute(
            "INSERT INTO evidence_rule (district, id, version, duty, grade, photos, reason, source, from_day, to_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![at.district, id, at.version, duty, grade, photos, reason, source, from, to],
        ),
        Fact::Ended { to } => tx.execute(
            "UPDATE evidence_rule SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to],
        ),
    }?;
    Ok(())
}

macro_rules! columns {
    () => {
        "id, version, duty, grade, photos, reason, source, from_day, to_day"
    };
}

/// What a duty of a grade asks for on a day: the rule that asks for most, if there is one.
pub fn asked(
    r: &Reader<'_>,
    ctx: &Ctx,
    duty: &str,
    grade: Option<&str>,
    day: Day,
) -> Result<Option<EvidenceRule>, Error> {
    let question = (ctx.district, duty.to_owned(), grade.map(str::to_owned), day);
    r.kept::<Fact, _, _>(question, |(district, duty, grade, day)| {
        r.row(
            concat!(
                "SELECT ",
                columns!(),
                " FROM evidence_rule WHERE district = $1 AND duty = $2 AND from_day <= $3
                  AND (to_day IS NULL OR to_day >= $3) AND (grade IS NULL OR grade = $4)
                  ORDER BY photos DESC, id LIMIT 1"
            ),
            params![*district, duty, *day, grade],
            rule,
        )
    })
}

/// Every rule, by duty, the newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<EvidenceRule>, Error> {
    r.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM evidence_rule WHERE district = $1 ORDER BY duty, from_day DESC, id DESC LIMIT 1000"
        ),
        params![ctx.district],
        rule,
    )
}

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: EvidenceRuleId) -> Result<EvidenceRule, Error> {
    r.row(
        concat!("SELECT ", columns!(), " FROM evidence_rule WHERE district = $1 AND id = $2"),
        params![ctx.district, id],
        rule,
    )?
    .ok_or(Error::NotFound(EvidenceRuleId::NAME))
}

fn rule(row: &Row<'_>) -> Result<EvidenceRule, Error> {
    Ok(EvidenceRule {
        id: row.get(0)?,
        version: row.get(1)?,
        duty: row.get(2)?,
        grade: row.get(3)?,
        photos: row.get(4)?,
        reason: row.get(5)?,
        source: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
    })
}
