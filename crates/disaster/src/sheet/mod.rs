//! Loss sheets: what one village group, village or township says it lost in one disaster.
//!
//! Always true: a sheet that was sent stands until its next edition or its withdrawal, each with its reason; what contradicts
//! itself is not taken; a figure that falls, jumps or is unusual has its reason; a zero report says of everything that there
//! is none, and is not silence; a figure that was said before is said again, but not the noughts of a zero report. Figures of a village are those of its groups
//! where they speak of a measure, else its own; so with a township and its villages. Sums are differences applied by the
//! act that changes a sheet, so they equal their parts after every act.

mod act;

mod detail;
pub mod export;
mod form;
mod grid;
mod paste;
mod paste_page;
pub mod query;
pub(crate) mod roads;
mod routes;
mod store;
pub(crate) mod sum;
#[cfg(test)]
mod tests;
pub(crate) mod totals;
mod web;

pub use act::{RoadTyped, Send, import, paste, send, withdraw};
pub use detail::LossSheetAnswer;
pub use paste::Paste;
pub use routes::routes;
pub use store::project;

use kernel::{Instant, PersonId, Personal};
use serde::{Deserialize, Serialize};

use crate::Figures;
use crate::event::{DisasterId, Owed, Phase};
use crate::place::Place;

kernel::ids! {
    /// One sheet of one place within one disaster.
    LossSheetId,
}

/// A road that was cut, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Road {
    pub road: Personal<String>,
    pub from: Instant,
    /// Still cut where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

/// One edition of a sheet. A measure without a figure was not said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    pub disaster: DisasterId,
    pub place: Place,
    pub edition: i64,
    pub phase: Phase,
    /// There is nothing to report; the figures are empty then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zero: bool,
    pub figures: Figures,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roads: Vec<Road>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
    /// The daily report that is owed next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<Owed>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Sent(Sent),
    /// It counts no more: the place is silent again.
    Withdrawn {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "loss_sheet";
    type Id = LossSheetId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Sent(_) => "sent",
            Fact::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A sheet as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LossSheet {
    pub id: LossSheetId,
    pub version: i64,
    pub disaster: DisasterId,
    pub place: Place,
    pub edition: i64,
    pub phase: Phase,
    pub zero: bool,
    pub figures: Figures,
    pub roads: Vec<Road>,
    pub reason: Option<Personal<String>>,
    pub first_at: Instant,
    pub sent_at: Instant,
    pub sent_by: Option<PersonId>,
    pub daily: Option<Owed>,
    pub withdrawn: bool,
}

impl LossSheet {
    /// The figures that stand one by one; whoever said that there is nothing has none to say again.
    pub fn standing(&self) -> Figures {
        if self.withdrawn || self.zero { Figures::default() } else { self.figures.clone() }
    }

    /// What it says now, measure by measure.
    pub fn said(&self) -> Figures {
        match self {
            it if it.withdrawn => Figures::default(),
            it if it.zero => Figures::zero(),
            it => it.figures.clone(),
        }
    }
}
