//! Is every fact what the log says of it? The log cannot be changed unseen; a row of the database can, and is found here.

use std::fmt;

use kernel::{District, Error};
use ledger::Db;
use proof::folder::Folder;
use proof::tile::{Bundle, WIDTH, entries};
use serde::Serialize;

/// Differences that are written out; the others are counted.
const SHOWN: usize = 1_000;

#[derive(Debug, Default, Serialize)]
pub struct Compared {
    /// Entries of the log that were compared with their facts.
    pub compared: u64,
    pub found: u64,
    /// At most a thousand.
    pub differences: Vec<Difference>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The entry, from 0; none for facts that were slipped in between.
    pub entry: Option<u64>,
    pub what: String,
}

impl Compared {
    fn add(&mut self, entry: Option<u64>, what: String) {
        self.found += 1;
        if self.differences.len() < SHOWN {
            self.differences.push(Difference { entry, what });
        }
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.differences {
            match it.entry {
                Some(entry) => writeln!(f, "entry {entry}: {}", it.what),
                None => writeln!(f, "{}", it.what),
            }?;
        }
        match self.found {
            0 => writeln!(f, "{} facts of the database are what the log says", self.compared),
            found => writeln!(f, "{} facts compared with the log: {found} differ", self.compared),
        }
    }
}

/// Compares the first `size` entries with the facts that have their numbers.
pub fn compare(db: &Db, district: District, folder: &Folder, size: u64) -> Result<Compared, Error> {
    let node = db.node();
    let mut found = Compared::default();
    for index in 0..size.div_ceil(WIDTH) {
        let Some(bundle) = Bundle::at(index, size) else { continue };
        let from = index * WIDTH;
        let here = db.read_blocking(|r| r.log_entries(district, node, from as i64, u32::from(bundle.width)))?;
        let (_, bytes) = folder.bundle(bundle).map_err(Error::internal)?;
        let mut logged = entries(&bytes);
        for place in 0..bundle.width {
            let entry = from + u64::from(place);
            let fact = here.get(usize::from(place));
            match (logged.next(), fact) {
                (Some(Ok(logged)), Some(fact)) if logged == fact.as_slice() => (),
                (Some(Ok(logged)), fact) => found.add(Some(entry), told(logged, fact.map(Vec::as_slice))),
                _ => found.add(Some(entry), "the log holds no entry here".to_owned()),
            }
            found.compared += 1;
        }
    }
    let between = db.read_blocking(|r| r.facts_between_entries(district, node))?;
    if between > 0 {
        found.add(None, format!("{between} facts stand between those of the log and are not in it"));
    }
    Ok(found)
}

/// What the log says, and what the database has in its place.
fn told(logged: &[u8], fact: Option<&[u8]>) -> String {
    let logged = String::from_utf8_lossy(logged);
    match fact {
        Some(fact) => format!("the log says {logged}, the database {}", String::from_utf8_lossy(fact)),
        None => format!("the log says {logged}, the database has no such fact"),
    }
}
