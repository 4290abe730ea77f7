//! `anlan ledger`: do the tables equal the replayed facts, and is the log what was signed?

mod head;
mod verify;

use clap::Subcommand;
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;

#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// Play the facts into empty tables beside the data folder.
    Replay {
        /// Compare with the live tables; exit 1 when they differ.
        #[arg(long)]
        check: bool,
    },
    /// The signed head of the log; with it, kept elsewhere, everything before it can be proved.
    Head,
    /// Check the log from its files alone, and its entries against the facts of the database.
    Verify(verify::Verify),
    /// The proof that one fact is in the log, in one file (c2sp.org/tlog-proof).
    Proof(head::Proof),
    /// The proof that the log of B entries begins with that of A.
    Consistency { a: u64, b: u64 },
}

impl Ledger {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        match self {
            Ledger::Replay { check: false } => {
                Err(Failed::Refused(vec!["say what to do with the replay: --check compares it".into()]))
            }
            Ledger::Replay { check: true } => replay(given),
            Ledger::Head => head::head(given),
            Ledger::Verify(verify) => verify.run(given),
            Ledger::Proof(proof) => proof.run(given),
            Ledger::Consistency { a, b } => head::consistency(given, *a, *b),
        }
    }
}

fn replay(given: &Given) -> Result<(), Failed> {
    let db = given.config.store.open_existing()?;
    let scratch = given.config.store.data.join("replay.scratch.db");
    remove(&scratch)?;
    let report = db.replay_check(&scratch);
    remove(&scratch)?;
    let report = report?;
    if given.json {
        let differences: Vec<_> = report
            .differences
            .iter()
            .map(|d| json!({ "table": d.table, "live": d.live, "replayed": d.replayed }))
            .collect();
        out!(
            "{}",
            json!({ "facts": report.facts, "tables": report.tables, "rows": report.rows, "differences": differences })
        );
    } else {
        out!("{} facts, {} tables, {} rows compared", report.facts, report.tables, report.rows);
        for d in &report.differences {
            out!(
                "{}: live {} replayed {}",
                d.table,
                d.live.as_deref().unwrap_or("-"),
                d.replayed.as_deref().unwrap_or("-")
            );
        }
    }
    match report.differences.len() {
        0 => Ok(()),
        n => Err(Failed::Fault(format!("{n} rows differ"))),
    }
}

fn remove(scratch: &std::path::Path) -> Result<(), Failed> {
    for end in ["", "-wal", "-shm"] {
        let mut path = scratch.as_os_str().to_owned();
        path.push(end);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
