//! A returned sheet in one go, for the command line: nobody looks at each conflict, so one side is named for all.

use kernel::{Ctx, Error};
use ledger::Db;
use paper::out::Merge;
use serde::Serialize;

use super::{Choices, Refusal, Written, apply, open, piece_ctx, receive, store};
use crate::exports::choice::Side;

/// How many fields and rows of each class.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Classes {
    pub changed: usize,
    pub conflicting: usize,
    pub added: usize,
    pub missing: usize,
    pub gone: usize,
    pub read_only: usize,
    pub unchanged: usize,
}

impl Classes {
    fn of(merge: &Merge) -> Self {
        Self {
            changed: merge.changed.len(),
            conflicting: merge.conflicting.len(),
            added: merge.added.len(),
            missing: merge.missing.len(),
            gone: merge.gone.len(),
            read_only: merge.read_only_edits.len(),
            unchanged: merge.unchanged.len(),
        }
    }
}

/// What a sheet held before it was written, what was written, and what was not.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    pub classes: Classes,
    pub written: Written,
    pub refused: Vec<Refusal>,
}

/// Conflicts that nobody decided are told like refusals.
fn undecided(merge: &Merge, take: Option<Side>) -> Vec<Refusal> {
    let refusal = |it: &paper::out::merge::Change| Refusal {
        row: it.row,
        header: it.header.clone(),
        given: format!("{} | {} | {}", it.base, it.now, it.theirs),
        problem: "both sides changed it: say which one is taken".to_owned(),
    };
    if take.is_some() { Vec::new() } else { merge.conflicting.iter().map(refusal).collect() }
}

/// Compares and writes nothing.
pub fn look(db: &Db, ctx: &Ctx, name: &str, bytes: &[u8]) -> Result<Told, Error> {
    let opened = open(db, ctx, name, bytes)?;
    let merge = db.read_blocking(|r| opened.compare(r, ctx))?.merge;
    Ok(Told { classes: Classes::of(&merge), written: Written::default(), refused: undecided(&merge, None) })
}

/// Compares and writes, with `take` for every conflict.
pub fn merge_whole(db: &Db, ctx: &Ctx, name: &str, bytes: &[u8], take: Option<Side>) -> Result<Told, Error> {
    let opened = open(db, ctx, name, bytes)?;
    let merge = db.read_blocking(|r| opened.compare(r, ctx))?.merge;
    let id = receive(db, ctx, name, bytes)?;
    let mut written = Written::default();
    // As often as something is left: one word writes a limited number of rows.
    for word in 0.. {
        let sheet = db.read_blocking(|r| store::load(r, ctx, id))?;
        let left = db.read_blocking(|r| opened.compare(r, ctx))?.merge;
        let side = |it: &paper::out::merge::Change| Some(((it.key.clone(), it.field.clone()), (take?, it.version)));
        let choices: Choices = left.conflicting.iter().filter_map(side).collect();
        apply(db, &piece_ctx(ctx, "word", word), &sheet, &choices)?;
        let now = db.read_blocking(|r| store::load(r, ctx, id))?.written;
        if now == written {
            break;
        }
        written = now;
    }
    let mut refused = db.read_blocking(|r| store::load(r, ctx, id))?.refused;
    refused.extend(undecided(&merge, take));
    Ok(Told { classes: Classes::of(&merge), written, refused })
}
