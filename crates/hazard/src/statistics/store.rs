//! Where a hazard is counted, as its row says.

use kernel::Error;
use ledger::Row;

use super::Slot;

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
