//! What is late now, by who rectifies it.

use kernel::{Ctx, Error, OrganisationId};
use ledger::Reader;

use crate::query::{Filter, View, conditions};

/// Organisations that owe something late, with how many, within the visitor's reach; in the order of their ids. Each
/// number is the length of the list of late hazards with that owner.
pub fn by_owner(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<(OrganisationId, i64)>, Error> {
    let clause = conditions(ctx, &Filter { view: View::Late, ..Filter::default() });
    let sql = format!(
        "SELECT h.owner_organisation, COUNT(*) FROM hazard h WHERE {} AND h.owner_organisation IS NOT NULL
         GROUP BY h.owner_organisation ORDER BY h.owner_organisation",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, row.get(1)?)))
}
