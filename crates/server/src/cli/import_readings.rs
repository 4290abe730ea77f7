//! `anlan import readings FILE… [--check]`: readings from tables, for the past and for now.
//!
//! What is newer than the engine's windows goes through the intake, so that conditions come of it at the next start; what is older
//! goes straight into the days. What is there already stays, so the same file twice changes nothing. Rows are taken in pieces:
//! a text file or one in columns (Parquet) may be as long as it likes. A workbook is held, within the limits that hold for all of
//! them.

mod table;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use kernel::{Ctx, Instant};
use ledger::{Clock as _, SystemClock};
use paper::{PaperError, Row};
use readings::store::Fault;
use readings::store::history::History;
use readings::{Intake, Opened, Parsed, Point, Reading};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::installation;
use crate::monitor::Known;
use table::{Said, Table};

/// Readings that are held at once.
const PIECE: usize = 250_000;
/// Rows that are named for each reason.
const NAMED: usize = 10;
const AHEAD_MS: i64 = 10 * 60_000;
const OLDEST_MS: i64 = (4 * 366 + 1) * 86_400_000;

/// Why a value of a row was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    NoTable,
    Station,
    Metric,
    Time,
    Value,
    Impossible,
    TooOld,
    Future,
}

impl Why {
    fn code(self) -> &'static str {
        match self {
            Why::NoTable => "no_table",
            Why::Station => "unknown_device",
            Why::Metric => "unknown_metric",
            Why::Time => "no_time",
            Why::Value => "no_number",
            Why::Impossible => "impossible_value",
            Why::TooOld => "too_late",
            Why::Future => "in_the_future",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Why::NoTable => {
                "no row names a station and a time (站码, 时间); write the columns' names in one row above the readings"
            }
            Why::Station => "no device in service has this station code",
            Why::Metric => "the device does not measure this; write rain, level, 雨量, 水位",
            Why::Time => "write the time as 2026-06-18 21:45, Beijing time without a zone",
            Why::Value => "write the value as a number such as 12.5",
            Why::Impossible => "the value lies outside of what this device can measure",
            Why::TooOld => "older than four years",
            Why::Future => "in the future",
        }
    }
}

#[derive(Default)]
struct Counts {
    rows: u64,
    taken: u64,
    /// Of these: those that went into the engine's windows.
    watched: u64,
    known: u64,
    refused: BTreeMap<Why, (u64, Vec<String>)>,
}

impl Counts {
    fn refuse(&mut self, why: Why, file: &str, row: u32, given: &str) {
        let (count, named) = self.refused.entry(why).or_default();
        *count += 1;
        if named.len() < NAMED {
            named.push(format!("{file} row {row}: {given}"));
        }
    }
}

struct Import {
    now: i64,
    is_check: bool,
    intake: Intake,
    known: Known,
    history: History,
    piece: Vec<(u32, Point)>,
    counts: Counts,
}

/// What ends a run before its end.
enum Stop {
    Paper(PaperError),
    Columns(columns::Fault),
    Store(Fault),
}

impl From<PaperError> for Stop {
    fn from(cause: PaperError) -> Self {
        Stop::Paper(cause)
    }
}

impl From<columns::Fault> for Stop {
    fn from(cause: columns::Fault) -> Self {
        Stop::Columns(cause)
    }
}

impl From<Fault> for Stop {
    fn from(cause: Fault) -> Self {
        Stop::Store(cause)
    }
}

pub fn run(given: &Given, files: &[std::path::PathBuf], is_check: bool) -> Result<(), Failed> {
    let now = SystemClock.now();
    let mut import = Import::open(given, now, is_check)?;
    for path in files {
        import.file(path)?;
    }
    import.finish().map_err(failed)?;
    import.say(given);
    let reasons = import
        .counts
        .refused
        .iter()
        .flat_map(|(why, (_, rows))| rows.iter().map(move |row| format!("{row}: {}", why.words())));
    let reasons: Vec<String> = reasons.collect();
    if reasons.is_empty() { Ok(()) } else { Err(Failed::Refused(reasons)) }
}

fn failed(fault: Fault) -> Failed {
    match fault {
        Fault::Kept(_) => Failed::Refused(vec![
            "the program is serving this data folder: stop it for the import, or send the readings to it over HTTP \
             (POST /api/v1/readings with a device's or owner's token, see docs/devices.md)"
                .to_owned(),
        ]),
        other => Failed::Fault(other.to_string()),
    }
}

impl Import {
    fn open(given: &Given, now: Instant, is_check: bool) -> Result<Import, Failed> {
        let db = given.config.store.open_existing()?;
        let folder = db.folder().join("readings");
        let opened = Opened::folder(&folder).map_err(failed)?;
        let ctx: Ctx = machine_ctx("signal.engine", installation::of(&db)?.district, now)?;
        let known = db.read_blocking(|r| Known::read(r, &ctx, now.day(), opened.names()))?;
        let (intake, _) = opened.into_intake(Arc::new(known.directory.clone())).map_err(failed)?;
        let history = History::of(&folder);
        let (piece, counts) = (Vec::new(), Counts::default());
        Ok(Import { now: now.millis(), is_check, intake, known, history, piece, counts })
    }

    fn file(&mut self, path: &Path) -> Result<(), Failed> {
        let shown = path.display().to_string();
        let refused = |cause: &dyn std::fmt::Display| Failed::Refused(vec![format!("{shown}: {cause}")]);
        let mut file = File::open(path).map_err(|cause| refused(&cause))?;
        let mut table = Table::default();
        let is_one_of =
            |all: &[&str]| path.extension().is_some_and(|it| all.iter().any(|one| it.eq_ignore_ascii_case(one)));
        let done = if is_one_of(&["parquet"]) {
            columns::each(path, |number, row| {
                self.said(&shown, u32::try_from(number).unwrap_or(u32::MAX), [Said::of(&row)])
            })
        } else if !is_one_of(&["csv", "txt", "tsv"]) {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).map_err(|cause| refused(&cause))?;
            let book = paper::Workbook::read(&shown, &bytes).map_err(|cause| refused(&kernel::Error::from(cause)))?;
            drop(bytes);
            book.sheets.into_iter().filter(|sheet| !sheet.hidden).try_for_each(|sheet| {
                let mut table = Table::default();
                sheet.rows.into_iter().try_for_each(|row| self.row(&shown, &mut table, &row))?;
                self.end(&shown, &table);
                Ok(())
            })
        } else {
            let done = paper::rows_of_text(&shown, file, |row| self.row(&shown, &mut table, &row));
            if done.is_ok() {
                self.end(&shown, &table);
            }
            done
        };
        done.map_err(|stop| match stop {
            Stop::Paper(cause) => refused(&kernel::Error::from(cause)),
            // They name the file themselves.
            Stop::Columns(cause) => Failed::Refused(vec![cause.to_string()]),
            Stop::Store(fault) => failed(fault),
        })
    }

    fn end(&mut self, file: &str, table: &Table) {
        if !table.is_found() {
            self.counts.refuse(Why::NoTable, file, 1, "");
        }
    }

    fn row(&mut self, file: &str, table: &mut Table, row: &Row) -> Result<(), Stop> {
        let mut said = Vec::new();
        table.read(row, &mut said);
        if said.is_empty() {
            return Ok(());
        }
        self.said(file, row.number, said)
    }

    /// What a row says.
    fn said<'a>(&mut self, file: &str, row: u32, said: impl IntoIterator<Item = Said<'a>>) -> Result<(), Stop> {
        self.counts.rows += 1;
        for it in said {
            match self.reading(&it) {
                Ok(reading) => self.piece.push(reading),
                Err(why) => self.counts.refuse(why, file, row, &it.to_string()),
            }
        }
        if self.piece.len() >= PIECE { self.take().map_err(Stop::Store) } else { Ok(()) }
    }

    fn reading(&self, it: &Said<'_>) -> Result<(u32, Point), Why> {
        let directory = &self.known.directory;
        let of_device =
            || directory.series().iter().filter(|series| &*series.name.device == it.station && series.is_active());
        let metric = match &it.metric {
            Some(metric) => metric.ok_or(Why::Metric)?,
            // Of a device that measures one thing alone no column has to say what.
            None => match (of_device().next(), of_device().nth(1)) {
                (None, _) => return Err(Why::Station),
                (Some(only), None) => only.name.metric,
                _ => return Err(Why::Metric),
            },
        };
        let number = directory
            .number(it.station, metric)
            .ok_or_else(|| if of_device().next().is_some() { Why::Metric } else { Why::Station })?;
        let at = it.at.ok_or(Why::Time)?;
        let value = it.value.and_then(|value| value.scaled(metric.shape().decimals)).ok_or(Why::Value)?;
        let setting = directory.series()[number as usize].setting;
        let possible = setting.possible.0..=setting.possible.1;
        let value = i32::try_from(value).ok().filter(|value| possible.contains(value)).ok_or(Why::Impossible)?;
        match at {
            _ if at > self.now + AHEAD_MS => Err(Why::Future),
            _ if at < self.now - OLDEST_MS => Err(Why::TooOld),
            _ => Ok((number, Point { at, value })),
        }
    }

    /// What was collected goes in, without what is there already.
    fn take(&mut self) -> Result<(), Fault> {
        let mut piece = std::mem::take(&mut self.piece);
        let before = piece.len() as u64;
        self.history.forget_known(&mut piece, self.intake.log().position())?;
        self.counts.known += before - piece.len() as u64;
        self.counts.taken += piece.len() as u64;
        let is_watched = |(series, it): &(u32, Point)| {
            let engine = self.intake.engine();
            let newest = engine.recent(*series).newest().map_or(self.now, |newest| newest.at);
            it.at > newest - engine.directory().series()[*series as usize].remembered()
        };
        let (mut watched, past): (Vec<_>, Vec<_>) = piece.into_iter().partition(is_watched);
        self.counts.watched += watched.len() as u64;
        if self.is_check {
            return Ok(());
        }
        watched.sort_by_key(|(series, it)| (it.at, *series));
        let readings = watched.into_iter().map(|(series, it)| Reading {
            series,
            at: it.at,
            value: it.value.into(),
            sequence: None,
        });
        // Also without any: the log knows a series by name before a day has its number.
        self.intake.take(&[], &Parsed::of_readings(readings), self.now)?;
        // Conditions are told once more by the program that serves, which records them: nothing is lost here.
        let _told_at_the_next_start = self.intake.commit()?;
        if past.is_empty() { Ok(()) } else { self.history.add(past) }
    }

    fn finish(&mut self) -> Result<(), Fault> {
        if self.piece.is_empty() { Ok(()) } else { self.take() }
    }

    fn say(&self, given: &Given) {
        let it = &self.counts;
        let refused: u64 = it.refused.values().map(|it| it.0).sum();
        if given.json {
            let reasons: BTreeMap<&str, u64> =
                it.refused.iter().map(|(why, (count, _))| (why.code(), *count)).collect();
            out!(
                "{}",
                json!({ "rows": it.rows, "taken": it.taken, "watched": it.watched, "known": it.known, "refused": refused,
                        "reasons": reasons, "checked_only": self.is_check })
            );
            return;
        }
        let taken = if self.is_check { "would be taken" } else { "taken" };
        out!(
            "{} rows: {} readings {taken} ({} of them watched by rules), {} known already, {refused} refused",
            it.rows,
            it.taken,
            it.watched,
            it.known
        );
        for (why, (count, _)) in &it.refused {
            out!("  {:<18} {count}", why.code());
        }
    }
}
