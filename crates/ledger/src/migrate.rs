//! The tables, brought up to date: numbered files, each in a transaction of its own, so that a kill leaves old or new.

use kernel::Error;

use crate::engine::Connection;
use crate::engine::postgres::Trouble;
use crate::{Reader, params};

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Starts of the program that come upon each other while they bring the tables up to date.
const MOST_TRIES: u32 = 50;

/// A migration that adds a table to what older facts lead to begins with `-- fill: table, table`.
fn filled_by(sql: &str) -> impl Iterator<Item = &str> {
    let lists = sql.lines().take_while(|line| line.starts_with("--")).filter_map(|line| line.strip_prefix("-- fill:"));
    lists.flat_map(|list| list.split(',')).map(str::trim)
}

pub(crate) fn migrate(connection: &Connection) -> Result<(), Error> {
    migrate_by(connection, MIGRATIONS)
}

/// A database as an older version left it.
#[cfg(test)]
pub(crate) fn up_to(number: usize, connection: &Connection) {
    migrate_by(connection, &MIGRATIONS[..number]).expect("older tables");
}

fn migrate_by(connection: &Connection, migrations: &[(&str, &str)]) -> Result<(), Error> {
    for _ in 0..MOST_TRIES {
        let done = steps(connection, migrations);
        // On a server another process may have taken the step in the same moment; then it is done.
        if done.is_ok() {
            return connection.estimate();
        }
        if connection.trouble() != Trouble::Conflict {
            return done;
        }
    }
    Err(Error::Unavailable)
}

fn steps(connection: &Connection, migrations: &[(&str, &str)]) -> Result<(), Error> {
    connection.transaction(|| {
        let sql = "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL);
                   CREATE TABLE IF NOT EXISTS to_fill (name TEXT PRIMARY KEY)";
        connection.batch(&connection.render(sql))
    })?;
    let reader = Reader { connection, kept: None };
    let done: i64 = reader.value("SELECT COALESCE(MAX(number), 0) FROM migration", params![])?;
    if done as usize > migrations.len() {
        return Err(Error::internal("this database was written by a newer version"));
    }
    for (place, (name, sql)) in migrations.iter().enumerate().skip(done as usize) {
        let number = place as i64 + 1;
        let numbered = name.get(..4).and_then(|n| n.parse::<i64>().ok()) == Some(number);
        if !numbered {
            return Err(Error::internal(format!("migration {name} should be number {number}")));
        }
        connection.transaction(|| step(connection, number, name, sql))?;
    }
    Ok(())
}

fn step(connection: &Connection, number: i64, name: &str, sql: &str) -> Result<(), Error> {
    // First: whoever comes in the same moment waits here, and then sees that it is done.
    connection.execute("INSERT INTO migration (number, name) VALUES ($1, $2)", params![number, name])?;
    connection.batch(&connection.render(sql))?;
    for table in filled_by(sql) {
        let sql = "INSERT INTO to_fill SELECT $1 WHERE EXISTS (SELECT 1 FROM fact) ON CONFLICT DO NOTHING";
        connection.execute(sql, params![table])?;
    }
    Ok(())
}

/// Tables that came after facts which lead to rows in them.
pub(crate) fn to_fill(connection: &Connection) -> Result<Vec<String>, Error> {
    Reader { connection, kept: None }.rows("SELECT name FROM to_fill ORDER BY name", params![], |row| row.get(0))
}
