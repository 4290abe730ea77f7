//! The table `post`.

use kernel::{Ctx, Error, Identity, OrganisationId};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx, params};

use super::Fact;
use crate::{PostId, PostKind};

/// What a rule may know of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: PostId,
    pub name: String,
    pub kind: PostKind,
    pub organisation: OrganisationId,
}

/// A post belongs where its organisation does. The query joins `organisation o`.
pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "o.division", organisations: &["o.id"], persons: &[], sector: None };

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: PostId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT t.id, t.name, t.post_kind, t.organisation
         FROM post t JOIN organisation o ON o.district = t.district AND o.id = t.organisation
         WHERE {} LIMIT 1",
        clause.text()
    );
    let known = r.row(&sql, &clause.params(), |row| {
        Ok(Known { id: row.get(0)?, name: row.get(1)?, kind: row.get(2)?, organisation: row.get(3)? })
    })?;
    known.ok_or(Error::NotFound(PostId::NAME))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: PostId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Defined { name, post_kind, organisation } => tx.execute(
            "INSERT INTO post (district, id, version, name, post_kind, organisation) VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, at.version, name, post_kind, organisation],
        ),
    }?;
    Ok(())
}
