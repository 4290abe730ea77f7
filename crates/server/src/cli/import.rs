//! `anlan import KIND FILE [--check]`: files in, a kind for each sort of list. Every bad row is listed; exit 2 when there was one.
//!
//! A run that was interrupted goes on where it stopped when the same file is given again.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kernel::{Ctx, District, Division, Sector};
use ledger::{Clock as _, Db, SystemClock};
use paper::CellProblem;
use registry::import::Outcome;
use registry::import::divisions::{self, Keep};
use registry::import::outlines;
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::imports::{self, Became, Home, Remark, UnknownColumn, Wrong};
use crate::installation;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    Divisions,
    /// GeoJSON of the divisions' outlines.
    Outlines,
    Organisations,
    Subjects,
    People,
    Hazards,
    /// Accidents of earlier years.
    Incidents,
    /// Losses of a disaster, a row a township or village.
    Losses,
    /// Tasks of a campaign's plan.
    Tasks,
    /// Instructions and documents of higher levels, from a ledger.
    Directives,
    /// Past meetings, with what they decided.
    Meetings,
    /// Devices that measure.
    Devices,
    /// What satellites detected: CSV of NASA FIRMS (MODIS, VIIRS), or a plain table.
    Hotspots,
    /// Earthquakes: tables, FDSN text, CSV of ComCat, QuakeML.
    Catalogue,
    /// Readings of devices; several files at once.
    Readings,
}

impl Kind {
    /// Those that come in by the same steps as on the page.
    fn listed(self) -> Option<imports::Kind> {
        Some(match self {
            Kind::Divisions | Kind::Outlines | Kind::Losses | Kind::Readings => return None,
            Kind::Organisations => imports::Kind::Organisations,
            Kind::Subjects => imports::Kind::Subjects,
            Kind::People => imports::Kind::People,
            Kind::Hazards => imports::Kind::Hazards,
            Kind::Incidents => imports::Kind::Incidents,
            Kind::Tasks => imports::Kind::Tasks,
            Kind::Devices => imports::Kind::Devices,
            Kind::Hotspots => imports::Kind::Hotspots,
            Kind::Catalogue => imports::Kind::Catalogue,
            Kind::Directives => imports::Kind::Directives,
            Kind::Meetings => imports::Kind::Meetings,
        })
    }
}

#[derive(Debug, Args)]
pub struct Import {
    kind: Kind,
    /// The file; - is standard input.
    file: PathBuf,
    /// More of them (readings).
    more: Vec<PathBuf>,
    /// Say what would happen; write nothing.
    #[arg(long)]
    check: bool,
    /// Division under which new units are registered (hazards), or of rows that name none (incidents); the district without.
    #[arg(long)]
    division: Option<Division>,
    /// Sector of new units (hazards), or of rows that name none (incidents).
    #[arg(long, default_value = "industry")]
    sector: String,
    /// Number of the disaster, such as 2026-007 (losses).
    #[arg(long)]
    disaster: Option<String>,
    /// Why figures fall, jump or are unusual, in whatever row (losses).
    #[arg(long, default_value = "")]
    reason: String,
    /// Property of a feature that holds the code of its division (outlines); without, the usual names are tried.
    #[arg(long)]
    property: Option<String>,
    /// Write the workbook back to this file, with the reasons beside the bad rows.
    #[arg(long)]
    marked: Option<PathBuf>,
}

/// What a file held and what became of it.
struct Told {
    records: usize,
    rows_good: usize,
    rows_bad: usize,
    would: Option<Became>,
    became: Option<Became>,
    remarks: Vec<Remark>,
    unknown: Vec<UnknownColumn>,
    problems: Vec<Wrong>,
}

impl Import {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        if matches!(self.kind, Kind::Readings) {
            let files: Vec<PathBuf> = std::iter::once(&self.file).chain(&self.more).cloned().collect();
            return super::import_readings::run(given, &files, self.check);
        }
        if !self.more.is_empty() {
            return Err(Failed::Refused(vec!["one file at a time; several are taken of readings alone".to_owned()]));
        }
        let bytes = self.read()?;
        let db = given.config.store.open_existing()?;
        let district = installation::of(&db)?.district;
        let Some(kind) = self.kind.listed() else {
            return match self.kind {
                Kind::Outlines => self.outlines(given, &db, district, &bytes),
                Kind::Losses => self.losses(given, &db, district, &bytes),
                _ => self.divisions(given, &db, district, bytes),
            };
        };
        let sector = Sector::from_word(&self.sector)
            .ok_or_else(|| Failed::Refused(vec![format!("{} is no sector", self.sector)]))?;
        let home = Home { division: self.division.unwrap_or(district.division()), sector };
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let told = match self.check {
            true => self.look(&db, &ctx, kind, &bytes, home)?,
            false => self.write(&db, &ctx, kind, &bytes, home)?,
        };
        say(given, kind, &told);
        if let Some(to) = &self.marked {
            let marked = imports::mark(kind, &self.name(), &bytes, &told.problems, &ctx)?;
            std::fs::write(to, marked.bytes)?;
        }
        let reasons: Vec<String> = told.problems.iter().map(reason).collect();
        if reasons.is_empty() { Ok(()) } else { Err(Failed::Refused(reasons)) }
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

    fn look(&self, db: &Db, ctx: &Ctx, kind: imports::Kind, bytes: &[u8], home: Home) -> Result<Told, Failed> {
        let checked = imports::check(db, ctx, kind, &self.name(), bytes, home)?;
        Ok(Told {
            records: checked.preview.records,
            rows_good: checked.rows_good,
            rows_bad: checked.rows_bad,
            would: checked.preview.would,
            became: None,
            remarks: checked.preview.remarks,
            unknown: checked.preview.unknown,
            problems: checked.problems,
        })
    }

    fn write(&self, db: &Db, ctx: &Ctx, kind: imports::Kind, bytes: &[u8], home: Home) -> Result<Told, Failed> {
        let (job, reading) = imports::receive(db, ctx, kind, &self.name(), bytes, home)?;
        imports::begin(db, ctx, job.id)?;
        let mut progress = Progress::default();
        let job = imports::run_with(db, ctx, job.id, reading, |done, all| progress.tell(done, all))?;
        progress.end();
        Ok(Told {
            records: job.preview.records,
            rows_good: job.rows_good,
            rows_bad: job.rows_bad,
            would: None,
            became: Some(job.became),
            problems: imports::problems(db, ctx, job.id)?,
            remarks: job.preview.remarks,
            unknown: job.preview.unknown,
        })
    }

    /// The official list is long and has one shape; a check runs everything and gives it up.
    fn divisions(&self, given: &Given, db: &Db, district: District, bytes: Vec<u8>) -> Result<(), Failed> {
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let parsed = divisions::read(bytes.as_slice(), Keep::District(district))?;
        let problems = parsed.problems.clone();
        let outcome: Outcome = imports::only_looked(db, &ctx, !self.check, "registry.import", move |tx, ctx| {
            divisions::write(tx, ctx, &parsed.rows)
        })?;
        let problems: Vec<&CellProblem> = problems.iter().chain(&outcome.problems).collect();
        let wrong: Vec<Wrong> = problems.into_iter().map(Wrong::from).collect();
        if given.json {
            out!("{}", json!({ "changed": outcome.changed, "unchanged": outcome.unchanged, "problems": wrong }));
        } else {
            out!("{} changed, {} unchanged, {} bad", outcome.changed, outcome.unchanged, wrong.len());
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Failed::Refused(wrong.iter().map(reason).collect())),
        }
    }

    /// Drawn for maps; a check runs everything and gives it up.
    fn outlines(&self, given: &Given, db: &Db, district: District, bytes: &[u8]) -> Result<(), Failed> {
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let parsed = outlines::read(bytes, district, self.property.as_deref())?;
        let drawn = parsed.good;
        let outcome = imports::only_looked(db, &ctx, !self.check, "registry.import", move |tx, ctx| {
            outlines::write(tx, ctx, &drawn)
        })?;
        let (changed, unchanged, unwanted) = (outcome.changed, outcome.unchanged, parsed.unwanted);
        let bad: Vec<_> = parsed.bad.iter().chain(&outcome.bad).collect();
        if given.json {
            out!("{}", json!({ "changed": changed, "unchanged": unchanged, "elsewhere": unwanted, "problems": bad }));
        } else {
            out!("{changed} changed, {unchanged} unchanged, {unwanted} of other districts, {} bad", bad.len());
        }
        match bad.is_empty() {
            true => Ok(()),
            false => Err(Failed::Refused(
                bad.iter().map(|it| format!("feature {} ({}): {}", it.feature, it.code, it.problem)).collect(),
            )),
        }
    }
}

impl Import {
    /// Every row or none; a check runs everything and gives it up.
    fn losses(&self, given: &Given, db: &Db, district: District, bytes: &[u8]) -> Result<(), Failed> {
        let refused = |why: &str| Failed::Refused(vec![why.to_owned()]);
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        let number =
            self.disaster.as_deref().ok_or_else(|| refused("--disaster 2026-007: which one they belong to"))?;
        let all = db.read_blocking(|r| {
            disaster::event::query::list(r, &ctx, &disaster::event::query::Filter::default(), 0, DISASTERS)
        })?;
        let it =
            all.iter().find(|it| it.number == number).ok_or_else(|| refused("there is no disaster of this number"))?;
        let book = paper::Workbook::read(&self.name(), bytes).map_err(kernel::Error::from)?;
        let (above, text) = table_of(&book).ok_or_else(|| refused("no sheet holds a table"))?;
        let cmd = disaster::sheet::Paste { text, reason: self.reason.clone(), ..disaster::sheet::Paste::default() };
        let id = it.id;
        let done = imports::only_looked(db, &ctx, !self.check, "loss_sheet.import", move |tx, ctx| {
            disaster::sheet::import(tx, ctx, id, &cmd)
        });
        match done {
            Ok((sent, unchanged)) if given.json => out!("{}", json!({ "sent": sent, "unchanged": unchanged })),
            Ok((sent, unchanged)) => out!("{sent} sheets, {unchanged} unchanged"),
            Err(kernel::Error::Invalid(problems)) => {
                return Err(Failed::Refused(problems.0.iter().map(|it| located(above, it)).collect()));
            }
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }
}

/// Disasters that are looked through for a number.
const DISASTERS: u32 = 100_000;

/// The first shown sheet as lines of cells, without the lines of a title above; and how many those are.
fn table_of(book: &paper::Workbook) -> Option<(u32, String)> {
    let sheet = book.sheets.iter().find(|sheet| !sheet.hidden && !sheet.rows.is_empty())?;
    let said = |row: &paper::Row| row.cells.iter().filter(|cell| cell.value != paper::Value::Empty).count();
    let head = sheet.rows.iter().find(|row| said(row) > 1)?.number;
    let mut text = String::new();
    let mut next = head;
    for row in sheet.rows.iter().filter(|row| row.number >= head) {
        // Lines left empty keep their place, so that a row is named as the workbook counts it.
        text.extend(std::iter::repeat_n('\n', (row.number - next) as usize));
        let mut column = 0;
        for cell in &row.cells {
            text.extend(std::iter::repeat_n('\t', (cell.column - column) as usize));
            column = cell.column;
            text.push_str(&paper::cell::text(&cell.value).unwrap_or_default().replace(['\t', '\n'], " "));
        }
        text.push('\n');
        next = row.number + 1;
    }
    Some((head - 1, text))
}

/// Row, column and what stood there, apart by tabs, with the row as the workbook counts it.
fn located(above: u32, it: &kernel::Problem) -> String {
    let mut parts = it.given.splitn(3, '\t');
    let row = parts.next().and_then(|row| row.parse::<u32>().ok());
    match (row, parts.next(), parts.next()) {
        (Some(row), Some(column), Some(given)) => format!("row {} {column}: {} ({given})", row + above, it.problem),
        _ => format!("{}: {}", it.field, it.problem),
    }
}

fn say(given: &Given, kind: imports::Kind, told: &Told) {
    if given.json {
        let said = json!({
            "kind": kind.word(), "rows": told.records, "good": told.rows_good, "bad_rows": told.rows_bad, "would": told.would,
            "imported": told.became, "remarks": told.remarks, "unknown_columns": told.unknown, "problems": told.problems,
        });
        out!("{said}");
        return;
    }
    out!("{} rows read: {} can be imported, {} are bad", told.records, told.rows_good, told.rows_bad);
    for remark in &told.remarks {
        eprintln!("{}: {} ({})", remark.sheet, remark.what, remark.count);
    }
    for it in &told.unknown {
        eprintln!("{}: column {} {:?} is not known and was left out", it.sheet, it.letter, it.header);
    }
    let counts = |b: &Became| {
        format!(
            "{} created, {} new or changed, {} unchanged, {} refused, {} units registered",
            b.created, b.changed, b.unchanged, b.refused, b.new_units
        )
    };
    match (&told.became, &told.would) {
        (Some(became), _) => out!("{}", counts(became)),
        (None, Some(would)) => out!("would be: {}", counts(would)),
        (None, None) => {}
    }
}

fn reason(p: &Wrong) -> String {
    let column = if p.column.is_empty() { String::new() } else { format!(" column {}", p.column) };
    // A column that is missing says nothing.
    let given = if p.given.is_empty() { String::new() } else { format!(" ({})", p.given) };
    format!("{} row {}{column} {}: {}{given}; {}", p.sheet, p.row, p.header, p.problem, p.advice)
}

/// A bar on a terminal, a line now and then elsewhere.
#[derive(Default)]
struct Progress {
    told: usize,
}

const BAR: usize = 30;
const LINE_EVERY: usize = 10_000;

impl Progress {
    fn tell(&mut self, done: usize, all: usize) {
        let mut err = std::io::stderr();
        if err.is_terminal() {
            let full = done * BAR / all.max(1);
            // A terminal that has gone away is no reason to stop.
            drop(write!(err, "\r[{}{}] {done} / {all}", "#".repeat(full), " ".repeat(BAR - full)));
            self.told = done;
        } else if done == all || done >= self.told + LINE_EVERY {
            self.told = done;
            eprintln!("{done} of {all} rows written");
        }
    }

    fn end(&self) {
        if self.told > 0 && std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_rows_and_columns() {
        let csv = "损失统计表\n\n村,受灾人口,备注\n甲村,12,\n\n乙村,,说明\n";
        let book = paper::Workbook::read("x.csv", csv.as_bytes()).unwrap();
        let (above, text) = table_of(&book).unwrap();
        assert_eq!((above, text.as_str()), (2, "村\t受灾人口\t备注\n甲村\t12\n\n乙村\t\t说明\n"));
        let wrong =
            kernel::Problem { field: "text", problem: "a number such as 12", given: "4\t受灾人口\t多".into() };
        assert_eq!(located(above, &wrong), "row 6 受灾人口: a number such as 12 (多)");
    }
}
