//! Opening a SQLite file so that "committed" means on the disk.

use std::path::Path;

use kernel::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::db::Durability;
use crate::read::fault;

/// Below this the library carries the WAL-reset race.
const FLOOR: i32 = 3_051_003;
/// Statements kept ready on each connection.
const STATEMENTS_KEPT: usize = 400;
/// The log is moved into the file after about 32 MiB.
const CHECKPOINT_PAGES: i64 = 8_000;

pub(crate) fn check_library() -> Result<(), Error> {
    let version = rusqlite::version_number();
    if version >= FLOOR {
        return Ok(());
    }
    Err(Error::internal(format!("SQLite {} is older than 3.51.3, which is the floor", rusqlite::version())))
}

pub(crate) fn open_writer(path: &Path, durability: Durability) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    let synchronous = match durability {
        Durability::Fsynced => "FULL",
        Durability::ForNegativeControls => "OFF",
    };
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA busy_timeout = 5000;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
        ))
        .map_err(fault)?;
    keep_statements(&connection)?;
    Ok(connection)
}

pub(crate) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    connection
        .execute_batch("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384;")
        .map_err(fault)?;
    keep_statements(&connection)?;
    Ok(connection)
}

fn keep_statements(connection: &Connection) -> Result<(), Error> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // Without this a statement may be prepared anew whenever other values are bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop).map_err(fault)
}
