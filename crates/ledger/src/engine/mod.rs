//! A connection to one of the two databases, and what a statement gives back. Everything above speaks one SQL text, in the
//! part that both share; what little differs is rendered here and in the migrations.

pub(crate) mod cells;
mod estimates;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kernel::{Cell, CellError, Error, FromCell, ToCell};

use crate::db::Durability;

/// Where the tables are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    File { path: PathBuf, durability: Durability },
    Server(String),
}

impl Place {
    /// `sqlite:FILE` or `postgres://user:password@host/database`.
    pub fn parse(text: &str) -> Result<Place, Error> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Place::File { path: path.into(), durability: Durability::Fsynced });
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Place::Server(text.to_owned()));
        }
        Err(Error::refused("a database is named sqlite:FILE or postgres://user:password@host/database"))
    }

    pub fn writer(&self) -> Result<Connection, Error> {
        match self {
            Place::File { path, durability } => sqlite::Session::writer(path, *durability).map(Connection::Sqlite),
            Place::Server(url) => postgres::Session::open(url).map(Connection::Postgres),
        }
    }

    /// For a thread of its own that does nothing but write.
    pub fn writer_of_this_thread(&self) -> Result<Connection, Error> {
        match self {
            Place::File { .. } => self.writer(),
            Place::Server(url) => postgres::Session::open_for_this_thread(url).map(Connection::Postgres),
        }
    }

    pub fn reader(&self) -> Result<Connection, Error> {
        match self {
            Place::File { path, .. } => sqlite::Session::reader(path).map(Connection::Sqlite),
            Place::Server(url) => postgres::Session::open(url).map(Connection::Postgres),
        }
    }

    /// A file that may be thrown away.
    pub fn scratch(path: &Path) -> Self {
        Place::File { path: path.to_owned(), durability: Durability::Unsynced }
    }
}

/// One session with a database. A call is over before the next begins, but for [`Connection::each`], within which others run.
pub(crate) enum Connection {
    Sqlite(sqlite::Session),
    Postgres(postgres::Session),
}

/// One row of an answer; columns count from 0.
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    pub fn get<T: FromCell>(&self, column: usize) -> Result<T, Error> {
        match self {
            Row::Sqlite(row) => Ok(T::from_cell(sqlite::cell(row, column)?)?),
            Row::Postgres(row) => Ok(T::from_cell(postgres::cell(row, column)?)?),
        }
    }
}

/// What a visit of rows is given; it ends at `Break`.
pub(crate) type Visit<'v> = dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>, Error> + 'v;

impl Connection {
    /// Changes rows. What a server has against it may be said by the next call that waits for an answer.
    pub fn send(&self, sql: &str, params: &[&dyn ToCell]) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.execute(sql, params).map(drop),
            Connection::Postgres(session) => session.send(sql, params),
        }
    }

    /// The same with a statement that changes one row; that it does not is a conflict.
    pub fn send_of_one(&self, sql: &str, params: &[&dyn ToCell]) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) if session.execute(sql, params)? == 1 => Ok(()),
            Connection::Sqlite(_) => Err(Error::Conflict),
            Connection::Postgres(session) => session.send_of_one(sql, params),
        }
    }

    /// Changes rows; returns how many.
    pub fn execute(&self, sql: &str, params: &[&dyn ToCell]) -> Result<usize, Error> {
        match self {
            Connection::Sqlite(session) => session.execute(sql, params),
            Connection::Postgres(session) => session.execute(sql, params),
        }
    }

    /// For answers that fit in memory.
    pub fn few(&self, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.each(sql, params, visit),
            Connection::Postgres(session) => session.few(sql, params, visit),
        }
    }

    /// For answers of any length, within a transaction.
    pub fn each(&self, sql: &str, params: &[&dyn ToCell], visit: &mut Visit<'_>) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.each(sql, params, visit),
            Connection::Postgres(session) => session.each(sql, params, visit),
        }
    }

    /// A statement, or several, without parameters: a step of a migration, the beginning and end of a transaction.
    pub fn batch(&self, sql: &str) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.batch(sql),
            Connection::Postgres(session) => session.batch(sql),
        }
    }

    /// Tells the planner of the tables as they are now; a server's knows by itself.
    pub fn estimate(&self) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.estimate(),
            Connection::Postgres(_) => Ok(()),
        }
    }

    /// Begins what only reads, all of it at one moment.
    pub fn begin_read(&self) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.control("BEGIN"),
            Connection::Postgres(session) => session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
        }
    }

    /// Begins what writes, as if nobody else did.
    pub fn begin_write(&self) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.control("BEGIN IMMEDIATE"),
            Connection::Postgres(session) => session.begin_sent("BEGIN ISOLATION LEVEL SERIALIZABLE"),
        }
    }

    pub fn commit(&self) -> Result<(), Error> {
        match self {
            Connection::Sqlite(session) => session.control("COMMIT"),
            // Not before everything that was sent has changed what it had to.
            Connection::Postgres(session) => session.settle().and_then(|()| session.batch("COMMIT")),
        }
    }

    /// Undoes what the open transaction did, if one is open.
    pub fn roll_back(&self) {
        match self {
            Connection::Sqlite(session) => session.roll_back(),
            Connection::Postgres(session) => drop(session.batch("ROLLBACK")),
        }
    }

    /// False when the engine has ended the transaction by itself.
    pub fn is_in_transaction(&self) -> bool {
        match self {
            Connection::Sqlite(session) => session.is_in_transaction(),
            Connection::Postgres(session) => !session.is_lost(),
        }
    }

    /// What the engine did to the transaction that was begun last.
    pub fn trouble(&self) -> postgres::Trouble {
        match self {
            Connection::Sqlite(_) => postgres::Trouble::None,
            Connection::Postgres(session) => session.trouble(),
        }
    }

    /// All of it or nothing.
    pub fn transaction<T>(&self, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.begin_write()?;
        let done = run().and_then(|done| self.commit().map(|()| done));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    /// Statements run so far, for measurements.
    pub fn statements(&self) -> u64 {
        match self {
            Connection::Sqlite(session) => session.statements(),
            Connection::Postgres(session) => session.statements(),
        }
    }

    /// Rows came with the places they had; the next one gets the next place.
    pub fn after_copy(&self) -> Result<(), Error> {
        match self {
            Connection::Sqlite(_) => Ok(()),
            Connection::Postgres(session) => session.batch(
                "SELECT setval(pg_get_serial_sequence('fact', 'place'), COALESCE(MAX(place), 0) + 1, false) FROM fact",
            ),
        }
    }

    /// A migration's text with this engine's words in their places.
    pub fn render(&self, migration: &str) -> String {
        match self {
            Connection::Sqlite(_) => sqlite::render(migration),
            Connection::Postgres(_) => postgres::render(migration),
        }
    }
}

/// A text as tables keep it: PostgreSQL has no character 0, and both are to show the same.
fn kept(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// A value of any column, as the engine has it: for copying and comparing tables that nobody here knows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Value {
    fn of(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Null => Value::Null,
            Cell::Integer(n) => Value::Integer(n),
            Cell::Real(n) => Value::Real(n),
            Cell::Text(text) => Value::Text(text.to_owned()),
            Cell::Blob(bytes) => Value::Blob(bytes.to_vec()),
            Cell::Day(day) => Value::Text(day.to_string()),
        }
    }
}

impl FromCell for Value {
    fn from_cell(cell: Cell<'_>) -> Result<Self, CellError> {
        Ok(Value::of(cell))
    }
}

impl ToCell for Value {
    fn to_cell(&self) -> Cell<'_> {
        match self {
            Value::Null => Cell::Null,
            Value::Integer(n) => Cell::Integer(*n),
            Value::Real(n) => Cell::Real(*n),
            Value::Text(text) => Cell::Text(text),
            Value::Blob(bytes) => Cell::Blob(bytes),
        }
    }
}

/// A whole row.
pub(crate) fn values(row: &Row<'_>, columns: usize) -> Result<Vec<Value>, Error> {
    (0..columns).map(|column| row.get(column)).collect()
}
