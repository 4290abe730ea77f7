//! Where a hazard is counted, and how it was closed.

use kernel::Error;
use ledger::{Row, Stamp, Tx, params};

use super::{Closing, Delta, Slot, cube};
use crate::model::HazardId;

impl Slot {
    /// From `found_at, township, sector, source, grade`.
    pub(crate) fn read(row: &Row<'_>) -> Result<Slot, Error> {
        Ok(Slot {
            found_at: row.get(0)?,
            township: row.get(1)?,
            sector: row.get(2)?,
            source: row.get(3)?,
            grade: row.get(4)?,
        })
    }
}

/// Counts a hazard as closed; only what was not in time needs a row of its own.
pub(crate) fn close(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, slot: &Slot, closing: Closing) -> Result<(), Error> {
    cube::count(tx, at, slot, &Delta::closed(closing))?;
    if closing == Closing::InTime {
        return Ok(());
    }
    let sql = "INSERT INTO hazard_closing (district, id, closing) VALUES ($1, $2, $3)";
    tx.execute(sql, params![at.district, id, closing]).map(drop)
}
