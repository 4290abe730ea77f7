//! Every write to `issued_table`, and who sees it: what sums the whole district is for whoever sees all of it.

use kernel::{Ctx, Error};
use ledger::{Stamp, Tx, params};

use super::{Fact, IssuedTableId};

pub(super) fn sees_all(ctx: &Ctx) -> bool {
    ctx.scope.covers(ctx.district.division(), &[], &[], None)
}

pub(super) fn must_see_all(ctx: &Ctx) -> Result<(), Error> {
    if sees_all(ctx) { Ok(()) } else { Err(Error::Forbidden { action: "issue a table of the whole district" }) }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: IssuedTableId, fact: &Fact) -> Result<(), Error> {
    let Fact::Issued(it) = fact;
    let table = &it.table;
    tx.execute(
        "INSERT INTO issued_table (district, id, form, edition, title, from_day, to_day, issue, as_of, hash, reason,
                                   issued_at, issued_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            at.district,
            id,
            table.name,
            table.edition,
            table.title,
            table.from,
            table.to,
            it.issue,
            table.as_of,
            it.hash,
            it.reason,
            at.effective_at,
            at.person
        ],
    )
}
