//! Handing a rectification over to another organisation, which has to accept it.
//!
//! Always true: until the other side accepts, or the Safety Office decides, the present owner owes it, so it is never
//! nobody's; whoever is asked owes an answer by a deadline; a refusal says why; after a refusal the offering side may put it
//! before the Safety Office, whose decision binds both. The deadline of the rectification stays as it was.
//! Not here: enterprises, which can't hand over what they owe; what is still to be assigned, which the office assigns.

mod act;
mod card;
mod detail;
pub mod export;
mod list;
pub mod query;
mod store;
#[cfg(test)]
mod tests;
pub(crate) mod web;

pub use act::{Answer, Offer, answer, ask, decide, offer, withdraw};
pub(crate) use card::{Shown, card};
pub(crate) use detail::{doc as one_doc, get as get_one, show as show_one};
pub(crate) use list::{doc as list_doc, get as get_list, show as show_list};
pub(crate) use query::waits;
pub use store::project;

use kernel::{Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use crate::model::{HazardId, Status};

kernel::ids! {
    /// One offer to hand a rectification over.
    TransferId,
}

/// What an offer makes others owe: an answer, and where it was asked for, a decision.
pub const DUTY_ANSWER: &str = "hazard.transfer_answer";
pub const DUTY_DECIDE: &str = "hazard.transfer_decision";

words! {
    pub enum State {
        Offered = "offered",
        Accepted = "accepted",
        Refused = "refused",
        /// Refused, and put before the Safety Office.
        Asked = "asked",
        Decided = "decided",
        /// Taken back by whoever offered it.
        Withdrawn = "withdrawn",
    }
}

impl State {
    pub fn is_open(self) -> bool {
        matches!(self, State::Offered | State::Asked)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Offered {
        hazard: HazardId,
        from: OrganisationId,
        to: OrganisationId,
        division: Division,
        sector: Sector,
        reason: Personal<String>,
        obligation: ObligationId,
        due: Instant,
    },
    Accepted,
    Refused {
        reason: Personal<String>,
    },
    Asked {
        reason: Personal<String>,
        obligation: ObligationId,
        due: Instant,
    },
    Decided {
        to: OrganisationId,
        reason: Personal<String>,
    },
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "transfer";
    type Id = TransferId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Offered { .. } => "offered",
            Fact::Accepted => "accepted",
            Fact::Refused { .. } => "refused",
            Fact::Asked { .. } => "asked",
            Fact::Decided { .. } => "decided",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// One offer as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    pub id: TransferId,
    pub version: i64,
    pub hazard: HazardId,
    pub from: OrganisationId,
    pub to: OrganisationId,
    pub state: State,
    pub division: Division,
    pub sector: Sector,
    pub offered_at: Instant,
    pub offered_by: Option<PersonId>,
    pub reason: Personal<String>,
    pub answered_at: Option<Instant>,
    pub answered_by: Option<PersonId>,
    pub refusal: Option<Personal<String>>,
    pub asked_at: Option<Instant>,
    pub question: Option<Personal<String>>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<PersonId>,
    pub decided_to: Option<OrganisationId>,
    pub decision: Option<Personal<String>>,
    /// The answer or the decision that is owed now.
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
}

impl Transfer {
    /// Whole days from the offer to the last word said so far; while one is owed, until now.
    pub fn days(&self, now: Instant) -> i64 {
        let end = if self.state.is_open() { now } else { self.decided_at.or(self.answered_at).unwrap_or(now) };
        self.offered_at.day().days_until(end.day())
    }

    /// Whom a refusal left with it, or a decision gave it to.
    pub fn holder(&self) -> OrganisationId {
        match self.state {
            State::Accepted => self.to,
            State::Decided => self.decided_to.unwrap_or(self.from),
            State::Offered | State::Refused | State::Asked | State::Withdrawn => self.from,
        }
    }
}

/// The owner's move: only then can somebody else take it over.
fn is_owners_move(status: Status) -> bool {
    matches!(status, Status::ToRectify | Status::Rectifying | Status::Returned)
}

/// Whether this visitor may offer this hazard to another organisation now.
pub(crate) fn may_offer(ctx: &kernel::Ctx, it: &crate::Hazard) -> bool {
    is_owners_move(it.status) && it.owner.is_some_and(|owner| ctx.acts_for(owner.organisation))
}
