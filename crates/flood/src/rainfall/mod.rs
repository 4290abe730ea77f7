//! Rain that is expected (未来雨量): what somebody who knows tells of the coming hours, of one catchment or of the whole district.
//!
//! Always true: what was told stays on record with its source; what is issued later counts before, and one catchment's own before the
//! district's. Not here: forecasts of the weather; this program makes none.

mod act;
mod form;
pub mod query;
mod store;
mod web;

pub use act::{Tell, Withdraw, tell, withdraw};
pub use store::project;
pub(crate) use web::{PATH, TELL, in_words};

use kernel::{Instant, PersonId, Personal};
use serde::{Deserialize, Serialize};
use signal::Quantity;

use crate::catchment::CatchmentId;
use crate::forecast::Expected;

kernel::ids! {
    /// What somebody told of the coming rain.
    ExpectedRainId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// None: the whole district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catchment: Option<CatchmentId>,
    /// From when on it counts.
    pub issued: Instant,
    pub until: Instant,
    /// Millimetres within 1, 3, 6 and 24 hours of `issued`.
    pub within_mm: [Option<Quantity>; 4],
    pub source: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Told(Box<Told>),
    Withdrawn { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "expected_rain";
    type Id = ExpectedRainId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Told(_) => "told",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// What was told, as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedRain {
    pub id: ExpectedRainId,
    pub version: i64,
    pub told: Told,
    pub told_at: Instant,
    pub told_by: Option<PersonId>,
    pub withdrawn_at: Option<Instant>,
    pub reason: Option<Personal<String>>,
}

impl ExpectedRain {
    pub fn ahead(&self) -> Expected {
        Expected {
            issued: self.told.issued.millis(),
            until: self.told.until.millis(),
            mm: self.told.within_mm.map(|it| it.map(Quantity::value)),
        }
    }

    pub fn counts_at(&self, now: Instant) -> bool {
        self.withdrawn_at.is_none() && self.told.issued <= now && now < self.told.until
    }
}

/// What counts for a catchment: its own before the district's, then what was issued last.
pub fn of_catchment(all: &[ExpectedRain], id: CatchmentId, now: Instant) -> Option<&ExpectedRain> {
    let counts = |it: &&ExpectedRain| it.counts_at(now) && it.told.catchment.is_none_or(|of| of == id);
    all.iter().filter(counts).max_by_key(|it| (it.told.catchment.is_some(), it.told.issued, it.id))
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    web::routes()
}
