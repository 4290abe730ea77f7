//! Reading. Statements are written with `$1`, which both engines share.

use std::collections::HashMap;
use std::ops::ControlFlow;

use kernel::{District, Error, FromCell, Identity, Instant, OrganisationId, PersonId, ToCell, Vault};

use crate::engine::{Connection, Row};
use crate::kept::Kept;
use crate::{Fact, Recorded, Stamp};

/// A consistent view of the database. It only reads.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    /// The writer's alone.
    pub(crate) kept: Option<&'a Kept>,
}

impl Reader<'_> {
    /// How many statements this connection has run.
    pub fn statements(&self) -> u64 {
        self.connection.statements()
    }

    /// All rows, for answers that fit in memory.
    pub fn rows<T>(
        &self,
        sql: &str,
        params: &[&dyn ToCell],
        mut row: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.connection.few(sql, params, &mut |r| {
            found.push(row(r)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The first row, if there is one.
    pub fn row<T>(
        &self,
        sql: &str,
        params: &[&dyn ToCell],
        row: impl FnOnce(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let (mut row, mut found) = (Some(row), None);
        self.connection.few(sql, params, &mut |r| {
            if let Some(row) = row.take() {
                found = Some(row(r)?);
            }
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The one value of a query that always has one: a count, a sum.
    pub fn value<T: FromCell>(&self, sql: &str, params: &[&dyn ToCell]) -> Result<T, Error> {
        self.row(sql, params, |row| row.get(0))?.ok_or_else(|| Error::internal("a query without its one row"))
    }

    /// Row by row, for answers of any length.
    pub fn each(
        &self,
        sql: &str,
        params: &[&dyn ToCell],
        mut row: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.connection.each(sql, params, &mut |r| row(r).map(|()| ControlFlow::Continue(())))
    }

    /// An object's life as the ledger has it, oldest first.
    pub fn history<F: Fact>(&self, district: District, id: F::Id) -> Result<Vec<Recorded<F>>, Error> {
        let mut vaults = self.vaults(district, F::STREAM, id.bytes())?;
        self.rows(
            "SELECT version, payload, actor, role, organisation, origin, effective_at, recorded_at, cause FROM fact
             WHERE district = $1 AND stream = $2 AND id = $3 ORDER BY version LIMIT 10000",
            crate::params![district, F::STREAM, *id.bytes()],
            |row| {
                let version: i64 = row.get(0)?;
                let payload: String = row.get(1)?;
                let at = stamp(district, F::STREAM, *id.bytes(), version, row)?;
                let fact = kernel::open(&payload, vaults.remove(&version).unwrap_or_default())?;
                Ok(Recorded { at, origin: row.get(5)?, fact })
            },
        )
    }

    /// The same of any stream by its name, without what the facts say: for whoever points at objects of other crates.
    pub fn outline(&self, district: District, stream: &str, id: [u8; 16]) -> Result<Vec<Outline>, Error> {
        self.rows(
            "SELECT version, kind, actor, organisation, effective_at FROM fact
             WHERE district = $1 AND stream = $2 AND id = $3 ORDER BY version LIMIT 10000",
            crate::params![district, stream, id],
            |row| {
                let actor: String = row.get(2)?;
                Ok(Outline {
                    version: row.get(0)?,
                    kind: row.get(1)?,
                    person: actor.strip_prefix("person:").and_then(Identity::parse),
                    organisation: row.get(3)?,
                    effective_at: row.get(4)?,
                })
            },
        )
    }

    fn vaults(&self, district: District, stream: &str, id: &[u8; 16]) -> Result<HashMap<i64, Vault>, Error> {
        let mut vaults: HashMap<i64, Vault> = HashMap::new();
        self.each(
            "SELECT version, commitment, value FROM personal WHERE district = $1 AND stream = $2 AND id = $3",
            crate::params![district, stream, *id],
            |row| {
                vaults.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
                Ok(())
            },
        )?;
        Ok(vaults)
    }

    /// The objects of a stream whose facts were recorded after one moment and until another, the last changed first.
    pub fn changed(
        &self,
        district: District,
        stream: &str,
        after: Instant,
        until: Instant,
        at_most: u32,
    ) -> Result<Vec<[u8; 16]>, Error> {
        let (from, to) = (self.place_at(after)?, self.place_at(until)?);
        self.rows(
            "SELECT id FROM fact WHERE +district = $1 AND +stream = $2 AND place > $3 AND place <= $4
             GROUP BY id ORDER BY MAX(place) DESC LIMIT $5",
            crate::params![district, stream, from, to, at_most],
            |row| row.get(0),
        )
    }

    /// The place of the last fact recorded until then; 0 before the first. Facts lie in the order in which they were recorded.
    pub(crate) fn place_at(&self, at: Instant) -> Result<i64, Error> {
        let next = "SELECT place, recorded_at FROM fact WHERE place >= $1 ORDER BY place LIMIT 1";
        let (mut below, mut above) = (0, self.value::<i64>("SELECT COALESCE(MAX(place), 0) FROM fact", &[])? + 1);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            let found =
                self.row(next, crate::params![middle], |row| Ok((row.get::<i64>(0)?, row.get::<Instant>(1)?)))?;
            match found {
                Some((place, recorded)) if recorded <= at => below = place,
                _ => above = middle,
            }
        }
        Ok(below)
    }

    /// The number of facts and when the last one was recorded: the foot of every page. Most have a number in the log, which has
    /// no gap, as places may have; those behind it are counted.
    pub fn head(&self, district: District) -> Result<(i64, Option<Instant>), Error> {
        let last = self.row(
            "SELECT recorded_at,
                    (SELECT COALESCE(MAX(e.number), -1) + 1 FROM log_entry e
                     WHERE e.district = f.district AND e.node = f.node) +
                    (SELECT COUNT(*) FROM fact g WHERE +g.district = f.district AND g.node = f.node AND g.place >
                     (SELECT COALESCE(MAX(e.place), 0) FROM log_entry e
                      WHERE e.district = f.district AND e.node = f.node))
             FROM fact f WHERE +f.district = $1 ORDER BY f.place DESC LIMIT 1",
            crate::params![district],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(last.map_or((0, None), |(at, count)| (count, Some(at))))
    }
}

/// Columns 2 to 8 of the query above.
/// One fact without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    pub version: i64,
    pub kind: String,
    pub person: Option<PersonId>,
    pub organisation: Option<OrganisationId>,
    pub effective_at: Instant,
}

pub(crate) fn stamp(
    district: District,
    stream: &'static str,
    id: [u8; 16],
    version: i64,
    row: &Row<'_>,
) -> Result<Stamp, Error> {
    let actor: String = row.get(2)?;
    let person = actor.strip_prefix("person:").and_then(Identity::parse);
    Ok(Stamp {
        stream,
        id,
        version,
        district,
        person,
        actor,
        role: row.get(3)?,
        organisation: row.get(4)?,
        effective_at: row.get(6)?,
        recorded_at: row.get(7)?,
        cause: row.get(8)?,
    })
}
