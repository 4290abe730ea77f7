//! Erasing: the personal values of one object are gone, from the vault, from every table and from the index of words. Its
//! facts stay, with commitments that then say nothing, so every proof stays valid and replay gives the tables as they are.
//!
//! What the tables become is not written down per table: the object's facts are played twice into empty tables, with the
//! values and without, and where the two differ is what a value had reached. So nothing new has to be remembered when a
//! concept gets another column. It rests on a rule that replay rests on: a projection needs no other object.
//!
//! Not here: copies that people have exported, files of the evidence, backups; nor who may ask for it (`server`).

use kernel::{Ctx, District, Error, Identity, Instant, Personal, ToCell};
use serde::{Deserialize, Serialize};

use crate::copy;
use crate::engine::{Connection, Value, sqlite, values};
use crate::replay::{Vaults, play};
use crate::{Concept, Db, Fact, Reader, Stamp, Tx, migrate, params};

kernel::ids! {
    /// One erasure.
    ErasureId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Erasure {
    Erased { stream: String, object: String, values: i64, reason: Personal<String> },
}

impl Fact for Erasure {
    const STREAM: &'static str = "erasure";
    type Id = ErasureId;
    fn kind(&self) -> &'static str {
        "erased"
    }
}

/// The concept of erasures; whoever erases lists it.
pub static ERASURE: Concept = crate::concept!(Erasure, ["erasure"], project);

fn project(tx: &mut Tx<'_>, at: &Stamp, id: ErasureId, fact: &Erasure) -> Result<(), Error> {
    let Erasure::Erased { stream, object, values, reason } = fact;
    let object = ErasureId::parse(object).ok_or_else(|| Error::internal("an erasure of no object"))?;
    tx.execute(
        "INSERT INTO erasure (district, id, version, stream, object, values_erased, erased_at, actor, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![at.district, id, at.version, stream, object, values, at.recorded_at, at.actor, reason.as_str()],
    )?;
    Ok(())
}

/// A row of a table that a value had reached: what it is, and what it becomes.
#[derive(Debug, Clone, PartialEq)]
struct Reached {
    table: &'static str,
    key: Vec<(String, Value)>,
    /// Column, what stands there, what will stand there.
    columns: Vec<(String, Value, Value)>,
}

/// One line of the record of erasures.
#[derive(Debug, Clone)]
pub struct Line {
    pub at: Instant,
    pub stream: String,
    pub object: String,
    pub values: i64,
    pub reason: Personal<String>,
}

/// The last erasures, the newest first.
pub fn last(r: &Reader<'_>, ctx: &Ctx, at_most: u32) -> Result<Vec<Line>, Error> {
    r.rows(
        "SELECT erased_at, stream, object, values_erased, reason FROM erasure WHERE district = $1
         ORDER BY erased_at DESC, id DESC LIMIT $2",
        params![ctx.district, at_most],
        |row| {
            let object = ErasureId::from_bytes(row.get(2)?).to_text();
            let reason = row.get::<Option<String>>(4)?.map_or(Personal::Erased, Personal::Known);
            Ok(Line { at: row.get(0)?, stream: row.get(1)?, object, values: row.get(3)?, reason })
        },
    )
}

/// How often something was erased: whoever holds copies asks whether they are of before.
pub fn count(r: &Reader<'_>, district: District) -> Result<i64, Error> {
    r.value("SELECT COUNT(*) FROM erasure WHERE district = $1", params![district])
}

impl Db {
    /// Erases every personal value of an object; gives how many there were. An object without any is refused.
    pub fn erase(&self, ctx: &Ctx, stream: &str, object: [u8; 16], reason: &str) -> Result<i64, Error> {
        let concept = self.concepts().iter().find(|concept| concept.stream == stream);
        let concept = *concept.ok_or(Error::refused("there is no such stream in the ledger"))?;
        let found = self.read_blocking(|r| found(r, ctx, concept, object))?;
        let (of, reason) = (ErasureId::from_bytes(object).to_text(), Personal::text(reason));
        let erased = self.write_blocking("erase", ctx, move |tx, ctx| {
            let key = params![ctx.district, concept.stream, object];
            if version(tx, key)? != found.version {
                return Err(Error::Conflict);
            }
            let gone = "DELETE FROM personal WHERE district = $1 AND stream = $2 AND id = $3";
            let values = tx.changing(gone, key)? as i64;
            if values == 0 {
                return Err(Error::refused("nothing personal is kept of it, or no longer"));
            }
            found.reached.iter().try_for_each(|it| empty(tx, it))?;
            tx.execute("DELETE FROM search WHERE district = $1 AND stream = $2 AND id = $3", key)?;
            let waiting = "DELETE FROM search_queue WHERE district = $1 AND stream = $2 AND id = $3";
            if tx.changing(waiting, key)? != found.queued {
                return Err(Error::Conflict);
            }
            let (stream, object, reason) = (concept.stream.to_owned(), of.clone(), reason.clone());
            let fact = Erasure::Erased { stream, object, values, reason };
            let id: ErasureId = ctx.mint();
            let at = tx.record(ctx, id, 0, &fact)?;
            project(tx, &at, id, &fact)?;
            Ok(values)
        })?;
        self.forget_states()?;
        Ok(erased)
    }
}

/// What there is of an object before it is erased. All of it is looked at again, as far as it can have changed, when it is.
struct Found {
    version: Option<i64>,
    reached: Vec<Reached>,
    /// Rows of the queue to that index: 1 or none.
    queued: usize,
}

fn found(r: &Reader<'_>, ctx: &Ctx, concept: &'static Concept, object: [u8; 16]) -> Result<Found, Error> {
    let key = params![ctx.district, concept.stream, object];
    let queued = "SELECT COUNT(*) FROM search_queue WHERE district = $1 AND stream = $2 AND id = $3";
    Ok(Found {
        version: version(r, key)?,
        reached: reached(r, ctx, concept, object)?,
        queued: r.value::<i64>(queued, key)? as usize,
    })
}

fn version(r: &Reader<'_>, key: &[&dyn kernel::ToCell]) -> Result<Option<i64>, Error> {
    r.value("SELECT MAX(version) FROM fact WHERE district = $1 AND stream = $2 AND id = $3", key)
}

/// Sets the columns, where they still hold what was found; otherwise somebody else has changed the row meanwhile.
fn empty(tx: &mut Tx<'_>, it: &Reached) -> Result<(), Error> {
    let mut params: Vec<&dyn ToCell> = Vec::new();
    let mut named = |column: &str, how: &str, value| {
        params.push(value);
        format!("{column} {how} ${}", params.len())
    };
    let sets: Vec<String> = it.columns.iter().map(|(column, _, new)| named(column, "=", new)).collect();
    // Both engines have it: an equality that holds for two NULLs.
    let same = "IS NOT DISTINCT FROM";
    let mut conditions: Vec<String> = it.key.iter().map(|(column, value)| named(column, "=", value)).collect();
    conditions.extend(it.columns.iter().map(|(column, old, _)| named(column, same, old)));
    let sql = format!("UPDATE {} SET {} WHERE {}", it.table, sets.join(", "), conditions.join(" AND "));
    if tx.changing(&sql, &params)? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Where the object's tables differ with its values and without.
fn reached(r: &Reader<'_>, ctx: &Ctx, concept: &'static Concept, object: [u8; 16]) -> Result<Vec<Reached>, Error> {
    let scratch = Connection::Sqlite(sqlite::Session::in_memory()?);
    migrate::migrate(&scratch)?;
    let shapes = concept.tables.iter().map(|table| Shape::of(&scratch, table)).collect::<Result<Vec<_>, Error>>()?;
    let played = |vaults| {
        scratch.begin_write()?;
        play(r, &scratch, concept, (ctx.district, object), Instant::from_micros(i64::MAX), vaults)?;
        let tables = shapes.iter().map(|shape| shape.rows(&scratch)).collect::<Result<Vec<_>, Error>>()?;
        scratch.roll_back();
        Ok::<_, Error>(tables)
    };
    let (known, erased) = (played(Vaults::Kept)?, played(Vaults::Empty)?);
    let mut reached = Vec::new();
    for (shape, (before, after)) in shapes.iter().zip(known.into_iter().zip(erased)) {
        if before.len() != after.len() {
            let what = format!("a value decides whether {} has a row: it cannot be erased", shape.table);
            return Err(Error::internal(what));
        }
        for (before, after) in before.into_iter().zip(after) {
            reached.extend(shape.reached(&before, &after)?);
        }
    }
    Ok(reached)
}

type Cells = Vec<Value>;

/// A table with its columns; the key's are told by their places.
struct Shape {
    table: &'static str,
    columns: Vec<String>,
    keys: Vec<usize>,
}

impl Shape {
    fn of(connection: &Connection, table: &'static str) -> Result<Shape, Error> {
        let found = copy::columns(connection, table)?;
        let keys = (0..found.len()).filter(|at| found[*at].in_key).collect();
        Ok(Shape { table, columns: found.into_iter().map(|column| column.name).collect(), keys })
    }

    /// In the order of the key.
    fn rows(&self, connection: &Connection) -> Result<Vec<Cells>, Error> {
        let order: Vec<&str> = self.keys.iter().map(|at| self.columns[*at].as_str()).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", self.columns.join(", "), self.table, order.join(", "));
        Reader { connection, kept: None }.rows(&sql, params![], |row| values(row, self.columns.len()))
    }

    /// What a value had reached in one row; none where it had reached nothing.
    fn reached(&self, before: &Cells, after: &Cells) -> Result<Option<Reached>, Error> {
        let differs = |at: &usize| before[*at] != after[*at];
        if self.keys.iter().any(differs) {
            return Err(Error::internal(format!("a value stands in the key of {}: it cannot be erased", self.table)));
        }
        let name = |at: &usize| self.columns[*at].clone();
        let changed = (0..self.columns.len()).filter(differs);
        let columns: Vec<_> = changed.map(|at| (name(&at), before[at].clone(), after[at].clone())).collect();
        let key = self.keys.iter().map(|at| (name(at), before[*at].clone())).collect();
        Ok((!columns.is_empty()).then_some(Reached { table: self.table, key, columns }))
    }
}
