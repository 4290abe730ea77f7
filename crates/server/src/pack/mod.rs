//! The evidence pack: one case as a zip that is checked without this system, years later.
//!
//! It holds the exact entries of the log, the proof that each is in it, the personal values with what proves them, the
//! photos and documents by their hashes, and a page that checks all of it offline. Its form:
//!
//! | file | what |
//! |---|---|
//! | `manifest.json` | what is in it: [`Manifest`] |
//! | `checkpoint` | the signed head that the proofs lead to |
//! | `entries/N.json` | entry N of the log, byte by byte |
//! | `proofs/N.tlog-proof` | the proof that it is entry N (c2sp.org/tlog-proof) |
//! | `files/HASH.EXT` | a photo without metadata, or a document as it was sent |
//! | `check.html`, `README.txt` | the page that checks it; what it is |
//!
//! Who reported from the public stays protected: nothing of such a report is disclosed. Where a photo was taken, and what
//! its file was called, is not disclosed either.

mod checker;
mod files;
mod web;

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;
use hazard::HazardId;
use kernel::{Ctx, Error, Identity, PersonId, Sealed};
use ledger::{Db, Fact as _, Reader};
use serde::Serialize;
use serde_json::Value;

pub use checker::CHECKER;
pub use web::routes;

use crate::log::{self, Head};

pub const FORM: &str = "anlan evidence pack 1";
/// Streams of which no personal value leaves the house.
const PROTECTED: &[&str] = &[hazard::public_report::Fact::STREAM, evidence::Fact::STREAM];

/// `manifest.json`.
#[derive(Debug, Serialize)]
pub struct Manifest {
    form: &'static str,
    /// Which log.
    origin: String,
    title: String,
    case: Case,
    /// Microseconds since 1970, UTC.
    made_at: i64,
    /// The log's public key as this system has it. Whoever checks brings one from elsewhere.
    key: String,
    /// Names of the bodies, people and subjects that entries name by id, as they are now. Not proven.
    names: BTreeMap<String, String>,
    entries: Vec<Entry>,
    files: Vec<File>,
    sums: Vec<File>,
}

#[derive(Debug, Serialize)]
struct Case {
    stream: &'static str,
    id: String,
    number: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    number: u64,
    file: String,
    proof: String,
    disclosed: Vec<Disclosed>,
}

/// A personal value: HMAC-SHA-256 of `value` under `salt` is `commitment`, which stands in the entry.
#[derive(Debug, Serialize)]
struct Disclosed {
    commitment: String,
    salt: String,
    /// JSON.
    value: String,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    sha256: String,
    bytes: u64,
}

/// What the database knows of the case, read in one moment.
struct Told {
    number: String,
    title: String,
    facts: Vec<(u64, Vec<Sealed>)>,
    evidence: Vec<evidence::Evidence>,
    names: BTreeMap<String, String>,
}

/// The zip and its name.
pub async fn of_hazard(db: &Db, ctx: &Ctx, id: HazardId) -> Result<(String, Vec<u8>), Error> {
    let (asked, node) = (ctx.clone(), db.node());
    let told = db.read(move |r| told(r, &asked, node, id)).await?;
    let (here, district) = (db.clone(), ctx.district);
    let read = move || log::head(&here, district);
    let head = tokio::task::spawn_blocking(read).await.map_err(Error::internal)??.ok_or_else(not_yet)?;
    let pictures = files::of(db, &told.evidence).await?;
    let name = format!("anlan-{}.zip", told.number);
    let (here, made_at) = (db.clone(), ctx.now.micros());
    let write = move || {
        let case = Case { stream: hazard::Fact::STREAM, id: id.to_string(), number: told.number.clone() };
        packed(&here, &head, told, case, made_at, pictures)
    };
    Ok((name, tokio::task::spawn_blocking(write).await.map_err(Error::internal)??))
}

fn not_yet() -> Error {
    Error::refused("the fact is not in the log yet: it takes a second")
}

fn told(r: &Reader<'_>, ctx: &Ctx, node: i64, id: HazardId) -> Result<Told, Error> {
    let detail = hazard::query::detail(r, ctx, id)?;
    let mut facts = Vec::new();
    for (stream, object) in hazard::case::objects(r, ctx, id)? {
        for (version, number) in r.log_numbers(ctx.district, node, stream, object)? {
            let number = number.ok_or_else(not_yet)? as u64;
            let values = match PROTECTED.contains(&stream) {
                true => Vec::new(),
                false => r.disclosed(ctx.district, stream, object, version)?,
            };
            facts.push((number, values));
        }
    }
    facts.sort_by_key(|(number, _)| *number);
    let mut ids = BTreeSet::new();
    for (number, _) in &facts {
        for entry in r.log_entries(ctx.district, node, *number as i64, 1)? {
            named(&serde_json::from_slice(&entry)?, &mut ids);
        }
    }
    let names = names(r, ctx, ids)?;
    let evidence = evidence::query::of(r, ctx, &evidence::About::new(hazard::Fact::STREAM, id))?;
    let title = detail.title.as_str().unwrap_or_default().to_owned();
    Ok(Told { number: detail.number.to_string(), title, facts, evidence, names })
}

/// Ids in an entry: texts of their form, also behind `person:`.
fn named(value: &Value, ids: &mut BTreeSet<[u8; 16]>) {
    match value {
        Value::String(text) => {
            let id = PersonId::parse(text.strip_prefix("person:").unwrap_or(text));
            ids.extend(id.map(|id| *id.bytes()));
        }
        Value::Array(parts) => parts.iter().for_each(|part| named(part, ids)),
        Value::Object(parts) => parts.values().for_each(|part| named(part, ids)),
        _ => {}
    }
}

fn names(r: &Reader<'_>, ctx: &Ctx, ids: BTreeSet<[u8; 16]>) -> Result<BTreeMap<String, String>, Error> {
    fn of<I: Identity + Copy>(ids: &BTreeSet<[u8; 16]>) -> Vec<I> {
        ids.iter().map(|id| I::from_bytes(*id)).collect()
    }
    let mut names = BTreeMap::new();
    let people = registry::query::person_names(r, ctx, &of(&ids))?;
    names.extend(people.into_iter().map(|(id, name)| (id.to_text(), name)));
    let bodies = registry::query::organisation_names(r, ctx, &of(&ids))?;
    names.extend(bodies.into_iter().map(|(id, name)| (id.to_text(), name)));
    let subjects = registry::query::subject_names(r, ctx, &of(&ids))?;
    names.extend(subjects.into_iter().map(|(id, name)| (id.to_text(), name)));
    Ok(names)
}

fn packed(
    db: &Db,
    head: &Head,
    told: Told,
    case: Case,
    made_at: i64,
    pictures: Vec<(String, Vec<u8>)>,
) -> Result<Vec<u8>, Error> {
    let mut zip = files::Zip::new();
    let mut entries = Vec::with_capacity(told.facts.len());
    for (number, values) in told.facts {
        let proof = log::proof(db, head, number)?;
        let entry = Entry {
            number,
            file: format!("entries/{number}.json"),
            proof: format!("proofs/{number}.tlog-proof"),
            disclosed: values.iter().map(disclosed).collect(),
        };
        zip.add(&entry.proof, proof.to_string().as_bytes())?;
        zip.add(&entry.file, &proof.entry.unwrap_or_default())?;
        entries.push(entry);
    }
    let mut named = Vec::with_capacity(pictures.len());
    for (path, bytes) in pictures {
        named.push(zip.add_summed(&path, &bytes)?);
    }
    let sums = vec![zip.add_summed("README.txt", files::README.as_bytes())?];
    zip.add("check.html", CHECKER.as_bytes())?;
    zip.add("checkpoint", head.note.to_string().as_bytes())?;
    let key = head.keys.first().map(ToString::to_string).unwrap_or_default();
    let origin = head.checkpoint.origin.clone();
    let (title, names) = (told.title, told.names);
    let manifest = Manifest { form: FORM, origin, title, case, made_at, key, names, entries, files: named, sums };
    zip.add("manifest.json", &serde_json::to_vec_pretty(&manifest)?)?;
    zip.finish()
}

fn disclosed(it: &Sealed) -> Disclosed {
    Disclosed {
        commitment: BASE64URL_NOPAD.encode(&it.commitment),
        salt: BASE64URL_NOPAD.encode(&it.salt),
        value: it.value.clone(),
    }
}
