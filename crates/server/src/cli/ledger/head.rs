//! `anlan ledger head`, `proof` and `consistency`: what a log says of itself, for somebody else to keep or to check.

use std::path::PathBuf;

use clap::Args;
use data_encoding::BASE64;
use kernel::Identity as _;
use ledger::Db;
use proof::folder::Folder;
use proof::tree::verify_consistency;
use serde_json::json;
use sha2::Sha256;

use super::super::{Failed, Given};
use crate::cli::out::{out, put};
use crate::{installation, log};

pub fn head(given: &Given) -> Result<(), Failed> {
    let (_, head) = opened(given)?;
    let keys: Vec<String> = head.keys.iter().map(ToString::to_string).collect();
    if given.json {
        let answer = json!({
            "origin": head.checkpoint.origin, "size": head.checkpoint.size, "root": head.root(),
            "time": head.checkpoint.time(), "keys": keys, "checkpoint": head.note.to_string(), "waiting": head.waiting,
        });
        out!("{answer}");
    } else {
        put(format_args!("{}", head.note));
        keys.iter().for_each(|key| eprintln!("key {key}"));
    }
    Ok(())
}

#[derive(Debug, Args)]
pub struct Proof {
    /// The object that the fact is about: the id in its page's address.
    id: String,
    /// Which of its facts, from 1; the last one when not said.
    #[arg(long)]
    version: Option<i64>,
    /// The file to write; stdout when not said.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Proof {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let (db, head) = opened(given)?;
        let refused = || Failed::Refused(vec![format!("{} is no id of 26 characters", self.id)]);
        let id = kernel::PersonId::parse(&self.id).ok_or_else(refused)?;
        let found = log::entries_of(&db, installation::of(&db)?.district, *id.bytes())?;
        let chosen = match self.version {
            None => found.last(),
            Some(version) => found.iter().find(|fact| fact.version == version),
        };
        let fact = chosen.ok_or_else(|| Failed::Refused(vec![missing(found.len())]))?;
        let proof = log::proof(&db, &head, fact.number)?.to_string();
        match &self.out {
            Some(path) => std::fs::write(path, proof)?,
            None => put(format_args!("{proof}")),
        }
        eprintln!("{} version {}: entry {} of the log", fact.stream, fact.version, fact.number);
        Ok(())
    }
}

fn missing(found: usize) -> String {
    match found {
        0 => "no fact in the log is about it".to_owned(),
        found => format!("{found} facts in the log are about it, and none has this version"),
    }
}

pub fn consistency(given: &Given, a: u64, b: u64) -> Result<(), Failed> {
    let (db, head) = opened(given)?;
    let size = head.checkpoint.size;
    if a > b || b > size {
        return Err(Failed::Refused(vec![format!("A and B are sizes with A ≤ B ≤ {size}, the entries of the log")]));
    }
    let folder = Folder::new(log::folder(log::data(&db)));
    let fault = |cause: &dyn std::fmt::Display| Failed::Fault(cause.to_string());
    let proof = folder.consistency::<Sha256>(a, b, size).map_err(|cause| fault(&cause))?;
    let root = |at: u64| {
        let read = |tile| folder.tile::<Sha256>(tile);
        proof::tree::root_at::<Sha256, _>(at, size, read).map_err(|cause| fault(&cause))
    };
    let (old, new) = (root(a)?, root(b)?);
    verify_consistency::<Sha256>((a, &old), (b, &new), &proof).map_err(|cause| fault(&cause))?;
    let hashes: Vec<String> = proof.iter().map(|hash| BASE64.encode(hash)).collect();
    if given.json {
        let (old, new) = (BASE64.encode(&old), BASE64.encode(&new));
        out!("{}", json!({ "old": { "size": a, "root": old }, "new": { "size": b, "root": new }, "proof": hashes }));
        return Ok(());
    }
    out!("{a} {}\n{b} {}", BASE64.encode(&old), BASE64.encode(&new));
    hashes.iter().for_each(|hash| out!("{hash}"));
    eprintln!("the log of {b} entries begins with that of {a}");
    Ok(())
}

/// The district's file and the head of its log.
fn opened(given: &Given) -> Result<(Db, log::Head), Failed> {
    let db = given.config.store.open_existing()?;
    let head = log::head(&db, installation::of(&db)?.district)?;
    match head {
        Some(head) => Ok((db, head)),
        None => {
            Err(Failed::Refused(vec!["the log begins when the district is served: run `anlan serve` first".into()]))
        }
    }
}
