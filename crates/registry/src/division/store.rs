//! The table `division`.

use kernel::{Ctx, Day, Division, Error};
use ledger::{Reader, Stamp, Tx, params};

use super::{Fact, Rings};
use crate::{DivisionId, spelling};

/// What a rule may know of a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub name: String,
    pub type_name: String,
    pub abolished_on: Option<Day>,
}

pub fn find(r: &Reader<'_>, ctx: &Ctx, code: Division) -> Result<Option<Known>, Error> {
    r.row(
        "SELECT version, name, type_name, abolished_on FROM division WHERE district = $1 AND code = $2",
        params![ctx.district, code],
        |row| Ok(Known { version: row.get(0)?, name: row.get(1)?, type_name: row.get(2)?, abolished_on: row.get(3)? }),
    )
}

pub fn exists(r: &Reader<'_>, ctx: &Ctx, code: Division) -> Result<bool, Error> {
    find(r, ctx, code).map(|known| known.is_some())
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DivisionId, fact: &Fact) -> Result<(), Error> {
    let code = id.code();
    match fact {
        Fact::Defined { code, name, type_name } => tx.execute(
            "INSERT INTO division (district, code, version, name, initials, type_name) VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, code, at.version, name, spelling::initials(name), type_name],
        ),
        Fact::Renamed { name, type_name } => tx.execute(
            "UPDATE division SET version = $3, name = $4, initials = $5, type_name = $6
             WHERE district = $1 AND code = $2",
            params![at.district, code, at.version, name, spelling::initials(name), type_name],
        ),
        Fact::Abolished { on, successor } => tx.execute(
            "UPDATE division SET version = $3, abolished_on = $4, successor = $5 WHERE district = $1 AND code = $2",
            params![at.district, code, at.version, on, successor],
        ),
        Fact::Outlined { rings } => return outlined(tx, at, code, rings),
    }?;
    Ok(())
}

fn outlined(tx: &mut Tx<'_>, at: &Stamp, code: Option<Division>, rings: &Rings) -> Result<(), Error> {
    let (district, rings) = (at.district, serde_json::to_string(rings).map_err(Error::internal)?);
    tx.execute(
        "UPDATE division SET version = $3 WHERE district = $1 AND code = $2",
        params![district, code, at.version],
    )?;
    tx.execute("DELETE FROM division_outline WHERE district = $1 AND code = $2", params![district, code])?;
    tx.execute(
        "INSERT INTO division_outline (district, code, rings) VALUES ($1, $2, $3)",
        params![district, code, rings],
    )
}
