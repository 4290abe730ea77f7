//! Every write to the cube. Adding is the same in any order, so replay needs none between objects.

use kernel::Error;
use ledger::{Row, Stamp, Tx, params};

use super::{Closing, Delta, Month, Slot};
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

/// Adds to the counts of one slot.
pub(crate) fn count(tx: &mut Tx<'_>, at: &Stamp, slot: &Slot, delta: &Delta) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO hazard_cube (district, month, township, sector, source, grade, found, closed, closed_in_time,
                                  closed_late, recurring)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (district, month, township, sector, source, grade) DO UPDATE SET
             found = hazard_cube.found + excluded.found,
             closed = hazard_cube.closed + excluded.closed,
             closed_in_time = hazard_cube.closed_in_time + excluded.closed_in_time,
             closed_late = hazard_cube.closed_late + excluded.closed_late,
             recurring = hazard_cube.recurring + excluded.recurring",
        params![
            at.district,
            Month::of(slot.found_at.day()).number(),
            slot.township,
            slot.sector,
            slot.source,
            slot.grade,
            delta.found,
            delta.closed,
            delta.closed_in_time,
            delta.closed_late,
            delta.recurring
        ],
    )
    .map(drop)
}

/// Counts a hazard as closed; only what was not in time needs a row of its own.
pub(crate) fn close(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, slot: &Slot, closing: Closing) -> Result<(), Error> {
    count(tx, at, slot, &Delta::closed(closing))?;
    if closing == Closing::InTime {
        return Ok(());
    }
    let sql = "INSERT INTO hazard_closing (district, id, closing) VALUES ($1, $2, $3)";
    tx.execute(sql, params![at.district, id, closing]).map(drop)
}
