//! The inquiry into the cause of a major hazard (隐患就是事故): how it came to be, whose duty was neglected, what keeps it
//! from coming back. It is owed from the day the hazard is major, and a major hazard isn't closed without it.
//!
//! It names organisations and duties, not culprits: who is held to account is decided elsewhere.

mod card;
#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Error, OrganisationId, Personal, Text, words};
use ledger::{Reader, Recorded, Tx};
use serde::{Deserialize, Serialize};

use crate::duties::{self, Matter};
use crate::model::{Fact, Grade, Hazard, HazardId};
use crate::{DUTY_INQUIRY, store};

pub(crate) use card::card;

words! {
    /// What lies at the root of it.
    pub enum Cause {
        Responsibility = "responsibility",
        Investment = "investment",
        Training = "training",
        Procedure = "procedure",
        Equipment = "equipment",
        Contractor = "contractor",
        Supervision = "supervision",
        Other = "other",
    }
}

/// What the inquiry found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inquiry {
    /// How it came to be.
    pub course: Personal<String>,
    pub cause: Cause,
    /// Whose duty was neglected, and which.
    pub organisation: OrganisationId,
    pub neglected: Personal<String>,
    /// What keeps it from coming back.
    pub prevention: Personal<String>,
    pub conclusion: Personal<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Inquire {
    pub course: String,
    pub cause: Cause,
    pub organisation: OrganisationId,
    pub neglected: String,
    pub prevention: String,
    pub conclusion: String,
}

pub fn decide(it: &Hazard, cmd: &Inquire) -> Result<Fact, Error> {
    if it.grade != Grade::Major {
        return Err(Error::refused("only the cause of a major hazard is inquired into"));
    }
    if !it.status.is_open() {
        return Err(Error::refused("a closed hazard is not inquired into"));
    }
    let mut text = Text::new();
    let mut said = |field, given: &str| Personal::text(text.required(field, given, 4, 2_000));
    let inquiry = Inquiry {
        course: said("course", &cmd.course),
        cause: cmd.cause,
        organisation: cmd.organisation,
        neglected: said("neglected", &cmd.neglected),
        prevention: said("prevention", &cmd.prevention),
        conclusion: said("conclusion", &cmd.conclusion),
    };
    text.finish()?;
    Ok(Fact::Inquired(Box::new(inquiry)))
}

pub fn inquire(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Inquire) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    duties::settle(tx, ctx, &duties::about(id), DUTY_INQUIRY)?;
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}

/// From the day the hazard is major; what was inquired into already is not owed again.
pub(crate) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, matter: Matter) -> Result<(), Error> {
    let about = duties::about(id);
    if last(&tx.history::<Fact>(ctx.district, id)?).is_some()
        || !duties::open(tx, ctx, &about, DUTY_INQUIRY)?.is_empty()
    {
        return Ok(());
    }
    let department = duties::department(tx, ctx, matter.sector)?;
    duties::owe(tx, ctx, about, matter, DUTY_INQUIRY, department).map(drop)
}

/// The latest inquiry of a history.
pub(crate) fn last(history: &[Recorded<Fact>]) -> Option<&Inquiry> {
    history.iter().rev().find_map(|entry| match &entry.fact {
        Fact::Inquired(inquiry) => Some(&**inquiry),
        _ => None,
    })
}

/// Refuses to close a major hazard whose cause nobody inquired into.
pub(crate) fn may_close(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if it.grade != Grade::Major || last(&r.history::<Fact>(ctx.district, it.id)?).is_some() {
        return Ok(());
    }
    Err(Error::refused("a major hazard is closed after the inquiry into its cause"))
}
