//! Reads of commitments: those of one letter, and one alone.

use kernel::{Ctx, Error, Identity as _};
use ledger::{Clause, Reader, ScopeColumns};

use super::store::{COLUMNS, read};
use super::{Commitment, CommitmentId};
use crate::follow_up::FollowUpId;
use crate::follow_up::query::{closed, sees_drafts};

const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "k.division", organisations: &["k.owner"], persons: &[], sector: Some("k.sector") };

fn visible(ctx: &Ctx) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("k.district", ctx.district);
    clause.within(&ctx.scope, &SCOPE);
    if !sees_drafts(ctx) {
        let closed = closed(&mut clause, ctx);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM follow_up f WHERE f.district = k.district AND f.id = k.follow_up AND {closed})"
        ));
    }
    clause
}

/// What was promised in a letter's answer or in an interview, in its order.
pub fn of(r: &Reader<'_>, ctx: &Ctx, follow_up: FollowUpId) -> Result<Vec<Commitment>, Error> {
    let mut clause = visible(ctx);
    clause.and_equals("k.follow_up", follow_up);
    let sql = format!("SELECT {COLUMNS} FROM commitment k WHERE {} ORDER BY k.no LIMIT {}", clause.text(), super::MOST);
    r.rows(&sql, &clause.params(), read)
}

/// One within the visitor's reach; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: CommitmentId) -> Result<Commitment, Error> {
    let mut clause = visible(ctx);
    clause.and_equals("k.id", id);
    let sql = format!("SELECT {COLUMNS} FROM commitment k WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound(CommitmentId::NAME))
}
