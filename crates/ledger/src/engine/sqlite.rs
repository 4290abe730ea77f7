//! SQLite: opening a file so that "committed" means on the disk, and running statements in its form.

use std::borrow::Cow;
use std::cell::{Cell as Counter, RefCell};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use kernel::{Cell, Error, ToCell};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::{Row, Visit};
use crate::db::Durability;

/// Below this the library carries the WAL-reset race.
const FLOOR: i32 = 3_051_003;
/// Statements kept ready on each connection.
const STATEMENTS_KEPT: usize = 400;
/// Queries built from filters come in many shapes; past this many the oldest work is thrown away.
const TEXTS_KEPT: usize = 2_000;
/// The log is moved into the file after about 32 MiB.
const CHECKPOINT_PAGES: i64 = 8_000;

pub(crate) struct Session {
    pub connection: Connection,
    /// Statements are written with `$1`, which both engines share; here they are in SQLite's own form, made once each.
    texts: RefCell<HashMap<Box<str>, Box<str>, foldhash::fast::RandomState>>,
    run: Counter<u64>,
}

pub(crate) fn check_library() -> Result<(), Error> {
    let version = rusqlite::version_number();
    if version >= FLOOR {
        return Ok(());
    }
    Err(Error::internal(format!("SQLite {} is older than 3.51.3, which is the floor", rusqlite::version())))
}

impl Session {
    pub fn writer(path: &Path, durability: Durability) -> Result<Session, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        let synchronous = match durability {
            Durability::Fsynced => "FULL",
            Durability::Unsynced | Durability::ForNegativeControls => "OFF",
        };
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 5000;
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
            ))
            .map_err(fault)?;
        Session::of(connection)
    }

    pub fn reader(path: &Path) -> Result<Session, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        connection
            .execute_batch("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384;")
            .map_err(fault)?;
        Session::of(connection)
    }

    /// As the file is; nothing is set.
    pub fn plain(path: &Path) -> Result<Session, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Session::of(Connection::open_with_flags(path, flags).map_err(fault)?)
    }

    /// A file that is made once and thrown away when that fails: nothing of it is ever taken back.
    pub fn scratch(path: &Path) -> Result<Session, Error> {
        let session = Session::writer(path, Durability::Unsynced)?;
        let fast = "PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE;";
        session.connection.execute_batch(fast).map_err(fault)?;
        Ok(session)
    }

    /// For a while, and nowhere on the disk.
    pub fn in_memory() -> Result<Session, Error> {
        Session::of(Connection::open_in_memory().map_err(fault)?)
    }

    fn of(connection: Connection) -> Result<Session, Error> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        // Without this a statement may be prepared anew whenever other values are bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
        Ok(Session { connection, texts: RefCell::default(), run: Counter::default() })
    }

    /// The tables have changed: so has what the planner must know of them.
    pub fn estimate(&self) -> Result<(), Error> {
        super::estimates::tell(&self.connection)
    }

    pub fn execute(&self, sql: &str, params: &[&dyn ToCell]) -> Result<usize, Error> {
        self.bound(sql, params)?.raw_execute().map_err(fault)
    }

    pub fn each(&self, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        let mut statement = self.bound(sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(found) = rows.next().map_err(fault)? {
            if visit(&Row::Sqlite(found))? == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        self.connection.execute_batch(sql).map_err(fault)
    }

    /// A statement without parameters that is run often.
    pub fn control(&self, sql: &str) -> Result<(), Error> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.raw_execute()).map(drop).map_err(fault)
    }

    pub fn roll_back(&self) {
        if self.is_in_transaction() {
            drop(self.control("ROLLBACK"));
        }
    }

    /// SQLite ends a transaction by itself when the disk fails or memory ends.
    pub fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    pub fn statements(&self) -> u64 {
        self.run.get()
    }

    /// How the statements that this connection has run find their rows, each with its text.
    #[cfg(any(test, feature = "testing"))]
    pub fn plans(&self) -> Result<Vec<(String, Vec<String>)>, Error> {
        let texts: Vec<_> = self.texts.borrow().iter().map(|(sql, text)| (sql.to_string(), text.clone())).collect();
        let plan = |text: &str| -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {text}"))?;
            // Without values: QPSG, so the plan doesn't hang on them.
            statement.raw_query().mapped(|row| row.get(3)).collect()
        };
        texts.into_iter().map(|(sql, text)| Ok((sql, plan(&text).map_err(fault)?))).collect()
    }

    fn bound(&self, sql: &str, params: &[&dyn ToCell]) -> Result<CachedStatement<'_>, Error> {
        self.run.set(self.run.get() + 1);
        let mut statement = self.with_text(sql, |text| self.connection.prepare_cached(text)).map_err(fault)?;
        for (i, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(i + 1, Bound(param.to_cell())).map_err(fault)?;
        }
        Ok(statement)
    }

    fn with_text<T>(&self, sql: &str, run: impl FnOnce(&str) -> T) -> T {
        if let Some(text) = self.texts.borrow().get(sql) {
            return run(text);
        }
        let mut texts = self.texts.borrow_mut();
        if texts.len() >= TEXTS_KEPT {
            texts.clear();
        }
        texts.insert(sql.into(), sql.replace('$', "?").into());
        drop(texts);
        run(&self.texts.borrow()[sql])
    }
}

/// One text for both engines; these words differ.
pub(crate) fn render(migration: &str) -> String {
    let search = "CREATE VIRTUAL TABLE search USING fts5(tokens, district UNINDEXED, stream UNINDEXED, id UNINDEXED,
                      tokenize = 'unicode61 remove_diacritics 0');";
    let words = [
        ("{blob}", "BLOB"),
        ("{clustered}", "WITHOUT ROWID"),
        ("{place}", "INTEGER PRIMARY KEY"),
        ("{place_index}", ""),
        ("{key}", "UNIQUE"),
        ("{search}", search),
    ];
    words.iter().fold(migration.to_owned(), |sql, (word, here)| sql.replace(word, here))
}

struct Bound<'a>(Cell<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Integer(n) => ToSqlOutput::Borrowed(ValueRef::Integer(n)),
            Cell::Real(n) => ToSqlOutput::Borrowed(ValueRef::Real(n)),
            Cell::Text(text) => match super::kept(text) {
                Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cow::Owned(text) => ToSqlOutput::Owned(text.into()),
            },
            Cell::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Cell::Day(day) => ToSqlOutput::Owned(day.to_string().into()),
        })
    }
}

pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Cell<'r>, Error> {
    Ok(match row.get_ref(column).map_err(fault)? {
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
