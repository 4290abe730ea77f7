//! By which edition risks are computed, why, by which text, from when to when. None is set by itself: printed tables differ
//! in what a score on a line means, so somebody must have chosen.
//!
//! One edition of a method counts on a day: the one that began last. Those before stay, because assessments name them.

mod end;
pub mod export;
mod set;
#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, Identity as _, words};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};
use standards::{Borders, lec, risk_matrix};

pub use end::end;
pub use set::{SetScheme, set};

kernel::ids! {
    /// One edition as a district has it in force.
    RiskSchemeId,
}

words! {
    pub enum Method {
        Lec = "lec",
        Matrix = "matrix",
    }
}

words! {
    /// The editions of the methods, with their lines and the sides of these.
    pub enum Edition {
        LecUpward = "lec_upward",
        LecDownward = "lec_downward",
        LsFourGrades = "ls_four_grades",
        LsFiveGrades = "ls_five_grades",
    }
}

impl Edition {
    pub fn borders(self) -> &'static Borders {
        match self {
            Edition::LecUpward => &lec::UPWARD,
            Edition::LecDownward => &lec::DOWNWARD,
            Edition::LsFourGrades => &risk_matrix::FOUR_GRADES,
            Edition::LsFiveGrades => &risk_matrix::FIVE_GRADES,
        }
    }

    pub fn method(self) -> Method {
        match self {
            Edition::LecUpward | Edition::LecDownward => Method::Lec,
            Edition::LsFourGrades | Edition::LsFiveGrades => Method::Matrix,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskScheme {
    pub id: RiskSchemeId,
    pub version: i64,
    pub edition: Edition,
    /// What makes a risk red whatever its score: a sentence each.
    pub direct_red: Vec<String>,
    pub reason: String,
    pub source: String,
    pub from: Day,
    /// The last day it is in force.
    pub to: Option<Day>,
}

impl RiskScheme {
    pub fn is_in_force(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Set {
        edition: Edition,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        direct_red: Vec<String>,
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
    const STREAM: &'static str = "risk_scheme";
    type Id = RiskSchemeId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Set { .. } => "set",
            Fact::Ended { .. } => "ended",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: RiskSchemeId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set { edition, direct_red, reason, source, from, to } => tx.execute(
            "INSERT INTO risk_scheme (district, id, version, edition, direct_red, reason, source, from_day, to_day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![at.district, id, at.version, edition, direct_red.join("\n"), reason, source, from, to],
        ),
        Fact::Ended { to } => tx.execute(
            "UPDATE risk_scheme SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to],
        ),
    }?;
    Ok(())
}

const COLUMNS: &str = "id, version, edition, direct_red, reason, source, from_day, to_day";

/// The edition of a method that counts on a day, if the district has chosen one.
pub fn in_force(r: &Reader<'_>, ctx: &Ctx, method: Method, day: Day) -> Result<Option<RiskScheme>, Error> {
    let schemes = list(r, ctx)?.into_iter();
    let mut counting: Vec<_> = schemes.filter(|it| it.edition.method() == method && it.is_in_force(day)).collect();
    counting.sort_by_key(|it| (it.from, it.id));
    Ok(counting.pop())
}

/// Every scheme, the newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<RiskScheme>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM risk_scheme WHERE district = $1 ORDER BY from_day DESC, id DESC LIMIT 1000");
    r.rows(&sql, params![ctx.district], scheme)
}

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: RiskSchemeId) -> Result<RiskScheme, Error> {
    let sql = format!("SELECT {COLUMNS} FROM risk_scheme WHERE district = $1 AND id = $2");
    r.row(&sql, params![ctx.district, id], scheme)?.ok_or(Error::NotFound(RiskSchemeId::NAME))
}

fn scheme(row: &Row<'_>) -> Result<RiskScheme, Error> {
    Ok(RiskScheme {
        id: row.get(0)?,
        version: row.get(1)?,
        edition: row.get(2)?,
        direct_red: row.get::<String>(3)?.lines().map(str::to_owned).collect(),
        reason: row.get(4)?,
        source: row.get(5)?,
        from: row.get(6)?,
        to: row.get(7)?,
    })
}
