//! What SQLite's planner is told of every index, so that it plans for a large district from the first row on.
//!
//! Told nothing, it takes `district = ?` for a condition that leaves ten rows, and since every key begins with `district`, any
//! index in a convenient order looks as good as the one that fits: an act may read all rows of a table for the three that it
//! wants. Told what a real district holds (`ANALYZE`), plans would change with the data. So every table is said to hold a million
//! rows of one district, and columns to tell rows apart by what they are: an identifier leaves few, a word many.

use kernel::Error;
use rusqlite::Connection;

use super::sqlite::fault;

const ROWS: u64 = 1_000_000;
/// What an index of some rows alone is said to hold: those that are open, listed, of one grade.
const ROWS_OF_PART: u64 = 10_000;

/// Writes the estimates where they differ from those of the present tables. Connections that are opened later plan by them.
pub(super) fn tell(connection: &Connection) -> Result<(), Error> {
    let estimates = all(connection).map_err(fault)?;
    // Makes the table when there is none; nothing is counted.
    connection.execute_batch("ANALYZE sqlite_schema").map_err(fault)?;
    if told(connection).map_err(fault)? == estimates {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE; DELETE FROM sqlite_stat1").map_err(fault)?;
    let written = write(connection, &estimates);
    connection.execute_batch(if written.is_ok() { "COMMIT" } else { "ROLLBACK" }).map_err(fault)?;
    written.map_err(fault)?;
    connection.execute_batch("ANALYZE sqlite_schema").map_err(fault)
}

fn write(connection: &Connection, estimates: &[Estimate]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)")?;
    estimates.iter().try_for_each(|it| statement.execute((&it.table, &it.index, &it.rows)).map(drop))
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Estimate {
    table: String,
    /// A clustered table's key goes by the name of the table.
    index: String,
    /// Rows in all, and rows that are left by one condition more each.
    rows: String,
}

fn told(connection: &Connection) -> rusqlite::Result<Vec<Estimate>> {
    let mut statement = connection.prepare("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx, stat")?;
    let read = |row: &rusqlite::Row<'_>| Ok(Estimate { table: row.get(0)?, index: row.get(1)?, rows: row.get(2)? });
    statement.query_map([], read)?.collect()
}

fn all(connection: &Connection) -> rusqlite::Result<Vec<Estimate>> {
    let tables = "SELECT t.name, t.wr, l.name, l.\"unique\", l.origin, l.partial
                  FROM pragma_table_list t JOIN pragma_index_list(t.name) l
                  WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
    let mut estimates = Vec::new();
    let mut statement = connection.prepare(tables)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, index): (String, String) = (row.get(0)?, row.get(2)?);
        let (is_clustered, is_unique, is_part): (bool, bool, bool) = (row.get(1)?, row.get(3)?, row.get(5)?);
        let columns = columns(connection, &table, &index)?;
        let is_key = is_clustered && row.get::<_, String>(4)? == "pk";
        let rows = left(&columns, is_unique, if is_part { ROWS_OF_PART } else { ROWS });
        estimates.push(Estimate { index: if is_key { table.clone() } else { index }, table, rows });
    }
    estimates.sort();
    Ok(estimates)
}

/// Name and type of each column of an index.
fn columns(connection: &Connection, table: &str, index: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT i.name, c.type FROM pragma_index_info(?1) i JOIN pragma_table_info(?2) c ON c.name = i.name ORDER BY i.seqno";
    connection.prepare_cached(sql)?.query_map((index, table), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn left(columns: &[(String, String)], is_unique: bool, rows: u64) -> String {
    let mut left = rows;
    let mut said = rows.to_string();
    for (at, (name, kind)) in columns.iter().enumerate() {
        left = (left / apart(name, kind)).max(2);
        if is_unique && at + 1 == columns.len() {
            left = 1;
        }
        said.push_str(&format!(" {left}"));
    }
    // No going through the values of a first column to make use of a second.
    said + " noskipscan"
}

/// How many rows one value of a column leaves, as a divisor.
fn apart(name: &str, kind: &str) -> u64 {
    match kind {
        _ if name == "district" => 1,
        // Identifiers and sums.
        "BLOB" => 50_000,
        _ if name.ends_with("name") || name.ends_with("login") || name.ends_with("uscc") => 20_000,
        _ if name.ends_with("day") || name.ends_with("_on") => 1_000,
        // Kinds, states, grades.
        "TEXT" => 10,
        // Times, numbers, places.
        _ => 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(connection: &Connection, sql: &str) -> String {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        statement.raw_query().mapped(|row| row.get(3)).next().unwrap().unwrap()
    }

    fn table() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE part (district BLOB, id BLOB, whole BLOB, at BIGINT, state TEXT,
                     PRIMARY KEY (district, id)) WITHOUT ROWID;
                 CREATE INDEX part_whole ON part (district, whole, state);
                 CREATE INDEX part_open ON part (district, at) WHERE state = 'open';",
            )
            .unwrap();
        connection
    }

    #[test]
    fn an_index_that_fits_is_taken_instead_of_one_in_a_convenient_order() {
        let of_whole = "SELECT state FROM part WHERE district = ?1 AND whole = ?2 ORDER BY id LIMIT 100";
        let connection = table();
        let untold = plan(&connection, of_whole);
        assert!(untold.contains("PRIMARY KEY"), "told nothing, it reads the district: {untold}");
        tell(&connection).unwrap();
        let told = plan(&connection, of_whole);
        assert!(told.contains("part_whole (district=? AND whole=?)"), "{told}");
    }

    #[test]
    fn estimates_follow_the_tables_and_are_written_once() {
        let connection = table();
        tell(&connection).unwrap();
        let of = |index: &str| told(&connection).unwrap().into_iter().find(|it| it.index == index).map(|it| it.rows);
        assert_eq!(of("part").as_deref(), Some("1000000 1000000 1 noskipscan"));
        assert_eq!(of("part_whole").as_deref(), Some("1000000 1000000 20 2 noskipscan"));
        assert_eq!(of("part_open").as_deref(), Some("10000 10000 10 noskipscan"));
        let changes = connection.total_changes();
        tell(&connection).unwrap();
        assert_eq!(connection.total_changes(), changes, "nothing is written twice");
        connection.execute_batch("CREATE INDEX part_at ON part (district, at)").unwrap();
        tell(&connection).unwrap();
        assert_eq!(of("part_at").as_deref(), Some("1000000 1000000 1000 noskipscan"));
    }
}
