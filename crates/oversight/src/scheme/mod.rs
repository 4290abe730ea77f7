//! Schemes (方案): what is examined at which organisations in which days, item by item, and from which text each item comes.

pub(crate) mod act;
pub mod query;
mod store;

pub use act::{Draft, Drop, Issue, Publish, Revise, SetItem, Succeed, Withdraw};
pub use act::{draft, drop_item, issue, publish, revise, set_item, succeed, withdraw};
pub use store::project;
pub(crate) use store::{items, load, of_own, organisations, text};

use kernel::{Day, Instant, OrganisationId, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

use crate::marks::{Marks, Way};

kernel::ids! {
    /// One edition of a scheme.
    OversightSchemeId,
}

words! {
    pub enum Kind {
        /// 督查.
        Supervision = "supervision",
        /// 巡查.
        Tour = "tour",
        /// 考核: the one with marks.
        Assessment = "assessment",
    }
}

words! {
    pub enum State {
        Draft = "draft",
        Issued = "issued",
        /// Its results are published.
        Published = "published",
        Succeeded = "succeeded",
        Withdrawn = "withdrawn",
    }
}

words! {
    pub enum Document {
        Scheme = "scheme",
        Result = "result",
    }
}

/// How a finding comes about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Method {
    /// A person says what was found.
    Judged,
    /// The record says it.
    Computed {
        measure: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        way: Option<Way>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub no: u32,
    pub text: Personal<String>,
    /// The article that the criterion comes from.
    pub source: String,
    /// Full marks; of an assessment alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Marks>,
    pub method: Method,
}

impl Item {
    pub fn text(&self) -> &str {
        self.text.as_str().unwrap_or("--")
    }

    pub fn measure(&self) -> Option<&str> {
        match &self.method {
            Method::Computed { measure, .. } => Some(measure),
            Method::Judged => None,
        }
    }

    pub fn way(&self) -> Option<Way> {
        match self.method {
            Method::Computed { way, .. } => way,
            Method::Judged => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    pub number: String,
    pub edition: u32,
    pub sort: Kind,
    pub title: Personal<String>,
    pub first: Day,
    pub last: Day,
    pub organisations: Vec<OrganisationId>,
    pub items: Vec<Item>,
    /// The edition that it takes the place of, once it is issued, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<OversightSchemeId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    Revised { title: Personal<String>, first: Day, last: Day, organisations: Vec<OrganisationId> },
    ItemSet { item: Item },
    ItemDropped { no: u32 },
    Issued { year: i16, number: i64 },
    Withdrawn { reason: Personal<String> },
    Succeeded { by: OversightSchemeId, reason: Personal<String> },
    ResultPublished { year: i16, number: i64 },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "oversight_scheme";
    type Id = OversightSchemeId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::Revised { .. } => "revised",
            Fact::ItemSet { .. } => "item_set",
            Fact::ItemDropped { .. } => "item_dropped",
            Fact::Issued { .. } => "issued",
            Fact::Withdrawn { .. } => "withdrawn",
            Fact::Succeeded { .. } => "succeeded",
            Fact::ResultPublished { .. } => "result_published",
        }
    }
}

/// One edition of a scheme as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    pub id: OversightSchemeId,
    pub version: i64,
    pub number: String,
    pub edition: u32,
    pub kind: Kind,
    pub title: Personal<String>,
    pub first: Day,
    pub last: Day,
    pub state: State,
    pub follows: Option<OversightSchemeId>,
    /// Why it follows another edition.
    pub reason: Option<Personal<String>>,
    pub followed_by: Option<OversightSchemeId>,
    /// Why it stands no more.
    pub note: Option<Personal<String>>,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub issued_at: Option<Instant>,
    pub issued_by: Option<PersonId>,
    pub published_at: Option<Instant>,
    pub published_by: Option<PersonId>,
    /// The last number of an item.
    pub items: u32,
}

impl Scheme {
    pub fn title(&self) -> &str {
        self.title.as_str().unwrap_or("--")
    }

    pub fn has_marks(&self) -> bool {
        self.kind == Kind::Assessment
    }
}
