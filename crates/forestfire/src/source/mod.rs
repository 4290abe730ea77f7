//! Heat sources: kilns, flares and furnaces that satellites see as fires. Marked with a reason, and unmarked with one; what was
//! detected while it was marked stays as it was.
//!
//! Not here: what is detected there (`spot`).

mod act;
mod export;
mod form;
mod list;
pub mod query;
mod store;

pub use act::{Mark, Reason, mark, unmark};
pub use export::HEAT_SOURCES;
pub use store::project;

use kernel::{Division, Instant, PersonId, Personal};
use serde::{Deserialize, Serialize};

kernel::ids! {
    /// A place that is known to be hot.
    HeatSourceId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    pub name: String,
    pub division: Division,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    pub radius_m: u32,
    pub reason: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Marked(Box<Marked>),
    Unmarked { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "heat_source";
    type Id = HeatSourceId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Marked(_) => "marked",
            Fact::Unmarked { .. } => "unmarked",
        }
    }
}

/// One source as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatSource {
    pub id: HeatSourceId,
    pub version: i64,
    pub name: String,
    pub division: Division,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    pub radius_m: i64,
    pub reason: Option<Personal<String>>,
    pub marked_at: Instant,
    pub marked_by: Option<PersonId>,
    pub unmarked_at: Option<Instant>,
    /// Why it was unmarked.
    pub note: Option<Personal<String>>,
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    form::routes()
}
