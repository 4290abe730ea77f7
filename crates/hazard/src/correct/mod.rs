//! Correcting what a hazard says of itself: description and place, until it is closed. What was said before stays in its
//! history; status, grade and dates have acts of their own.

pub mod web;

use kernel::{Ctx, Error, Personal, Role, Text};
use ledger::Tx;

use crate::model::{Fact, Hazard, HazardId};
use crate::report::title_of;
use crate::{query, store};

#[derive(Debug, Clone, PartialEq)]
pub struct Correct {
    pub description: String,
    pub place: String,
    pub reason: Option<String>,
    /// What the writer had before them; `None` goes by what is now.
    pub version: Option<i64>,
}

/// What it says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub description: Personal<String>,
    pub place: Personal<String>,
}

/// `None` when nothing is different.
pub fn decide(it: &Hazard, ctx: &Ctx, said: &Said, cmd: &Correct) -> Result<Option<Fact>, Error> {
    if !it.status.is_open() {
        return Err(Error::refused("a closed hazard is not corrected"));
    }
    if !may_correct(ctx, it) {
        return Err(Error::Forbidden { action: "correct what another organisation reported" });
    }
    if cmd.version.is_some_and(|version| version != it.version) {
        return Err(Error::Conflict);
    }
    let mut text = Text::new();
    // An imported hazard may say less than a form asks for; what stays as it is needs no more.
    let mut words = |field, given: &str, said: &Personal<String>, shortest, longest| match said.as_str() {
        Some(said) if said == given.trim() => said.to_owned(),
        _ => text.required(field, given, shortest, longest),
    };
    let description = words("description", &cmd.description, &said.description, 10, 2_000);
    let place = words("place", &cmd.place, &said.place, 1, 100);
    let reason = text.optional("reason", cmd.reason.as_deref().unwrap_or_default(), 500);
    text.finish()?;
    let same = |said: &Personal<String>, new: &str| said.as_str() == Some(new);
    if same(&said.description, &description) && same(&said.place, &place) {
        return Ok(None);
    }
    Ok(Some(Fact::Corrected {
        title: Personal::text(title_of(&description)),
        description: Personal::text(description),
        place: Personal::text(place),
        reason: reason.map(Personal::text),
    }))
}

/// Whoever reported it, and the office that keeps the ledger; a rule may.
pub(crate) fn may_correct(ctx: &Ctx, it: &Hazard) -> bool {
    let acting = || ctx.acting.iter().filter(|m| m.is_active(ctx.now));
    ctx.person().is_none()
        || acting().any(|m| m.role == Role::DistrictClerk)
        || it.reporter_organisation.is_some_and(|body| acting().any(|m| m.organisation == body))
}

pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Correct) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let said = query::said(tx, ctx, id)?;
    let Some(fact) = decide(&it, ctx, &said, cmd)? else { return Ok(()) };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
