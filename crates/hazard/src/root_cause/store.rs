//! What stands in `hazard_cause`: the cause said last.

use kernel::{Ctx, Error};
use ledger::{Reader, Stamp, Tx, params};

use super::Found;
use crate::model::HazardId;

pub(crate) fn found(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, it: &Found) -> Result<(), Error> {
    tx.execute("UPDATE hazard SET version = $3 WHERE district = $1 AND id = $2", params![at.district, id, at.version])?;
    tx.execute(
        "INSERT INTO hazard_cause (district, hazard, cause, said) VALUES ($1, $2, $3, $4)
         ON CONFLICT (district, hazard) DO UPDATE SET cause = excluded.cause, said = excluded.said",
        params![at.district, id, it.cause, it.said],
    )
}

pub(super) fn is_known(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM hazard_cause WHERE district = $1 AND hazard = $2";
    r.row(sql, params![ctx.district, id], |row| row.get::<i64>(0)).map(|found| found.is_some())
}
