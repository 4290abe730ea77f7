//! Reading. Statements are written with `$1`, which both engines share; SQLite's own form is `?1`.

use std::cell::RefCell;
use std::collections::HashMap;

use kernel::{Cell, District, Error, FromCell, Identity, Instant, ToCell, Vault};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use crate::kept::Kept;
use crate::{Fact, Recorded, Stamp};

/// A consistent view of the database. It only reads.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) texts: &'a Texts,
    /// The writer's alone.
    pub(crate) kept: Option<&'a Kept>,
}

/// The same statements in SQLite's form, made once each.
#[derive(Default)]
pub(crate) struct Texts {
    known: RefCell<HashMap<Box<str>, Box<str>, foldhash::fast::RandomState>>,
    /// Statements run so far, for measurements.
    run: std::cell::Cell<u64>,
}

/// Queries built from filters come in many shapes; past this many the oldest work is thrown away.
const TEXTS_KEPT: usize = 2_000;

impl Texts {
    fn with<T>(&self, sql: &str, run: impl FnOnce(&str) -> T) -> T {
        self.run.set(self.run.get() + 1);
        if let Some(text) = self.known.borrow().get(sql) {
            return run(text);
        }
        let mut texts = self.known.borrow_mut();
        if texts.len() >= TEXTS_KEPT {
            texts.clear();
        }
        texts.insert(sql.into(), sql.replace('$', "?").into());
        drop(texts);
        run(&self.known.borrow()[sql])
    }
}

/// One row of an answer; columns count from 0.
pub struct Row<'a>(&'a rusqlite::Row<'a>);

impl Row<'_> {
    pub fn get<T: FromCell>(&self, column: usize) -> Result<T, Error> {
        let value = self.0.get_ref(column).map_err(fault)?;
        Ok(T::from_cell(cell(value)?)?)
    }
}

impl Reader<'_> {
    /// How many statements this connection has run.
    pub fn statements(&self) -> u64 {
        self.texts.run.get()
    }

    pub fn rows<T>(
        &self,
        sql: &str,
        params: &[&dyn ToCell],
        mut row: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.each(sql, params, |r| {
            found.push(row(r)?);
            Ok(())
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
        let mut statement = self.bound(sql, params)?;
        let mut rows = statement.raw_query();
        match rows.next().map_err(fault)? {
            Some(found) => row(&Row(found)).map(Some),
            None => Ok(None),
        }
    }

    /// The one value of a query that always has one: a count, a sum.
    pub fn value<T: FromCell>(&self, sql: &str, params: &[&dyn ToCell]) -> Result<T, Error> {
        self.row(sql, params, |row| row.get(0))?.ok_or_else(|| Error::internal("a query without its one row"))
    }

    pub fn each(
        &self,
        sql: &str,
        params: &[&dyn ToCell],
        mut row: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.bound(sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(fault)? {
            row(&Row(found))?;
        }
        Ok(())
    }

    pub(crate) fn bound(&self, sql: &str, params: &[&dyn ToCell]) -> Result<CachedStatement<'_>, Error> {
        let mut statement = self.texts.with(sql, |text| self.connection.prepare_cached(text)).map_err(fault)?;
        for (i, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(i + 1, Bound(param.to_cell())).map_err(fault)?;
        }
        Ok(statement)
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
    fn place_at(&self, at: Instant) -> Result<i64, Error> {
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

    /// The number of facts and when the last one was recorded: the foot of every page.
    pub fn head(&self) -> Result<(i64, Option<Instant>), Error> {
        let last = "SELECT recorded_at FROM fact ORDER BY place DESC LIMIT 1";
        let count = "SELECT COALESCE(MAX(place), 0) FROM fact";
        Ok((self.value(count, &[])?, self.row(last, &[], |row| row.get(0))?))
    }
}

/// Columns 2 to 8 of the query above.
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

struct Bound<'a>(Cell<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Integer(n) => ToSqlOutput::Borrowed(ValueRef::Integer(n)),
            Cell::Real(n) => ToSqlOutput::Borrowed(ValueRef::Real(n)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Cell::Day(day) => ToSqlOutput::Owned(day.to_string().into()),
        })
    }
}

fn cell(value: ValueRef<'_>) -> Result<Cell<'_>, Error> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Integer(n),
        ValueRef::Real(n) => Cell::Real(n),
        ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).map_err(Error::internal)?),
        ValueRef::Blob(bytes) => Cell::Blob(bytes),
    })
}

pub(crate) fn fault(cause: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
    match cause.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked | DiskFull | ReadOnly | CannotOpen) => Error::Unavailable,
        _ => Error::internal(cause),
    }
}
