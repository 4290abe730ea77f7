//! Issuing a table: filled at this moment, kept for good.

use kernel::{Ctx, Error, Personal, Problem};
use ledger::{Reader, Tx};
use registry::forms::reasoned;
use serde::{Deserialize, Serialize};

use super::{Fact, Issued, IssuedTableId, Listed, query, store};
use crate::{Form, Period, Table, table};

/// Issue a table of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// yyyy-MM-dd
    pub from: String,
    /// The last day.
    pub to: String,
    /// Why it is issued again, where there is one of this period.
    #[serde(default)]
    pub reason: String,
}

/// Fills the form and keeps what it says. Refused for a period that is not over, and without a reason for a period that has
/// an issue already.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, form: &Form, cmd: &Issue) -> Result<IssuedTableId, Error> {
    store::must_see_all(ctx)?;
    let day = |field, text: &str| {
        text.trim().parse().map_err(|_| Error::from(Problem::at(field, "write the day as 2026-06-18")))
    };
    let period = Period { from: day("from", &cmd.from)?, to: day("to", &cmd.to)? };
    if period.to < period.from {
        return Err(Problem::at("to", "the last day comes before the first").into());
    }
    let at = tx.recorded_at();
    if period.to > at.day() {
        return Err(Error::refused("this period is not over yet"));
    }
    let last = query::last(tx, ctx, &form.name, period)?;
    let table = table(tx, &Ctx { now: at, ..ctx.clone() }, form, period)?;
    if let Some(last) = &last
        && says_the_same(&table, last)?
    {
        return Err(Error::refused("nothing has changed since the last issue"));
    }
    let reason: Option<Personal<String>> = match &last {
        Some(_) => Some(reasoned("reason", &cmd.reason)?),
        None => None,
    };
    let hash = table.hash()?;
    let issue = last.map_or(1, |it| it.issue + 1);
    let id: IssuedTableId = ctx.mint();
    let fact = Fact::Issued(Box::new(Issued { issue, hash, table, reason }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Whether a table would say something else now than in its last issue, or has none.
pub fn has_changed(r: &Reader<'_>, ctx: &Ctx, form: &Form, period: Period) -> Result<bool, Error> {
    match query::last(r, ctx, &form.name, period)? {
        Some(last) => Ok(!says_the_same(&table(r, ctx, form, period)?, &last)?),
        None => Ok(true),
    }
}

/// But for the moment, which is in the hash of early issues.
pub(crate) fn says_the_same(it: &Table, last: &Listed) -> Result<bool, Error> {
    let then = Table { as_of: last.as_of, ..it.clone() };
    Ok(then.hash()? == last.hash || then.hash_with_moment()? == last.hash)
}
