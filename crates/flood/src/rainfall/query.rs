//! Reads of expected rain. It is the district's: whoever may see catchments sees all of it.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader};

use super::store::fetch;
use super::{ExpectedRain, ExpectedRainId};

fn all(ctx: &Ctx) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    clause
}

/// Whatever counts now for any catchment, at most the last thousand.
pub fn valid(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<ExpectedRain>, Error> {
    let mut clause = all(ctx);
    let now = clause.bind(ctx.now);
    clause.and(&format!("t.valid_until > {now} AND t.issued_at <= {now} AND t.withdrawn_at IS NULL"));
    fetch(r, &clause, "ORDER BY t.issued_at DESC, t.id DESC LIMIT 1000")
}

/// Newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, from: u32, rows: u32) -> Result<Vec<ExpectedRain>, Error> {
    let mut clause = all(ctx);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    fetch(r, &clause, &format!("ORDER BY t.issued_at DESC, t.id DESC LIMIT {rows} OFFSET {from}"))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx) -> Result<i64, Error> {
    let clause = all(ctx);
    r.value(&format!("SELECT COUNT(*) FROM expected_rain t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: ExpectedRainId) -> Result<ExpectedRain, Error> {
    let mut clause = all(ctx);
    clause.and_equals("t.id", id);
    fetch(r, &clause, "LIMIT 1")?.pop().ok_or(Error::NotFound("ExpectedRainId"))
}
