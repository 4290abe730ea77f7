//! Carries facts into the log of their node: gives each its number, appends its entry, signs a checkpoint.
//!
//! The database comes first. A number is on the disk before its entry is appended, and the entries of numbered facts are
//! always the same bytes; so after a kill, or without its folder, the log is made again as it was. A log that holds more
//! than the database, or other entries, is not gone on with: one of them was put back or rewritten, and a person must look.

use std::path::{Path, PathBuf};

use kernel::{Ctx, Error};
use proof::log::{Log, LogError, Settings};

use crate::Db;

/// Facts numbered in one write, and entries appended at once: what waits behind it waits a few milliseconds.
const PIECE: u32 = 500;

/// The one that writes a node's log.
pub struct Sequencer {
    db: Db,
    folder: PathBuf,
    settings: Settings,
    /// Closed after an error: it goes on from what the disk holds.
    log: Option<Log>,
}

impl Sequencer {
    pub fn new(db: &Db, folder: &Path, settings: Settings) -> Self {
        Self { db: db.clone(), folder: folder.to_owned(), settings, log: None }
    }

    /// Everything that has come in gets its number and its entry; then one checkpoint. Gives how many entries were added.
    pub fn step(&mut self, ctx: &Ctx) -> Result<u64, Error> {
        let done = self.advance(ctx);
        if done.is_err() {
            self.log = None;
        }
        done
    }

    fn advance(&mut self, ctx: &Ctx) -> Result<u64, Error> {
        while self.number(ctx)? {}
        let node = self.db.node();
        let log = match &mut self.log {
            Some(log) => log,
            None => self.log.insert(opened(&self.db, ctx, &self.folder, &self.settings)?),
        };
        let signed = log.published().checkpoint.size;
        loop {
            let from = log.size();
            let entries = self.db.read_blocking(|r| r.log_entries(ctx.district, node, from as i64, PIECE))?;
            if entries.is_empty() {
                break;
            }
            log.append(&entries).map_err(Error::internal)?;
        }
        let added = log.size() - signed;
        // A second tree that was switched on is signed at once, also when nothing comes in.
        let unsigned = self.settings.sm.is_some() && log.published().checkpoint.sm3().is_none();
        if added > 0 || unsigned {
            log.checkpoint(ctx.now.micros().div_euclid(1_000_000) as u64).map_err(Error::internal)?;
        }
        Ok(added)
    }

    /// Numbers one piece; false when every fact has a number. Asks before it writes: mostly nothing has come in.
    fn number(&self, ctx: &Ctx) -> Result<bool, Error> {
        let node = self.db.node();
        if !self.db.read_blocking(|r| r.has_facts_without_number(ctx.district, node))? {
            return Ok(false);
        }
        self.db
            .write_alone_blocking("sequencer", ctx, |tx, ctx| tx.number_facts(ctx, PIECE))
            .map(|numbered| numbered > 0)
    }
}

/// The log, once its last entry is found to be the database's.
fn opened(db: &Db, ctx: &Ctx, folder: &Path, settings: &Settings) -> Result<Log, Error> {
    let log = Log::open(folder, settings.clone()).map_err(|error| match error {
        LogError::Locked => Error::refused("another process writes this log"),
        other => Error::internal(other),
    })?;
    let node = db.node();
    let numbered = db.read_blocking(|r| r.log_size(ctx.district, node))? as u64;
    if log.size() > numbered {
        let with = Some(format!("{} > {numbered}", log.size()));
        return Err(Error::Refused { why: "the log holds more than the database: one of them was put back", with });
    }
    let Some(last) = log.size().checked_sub(1) else { return Ok(log) };
    let here = db.read_blocking(|r| r.log_entries(ctx.district, node, last as i64, 1))?;
    if log.entry(last).map_err(Error::internal)?.as_ref() != here.first() {
        let with = Some(last.to_string());
        return Err(Error::Refused { why: "the log and the database differ: one of them was rewritten", with });
    }
    Ok(log)
}
