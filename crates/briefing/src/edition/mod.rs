//! Texts that people add to, and their editions: one person drafts, another issues, and what was issued stays as it was.
//!
//! Always true: nobody types a figure, and until the text is issued each is that of the record; issued, the text is kept whole
//! with its moment and its hash; a later edition of the same text and period stands beside it and says why. Not here: which
//! sentences there are (`text`).

mod act;
pub mod export;
pub mod query;
mod store;

pub(crate) use act::written;
pub use act::{Discard, Draft, Issue, discard, draft, issue};
pub(crate) use store::project;

use std::collections::BTreeMap;

use kernel::{Day, Instant, PersonId, Personal, words};
use serde::{Deserialize, Serialize};

use crate::Period;
use crate::text::{Additions, Name, Part};

kernel::ids! {
    /// One text of one period, from its draft on.
    IssuedBriefingId,
}

words! {
    pub enum State {
        Draft = "draft",
        Issued = "issued",
        Discarded = "discarded",
    }
}

/// What one person wrote for another to issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    /// From 1.
    pub draft: u32,
    pub name: Name,
    pub from: Day,
    pub to: Day,
    /// Whose it is; two offices may issue it together.
    pub office: String,
    pub added: BTreeMap<Part, Personal<String>>,
    /// Why it is issued again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// 1 for the first of a text and a period.
    pub edition: i64,
    /// Year and number of a document; what is spoken has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<(i16, i64)>,
    pub as_of: Instant,
    /// SHA-256 of the text, in hexadecimal.
    pub hash: String,
    /// The whole text in Chinese, as JSON of [`crate::text::Briefing`].
    pub text: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Drafted(Box<Drafted>),
    Issued(Box<Issued>),
    Discarded { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "issued_briefing";
    type Id = IssuedBriefingId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Drafted(_) => "drafted",
            Fact::Issued(_) => "issued",
            Fact::Discarded { .. } => "discarded",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: IssuedBriefingId,
    pub version: i64,
    pub name: Name,
    pub period: Period,
    pub state: State,
    pub office: String,
    pub draft: u32,
    pub drafted_at: Instant,
    pub drafted_by: Option<PersonId>,
    pub edition: Option<i64>,
    pub number: Option<(i16, i64)>,
    pub as_of: Option<Instant>,
    pub hash: Option<String>,
    pub issued_at: Option<Instant>,
    pub issued_by: Option<PersonId>,
}

/// What people added, without what was erased.
pub(crate) fn additions(it: &Drafted) -> Additions {
    let known = |(part, text): (&Part, &Personal<String>)| Some((*part, text.as_str()?.to_owned()));
    it.added.iter().filter_map(known).collect()
}
