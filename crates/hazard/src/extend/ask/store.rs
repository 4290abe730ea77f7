//! Every write to the requests that wait, and their load.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal};
use ledger::{Reader, Stamp, Tx, params};
use obligation::ObligationId;

use super::Request;
use crate::model::HazardId;

pub(crate) fn find(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<Request>, Error> {
    r.row(
        "SELECT due, asked_at, asker, organisation, decision, reason
         FROM hazard_extension_request WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| {
            Ok(Request {
                due: row.get(0)?,
                asked_at: row.get(1)?,
                asker: row.get(2)?,
                organisation: row.get(3)?,
                decision: row.get(4)?,
                reason: row.get(5)?,
            })
        },
    )
}

pub(crate) fn asked(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: HazardId,
    (due, reason): (Instant, &Personal<String>),
    (organisation, decision): (OrganisationId, ObligationId),
) -> Result<(), Error> {
    moved(tx, at, id)?;
    tx.execute(
        "INSERT INTO hazard_extension_request (district, id, due, asked_at, asker, organisation, decision, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![at.district, id, due, at.effective_at, at.person, organisation, decision, reason],
    )
}

pub(crate) fn refused(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    moved(tx, at, id)?;
    decided(tx, at, id)
}

/// Granted or refused: nothing waits any more.
pub(crate) fn decided(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    let sql = "DELETE FROM hazard_extension_request WHERE district = $1 AND id = $2";
    tx.execute(sql, params![at.district, id])
}

fn moved(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    let sql = "UPDATE hazard SET version = $3 WHERE district = $1 AND id = $2";
    tx.execute(sql, params![at.district, id, at.version])
}
