//! Pages of long lists: after a cursor, fifty rows, and how many there are in all.

use kernel::{Error, Identity, ToCell};
use ledger::{Clause, Reader};
use serde::Serialize;
use utoipa::ToSchema;

pub const LONGEST_PAGE: i64 = 200;
const USUAL_PAGE: i64 = 50;
/// Counting further would cost more than anybody reads.
const COUNTED_UP_TO: i64 = 10_000;

/// Which page: the rows after a cursor that an earlier page gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    pub after: Option<String>,
    pub limit: i64,
}

impl Default for Paging {
    fn default() -> Self {
        Self { after: None, limit: USUAL_PAGE }
    }
}

impl Paging {
    pub fn after(cursor: Option<&str>) -> Self {
        Self { after: cursor.filter(|c| !c.is_empty()).map(str::to_owned), ..Self::default() }
    }

    /// One more than the page, which tells whether there is another.
    pub(super) fn fetched(&self) -> i64 {
        self.limit.clamp(1, LONGEST_PAGE) + 1
    }

    /// Adds what lies after the cursor in the order of both columns. A cursor that isn't one begins at the beginning.
    pub(super) fn and_after<I: Identity + ToCell>(&self, clause: &mut Clause, first: &str, id: &str) {
        let Some((number, last)) = self.after.as_deref().and_then(|cursor| cursor.split_once('.')) else { return };
        let (Ok(number), Some(last)) = (number.parse::<i64>(), I::parse(last)) else { return };
        let (number, last) = (clause.bind(number), clause.bind(last));
        clause.and(&format!("({first}, {id}) > ({number}, {last})"));
    }
}

pub(super) fn cursor<I: Identity>(number: i64, id: I) -> String {
    format!("{number}.{}", id.to_text())
}

/// How many rows a list has; beyond ten thousand "10,000+" is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Total {
    pub counted: i64,
    pub capped: bool,
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.capped { f.write_str("10,000+") } else { write!(f, "{}", self.counted) }
    }
}

/// `from` is everything of the query from `FROM` on.
pub(super) fn total(r: &Reader<'_>, from: &str, clause: &Clause) -> Result<Total, Error> {
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 {from} LIMIT {}) AS counted", COUNTED_UP_TO + 1);
    let counted: i64 = r.value(&sql, &clause.params())?;
    Ok(Total { counted: counted.min(COUNTED_UP_TO), capped: counted > COUNTED_UP_TO })
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub total: Total,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// Cuts off the row that was fetched to see whether there are more.
    pub(super) fn new(mut rows: Vec<T>, total: Total, paging: &Paging, cursor: impl Fn(&T) -> String) -> Self {
        let limit = (paging.fetched() - 1) as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(cursor);
        Self { rows, total, next }
    }
}
