//! `anlan import KIND FILE [--check]`: files in. Every bad row is listed; exit 2 when there was one.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kernel::{Ctx, Division, Error, Sector};
use ledger::{Clock as _, Db, SystemClock};
use paper::{CellProblem, Learned, Workbook};
use registry::import::divisions::Keep;
use registry::import::{Outcome, Parsed, Placed, divisions, organisations, subjects};
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
        let db = crate::serve::open_existing(&given.config.data)?;
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
            let problems: Vec<_> = read.problems.iter().map(problem_json).collect();
            println!(
                "{}",
                json!({ "rows": read.rows.len(), "bad_rows": bad, "imported": imported, "problems": problems })
            );
        } else {
            println!("{} rows read, {bad} bad", read.rows.len());
            if let Some(done) = imported {
                println!("{} created, {} unchanged, {} units registered", done.created, done.unchanged, done.new_units);
            }
        }
        let reasons: Vec<String> = read.problems.iter().map(reason).collect();
        if reasons.is_empty() { Ok(()) } else { Err(Failed::Refused(reasons)) }
    }

    fn registers(&self, given: &Given, db: &Db, bytes: &[u8]) -> Result<(), Failed> {
        let district = installation::of(db)?.district;
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let outcome = self.write_registers(db, &ctx, bytes.to_vec())?;
        let bad = outcome.problems.len();
        if given.json {
            let rows: Vec<_> = outcome.problems.iter().map(problem_json).collect();
            println!("{}", json!({ "changed": outcome.changed, "unchanged": outcome.unchanged, "bad": rows }));
        } else {
            println!("{} changed, {} unchanged, {bad} bad", outcome.changed, outcome.unchanged);
        }
        match bad {
            0 => Ok(()),
            _ => Err(Failed::Refused(outcome.problems.iter().map(reason).collect())),
        }
    }

    /// A check runs everything and then gives it up, so that it says exactly what a real run would.
    fn write_registers(&self, db: &Db, ctx: &Ctx, bytes: Vec<u8>) -> Result<Outcome, Failed> {
        let (kind, check, district, name) = (self.kind, self.check, ctx.district, self.name());
        let (tell, told) = std::sync::mpsc::channel();
        let written = db.write_blocking("registry.import", ctx, move |tx, ctx| {
            let outcome = match kind {
                Kind::Divisions => {
                    let keep = Keep::District(district);
                    written(divisions::read(bytes.as_slice(), keep)?, |rows| divisions::write(tx, ctx, rows))?
                }
                Kind::Organisations => {
                    let parsed = organisations::read(&Workbook::read(&name, &bytes)?, &Learned::default())?;
                    written(parsed, |rows| organisations::write(tx, ctx, rows))?
                }
                _ => {
                    let parsed = subjects::read(&Workbook::read(&name, &bytes)?, &Learned::default())?;
                    written(parsed, |rows| subjects::write(tx, ctx, rows))?
                }
            };
            tell.send(outcome).map_err(Error::internal)?;
            if check { Err(Error::refused(ONLY_CHECKED)) } else { Ok(()) }
        });
        match (written, told.try_recv()) {
            (Ok(()), Ok(outcome)) => Ok(outcome),
            (Err(Error::Refused { why: ONLY_CHECKED, .. }), Ok(outcome)) => Ok(outcome),
            (Err(error), _) => Err(error.into()),
            (Ok(()), Err(error)) => Err(Failed::Fault(error.to_string())),
        }
    }
}

const ONLY_CHECKED: &str = "it was only checked";

/// What was wrong when the file was read, and what became of the rest.
fn written<T>(parsed: Parsed<T>, write: impl FnOnce(&[Placed<T>]) -> Result<Outcome, Error>) -> Result<Outcome, Error> {
    Ok(Outcome { problems: parsed.problems, ..Outcome::default() }.and(write(&parsed.rows)?))
}

fn problem_json(p: &CellProblem) -> serde_json::Value {
    json!({ "sheet": p.sheet, "row": p.row, "column": p.column.letter, "header": p.column.header, "given": p.given,
        "problem": p.problem, "advice": p.advice })
}

fn reason(p: &CellProblem) -> String {
    let (letter, header) = (&p.column.letter, &p.column.header);
    format!("{} row {} column {letter} {header}: {} ({}); {}", p.sheet, p.row, p.problem, p.given, p.advice)
}
