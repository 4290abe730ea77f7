//! Reads of heat sources.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader};

use super::store::{SCOPE, fetch, load};
use super::{HeatSource, HeatSourceId};

/// More than a county has.
const MOST: u32 = 2_000;

/// Within reach, those that are marked first, by name.
pub fn all(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<HeatSource>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    let order = "ORDER BY CASE WHEN t.unmarked_at IS NULL THEN 0 ELSE 1 END, t.name, t.id";
    fetch(r, &clause, &format!("{order} LIMIT {MOST}"))
}

pub fn marked(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<HeatSource>, Error> {
    let mut it = all(r, ctx)?;
    it.retain(|it| it.unmarked_at.is_none());
    Ok(it)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: HeatSourceId) -> Result<HeatSource, Error> {
    load(r, ctx, id)
}
