//! Every write to `hazard_document`.

use kernel::Error;
use ledger::{Stamp, Tx, params};

use super::{DocumentId, Fact};

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DocumentId, fact: &Fact) -> Result<(), Error> {
    let Fact::Issued { document, hazard, year, number, step, organisation } = fact;
    tx.execute(
        "INSERT INTO hazard_document (district, id, version, hazard, kind, year, number, step, organisation, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            at.district,
            id,
            at.version,
            hazard,
            document,
            i64::from(*year),
            number,
            step,
            organisation,
            at.effective_at
        ],
    )
}
