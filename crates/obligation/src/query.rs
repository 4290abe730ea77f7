//! What pages and other crates read: one obligation, those about an object, and the personal lists.

mod desk;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use kernel::{Ctx, Error, Identity as _};
use ledger::{Clause, Reader, Recorded, ScopeColumns, params};

use crate::mine;
use crate::model::{Fact, Obligation, ObligationId, Ref};
use crate::routes::VIEW;
use crate::store::{self, COLUMNS, TABLES};

pub use desk::{Count, Counts, Filter, Page, Place, Row, count_held_by, counts, held_by, i_owe, owed_to_me};

/// The parties of an obligation see it, and whoever reaches its place.
const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "o.division",
    organisations: &["o.owner_organisation", "o.owed_to_organisation", "o.checker_organisation"],
    persons: &["o.owner_person", "o.owed_to_person", "o.checker_person"],
    sector: Some("o.sector"),
};

/// Objects have a handful of obligations in their life; beyond it something runs in a circle.
const MOST_ABOUT_ONE: i64 = 200;

pub fn get(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<Obligation, Error> {
    let it = store::find(r, ctx, id)?;
    if mine::may_know(&it, ctx) { Ok(it) } else { Err(Error::NotFound(ObligationId::NAME)) }
}

/// Whether the visitor may open its page, for pages of other concepts that lead to it.
pub fn opens(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<bool, Error> {
    let ctx = Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() };
    if !ctx.may(VIEW) {
        return Ok(false);
    }
    match get(r, &ctx, id) {
        Ok(_) => Ok(true),
        Err(Error::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// All obligations about an object that the visitor may see, newest first.
pub fn of(r: &Reader<'_>, ctx: &Ctx, about: &Ref) -> Result<Vec<Obligation>, Error> {
    let (sql, clause) = about_sql(ctx, about);
    r.rows(&sql, &clause.params(), store::obligation)
}

fn about_sql(ctx: &Ctx, about: &Ref) -> (String, Clause) {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district);
    clause.and_equals("o.about_id", about.id);
    clause.and_equals("o.about_kind", about.kind.clone());
    clause.within(&ctx.scope, &SCOPE);
    mine::known(&mut clause, ctx);
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY o.opened_at DESC, o.id DESC LIMIT {MOST_ABOUT_ONE}",
        clause.text()
    );
    (sql, clause)
}

/// What the open obligations of one duty are about, whatever the visitor's scope: for the rules that open them.
pub fn open_about(r: &Reader<'_>, ctx: &Ctx, duty: &str) -> Result<HashSet<[u8; 16]>, Error> {
    let sql = "SELECT about_id FROM obligation WHERE district = $1 AND holder_organisation IS NOT NULL AND duty = $2";
    Ok(r.rows(sql, params![ctx.district, duty], |row| row.get(0))?.into_iter().collect())
}

/// Everything that happened to it, oldest first.
pub fn timeline(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<Vec<Recorded<Fact>>, Error> {
    get(r, ctx, id)?;
    r.history::<Fact>(ctx.district, id)
}
