//! `anlan ledger replay --check`: do the tables equal the replayed facts?

use clap::Subcommand;
use serde_json::json;

use super::{Failed, Given};

#[derive(Debug, Subcommand)]
pub enum Ledger {
    /// Play the facts into empty tables beside the data folder.
    Replay {
        /// Compare with the live tables; exit 1 when they differ.
        #[arg(long)]
        check: bool,
    },
}

impl Ledger {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let Ledger::Replay { check } = self;
        if !check {
            return Err(Failed::Refused(vec!["say what to do with the replay: --check compares it".into()]));
        }
        let db = crate::serve::open_existing(&given.config.data)?;
        let scratch = given.config.data.join("replay.scratch.db");
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
            println!(
                "{}",
                json!({ "facts": report.facts, "tables": report.tables, "rows": report.rows, "differences": differences })
            );
        } else {
            println!("{} facts, {} tables, {} rows compared", report.facts, report.tables, report.rows);
            for d in &report.differences {
                println!(
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
