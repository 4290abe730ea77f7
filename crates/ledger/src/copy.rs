//! Rows from one database into another, whichever engines they are.

use kernel::{Error, ToCell};

use crate::engine::{Connection, Place, Value, values};
use crate::replay::{ReplayReport, compare};
use crate::{Reader, migrate, params, search};

/// Rows that one statement inserts, and the values it may have at most.
const ROWS_AT_ONCE: usize = 100;
const VALUES_AT_ONCE: usize = 2_000;

/// What was copied from one database into another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    pub tables: u64,
    pub rows: u64,
    pub facts: u64,
}

/// Copies a district whole, in one transaction, from `sqlite:FILE` or `postgres://…` to the other; then compares every row.
/// A database that holds facts already is refused. `say` hears of each table.
pub fn copy_database(from: &str, to: &str, mut say: impl FnMut(&str, u64)) -> Result<Copied, Error> {
    let (from, to) = (Place::parse(from)?, Place::parse(to)?);
    if let Place::File { path, .. } = &from
        && !path.exists()
    {
        return Err(Error::Refused { why: "there is no such file", with: Some(path.display().to_string()) });
    }
    let (from, mut to) = (from.writer()?, to.writer()?);
    migrate::migrate(&from)?;
    migrate::migrate(&to)?;
    let facts =
        |of: &Connection| Reader { connection: of, kept: None }.value::<i64>("SELECT COUNT(*) FROM fact", params![]);
    if facts(&to)? > 0 {
        return Err(Error::refused("the database to copy into holds facts already: give an empty one"));
    }
    let tables = tables(&from)?;
    from.begin_read()?;
    let mut copied = Copied { tables: tables.len() as u64, facts: facts(&from)? as u64, rows: 0 };
    to.transaction(|| {
        for name in &tables {
            let rows = table(&from, &to, name, "1 = 1", params![])?;
            copied.rows += rows;
            say(name, rows);
        }
        say("search", words(&from, &to)?);
        to.after_copy()
    })?;
    let mut report = ReplayReport::default();
    let live = Reader { connection: &from, kept: None };
    to.begin_read()?;
    for name in &tables {
        compare(&live, &mut to, name, &mut report)?;
    }
    match report.differences.first() {
        Some(difference) => Err(Error::internal(format!("the copy differs: {difference:?}"))),
        None => Ok(copied),
    }
}

/// The index of words, which each engine keeps in its own way.
fn words(from: &Connection, to: &Connection) -> Result<u64, Error> {
    let mut copied = 0;
    Reader { connection: from, kept: None }.each(
        "SELECT tokens, district, stream, id FROM search",
        params![],
        |row| {
            let (tokens, district, stream): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            copied += 1;
            search::insert(to, &tokens, &[&district, &stream, &row.get::<[u8; 16]>(3)?])
        },
    )?;
    Ok(copied)
}

/// Copies what the condition lets through; both sides are within a transaction. Gives how many rows.
pub(crate) fn table(
    from: &Connection,
    to: &Connection,
    table: &str,
    condition: &str,
    params: &[&dyn ToCell],
) -> Result<u64, Error> {
    let columns: Vec<String> = columns(to, table)?.into_iter().map(|column| column.name).collect();
    let select = format!("SELECT {} FROM {table} AS t WHERE {condition}", columns.join(", "));
    let at_once = ROWS_AT_ONCE.min(VALUES_AT_ONCE / columns.len()).max(1);
    let mut copied = 0;
    let mut waiting: Vec<Vec<Value>> = Vec::with_capacity(at_once);
    Reader { connection: from, kept: None }.each(&select, params, |row| {
        waiting.push(values(row, columns.len())?);
        copied += 1;
        if waiting.len() == at_once {
            insert(to, table, &columns, &waiting)?;
            waiting.clear();
        }
        Ok(())
    })?;
    waiting.chunks(1).try_for_each(|one| insert(to, table, &columns, one))?;
    Ok(copied)
}

fn insert(to: &Connection, table: &str, columns: &[String], rows: &[Vec<Value>]) -> Result<(), Error> {
    let row = |at: usize| {
        let names: Vec<String> = (1..=columns.len()).map(|n| format!("${}", at * columns.len() + n)).collect();
        format!("({})", names.join(", "))
    };
    let places: Vec<String> = (0..rows.len()).map(row).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), places.join(", "));
    let all: Vec<&dyn ToCell> = rows.iter().flatten().map(|value| value as &dyn ToCell).collect();
    to.execute(&sql, &all).map(drop)
}

/// The index of words and what it is made of, and what migrations keep about themselves.
const OF_THE_ENGINE: [&str; 8] = [
    "search",
    "search_config",
    "search_content",
    "search_data",
    "search_docsize",
    "search_idx",
    "migration",
    "to_fill",
];

/// Every table with rows of ours, but for the index of words.
pub(crate) fn tables(connection: &Connection) -> Result<Vec<String>, Error> {
    let sql = match connection {
        Connection::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
        Connection::Postgres(_) => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
        }
    };
    let mut found: Vec<String> = Reader { connection, kept: None }.rows(sql, params![], |row| row.get(0))?;
    found.retain(|name| !OF_THE_ENGINE.contains(&name.as_str()) && !name.starts_with("sqlite_"));
    Ok(found)
}

#[derive(Debug)]
pub(crate) struct Column {
    pub name: String,
    pub in_key: bool,
}

/// A table's columns in their order.
pub(crate) fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>, Error> {
    let sql = match connection {
        Connection::Sqlite(_) => "SELECT name, pk > 0 FROM pragma_table_info($1) ORDER BY cid",
        Connection::Postgres(_) => {
            "SELECT c.column_name, EXISTS (
                 SELECT 1 FROM information_schema.table_constraints k JOIN information_schema.key_column_usage u
                 ON u.constraint_name = k.constraint_name AND u.table_schema = k.table_schema
                 WHERE k.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema
                 AND k.table_name = c.table_name AND u.column_name = c.column_name)
             FROM information_schema.columns c
             WHERE c.table_schema = current_schema() AND c.table_name = $1 ORDER BY c.ordinal_position"
        }
    };
    let found = Reader { connection, kept: None }
        .rows(sql, params![table], |row| Ok(Column { name: row.get(0)?, in_key: row.get(1)? }))?;
    if found.is_empty() { Err(Error::internal(format!("there is no table {table}"))) } else { Ok(found) }
}
