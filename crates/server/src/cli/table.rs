//! `anlan table`: the statistical tables by name; with a name and a period one of them as a workbook, CSV or JSON, also as it
//! was known at a moment.

use std::path::PathBuf;
use std::sync::Arc;

use ::briefing::{Forms, Period, Table as Filled, table};
use clap::Args;
use kernel::{Ctx, Error, Instant};
use ledger::{Clock as _, Config, Db, Reader, SystemClock, VirtualClock};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::{concepts, installation, past};

#[derive(Debug, Args)]
pub struct Table {
    /// Without it the tables are listed.
    name: Option<String>,
    /// 2026, 2026-01, 2026-01/2026-05 or 2026-01-01/2026-05-15
    #[arg(long, requires = "name")]
    period: Option<String>,
    /// As known then: 2026-06-01 or "2026-06-01 08:00"
    #[arg(long, requires = "name")]
    as_of: Option<String>,
    /// Where to write it: .xlsx, .csv or .json; without it JSON is printed.
    #[arg(short, long, requires = "name")]
    output: Option<PathBuf>,
}

impl Table {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let forms = Forms::in_folder(&given.config.store.data).map_err(|fault| refused(&fault.to_string()))?;
        let Some(name) = &self.name else {
            list(&forms, given.json);
            return Ok(());
        };
        let period = self.period.as_deref().and_then(Period::read);
        let period = period.ok_or_else(|| refused("--period 2026-01/2026-05: the first and the last month"))?;
        let Some(form) = forms.of(name, period.to) else {
            return Err(refused(&format!("{name}: no edition of such a table for {}", period.to)));
        };
        let filled = as_known(given, self.as_of.as_deref(), |r, ctx| table(r, ctx, form, period))?;
        self.write(&filled)
    }

    fn write(&self, filled: &Filled) -> Result<(), Failed> {
        let json = || serde_json::to_string_pretty(filled).map_err(|e| Failed::Fault(e.to_string()));
        let Some(file) = &self.output else {
            out!("{}", json()?);
            return Ok(());
        };
        let written = |made: Result<Vec<u8>, paper::PaperError>| made.map_err(|e| Failed::Fault(e.to_string()));
        let bytes = match file.extension().and_then(|it| it.to_str()) {
            Some("xlsx") => written(filled.form().xlsx())?,
            Some("csv") => written(filled.form().csv())?,
            Some("json") => json()?.into_bytes(),
            _ => return Err(refused(&format!("{}: name it .xlsx, .csv or .json", file.display()))),
        };
        std::fs::write(file, bytes)?;
        Ok(())
    }
}

pub(super) fn refused(why: &str) -> Failed {
    Failed::Refused(vec![why.to_owned()])
}

/// Reads the district as it is now, or as it was known at a moment.
pub(super) fn as_known<T>(
    given: &Given,
    as_of: Option<&str>,
    run: impl FnOnce(&Reader<'_>, &Ctx) -> Result<T, Error>,
) -> Result<T, Failed> {
    let live = given.config.store.open_existing()?;
    let district = installation::of(&live)?.district;
    let read = |db: &Db, at: Instant| {
        let ctx = machine_ctx("keeper", district, at)?;
        db.read_blocking(|r| run(r, &ctx))
    };
    let Some(text) = as_of else { return Ok(read(&live, SystemClock.now())?) };
    let at = past::moment(text, SystemClock.now())?;
    let scratch = Scratch::new(&live)?;
    let known = live.as_known(at, &scratch.0, past::BESIDE, config(at))?;
    Ok(read(&known, at)?)
}

fn config(at: Instant) -> Config {
    Config::new(Arc::new(VirtualClock::at(at)), concepts::all())
}

fn list(forms: &Forms, as_json: bool) {
    for it in forms.newest() {
        if as_json {
            out!("{}", json!({ "name": it.name, "title": it.title, "edition": it.from, "source": it.source }));
        } else {
            out!("{:28} {} ({}，{})", it.name, it.title, it.from, it.source);
        }
    }
}

/// A file beside the database that goes with its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(db: &Db) -> Result<Scratch, Failed> {
        let name = data_encoding::HEXLOWER.encode(&crate::gate::drawn::<8>()?);
        Ok(Scratch(crate::log::data(db).join(format!("table-{name}.db"))))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        past::remove(&self.0);
    }
}
