//! Key-attention lists (重点关注名单): which townships, sectors and units get key inspection, control or guidance, and why.
//!
//! What is asked of the record stands in editions (`criteria`); what it answered as of a moment is a list (`list`), told to
//! those on it before it is signed; each entry of a signed list is owed something (`entry`) until it is accepted.
//!
//! Always true: a list names organisations, never people, and ranks nobody; drawn again as of its moment it is the same; whoever
//! drafted does not sign; whoever is on it neither answers, accepts nor removes.
//! Not here: the values of measures, which `server` asks of the concepts that know them.

pub mod criteria;
mod draw;
pub mod entry;
pub mod list;
mod shown;

pub(crate) use draw::Owners;
#[cfg(test)]
pub(crate) use draw::window;
pub use draw::{Difference, Known, Work, compute, differences};

use kernel::{Division, OrganisationId, Sector, words};
use page::Routes;
use registry::measure::Value;
use serde::{Deserialize, Serialize};

words! {
    /// What kind of subject is looked at.
    pub enum Kind {
        Township = "township",
        /// A sector, with the department that regulates it.
        Sector = "sector",
        Unit = "unit",
    }
}

words! {
    pub enum Treatment {
        /// 重点检查
        Inspection = "inspection",
        /// 重点管控
        Control = "control",
        /// 重点督导
        Guidance = "guidance",
    }
}

words! {
    pub enum Comparison {
        AtLeast = "at_least",
        Above = "above",
        AtMost = "at_most",
        Below = "below",
    }
}

/// A township's government, a department for one of its sectors, or an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    pub sort: Kind,
    pub organisation: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
}

/// One criterion that held: with the figure, and the lists whose rows were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub criterion: u32,
    pub measure: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    pub comparison: Comparison,
    /// Hundredths of a case or of a per cent.
    pub threshold: i64,
    pub treatment: Treatment,
    pub value: Value,
    pub evidence: Vec<String>,
}

/// One subject on a list, with all its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub no: u32,
    pub subject: Subject,
    pub division: Division,
    /// Who answers for what is done there: of a unit, whoever supervises it.
    pub owner: OrganisationId,
    pub reasons: Vec<Reason>,
}

impl Entry {
    /// What its reasons call for, each once.
    pub fn treatments(&self) -> Vec<Treatment> {
        let called = |it: &&Treatment| self.reasons.iter().any(|reason| reason.treatment == **it);
        Treatment::ALL.iter().filter(called).copied().collect()
    }
}

/// Every page and API route of lists.
pub(crate) fn routes() -> Routes<ledger::Db> {
    criteria::routes().and(list::routes()).and(entry::routes())
}
