//! Listed supervision (挂牌督办): a body above watches one major hazard in public until it is delisted.
//!
//! Proposed, decided by another person, listed under a number, published, extended or not, accepted on the spot, delisted,
//! published again. Each step is owed by its owner for a period that a dated rule gives. Always true: nobody decides what
//! they asked for; a listed hazard isn't closed before it is delisted; one hazard stands in one listing at a time. Not
//! here: the rectification itself, which goes its own loop; the steps after the listing (`obligation::supervision`).

pub mod export;
mod list;
pub mod notice;
mod panel;
pub mod query;
mod step;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod web;

use kernel::{Ctx, Day, Error, OrganisationId, PersonId, Personal, Problem, Problems, words};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::duties::{self, Matter};
use crate::model::{Grade, Hazard, HazardId};

pub use obligation::supervision::{DUTY_DECIDE, Limit, Said, Status, Step};
pub(crate) use panel::{card, fetch};
pub use step::{decide, take};

kernel::ids! {
    /// One listing of one hazard, from the proposal to the end of its publication.
    ListingId,
}

words! {
    /// Who supervises.
    pub enum Level {
        County = "county",
        City = "city",
        Province = "province",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Proposed {
        hazard: HazardId,
        level: Level,
        organisation: OrganisationId,
        deadline: Day,
        reason: Personal<String>,
    },
    Declined {
        reason: Personal<String>,
    },
    /// Decided; the number of the notice is given with it.
    Listed {
        year: i16,
        number: i64,
    },
    Published {
        on: Day,
        place: String,
    },
    ExtensionAsked {
        until: Day,
        reason: Personal<String>,
    },
    ExtensionGranted {
        until: Day,
    },
    ExtensionRefused {
        reason: Personal<String>,
    },
    AcceptanceApplied {
        report: Personal<String>,
    },
    Accepted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    /// Looked at on the spot and found wanting: supervision goes on.
    NotAccepted {
        reason: Personal<String>,
    },
    Delisted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal<String>>,
    },
    DelistingPublished {
        on: Day,
        place: String,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "listing";
    type Id = ListingId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Proposed { .. } => "proposed",
            Fact::Declined { .. } => "declined",
            Fact::Listed { .. } => "listed",
            Fact::Published { .. } => "published",
            Fact::ExtensionAsked { .. } => "extension_asked",
            Fact::ExtensionGranted { .. } => "extension_granted",
            Fact::ExtensionRefused { .. } => "extension_refused",
            Fact::AcceptanceApplied { .. } => "acceptance_applied",
            Fact::Accepted { .. } => "accepted",
            Fact::NotAccepted { .. } => "not_accepted",
            Fact::Delisted { .. } => "delisted",
            Fact::DelistingPublished { .. } => "delisting_published",
        }
    }
}

/// A listing as a rule needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub id: ListingId,
    pub version: i64,
    pub hazard: HazardId,
    pub status: Status,
    pub level: Level,
    /// Who supervises.
    pub organisation: OrganisationId,
    /// Year and number of the notice, once it is listed.
    pub number: Option<(i64, i64)>,
    pub deadline: Day,
    /// Until when an extension was asked for and is not decided.
    pub asked_until: Option<Day>,
    /// Who proposed it, and who took the last step that another person answers.
    pub proposer: Option<PersonId>,
    pub asker: Option<PersonId>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Propose {
    pub level: Level,
    pub organisation: OrganisationId,
    pub deadline: Day,
    pub reason: String,
}

/// `standing`: whether the hazard is in a listing already.
pub fn propose_decide(it: &Hazard, ctx: &Ctx, cmd: &Propose, standing: bool) -> Result<Fact, Error> {
    if it.grade != Grade::Major {
        return Err(Error::refused("only a major hazard is listed"));
    }
    if !it.status.is_open() {
        return Err(Error::refused("a closed hazard is not listed"));
    }
    if standing {
        return Err(Error::refused("it is listed or proposed already"));
    }
    let mut problems = Vec::new();
    if cmd.deadline <= ctx.now.day() {
        problems.push(Problem::at("deadline", "the deadline lies in the past"));
    }
    if cmd.reason.trim().is_empty() {
        problems.push(Problem::at("reason", "say why it is to be listed"));
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let Propose { level, organisation, deadline, reason } = cmd.clone();
    Ok(Fact::Proposed { hazard: it.id, level, organisation, deadline, reason: Personal::text(reason.trim()) })
}

pub fn propose(tx: &mut Tx<'_>, ctx: &Ctx, hazard: HazardId, cmd: &Propose) -> Result<ListingId, Error> {
    let it = crate::store::load(tx, ctx, hazard)?;
    let standing = query::standing(tx, ctx, hazard)?.is_some();
    let fact = propose_decide(&it, ctx, cmd, standing)?;
    let id: ListingId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let matter = Matter::of(tx, ctx, &it)?;
    duties::owe(tx, ctx, duties::about_listing(id), matter, DUTY_DECIDE, office)?;
    Ok(id)
}

/// Refuses to close what still stands listed. Only a major hazard is asked.
pub(crate) fn may_close(tx: &Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if it.grade != Grade::Major || query::standing(tx, ctx, it.id)?.is_none() {
        return Ok(());
    }
    Err(Error::refused("a listed hazard is delisted before it is closed"))
}
