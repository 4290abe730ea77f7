//! "Do the tables equal the replayed facts?" The ledger is played into empty tables and both are compared row by row.

use std::path::Path;

use kernel::{District, Error, Instant, Vault};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::read::{Texts, fault, stamp};
use crate::tx::House;
use crate::{Concept, Config, Consequences, Db, Deliveries, Reader, Tx, VirtualClock, migrate, params, sqlite};

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

impl Db {
    /// Plays the ledger into the file `scratch` and compares. Live tables are not touched.
    pub fn replay_check(&self, scratch: &Path) -> Result<ReplayReport, Error> {
        let mut connection = sqlite::open_writer(scratch, crate::Durability::ForNegativeControls)?;
        migrate::migrate(&mut connection)?;
        let mut report = ReplayReport::default();
        self.read_blocking(|live| {
            connection.execute_batch("BEGIN").map_err(fault)?;
            replay(live, &connection, self.concepts(), &mut report)?;
            connection.execute_batch("COMMIT").map_err(fault)?;
            let tables = self.concepts().iter().flat_map(|c| c.tables);
            for table in tables {
                report.tables += 1;
                compare(live.connection, &connection, table, &mut report)?;
            }
            Ok(())
        })?;
        Ok(report)
    }
}

impl Db {
    /// The district as it was known at a moment, in a file of its own that `file` names: the facts recorded until then, and
    /// the tables made from them; of the tables `beside` everything, as it is now. What was erased since stays erased.
    pub fn as_known(&self, at: Instant, file: &Path, beside: &[&str], mut config: Config) -> Result<Db, Error> {
        let mut connection = sqlite::open_writer(file, crate::Durability::ForNegativeControls)?;
        migrate::migrate(&mut connection)?;
        connection.execute("ATTACH ?1 AS live", [self.path().to_string_lossy()]).map_err(fault)?;
        let step = connection.transaction().map_err(fault)?;
        for sql in KNOWN {
            step.execute(sql, [at.micros()]).map_err(fault)?;
        }
        for table in beside {
            step.execute_batch(&format!("INSERT INTO {table} SELECT * FROM live.{table}")).map_err(fault)?;
        }
        step.commit().map_err(fault)?;
        connection.execute_batch("DETACH live; BEGIN").map_err(fault)?;
        let reader = sqlite::open_reader(file)?;
        let texts = Texts::default();
        let known = Reader { connection: &reader, texts: &texts, kept: None };
        replay(&known, &connection, self.concepts(), &mut ReplayReport::default())?;
        connection.execute_batch("COMMIT").map_err(fault)?;
        drop(connection);
        config.node = self.node();
        Db::open(file, config)
    }
}

/// What of the live file (`live`) was there at a moment (?1).
const KNOWN: [&str; 2] = [
    "INSERT INTO fact SELECT * FROM live.fact WHERE recorded_at <= ?1",
    "INSERT INTO personal SELECT * FROM live.personal AS p WHERE EXISTS
         (SELECT 1 FROM live.fact AS f WHERE f.district = p.district AND f.stream = p.stream AND f.id = p.id
          AND f.version = p.version AND f.recorded_at <= ?1)",
];

/// Tables that a migration added are filled from the facts there are: the ledger is played into a file beside, and their rows
/// are taken from it. A kill leaves them to be filled at the next start.
pub(crate) fn fill(
    connection: &mut Connection,
    path: &Path,
    concepts: &'static [&'static Concept],
) -> Result<(), Error> {
    let tables = migrate::to_fill(connection)?;
    if tables.is_empty() {
        return Ok(());
    }
    let beside = path.with_extension("filling");
    if beside.exists() {
        std::fs::remove_file(&beside).map_err(Error::internal)?;
    }
    let mut scratch = sqlite::open_writer(&beside, crate::Durability::ForNegativeControls)?;
    migrate::migrate(&mut scratch)?;
    let texts = Texts::default();
    let live = Reader { connection, texts: &texts, kept: None };
    scratch.execute_batch("BEGIN").map_err(fault)?;
    replay(&live, &scratch, concepts, &mut ReplayReport::default())?;
    scratch.execute_batch("COMMIT; PRAGMA journal_mode = DELETE").map_err(fault)?;
    drop(scratch);
    connection.execute("ATTACH ?1 AS beside", [beside.to_string_lossy()]).map_err(fault)?;
    let step = connection.transaction().map_err(fault)?;
    for table in &tables {
        let known = concepts.iter().any(|concept| concept.tables.contains(&table.as_str()));
        if !known {
            return Err(Error::internal(format!("no concept has the table {table}, which is to be filled")));
        }
        step.execute_batch(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM beside.{table}"))
            .map_err(fault)?;
    }
    step.execute("DELETE FROM to_fill", []).map_err(fault)?;
    step.commit().map_err(fault)?;
    connection.execute_batch("DETACH beside").map_err(fault)?;
    std::fs::remove_file(&beside).map_err(Error::internal)
}

/// Whether personal values are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vaults {
    Kept,
    Empty,
}

/// Plays the facts of one object into empty tables.
pub(crate) fn play(
    live: &Reader<'_>,
    scratch: &Connection,
    concept: &'static Concept,
    (district, id): (District, [u8; 16]),
    vaults: Vaults,
) -> Result<(), Error> {
    let mut house = house();
    let texts = Texts::default();
    let mut tx = Tx::replaying(Reader { connection: scratch, texts: &texts, kept: None }, &mut house);
    live.each(
        "SELECT version, payload, actor, role, organisation, origin, effective_at, recorded_at, cause FROM fact
         WHERE district = $1 AND stream = $2 AND id = $3 ORDER BY version",
        params![district, concept.stream, id],
        |row| {
            let at = stamp(district, concept.stream, id, row.get(0)?, row)?;
            let vault = if vaults == Vaults::Kept { vault(live, &at)? } else { Vault::new() };
            (concept.replay)(&mut tx, &at, &row.get::<String>(1)?, vault)
        },
    )
}

/// What a replay needs of a house: nothing follows from what is replayed.
fn house() -> House {
    House {
        clock: Box::new(VirtualClock::at(Instant::default())),
        last_recorded: Instant::default(),
        node: 0,
        consequences: Consequences::new().into(),
        deliveries: Deliveries::new(),
    }
}

fn replay(
    live: &Reader<'_>,
    scratch: &Connection,
    concepts: &'static [&'static Concept],
    report: &mut ReplayReport,
) -> Result<(), Error> {
    let mut house = house();
    let texts = Texts::default();
    let reader = || Reader { connection: scratch, texts: &texts, kept: None };
    // District by district: an index that begins with it leads to a stream's facts in their order.
    let districts: Vec<District> = live.rows("SELECT DISTINCT district FROM fact", &[], |row| row.get(0))?;
    for concept in concepts {
        let mut tx = Tx::replaying(reader(), &mut house);
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

/// Walks both tables in the order of all their columns.
fn compare(live: &Connection, scratch: &Connection, table: &str, report: &mut ReplayReport) -> Result<(), Error> {
    let columns = columns(live, table)?;
    let order: Vec<String> = (1..=columns.len()).map(|n| n.to_string()).collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
    let mut left = live.prepare(&sql).map_err(fault)?;
    let mut right = scratch.prepare(&sql).map_err(fault)?;
    let (mut left, mut right) = (left.query([]).map_err(fault)?, right.query([]).map_err(fault)?);
    let (mut a, mut b) = (next(&mut left, columns.len())?, next(&mut right, columns.len())?);
    while a.is_some() || b.is_some() {
        let order = match (&a, &b) {
            (Some(x), Some(y)) => compare_rows(x, y),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        report.rows += 1;
        if order.is_ne() && report.differences.len() < DIFFERENCES_KEPT {
            report.differences.push(Difference {
                table: table.to_owned(),
                live: a.as_ref().filter(|_| order.is_lt()).map(|row| format!("{row:?}")),
                replayed: b.as_ref().filter(|_| order.is_gt()).map(|row| format!("{row:?}")),
            });
        }
        if order.is_le() {
            a = next(&mut left, columns.len())?;
        }
        if order.is_ge() {
            b = next(&mut right, columns.len())?;
        }
    }
    Ok(())
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid").map_err(fault)?;
    let names = statement.query_map([table], |row| row.get(0)).map_err(fault)?;
    names.collect::<Result<_, _>>().map_err(fault)
}

fn next(rows: &mut rusqlite::Rows<'_>, columns: usize) -> Result<Option<Vec<Value>>, Error> {
    let Some(row) = rows.next().map_err(fault)? else { return Ok(None) };
    (0..columns).map(|i| row.get(i)).collect::<Result<Vec<Value>, _>>().map(Some).map_err(fault)
}

/// SQLite's order: null, numbers, text, blob.
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
