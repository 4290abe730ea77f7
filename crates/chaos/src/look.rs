//! What the system shows: its tables, read directly and only read, and its API.

use std::collections::HashMap;
use std::path::Path;

use data_encoding::BASE32_DNSSEC;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::Outcome;
use crate::check::{Fault, Finding, Seen, View};
use crate::client::{Client, Reply};
use crate::desk::OURS;

#[cfg(test)]
mod tests;

pub fn open(database: &Path) -> Outcome<Connection> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(told)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;").map_err(told)?;
    Ok(connection)
}

fn told(cause: rusqlite::Error) -> String {
    cause.to_string()
}

fn id(bytes: &[u8]) -> String {
    BASE32_DNSSEC.encode(bytes)
}

/// The organisation of an account.
pub fn organisation_of(database: &Path, login: &str) -> Outcome<String> {
    let sql =
        "SELECT m.organisation FROM account a JOIN membership m ON m.district = a.district AND m.person = a.person
               WHERE a.login = ?1 LIMIT 1";
    let bytes: Vec<u8> = open(database)?.query_row(sql, [login], |row| row.get(0)).map_err(told)?;
    Ok(id(&bytes))
}

/// One subject of an organisation.
pub fn subject_of(database: &Path, organisation: &str) -> Outcome<String> {
    let bytes = BASE32_DNSSEC.decode(organisation.as_bytes()).map_err(|cause| cause.to_string())?;
    let sql = "SELECT id FROM subject WHERE organisation = ?1 ORDER BY id LIMIT 1";
    let bytes: Vec<u8> = open(database)?.query_row(sql, [bytes], |row| row.get(0)).map_err(told)?;
    Ok(id(&bytes))
}

/// Every hazard with one of our descriptions, from the tables and the ledger, at one moment.
pub fn view(connection: &Connection) -> Outcome<View> {
    connection.execute_batch("BEGIN").map_err(told)?;
    let read = hazards(connection).and_then(|hazards| with_facts(connection, hazards));
    connection.execute_batch("COMMIT").map_err(told)?;
    let mut view = View::new();
    for seen in read.map_err(told)?.into_values() {
        view.entry(seen.description.clone()).or_default().push(seen);
    }
    Ok(view)
}

fn hazards(connection: &Connection) -> rusqlite::Result<HashMap<Vec<u8>, Seen>> {
    let mut statement = connection.prepare(
        "SELECT h.id, h.version, h.status, t.description FROM hazard h
         JOIN hazard_text t ON t.district = h.district AND t.id = h.id WHERE substr(t.description, 1, ?1) = ?2",
    )?;
    let rows = statement.query_map(rusqlite::params![OURS.len() as i64, OURS], |row| {
        let key: Vec<u8> = row.get(0)?;
        let seen = Seen {
            id: id(&key),
            version: row.get(1)?,
            status: row.get(2)?,
            description: row.get(3)?,
            facts: Vec::new(),
        };
        Ok((key, seen))
    })?;
    rows.collect()
}

fn with_facts(
    connection: &Connection,
    mut hazards: HashMap<Vec<u8>, Seen>,
) -> rusqlite::Result<HashMap<Vec<u8>, Seen>> {
    let mut statement =
        connection.prepare("SELECT id, version, kind FROM fact WHERE stream = 'hazard' ORDER BY id, version")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key: Vec<u8> = row.get(0)?;
        if let Some(seen) = hazards.get_mut(&key) {
            seen.facts.push((row.get(1)?, row.get(2)?));
        }
    }
    Ok(hazards)
}

/// One hazard as the API shows it; none when it doesn't.
pub fn by_api(client: &Client, token: &str, id: &str) -> Outcome<Option<Seen>> {
    let body = match client.get(&format!("/api/v1/hazards/{id}"), token) {
        Reply::Answer { status: 200, body } => body,
        Reply::Answer { status: 404, .. } => return Ok(None),
        other => return Err(format!("hazard {id} can't be read: {other:?}")),
    };
    let shown: Value = serde_json::from_str(&body).map_err(|cause| cause.to_string())?;
    let text = |field: &str| shown[field].as_str().unwrap_or_default().to_owned();
    let fact = |entry: &Value| Some((entry["version"].as_i64()?, entry["kind"].as_str()?.to_owned()));
    let facts = shown["history"].as_array().into_iter().flatten().filter_map(fact).collect();
    Ok(Some(Seen {
        id: text("id"),
        description: text("description"),
        version: shown["version"].as_i64().unwrap_or_default(),
        status: text("status"),
        facts,
    }))
}

/// What must never be true of a district, each as a query that finds where it is.
const NEVER: &[(&str, &str)] = &[
    (
        "an open hazard without exactly one open obligation",
        "SELECT h.id FROM hazard h WHERE h.open = 1 AND 1 <> (SELECT COUNT(*) FROM obligation o
            WHERE o.district = h.district AND o.about_kind = 'hazard' AND o.about_id = h.id
              AND o.duty IN ('hazard.assign', 'hazard.rectify') AND o.status IN ('assigned', 'done', 'returned', 'verified'))",
    ),
    (
        "an open hazard that names another obligation than its open one",
        "SELECT h.id FROM hazard h LEFT JOIN obligation o ON o.district = h.district AND o.id = h.obligation
         WHERE h.open = 1 AND COALESCE(o.status, '') NOT IN ('assigned', 'done', 'returned', 'verified')",
    ),
    (
        "a closed hazard with an open obligation",
        "SELECT h.id FROM hazard h JOIN obligation o ON o.district = h.district AND o.about_id = h.id
         WHERE h.open = 0 AND o.about_kind = 'hazard' AND o.duty IN ('hazard.assign', 'hazard.rectify')
           AND o.status IN ('assigned', 'done', 'returned', 'verified')",
    ),
    (
        "an open obligation without a holder, or a finished one with a holder",
        "SELECT id FROM obligation
         WHERE (status IN ('assigned', 'done', 'returned', 'verified')) <> (holder_organisation IS NOT NULL)",
    ),
    (
        "a finished obligation with a timer",
        "SELECT o.id FROM obligation o JOIN timer t ON t.district = o.district AND t.stream = 'obligation' AND t.id = o.id
         WHERE o.status NOT IN ('assigned', 'done', 'returned', 'verified')",
    ),
    (
        "an obligation whose next step has no timer",
        "SELECT o.id FROM obligation o WHERE o.next_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM timer t
            WHERE t.district = o.district AND t.stream = 'obligation' AND t.id = o.id AND t.at = o.next_at)",
    ),
    (
        "a timer that is not its obligation's next step",
        "SELECT t.id FROM timer t LEFT JOIN obligation o ON o.district = t.district AND o.id = t.id
         WHERE t.stream = 'obligation' AND o.next_at IS NOT t.at",
    ),
    (
        "a hazard whose version is not that of its last fact",
        "SELECT h.id FROM hazard h WHERE h.version IS NOT (SELECT MAX(f.version) FROM fact f
            WHERE f.district = h.district AND f.stream = 'hazard' AND f.id = h.id)",
    ),
    (
        "facts of a hazard that has no row",
        "SELECT f.id FROM fact f LEFT JOIN hazard h ON h.district = f.district AND h.id = f.id
         WHERE f.stream = 'hazard' AND f.version = 1 AND h.id IS NULL",
    ),
    (
        "an obligation whose version is not that of its last fact",
        "SELECT o.id FROM obligation o WHERE o.version IS NOT (SELECT MAX(f.version) FROM fact f
            WHERE f.district = o.district AND f.stream = 'obligation' AND f.id = o.id)",
    ),
    (
        "a number of a hazard given twice",
        "SELECT MIN(id) FROM hazard GROUP BY district, number_year, number HAVING COUNT(*) > 1",
    ),
];

/// Half transitions anywhere in the district.
pub fn never(connection: &Connection) -> Outcome<Vec<Finding>> {
    connection.execute_batch("BEGIN").map_err(told)?;
    let found: rusqlite::Result<Vec<_>> = NEVER.iter().map(|(what, sql)| found(connection, what, sql)).collect();
    connection.execute_batch("COMMIT").map_err(told)?;
    Ok(found.map_err(told)?.concat())
}

fn found(connection: &Connection, what: &str, sql: &str) -> rusqlite::Result<Vec<Finding>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Ok(Finding::new(Fault::Half, format!("{what}: {}", id(&row?))))).collect()
}

/// SQLite's own opinion of the file.
pub fn integrity(connection: &Connection) -> Outcome<Vec<Finding>> {
    let mut statement = connection.prepare("PRAGMA integrity_check").map_err(told)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(told)?;
    let said: Vec<String> = rows.collect::<rusqlite::Result<_>>().map_err(told)?;
    let bad = said.into_iter().filter(|line| line != "ok");
    Ok(bad.map(|line| Finding::new(Fault::Half, format!("integrity_check: {line}"))).collect())
}
