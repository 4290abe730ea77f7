//! Facts as entries of a log: each gets a number without gap, and a text that is hashed.
//!
//! An entry is one line of JSON with its fields in this order, the payload as it was stored:
//! `{"district","stream","id","version","kind","actor","role","organisation","origin","effective_at","recorded_at","node",
//! "cause","payload"}`. Times are microseconds since 1970 in UTC, ids 26 characters; a field that says nothing is null.
//! Personal values are not in it: the payload has their commitments. Instead of a payload over 64,000 bytes stands
//! `"payload_sha256"`, its digest in hexadecimal.
//!
//! Not here: the tree over the entries with its files and signatures (`proof`), and when facts are numbered (`Sequencer`).

use data_encoding::HEXLOWER;
use kernel::{Ctx, District, Error, Identity as _, Instant, Origin, PersonId, Sealed};
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::{Reader, Row, Tx, params};

/// An entry bundle of C2SP tlog-tiles takes entries of at most 65,535 bytes; the other fields take a few hundred.
const LONGEST_PAYLOAD: usize = 64_000;

#[derive(Serialize)]
struct Entry<'a> {
    district: District,
    stream: &'a str,
    id: String,
    version: i64,
    kind: &'a str,
    actor: &'a str,
    role: Option<&'a str>,
    organisation: Option<String>,
    origin: &'a str,
    effective_at: i64,
    recorded_at: i64,
    node: i64,
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload_sha256: Option<String>,
}

impl Tx<'_> {
    // `+district`: by the place, not by the index that begins with the district and leads through all facts.

    /// Numbers the next facts that have no number yet, in the order in which they came in; returns how many.
    pub fn number_facts(&mut self, ctx: &Ctx, at_most: u32) -> Result<usize, Error> {
        let node = self.node();
        let last = self.row(
            "SELECT number, place FROM log_entry WHERE district = $1 AND node = $2 ORDER BY number DESC LIMIT 1",
            params![ctx.district, node],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        )?;
        let (number, place) = last.unwrap_or((-1, 0));
        self.changing(
            "INSERT INTO log_entry (district, node, number, place)
             SELECT district, node, $3 + ROW_NUMBER() OVER (ORDER BY place), place FROM
                 (SELECT district, node, place FROM fact
                  WHERE +district = $1 AND node = $2 AND place > $4 ORDER BY place LIMIT $5) AS next",
            params![ctx.district, node, number, place, at_most],
        )
    }
}

impl Reader<'_> {
    /// How many facts of the node have a number.
    pub fn log_size(&self, district: District, node: i64) -> Result<i64, Error> {
        let sql = "SELECT COALESCE(MAX(number), -1) + 1 FROM log_entry WHERE district = $1 AND node = $2";
        self.value(sql, params![district, node])
    }

    /// How many facts came in behind the entry before `size`, counted up to `at_most`, and when the first of them did.
    pub fn facts_behind(
        &self,
        district: District,
        node: i64,
        size: i64,
        at_most: u32,
    ) -> Result<(i64, Option<Instant>), Error> {
        let row = self.row(
            "SELECT COUNT(*), MIN(recorded_at) FROM
                 (SELECT recorded_at FROM fact WHERE +district = $1 AND node = $2 AND place >
                      COALESCE((SELECT e.place FROM log_entry e
                                WHERE e.district = $1 AND e.node = $2 AND e.number = $3 - 1), 0)
                  ORDER BY place LIMIT $4) AS behind",
            params![district, node, size, at_most],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(row.unwrap_or((0, None)))
    }

    /// Whether facts of the node wait for a number.
    pub fn has_facts_without_number(&self, district: District, node: i64) -> Result<bool, Error> {
        let waiting: Option<i64> = self.row(
            "SELECT 1 FROM fact WHERE +district = $1 AND node = $2 AND place >
                 (SELECT COALESCE(MAX(e.place), 0) FROM log_entry e WHERE e.district = $1 AND e.node = $2) LIMIT 1",
            params![district, node],
            |row| row.get(0),
        )?;
        Ok(waiting.is_some())
    }

    /// Facts that have no number although a later one has: slipped in behind the log's back.
    pub fn facts_between_entries(&self, district: District, node: i64) -> Result<i64, Error> {
        self.value(
            "SELECT COUNT(*) FROM fact f WHERE f.district = $1 AND f.node = $2
             AND f.place < (SELECT MAX(e.place) FROM log_entry e WHERE e.district = $1 AND e.node = $2)
             AND NOT EXISTS (SELECT 1 FROM log_entry e
                             WHERE e.district = $1 AND e.node = $2 AND e.place = f.place)",
            params![district, node],
        )
    }

    /// The entries from a number on, in order.
    pub fn log_entries(&self, district: District, node: i64, from: i64, at_most: u32) -> Result<Vec<Vec<u8>>, Error> {
        self.rows(
            "SELECT f.stream, f.id, f.version, f.kind, f.payload, f.actor, f.role, f.organisation, f.origin,
                    f.effective_at, f.recorded_at, f.cause
             FROM log_entry e JOIN fact f ON f.district = e.district AND f.place = e.place
             WHERE e.district = $1 AND e.node = $2 AND e.number >= $3 ORDER BY e.number LIMIT $4",
            params![district, node, from, at_most],
            |row| entry(district, node, row),
        )
    }

    /// The facts of one object: version and, of each that has one, the number.
    pub fn log_numbers(
        &self,
        district: District,
        node: i64,
        stream: &str,
        id: [u8; 16],
    ) -> Result<Vec<(i64, Option<i64>)>, Error> {
        self.rows(
            "SELECT f.version, e.number FROM fact f LEFT JOIN log_entry e
                 ON e.district = f.district AND e.node = f.node AND e.place = f.place
             WHERE f.district = $1 AND f.stream = $2 AND f.id = $3 AND f.node = $4 ORDER BY f.version",
            params![district, stream, id, node],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// The personal values of one fact that are still known, each with what proves that it is the one in the payload.
    pub fn disclosed(
        &self,
        district: District,
        stream: &str,
        id: [u8; 16],
        version: i64,
    ) -> Result<Vec<Sealed>, Error> {
        self.rows(
            "SELECT commitment, salt, value FROM personal
             WHERE district = $1 AND stream = $2 AND id = $3 AND version = $4 ORDER BY place",
            params![district, stream, id, version],
            |row| Ok(Sealed { commitment: row.get(0)?, salt: row.get(1)?, value: row.get(2)? }),
        )
    }
}

fn entry(district: District, node: i64, row: &Row<'_>) -> Result<Vec<u8>, Error> {
    let (stream, kind, payload): (String, String, String) = (row.get(0)?, row.get(3)?, row.get(4)?);
    let (actor, role, cause): (String, Option<String>, Option<String>) = (row.get(5)?, row.get(6)?, row.get(11)?);
    let origin: Origin = row.get(8)?;
    let organisation: Option<[u8; 16]> = row.get(7)?;
    let fits = payload.len() <= LONGEST_PAYLOAD;
    let text = |id: [u8; 16]| PersonId::from_bytes(id).to_text();
    let entry = Entry {
        district,
        stream: &stream,
        id: text(row.get(1)?),
        version: row.get(2)?,
        kind: &kind,
        actor: &actor,
        role: role.as_deref(),
        organisation: organisation.map(text),
        origin: origin.word(),
        effective_at: row.get(9)?,
        recorded_at: row.get(10)?,
        node,
        cause: cause.as_deref(),
        payload: if fits { Some(serde_json::from_str(&payload)?) } else { None },
        payload_sha256: (!fits).then(|| HEXLOWER.encode(&Sha256::digest(&payload))),
    };
    Ok(serde_json::to_vec(&entry)?)
}
