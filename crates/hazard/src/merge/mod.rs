//! Duplicates (重复隐患): of two records of the same thing one is kept, the other ends as merged into it.
//!
//! Always true: both are of one subject and the kept one is open when they are merged; nothing that was reported done, is
//! listed for supervision or waits for an answer disappears this way; what was merged is counted nowhere, and keeps its
//! page, its files and its history. Undone, it starts anew at its assignment. Not here: what was closed and came back
//! (`recurrence`).

mod card;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Error, Instant, Personal, Problem, Text};
use ledger::{Reader, Tx};
use obligation::{Check, Due, ObligationId, Open, Owner};

use crate::model::{Fact, Grade, Hazard, HazardId, Status};
use crate::recurrence::Likened;
use crate::recurrence::person::Candidate;
use crate::{DUTY_ASSIGN, duties, listing, query, stop, transfer};

pub(crate) use card::{Shown, card};
pub(crate) use store::{divided, merged, unmerged};

#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The one that is kept.
    pub into: HazardId,
    pub reason: String,
}

/// Whether a hazard may end without being rectified: by itself, whatever it is merged into or divided into.
pub(crate) fn may_end(it: &Hazard) -> Result<(), Error> {
    match it.status {
        Status::ToAssign | Status::ToRectify | Status::Rectifying | Status::Returned => Ok(()),
        Status::ToVerify | Status::ToClose => {
            Err(Error::refused("what was reported done is verified, not merged or divided"))
        }
        Status::Closed | Status::Merged | Status::Divided => {
            Err(Error::refused("only an open hazard is merged or divided"))
        }
    }
}

/// Whether nothing stands beside it that has to end first.
pub fn is_free(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<bool, Error> {
    match must_be_free(r, ctx, &crate::store::load(r, ctx, id)?) {
        Ok(()) => Ok(true),
        Err(Error::Refused { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What stands beside it and has to end first.
pub(crate) fn must_be_free(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if listing::query::standing(r, ctx, it.id)?.is_some() {
        return Err(Error::refused("a listed hazard is delisted before it is merged or divided"));
    }
    if stop::query::names(r, ctx, it.id)? {
        return Err(Error::refused("a hazard that a stop order names is neither merged nor divided"));
    }
    if transfer::waits(r, ctx, it.id)? {
        return Err(Error::refused("an offer to hand it over waits for its answer"));
    }
    Ok(())
}

pub fn decide(it: &Hazard, kept: &Hazard, cmd: &Merge) -> Result<Fact, Error> {
    may_end(it)?;
    let mut text = Text::new();
    if kept.id == it.id {
        text.add(Problem::at("into", "a hazard is not merged into itself"));
    } else if kept.subject != it.subject {
        text.add(Problem::at("into", "only hazards of one subject are merged"));
    } else if !kept.status.is_open() {
        text.add(Problem::at("into", "the one that is kept must be open"));
    } else if it.grade == Grade::Major && kept.grade != Grade::Major {
        text.add(Problem::at("into", "a major hazard is not merged into an ordinary one"));
    }
    let reason = text.required("reason", &cmd.reason, 4, 500);
    text.finish()?;
    Ok(Fact::Merged { into: kept.id, reason: Personal::text(reason) })
}

pub fn merge(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Merge) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let kept = match crate::store::load(tx, ctx, cmd.into) {
        Err(Error::NotFound(_)) => return Err(Problem::at("into", "there is no such hazard").into()),
        found => found?,
    };
    let fact = decide(&it, &kept, cmd)?;
    must_be_free(tx, ctx, &it)?;
    end_duties(tx, ctx, &it, &Personal::text(cmd.reason.trim()))?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// Everything that was owed about it: what nobody checks is over with this act, the rest falls away with the reason.
pub(crate) fn end_duties(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard, reason: &Personal<String>) -> Result<(), Error> {
    for owed in duties::all_open(tx, ctx, &duties::about(it.id))? {
        match owed.check {
            Check::None => obligation::settle(tx, ctx, owed.id)?,
            _ => obligation::waive(tx, ctx, owed.id, reason.clone())?,
        }
    }
    Ok(())
}

/// It was another one after all: it starts anew, and the Safety Office owes its assignment.
pub fn unmerge(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, reason: &str) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    if it.status != Status::Merged {
        return Err(Error::refused("this hazard is not merged into another"));
    }
    let mut text = Text::new();
    let reason = Personal::text(text.required("reason", reason, 4, 500));
    text.finish()?;
    let (dispatch, due) = open_dispatch(tx, ctx, &it)?;
    let fact = Fact::Unmerged { reason, dispatch, due };
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)?;
    owe_again(tx, ctx, &it)
}

fn open_dispatch(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<(ObligationId, Instant), Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    let title = query::title(tx, ctx, it.id)?;
    obligation::open_due(
        tx,
        ctx,
        Open {
            about: duties::about(it.id),
            duty: DUTY_ASSIGN.into(),
            title,
            owner: Owner { organisation: office, person: None },
            owed_to: Owner { organisation: it.reporter_organisation.unwrap_or(office), person: it.reporter },
            checker: None,
            check: Check::None,
            due: Due::ByRule,
            source: None,
            division: it.division,
            sector: Some(it.sector),
            grade: Some(it.grade.word()),
        },
    )
}

/// What a major one owes beside its loop, as far as it isn't done.
fn owe_again(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if it.grade != Grade::Major {
        return Ok(());
    }
    crate::inquiry::owe(tx, ctx, it.id, duties::Matter::of(tx, ctx, it)?)?;
    if crate::judge::last(&tx.history::<Fact>(ctx.district, it.id)?).is_some() {
        return Ok(());
    }
    let department = duties::department(tx, ctx, it.sector)?;
    let matter = duties::Matter::of(tx, ctx, it)?;
    duties::owe(tx, ctx, duties::about(it.id), matter, crate::DUTY_JUDGE, department).map(drop)
}

/// Offered in the form.
const OFFERED: usize = 8;

/// The likest first, of equal ones the one found first: it is the one to keep.
pub fn candidates(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Vec<Candidate>, Error> {
    let said = query::said(r, ctx, it.id)?.description;
    let said = Likened::new(said.as_str().unwrap_or_default());
    let mut all: Vec<Candidate> = store::others(r, ctx, it)?
        .into_iter()
        .map(|(row, description)| Candidate { row, likeness: said.per_mille(&description) })
        .collect();
    all.sort_by_key(|it| (std::cmp::Reverse(it.likeness), it.row.found_at, it.row.id));
    all.truncate(OFFERED);
    Ok(all)
}
