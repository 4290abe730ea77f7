//! Sheets that come back: read, compared three ways, shown, and written when somebody says so.
//!
//! The comparison is made anew each time it is shown or written, between what was given out, what is now and what the sheet
//! says. So a sheet written twice changes nothing, and one that was interrupted goes on.

mod apply;
mod lines;
mod page;
mod store;
pub(super) mod web;
mod whole;

use kernel::{Ctx, Error, Identity as _, Instant, PersonId, RequestKey};
use ledger::{Db, Reader};
use paper::out::{Merge, Returned, merge};
use paper::{Workbook, fault};
use registry::export::{Amending, ExportList};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::choice::{self, Chosen, Side};
use super::store::Given;
use super::{ExportId, ReturnedId, doing, list};
use crate::kept_files::RETURNED;

pub use apply::{Choices, apply};
pub use store::forget_outdated;
pub use whole::{Told, look, merge_whole};

/// One sheet that came back.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub id: ReturnedId,
    pub export: ExportId,
    pub person: Option<PersonId>,
    pub at: Instant,
    pub name: String,
    pub bytes: u64,
    pub written: Written,
    /// Of the last run.
    pub refused: Vec<Refusal>,
}

/// What was written so far: rows changed, rows added, conflicts decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Written {
    pub changed: usize,
    pub added: usize,
    pub chosen: usize,
}

/// A row that its act refused. The text is an English literal of ours, shown in the visitor's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Refusal {
    pub row: u32,
    pub header: String,
    pub given: String,
    pub problem: String,
}

/// A sheet that was read and found to be one of ours.
pub struct Opened {
    pub list: &'static ExportList,
    pub amending: &'static Amending,
    pub given: Given,
    pub returned: Returned,
}

/// The three sides of a sheet, without the conflicts that are decided.
pub struct Compared {
    pub merge: Merge,
    pub decided: Vec<Chosen>,
}

/// Reads a sheet; refuses what is not as it was given out.
pub fn open(db: &Db, ctx: &Ctx, name: &str, bytes: &[u8]) -> Result<Opened, Error> {
    let book = Workbook::read(name, bytes)?;
    let list = list(&Returned::kind_of(&book)?).map_err(|_| paper::PaperError::from(fault::EXPORT_CHANGED))?;
    let returned = Returned::read(&book, list.name)?;
    let unknown = Error::refused("this export is not known, or is older than 400 days: export the list again");
    let Some(id) = ExportId::parse(&returned.export_id) else { return Err(unknown) };
    let Some(given) = db.read_blocking(|r| super::store::given(r, ctx, id))? else { return Err(unknown) };
    let as_given = given.digest.is_some_and(|digest| returned.is_as_given(&digest)) && given.kind == list.name;
    if !as_given {
        return Err(paper::PaperError::from(fault::EXPORT_CHANGED).into());
    }
    let Some(amending) = &list.amending else {
        return Err(Error::refused("a returned sheet changes nothing of this list: use its pages"));
    };
    if doing(ctx, amending.act).scope.is_empty() {
        return Err(Error::Forbidden { action: "change this list" });
    }
    Ok(Opened { list, amending, given, returned })
}

/// Reads a sheet and keeps it until somebody says write.
pub fn receive(db: &Db, ctx: &Ctx, name: &str, bytes: &[u8]) -> Result<ReturnedId, Error> {
    let opened = open(db, ctx, name, bytes)?;
    let sheet = Sheet {
        id: ctx.mint(),
        export: opened.given.id,
        person: ctx.person(),
        at: ctx.now,
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        written: Written::default(),
        refused: Vec::new(),
    };
    let id = sheet.id;
    RETURNED.keep(db, id, bytes)?;
    db.write_blocking("returned.receive", ctx, move |tx, ctx| store::insert(tx, ctx, &sheet))?;
    Ok(id)
}

/// The kept file of a sheet, read again.
fn open_kept(db: &Db, ctx: &Ctx, sheet: &Sheet) -> Result<Opened, Error> {
    open(db, ctx, &sheet.name, &RETURNED.read(db, sheet.id)?)
}

impl Opened {
    /// The visitor as one who changes the list, in the language of the sheet's words.
    fn ctx(&self, ctx: &Ctx) -> Ctx {
        Ctx { lang: self.given.lang, ..doing(ctx, self.amending.act) }
    }

    pub fn compare(&self, r: &Reader<'_>, ctx: &Ctx) -> Result<Compared, Error> {
        let ctx = self.ctx(ctx);
        let added = super::store::was_added(r, &ctx, self.given.id)?;
        let decided = choice::of_export(r, &ctx, self.given.id)?;
        let mut failed = None;
        let now = |key: &str| {
            let found = (self.amending.now)(r, &ctx, key);
            found.unwrap_or_else(|error| {
                failed.get_or_insert(error);
                None
            })
        };
        let mut merge = merge(&self.returned, now, |digest| added.contains(digest));
        if let Some(error) = failed {
            return Err(error);
        }
        let settled = |change: &paper::out::merge::Change, chosen: &Chosen| {
            chosen.taken == Side::Ours
                && (chosen.object.as_str(), chosen.field.as_str()) == (&change.key, &change.field)
                && chosen.lost.as_str() == Some(&change.theirs.to_string())
        };
        merge.conflicting.retain(|change| !decided.iter().any(|chosen| settled(change, chosen)));
        Ok(Compared { merge, decided })
    }
}

/// A request of its own for a part of one; the same when the request is repeated.
pub fn piece_ctx(ctx: &Ctx, what: &str, n: usize) -> Ctx {
    let hash = Sha256::new().chain_update(ctx.request.0).chain_update(what).chain_update(n.to_be_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    Ctx { request: RequestKey(std::array::from_fn(|i| digest[i])), ..ctx.clone() }
}
