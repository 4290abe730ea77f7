//! `anlan migrate copy --from sqlite:FILE --to postgres://…`: a district from one database into another, either way.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Copy all tables into an empty database, compare both, and say what was copied.
    Copy(Copy),
}

#[derive(Debug, Args)]
pub struct Copy {
    /// sqlite:FILE or postgres://user:password@host/database. What is written there meanwhile is not copied: stop its server.
    #[arg(long)]
    from: String,
    /// The same; it must be empty.
    #[arg(long)]
    to: String,
}

impl Migrate {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let Migrate::Copy(copy) = self;
        let copied = ledger::copy_database(&copy.from, &copy.to, |table, rows| eprintln!("{rows:>10} {table}"))?;
        if given.json {
            out!("{}", json!({ "tables": copied.tables, "rows": copied.rows, "facts": copied.facts }));
        } else {
            out!("{} facts; {} rows of {} tables, the same in both", copied.facts, copied.rows, copied.tables);
            eprintln!(
                "the log and the files stay in the data folder; `anlan ledger verify` compares it with the new database"
            );
        }
        Ok(())
    }
}
