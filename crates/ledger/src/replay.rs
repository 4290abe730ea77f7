//! "Do the tables equal the replayed facts?" The ledger is played into empty tables and both are compared row by row.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use kernel::{District, Error, Instant, Vault};

use crate::copy::{self, columns};
use crate::engine::{Connection, Place, Value, sqlite, values};
use crate::read::stamp;
use crate::tx::House;
use crate::{Concept, Config, Db, Reader, Row, Tx, VirtualClock, migrate, params};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub table: String,
    /// The row as only one side has it.
    pub live: Option<String>,
    pub replayed: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    pub facts: u64,
    pub tables: u64,
    pub rows: u64,
    pub differences: Vec<Difference>,
}

/// More is not read by anyone; the first ones lead to the cause.
const DIFFERENCES_KEPT: usize = 100;
/// Replayed rows that wait for the live ones they are compared with.
const ROWS_AHEAD: usize = 1_000;

impl Db {
    /// Plays the ledger into the file `scratch` and compares. Live tables are not touched.
    pub fn replay_check(&self, scratch: &Path) -> Result<ReplayReport, Error> {
        let mut scratch = made(scratch)?;
        let mut report = ReplayReport::default();
        self.read_blocking(|live| {
            scratch.transaction(|| replay(live, &scratch, self.concepts(), &mut report))?;
            for table in self.concepts().iter().flat_map(|c| c.tables) {
                report.tables += 1;
                compare(live, &mut scratch, table, &mut report)?;
            }
            Ok(())
        })?;
        Ok(report)
    }

    /// The district as it was known at a moment, in a SQLite file of its own: the facts recorded until then, and the tables
    /// made from them; of the tables `beside` everything, as it is now. What was erased since stays erased.
    pub fn as_known(&self, at: Instant, file: &Path, beside: &[&str], mut config: Config) -> Result<Db, Error> {
        self.read_blocking(|live| {
            let nearest = self.nearest(live, at)?;
            let from = nearest.as_ref().map_or(0, |(it, _)| it.place);
            if let Some((_, kept)) = &nearest {
                std::fs::copy(kept, file).map_err(Error::internal)?;
            }
            let scratch = Connection::Sqlite(sqlite::Session::scratch(file)?);
            migrate::migrate(&scratch)?;
            scratch.transaction(|| {
                let new = params![from, live.place_at(at)?];
                copy::table(live.connection, &scratch, "fact", "place > $1 AND place <= $2", new)?;
                copy::table(live.connection, &scratch, "personal", OF_FACTS, new)?;
                for table in beside {
                    scratch.batch(&format!("DELETE FROM {table}"))?;
                    copy::table(live.connection, &scratch, table, "1 = 1", params![])?;
                }
                play_from(&scratch, self.concepts(), from)
            })
        })?;
        config.node = self.node();
        Db::open(file, config)
    }
}

/// Personal values of the facts behind one place ($1) up to another ($2).
const OF_FACTS: &str = "(t.district, t.stream, t.id, t.version) IN
     (SELECT f.district, f.stream, f.id, f.version FROM fact AS f WHERE f.place > $1 AND f.place <= $2)";

/// Plays the facts behind a place in the order in which they were recorded.
fn play_from(scratch: &Connection, concepts: &'static [&'static Concept], place: i64) -> Result<(), Error> {
    let house = house();
    let by_stream: HashMap<&str, &'static Concept> = concepts.iter().map(|it| (it.stream, *it)).collect();
    let mut tx = Tx::replaying(Reader { connection: scratch, kept: None }, &house);
    let known = Reader { connection: scratch, kept: None };
    known.each(
        "SELECT version, payload, actor, role, organisation, origin, effective_at, recorded_at, cause, id, district, stream
         FROM fact WHERE place > $1 ORDER BY place",
        params![place],
        |row| {
            let stream: String = row.get(11)?;
            let Some(concept) = by_stream.get(stream.as_str()) else { return Ok(()) };
            let at = stamp(row.get(10)?, concept.stream, row.get(9)?, row.get(0)?, row)?;
            replay_one(&known, &mut tx, concept, &at, &row.get::<String>(1)?)
        },
    )
}

/// A file with empty tables.
fn made(file: &Path) -> Result<Connection, Error> {
    let scratch = Place::scratch(file).writer()?;
    migrate::migrate(&scratch)?;
    Ok(scratch)
}

/// Tables that a migration added are filled from the facts there are: the ledger is played into a file beside, and their rows
/// are taken from it. A kill leaves them to be filled at the next start.
pub(crate) fn fill(connection: &Connection, folder: &Path, concepts: &'static [&'static Concept]) -> Result<(), Error> {
    // A table of a concept that this program does not have waits for one that has it.
    let is_known = |table: &String| concepts.iter().any(|concept| concept.tables.contains(&table.as_str()));
    let tables: Vec<String> = migrate::to_fill(connection)?.into_iter().filter(is_known).collect();
    if tables.is_empty() {
        return Ok(());
    }
    let beside = folder.join("filling.db");
    if beside.exists() {
        std::fs::remove_file(&beside).map_err(Error::internal)?;
    }
    let scratch = made(&beside)?;
    connection.transaction(|| {
        let live = Reader { connection, kept: None };
        scratch.transaction(|| replay(&live, &scratch, concepts, &mut ReplayReport::default()))?;
        for table in &tables {
            connection.batch(&format!("DELETE FROM {table}"))?;
            copy::table(&scratch, connection, table, "1 = 1", params![])?;
            connection.execute("DELETE FROM to_fill WHERE name = $1", params![table])?;
        }
        Ok(())
    })?;
    drop(scratch);
    ["filling.db", "filling.db-wal", "filling.db-shm"]
        .iter()
        .map(|name| folder.join(name))
        .try_for_each(|file| if file.exists() { std::fs::remove_file(&file).map_err(Error::internal) } else { Ok(()) })
}

/// Whether personal values are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vaults {
    Kept,
    Empty,
}

impl Reader<'_> {
    /// Some objects of a concept as they were known at a moment: their facts recorded until then, played into tables in memory.
    /// Nothing else is in these tables.
    pub fn objects_as_known<T>(
        &self,
        concept: &'static Concept,
        district: District,
        ids: &[[u8; 16]],
        at: Instant,
        run: impl FnOnce(&Reader<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let scratch = Connection::Sqlite(sqlite::Session::in_memory()?);
        migrate::migrate(&scratch)?;
        scratch.transaction(|| {
            ids.iter().try_for_each(|id| play(self, &scratch, concept, (district, *id), at, Vaults::Kept))
        })?;
        run(&Reader { connection: &scratch, kept: None })
    }
}

/// Plays the facts of one object recorded until a moment into empty tables.
pub(crate) fn play(
    live: &Reader<'_>,
    scratch: &Connection,
    concept: &'static Concept,
    (district, id): (District, [u8; 16]),
    until: Instant,
    vaults: Vaults,
) -> Result<(), Error> {
    let house = house();
    let mut tx = Tx::replaying(Reader { connection: scratch, kept: None }, &house);
    live.each(
        "SELECT version, payload, actor, role, organisation, origin, effective_at, recorded_at, cause FROM fact
         WHERE district = $1 AND stream = $2 AND id = $3 AND recorded_at <= $4 ORDER BY version",
        params![district, concept.stream, id, until],
        |row| {
            let at = stamp(district, concept.stream, id, row.get(0)?, row)?;
            let vault = if vaults == Vaults::Kept { vault(live, &at)? } else { Vault::new() };
            (concept.replay)(&mut tx, &at, &row.get::<String>(1)?, vault)
        },
    )
}

/// What a replay needs of a house: nothing follows from what is replayed.
fn house() -> House {
    House::new(Box::new(VirtualClock::at(Instant::default())), Instant::default(), 0)
}

fn replay(
    live: &Reader<'_>,
    scratch: &Connection,
    concepts: &'static [&'static Concept],
    report: &mut ReplayReport,
) -> Result<(), Error> {
    let house = house();
    // District by district: an index that begins with it leads to a stream's facts in their order.
    let districts: Vec<District> = live.rows("SELECT DISTINCT district FROM fact", &[], |row| row.get(0))?;
    for concept in concepts {
        let mut tx = Tx::replaying(Reader { connection: scratch, kept: None }, &house);
        for district in &districts {
            live.each(
                "SELECT version, payload, actor, role, organisation, origin, effective_at, recorded_at, cause, id
                 FROM fact WHERE district = $1 AND stream = $2 ORDER BY id, version",
                params![district, concept.stream],
                |row| {
                    let at = stamp(*district, concept.stream, row.get(9)?, row.get(0)?, row)?;
                    report.facts += 1;
                    replay_one(live, &mut tx, concept, &at, &row.get::<String>(1)?)
                },
            )?;
        }
    }
    Ok(())
}

fn replay_one(
    live: &Reader<'_>,
    tx: &mut Tx<'_>,
    concept: &'static Concept,
    at: &crate::Stamp,
    payload: &str,
) -> Result<(), Error> {
    let vault = if payload.contains("\"sealed\":") { vault(live, at)? } else { Vault::new() };
    (concept.replay)(tx, at, payload, vault)
}

fn vault(live: &Reader<'_>, at: &crate::Stamp) -> Result<Vault, Error> {
    let rows = live.rows(
        "SELECT commitment, value FROM personal WHERE district = $1 AND stream = $2 AND id = $3 AND version = $4",
        params![at.district, at.stream, at.id, at.version],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Walks both tables in the order of all their columns, each row of one beside the next of the other.
pub(crate) fn compare(
    live: &Reader<'_>,
    scratch: &mut Connection,
    table: &str,
    report: &mut ReplayReport,
) -> Result<(), Error> {
    let columns: Vec<String> = columns(scratch, table)?.into_iter().map(|column| column.name).collect();
    let order: Vec<String> = columns.iter().map(|column| format!("{column} NULLS FIRST")).collect();
    let sql = &format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
    let (send, replayed) = mpsc::sync_channel(ROWS_AHEAD);
    thread::scope(|scope| {
        let count = columns.len();
        let reading = scope.spawn(move || {
            let send = |row: &Row<'_>| send.send(values(row, count)?).map_err(|_| Error::internal("nobody compares"));
            Reader { connection: scratch, kept: None }.each(sql, params![], send)
        });
        let mut found = Found { table, report };
        let mut next: Option<Vec<Value>> = replayed.recv().ok();
        live.each(sql, params![], |row| {
            let live = values(row, count)?;
            while let Some(replayed_row) = next.take_if(|row| compare_rows(&live, row).is_gt()) {
                found.only(None, Some(&replayed_row));
                next = replayed.recv().ok();
            }
            if next.take_if(|row| compare_rows(&live, row).is_eq()).is_some() {
                found.report.rows += 1;
                next = replayed.recv().ok();
            } else {
                found.only(Some(&live), None);
            }
            Ok(())
        })?;
        while let Some(row) = next {
            found.only(None, Some(&row));
            next = replayed.recv().ok();
        }
        drop(replayed);
        reading.join().map_err(|_| Error::internal("reading the replayed tables ended in the middle"))?
    })
}

struct Found<'a> {
    table: &'a str,
    report: &'a mut ReplayReport,
}

impl Found<'_> {
    /// A row that only one side has.
    fn only(&mut self, live: Option<&Vec<Value>>, replayed: Option<&Vec<Value>>) {
        self.report.rows += 1;
        if self.report.differences.len() < DIFFERENCES_KEPT {
            let text = |row: &Vec<Value>| format!("{row:?}");
            let (live, replayed) = (live.map(text), replayed.map(text));
            self.report.differences.push(Difference { table: self.table.to_owned(), live, replayed });
        }
    }
}

/// The order of both engines: null, numbers, text, bytes.
fn compare_rows(a: &[Value], b: &[Value]) -> std::cmp::Ordering {
    let rank = |v: &Value| match v {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) => 2,
        Value::Blob(_) => 3,
    };
    let number = |v: &Value| match v {
        Value::Integer(n) => *n as f64,
        Value::Real(n) => *n,
        _ => 0.0,
    };
    a.iter()
        .zip(b)
        .map(|(x, y)| match (x, y) {
            (Value::Integer(x), Value::Integer(y)) => x.cmp(y),
            (Value::Text(x), Value::Text(y)) => x.as_bytes().cmp(y.as_bytes()),
            (Value::Blob(x), Value::Blob(y)) => x.cmp(y),
            (x, y) if rank(x) == rank(y) => number(x).total_cmp(&number(y)),
            (x, y) => rank(x).cmp(&rank(y)),
        })
        .find(|order| order.is_ne())
        .unwrap_or(std::cmp::Ordering::Equal)
}
