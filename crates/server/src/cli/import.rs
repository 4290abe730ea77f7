//! `anlan import KIND FILE [--check]`: files in. Every bad row is listed; exit 2 when there was one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kernel::{Division, Sector};
use ledger::{Clock as _, Db, SystemClock};
use serde_json::json;

use super::{Failed, Given};
use crate::gate::machine_ctx;
use crate::hazard_ledger::{self, Home};
use crate::installation;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    Divisions,
    Organisations,
    Subjects,
    Hazards,
}

#[derive(Debug, Args)]
pub struct Import {
    kind: Kind,
    /// The file; - is standard input.
    file: PathBuf,
    /// Say what would happen; write nothing.
    #[arg(long)]
    check: bool,
    /// Division under which new units are registered (hazards); the district without.
    #[arg(long)]
    division: Option<Division>,
    /// Sector of new units (hazards).
    #[arg(long, default_value = "industry")]
    sector: String,
}

impl Import {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let bytes = self.read()?;
        let db = crate::serve::open(&given.config.data, SystemClock)?;
        match self.kind {
            Kind::Hazards => self.hazards(given, &db, &bytes),
            Kind::Divisions | Kind::Organisations | Kind::Subjects => self.registers(given, &db, &bytes),
        }
    }

    fn read(&self) -> Result<Vec<u8>, Failed> {
        use std::io::Read as _;
        let mut bytes = Vec::new();
        match self.file.to_str() {
            Some("-") => drop(std::io::stdin().read_to_end(&mut bytes)?),
            _ => {
                bytes = std::fs::read(&self.file)
                    .map_err(|e| Failed::Refused(vec![format!("{}: {e}", self.file.display())]))?;
            }
        }
        Ok(bytes)
    }

    fn name(&self) -> String {
        self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn hazards(&self, given: &Given, db: &Db, bytes: &[u8]) -> Result<(), Failed> {
        let district = installation::of(db)?.district;
        let sector = Sector::from_word(&self.sector)
            .ok_or_else(|| Failed::Refused(vec![format!("{} is no sector", self.sector)]))?;
        let home = Home { division: self.division.unwrap_or(district.division()), sector };
        let read = hazard_ledger::read(&self.name(), bytes).map_err(|e| Failed::Refused(vec![e.to_string()]))?;
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let imported = match self.check {
            true => None,
            false => Some(hazard_ledger::write(db, &ctx, &read.rows, home, |done| {
                eprintln!("imported {done} of {} rows", read.rows.len());
            })?),
        };
        let bad = read.bad_rows();
        if given.json {
            let problems: Vec<_> = read.problems.iter().map(|p| {
                json!({ "sheet": p.sheet, "row": p.row, "column": p.column.letter, "header": p.column.header,
                        "given": p.given, "problem": p.problem, "advice": p.advice })
            }).collect();
            println!("{}", json!({ "rows": read.rows.len(), "bad_rows": bad, "imported": imported, "problems": problems }));
        } else {
            println!("{} rows read, {bad} bad", read.rows.len());
            if let Some(done) = imported {
                println!("{} created, {} unchanged, {} units registered", done.created, done.unchanged, done.new_units);
            }
        }
        let reasons: Vec<String> = read
            .problems
            .iter()
            .map(|p| format!("{} row {} column {} {}: {} ({}); {}", p.sheet, p.row, p.column.letter, p.column.header, p.problem, p.given, p.advice))
            .collect();
        if reasons.is_empty() { Ok(()) } else { Err(Failed::Refused(reasons)) }
    }

    fn registers(&self, given: &Given, db: &Db, bytes: &[u8]) -> Result<(), Failed> {
        let district = installation::of(db)?.district;
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let kind = match self.kind {
            Kind::Divisions => registry::import::Kind::Divisions,
            Kind::Organisations => registry::import::Kind::Organisations,
            _ => registry::import::Kind::Subjects,
        };
        let report = registry::import::run(db, &ctx, kind, bytes, self.check)?;
        if given.json {
            let bad: Vec<_> = report.bad.iter().map(|b| json!({ "row": b.row, "column": b.column, "given": b.given, "problem": b.problem })).collect();
            println!("{}", json!({ "created": report.created, "changed": report.changed, "unchanged": report.unchanged, "bad": bad }));
        } else {
            println!("{} created, {} changed, {} unchanged, {} bad", report.created, report.changed, report.unchanged, report.bad.len());
        }
        let reasons: Vec<String> =
            report.bad.iter().map(|b| format!("row {} column {}: {} ({})", b.row, b.column, b.problem, b.given)).collect();
        if reasons.is_empty() { Ok(()) } else { Err(Failed::Refused(reasons)) }
    }
}
