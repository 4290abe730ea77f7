//! Criteria (列入标准): editions of what is asked of the record, drafted by one person and put in force from a day on by another.
//!
//! Always true: what is in force is not changed, another edition follows it; of each day one edition is in force, the last that
//! was put in force by then.

mod act;
pub mod export;
mod list;
pub mod query;
mod store;
mod web;

pub(crate) use act::decide_force;
pub use act::{
    DiscardCriteria, DraftCriteria, DropCriterion, PutInForce, SetCriterion, discard, draft, drop_criterion,
    put_in_force, set_criterion,
};
pub use store::project;
pub(crate) use web::{PATH, routes};

use kernel::{Day, Instant, PersonId, Personal, words};
use registry::measure::Figure;
use serde::{Deserialize, Serialize};

use super::{Comparison, Kind, Reason, Treatment};

kernel::ids! {
    /// One edition of the criteria.
    AttentionCriteriaId,
}

words! {
    pub enum State {
        Draft = "draft",
        InForce = "in_force",
        Discarded = "discarded",
    }
}

/// What is asked of which kind of subject, and what it calls for where it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    pub no: u32,
    pub sort: Kind,
    /// A name of `registry::measure`.
    pub measure: String,
    /// The window; none where the measure is of the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    pub comparison: Comparison,
    /// Hundredths of a case or of a per cent.
    pub threshold: i64,
    pub treatment: Treatment,
}

impl Criterion {
    /// That it held, with the figure.
    pub(crate) fn reason(&self, figure: Figure) -> Reason {
        Reason {
            criterion: self.no,
            measure: self.measure.clone(),
            months: self.months,
            comparison: self.comparison,
            threshold: self.threshold,
            treatment: self.treatment,
            value: figure.value,
            evidence: figure.evidence,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    pub number: String,
    pub title: Personal<String>,
    /// Why an edition is drafted, and after which text.
    pub reason: Personal<String>,
    pub criteria: Vec<Criterion>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    CriterionSet { criterion: Criterion },
    CriterionDropped { no: u32 },
    PutInForce { from: Day },
    Discarded { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "attention_criteria";
    type Id = AttentionCriteriaId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::CriterionSet { .. } => "criterion_set",
            Fact::CriterionDropped { .. } => "criterion_dropped",
            Fact::PutInForce { .. } => "put_in_force",
            Fact::Discarded { .. } => "discarded",
        }
    }
}

/// One edition as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Criteria {
    pub id: AttentionCriteriaId,
    pub version: i64,
    pub number: String,
    pub title: Personal<String>,
    pub reason: Option<Personal<String>>,
    pub state: State,
    pub from: Option<Day>,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub put_at: Option<Instant>,
    pub put_by: Option<PersonId>,
    /// Why it was discarded.
    pub note: Option<Personal<String>>,
    /// The last number of a criterion.
    pub last: u32,
}

impl Criteria {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }
}
