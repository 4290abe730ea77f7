//! Tables that were issued: what was handed in stays as it was, with its hash and its moment.
//!
//! Always true: an issue is never changed, a later one of the same form and period stands beside it and says why; its
//! figures are those that were known at its moment, so counted again as of it they are the same, byte for byte.

mod act;
pub mod export;
pub mod query;
mod store;

pub(crate) use act::says_the_same;
pub use act::{Issue, has_changed, issue};
pub(crate) use store::project;

use kernel::{Day, Instant, PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::{Period, Table};

kernel::ids! {
    /// One issue of one table.
    IssuedTableId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// 1 for the first of a form and a period.
    pub issue: i64,
    /// SHA-256 of what the table says, in hexadecimal: [`Table::hash`]; with its moment in early issues.
    pub hash: String,
    pub table: Table,
    /// Why it was issued again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Issued(Box<Issued>),
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "issued_table";
    type Id = IssuedTableId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Issued(_) => "issued",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: IssuedTableId,
    pub form: String,
    pub edition: Day,
    pub title: String,
    pub period: Period,
    pub issue: i64,
    pub as_of: Instant,
    pub hash: String,
    pub reason: Option<Personal<String>>,
    pub issued_at: Instant,
    pub issued_by: Option<PersonId>,
}
