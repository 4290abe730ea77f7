//! Which district a data file serves, and whether it is the invented one.

use kernel::{Ctx, District, Error};
use ledger::{Db, Reader, Tx, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    pub district: District,
    pub name: String,
    pub sample: bool,
}

pub fn found(tx: &mut Tx<'_>, ctx: &Ctx, name: &str, sample: bool) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO installation (district, name, sample) VALUES ($1, $2, $3)
         ON CONFLICT (district) DO UPDATE SET name = $2",
        params![ctx.district, name, sample],
    )?;
    Ok(())
}

pub fn read(r: &Reader<'_>) -> Result<Option<Installation>, Error> {
    r.row("SELECT district, name, sample FROM installation ORDER BY district LIMIT 1", &[], |row| {
        Ok(Installation { district: row.get(0)?, name: row.get(1)?, sample: row.get(2)? })
    })
}

pub fn of(db: &Db) -> Result<Installation, Error> {
    db.read_blocking(read)?
        .ok_or(Error::refused("this data folder serves no district yet: run `anlan demo` or `anlan init`"))
}
