//! `anlan export LIST FILE [--query …]`: a list as the page shows it, and `anlan merge FILE`: such a file back.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use ledger::{Clock as _, Db, SystemClock};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::exports::choice::Side;
use crate::exports::returned::{self, Refusal};
use crate::exports::{self, Format};
use crate::gate::machine_ctx;
use crate::installation;

/// Lists that are somebody's own; the command line is nobody.
const OWN: [&str; 2] = ["obligations", "imports"];

/// What comes in as `losses` goes out as `losses`; the list has its name from before, too.
const LOSSES: (&str, &str) = ("losses", "loss_sheets");

/// The lists of the district, by name.
fn names() -> PossibleValuesParser {
    let names = exports::LISTS.iter().map(|it| it.name).filter(|name| !OWN.contains(name));
    let value =
        |name: &'static str| if name == LOSSES.1 { PossibleValue::new(LOSSES.0).alias(LOSSES.1) } else { name.into() };
    PossibleValuesParser::new(names.map(value).collect::<Vec<PossibleValue>>())
}

#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_parser = names())]
    list: String,
    /// Where to write it: .xlsx, or .csv for programs.
    file: PathBuf,
    /// What the address of the list says behind the question mark: status=to_verify&sector=fire
    #[arg(long, default_value = "")]
    query: String,
}

impl Export {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let db = given.config.store.open_existing()?;
        let ctx = machine_ctx("keeper", installation::of(&db)?.district, SystemClock.now())?;
        let extension = self.file.extension().and_then(|it| it.to_str()).unwrap_or_default();
        let Some(format) = Format::from_word(extension) else {
            return Err(Failed::Refused(vec![format!("{}: name it .xlsx or .csv", self.file.display())]));
        };
        let query = page::Values::from_query(&self.query);
        let name = if self.list == LOSSES.0 { LOSSES.1 } else { &self.list };
        let made = exports::make(&db, &ctx, exports::list(name)?, &query, format)?;
        // Only people have a limit.
        let Some(file) = made else { return Err(Failed::Fault("enough exports for this hour".into())) };
        std::fs::write(&self.file, &file.bytes)?;
        match given.json {
            true => out!("{}", json!({ "list": self.list, "rows": file.rows, "bytes": file.bytes.len() })),
            false => out!("{} rows", file.rows),
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
pub struct Merge {
    /// The exported workbook with the changes in it.
    file: PathBuf,
    /// Say what would happen; write nothing.
    #[arg(long)]
    check: bool,
    /// Decide every conflict for one side; without it they are listed and left.
    #[arg(long, value_enum)]
    take: Option<Take>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Take {
    /// What the program holds now.
    Ours,
    /// What the sheet says.
    Theirs,
}

impl Merge {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let bytes =
            std::fs::read(&self.file).map_err(|e| Failed::Refused(vec![format!("{}: {e}", self.file.display())]))?;
        let db = given.config.store.open_existing()?;
        let take = self.take.map(|take| match take {
            Take::Ours => Side::Ours,
            Take::Theirs => Side::Theirs,
        });
        let told = self.merge(&db, &bytes, take)?;
        if given.json {
            out!("{}", serde_json::to_string(&told).map_err(|e| Failed::Fault(e.to_string()))?);
        } else {
            let (n, written) = (&told.classes, told.written);
            out!(
                "{} changed, {} conflicting, {} added, {} missing, {} gone, {} read-only, {} unchanged",
                n.changed,
                n.conflicting,
                n.added,
                n.missing,
                n.gone,
                n.read_only,
                n.unchanged
            );
            out!("written: {} changed, {} added, {} decided", written.changed, written.added, written.chosen);
        }
        let line = |it: &Refusal| format!("row {} {}: {} ({})", it.row, it.header, it.problem, it.given);
        match told.refused.is_empty() {
            true => Ok(()),
            false => Err(Failed::Refused(told.refused.iter().map(line).collect())),
        }
    }

    fn merge(&self, db: &Db, bytes: &[u8], take: Option<Side>) -> Result<returned::Told, Failed> {
        let ctx = machine_ctx("keeper", installation::of(db)?.district, SystemClock.now())?;
        let name = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        match self.check {
            true => Ok(returned::look(db, &ctx, &name, bytes)?),
            false => Ok(returned::merge_whole(db, &ctx, &name, bytes, take)?),
        }
    }
}
