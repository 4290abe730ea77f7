//! The tables, brought up to date: numbered files, each in a transaction of its own, so that a kill leaves old or new.

use kernel::Error;
use rusqlite::Connection;

use crate::read::fault;

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// One text for both engines; these words differ.
fn for_sqlite(sql: &str) -> String {
    let words =
        [("{blob}", "BLOB"), ("{clustered}", "WITHOUT ROWID"), ("{place}", "INTEGER PRIMARY KEY"), ("{key}", "UNIQUE")];
    words.iter().fold(sql.to_owned(), |sql, (word, here)| sql.replace(word, here))
}

/// A migration that adds a table to what older facts lead to begins with `-- fill: table, table`.
fn filled_by(sql: &str) -> impl Iterator<Item = &str> {
    let lists = sql.lines().take_while(|line| line.starts_with("--")).filter_map(|line| line.strip_prefix("-- fill:"));
    lists.flat_map(|list| list.split(',')).map(str::trim)
}

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    migrate_by(connection, MIGRATIONS)
}

/// A file as an older version left it.
#[cfg(test)]
pub(crate) fn up_to(number: usize, path: &std::path::Path) {
    let mut connection = Connection::open(path).expect("a file");
    migrate_by(&mut connection, &MIGRATIONS[..number]).expect("older tables");
}

fn migrate_by(connection: &mut Connection, migrations: &[(&str, &str)]) -> Result<(), Error> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS to_fill (name TEXT PRIMARY KEY)",
        )
        .map_err(fault)?;
    let done: i64 =
        connection.query_row("SELECT COALESCE(MAX(number), 0) FROM migration", [], |row| row.get(0)).map_err(fault)?;
    if done as usize > migrations.len() {
        return Err(Error::internal("this database was written by a newer version"));
    }
    for (place, (name, sql)) in migrations.iter().enumerate().skip(done as usize) {
        let number = place as i64 + 1;
        let numbered = name.get(..4).and_then(|n| n.parse::<i64>().ok()) == Some(number);
        if !numbered {
            return Err(Error::internal(format!("migration {name} should be number {number}")));
        }
        let step = connection.transaction().map_err(fault)?;
        step.execute_batch(&for_sqlite(sql)).map_err(fault)?;
        step.execute("INSERT INTO migration (number, name) VALUES (?1, ?2)", (number, name)).map_err(fault)?;
        for table in filled_by(sql) {
            let sql = "INSERT INTO to_fill SELECT ?1 WHERE EXISTS (SELECT 1 FROM fact) ON CONFLICT DO NOTHING";
            step.execute(sql, [table]).map_err(fault)?;
        }
        step.commit().map_err(fault)?;
    }
    Ok(())
}

/// Tables that came after facts which lead to rows in them.
pub(crate) fn to_fill(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare("SELECT name FROM to_fill ORDER BY name").map_err(fault)?;
    let names = statement.query_map([], |row| row.get(0)).map_err(fault)?;
    names.collect::<Result<_, _>>().map_err(fault)
}
