//! Writing what a returned sheet changed: each row by the command of the single case, new rows by the import of their kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Ctx, Error, Origin, Personal};
use ledger::{Db, Tx};
use paper::out::merge::Change;
use registry::export::Field;

use super::lines::{Line, new_rows};
use super::{Opened, Refusal, Sheet, Written, open_kept, piece_ctx, store};
use crate::exports::choice::{self, Fact, Side};

/// Rows written in one transaction, and rows written at one word: the next word goes on.
const PIECE: usize = 50;
const ROWS_AT_ONCE: usize = 2_000;

/// Which side a person took, by object and field, and the version of the object they saw.
pub type Choices = BTreeMap<(String, String), (Side, i64)>;

/// What is to be done with one row.
#[derive(Debug, Clone)]
struct Work {
    key: String,
    row: u32,
    version: i64,
    changes: Vec<(Change, Option<Side>)>,
}

/// Writes changes, decided conflicts and new rows; what is refused is listed row by row and may be tried again.
pub fn apply(db: &Db, ctx: &Ctx, sheet: &Sheet, choices: &Choices) -> Result<(), Error> {
    let opened = Arc::new(open_kept(db, ctx, sheet)?);
    let ctx = &Ctx { origin: Origin::Import, ..ctx.clone() };
    let compared = db.read_blocking(|r| opened.compare(r, ctx))?;
    let mut works = works(compared.merge.changed, compared.merge.conflicting, choices);
    works.truncate(ROWS_AT_ONCE);
    let mut run = Run { db, ctx, id: sheet.id, opened: Arc::clone(&opened), refused: Vec::new(), requests: 0 };
    for piece in works.chunks(PIECE) {
        run.piece(piece)?;
    }
    let (lines, unread) = new_rows(&opened, &compared.merge.added, ctx)?;
    run.refused.extend(unread);
    for line in lines.into_iter().take(ROWS_AT_ONCE) {
        run.add(line)?;
    }
    run.end()
}

/// One piece of work a row, in the order of the sheet. Undecided conflicts are left.
fn works(changed: Vec<Change>, conflicting: Vec<Change>, choices: &Choices) -> Vec<Work> {
    let mut works: BTreeMap<u32, Work> = BTreeMap::new();
    let chosen = |change: &Change| {
        let (side, version) = choices.get(&(change.key.clone(), change.field.clone()))?;
        (*version == change.version).then_some(*side)
    };
    let decided = conflicting.into_iter().filter_map(|change| chosen(&change).map(|side| (change, Some(side))));
    for (change, side) in changed.into_iter().map(|change| (change, None)).chain(decided) {
        let (key, row, version) = (change.key.clone(), change.row, change.version);
        let work = works.entry(row).or_insert(Work { key, row, version, changes: Vec::new() });
        work.changes.push((change, side));
    }
    works.into_values().collect()
}

struct Run<'a> {
    db: &'a Db,
    ctx: &'a Ctx,
    id: super::ReturnedId,
    opened: Arc<Opened>,
    refused: Vec<Refusal>,
    requests: usize,
}

impl Run<'_> {
    fn next_ctx(&mut self) -> Ctx {
        self.requests += 1;
        piece_ctx(self.ctx, "returned", self.requests)
    }

    fn piece(&mut self, works: &[Work]) -> Result<(), Error> {
        match self.write(works) {
            // One row of the piece was refused: which, is found by writing them one by one.
            Err(error) if crate::imports::is_of_the_row(&error) && works.len() > 1 => {
                works.iter().try_for_each(|work| self.piece(std::slice::from_ref(work)))
            }
            Err(error) if crate::imports::is_of_the_row(&error) => {
                self.refuse(works[0].row, &error);
                Ok(())
            }
            other => other,
        }
    }

    fn write(&mut self, works: &[Work]) -> Result<(), Error> {
        let (id, opened, works, ctx) = (self.id, Arc::clone(&self.opened), works.to_vec(), self.next_ctx());
        self.db.write_blocking("returned.piece", &ctx, move |tx, ctx| {
            // One context for all rows: a copy would mint the same ids again.
            let doing = opened.ctx(ctx);
            let mut written = Written::default();
            for work in &works {
                let done = row(tx, &doing, &opened, work)?;
                written.changed += done.changed;
                written.chosen += done.chosen;
            }
            store::advance(tx, ctx, id, &written)
        })
    }

    fn add(&mut self, line: Line) -> Result<(), Error> {
        let (id, export, row, ctx) = (self.id, self.opened.given.id, line.row, self.next_ctx());
        let written = self.db.write_blocking("returned.add", &ctx, move |tx, ctx| {
            line.write(tx, ctx)?;
            crate::exports::store::remember_added(tx, ctx, export, &line.digest)?;
            store::advance(tx, ctx, id, &Written { added: 1, ..Written::default() })
        });
        match written {
            Err(error) if crate::imports::is_of_the_row(&error) => {
                self.refuse(row, &error);
                Ok(())
            }
            other => other,
        }
    }

    fn refuse(&mut self, row: u32, error: &Error) {
        let whole = |problem: &str, given: &str| Refusal {
            row,
            header: String::new(),
            given: given.to_owned(),
            problem: problem.to_owned(),
        };
        let columns = &self.opened.returned.columns;
        let header = |field: &str| {
            columns
                .iter()
                .find(|column| column.field == field)
                .map_or(field, |column| column.header.as_str())
                .to_owned()
        };
        match error {
            Error::Invalid(problems) => self
                .refused
                .extend(problems.0.iter().map(|p| Refusal { header: header(p.field), ..whole(p.problem, &p.given) })),
            Error::Refused { why, with } => self.refused.push(whole(why, with.as_deref().unwrap_or_default())),
            Error::Forbidden { action } => self.refused.push(whole(action, "")),
            Error::NotFound(_) => self.refused.push(whole("what this row is about lies outside your reach", "")),
            _ => self.refused.push(whole("this row was changed by somebody else meanwhile", "")),
        }
    }

    fn end(mut self) -> Result<(), Error> {
        let (id, ctx) = (self.id, self.next_ctx());
        let refused = self.refused;
        self.db.write_blocking("returned.end", &ctx, move |tx, ctx| store::refuse(tx, ctx, id, &refused))
    }
}

/// One row: still as it was compared, then changed, then what was decided about it.
fn row(tx: &mut Tx<'_>, ctx: &Ctx, opened: &Opened, work: &Work) -> Result<Written, Error> {
    let now = (opened.amending.now)(tx, ctx, &work.key)?.ok_or(Error::Conflict)?;
    if now.version != work.version {
        return Err(Error::Conflict);
    }
    let fields: Vec<Field<'_>> = work
        .changes
        .iter()
        .filter(|(_, side)| *side != Some(Side::Ours))
        .map(|(change, _)| Field { name: &change.field, value: &change.theirs })
        .collect();
    if !fields.is_empty() {
        (opened.amending.amend)(tx, ctx, &work.key, &fields)?;
    }
    let mut written = Written { changed: usize::from(!fields.is_empty()), ..Written::default() };
    for (change, side) in &work.changes {
        let Some(taken) = *side else { continue };
        let lost = if taken == Side::Ours { &change.theirs } else { &change.now };
        let fact = Fact::Chosen {
            export: opened.given.id,
            list: opened.list.name.to_owned(),
            object: change.key.clone(),
            field: change.field.clone(),
            header: change.header.clone(),
            taken,
            lost: Personal::text(lost.to_string()),
        };
        choice::choose(tx, ctx, &fact)?;
        written.chosen += 1;
    }
    Ok(written)
}
