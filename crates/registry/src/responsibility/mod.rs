//! Responsibility: who answers for a subject, as which of the three parties, from which day, by which document.
//!
//! At most one full appointment of a party covers a day. A deputy acts beside it and is the one who answers while he does.
//! A hand-over is signed by both: the one who leaves and the one who comes.

pub(crate) mod appoint;
pub(crate) mod duties;
pub(crate) mod end;
pub(crate) mod hand_over;
pub(crate) mod store;
pub(crate) mod web;

use kernel::{Day, OrganisationId, PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::{Party, ResponsibilityId, Side, SubjectId};

pub use appoint::{Appoint, appoint};
pub use end::{End, end};
pub use hand_over::{HandOver, hand_over};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Appointed {
        subject: SubjectId,
        party: Party,
        person: PersonId,
        organisation: OrganisationId,
        from: Day,
        /// The last day; open-ended when missing.
        to: Option<Day>,
        document: Personal<String>,
        acting: bool,
        /// The appointment this one follows.
        hands_over: Option<ResponsibilityId>,
    },
    Ended {
        /// The last day.
        on: Day,
        /// The appointment that ended it, or none: it ended by itself.
        succeeded_by: Option<ResponsibilityId>,
        reason: Personal<String>,
    },
    /// On the new appointment: one side of the hand-over signed.
    HandOverSigned { side: Side, note: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "responsibility";
    type Id = ResponsibilityId;
    fn kind(&self) -> &'static str {
        match self {
            Fact::Appointed { .. } => "appointed",
            Fact::Ended { .. } => "ended",
            Fact::HandOverSigned { .. } => "hand_over_signed",
        }
    }
}

pub(crate) static CONCEPT: ledger::Concept = ledger::concept!(Fact, ["responsibility"], store::project);
