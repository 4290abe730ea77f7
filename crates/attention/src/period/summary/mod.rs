//! The summary (总结) of a period that writes itself: sentences chosen by the figures of the record, each figure with its
//! list. What nobody reported is said to be not reported, never 0.
//!
//! Not here: hazards and incidents, which `server` counts ([`Sources`]); texts that people add.

mod compose;
mod fetch;
mod sentence;
mod web;

pub use compose::{compose, document};
pub use fetch::{Record, Reports, fetch};
pub(super) use web::{VIEW, routes};

use kernel::{Ctx, Error, Instant, OrganisationId};
use ledger::Reader;
use serde::Serialize;

use super::SpecialPeriod;

/// A number with the address of the list that it counts, where the visitor has one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    pub n: i64,
    pub list: Option<String>,
}

/// What other concepts know of the days of a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Hazards found in its days and places.
    pub found: Figure,
    /// Of these: closed by their deadline, closed late, not closed yet.
    pub closed_in_time: Figure,
    pub closed_late: Figure,
    pub open: Figure,
    pub incidents: Figure,
    pub deaths: i64,
    /// On the same days of the year before.
    pub incidents_before: Figure,
    pub deaths_before: i64,
}

type OfPeriod = fn(&Reader<'_>, &Ctx, &SpecialPeriod) -> Result<Figures, Error>;
type OfOrganisation = fn(&Reader<'_>, &Ctx, &SpecialPeriod, OrganisationId) -> Result<Option<Figure>, Error>;

/// Where those figures come from; `server` knows.
#[derive(Clone, Copy)]
pub struct Sources {
    pub figures: OfPeriod,
    /// Hazards that an organisation found in the days of a period, for those who may see them.
    pub found_by: OfOrganisation,
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = SpecialPiece)]
pub enum Piece {
    Said(String),
    /// A figure of the record, which nobody types.
    Figure {
        figure: String,
        /// Where its list is.
        #[serde(skip_serializing_if = "Option::is_none")]
        list: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SpecialSection)]
pub struct Section {
    pub heading: String,
    pub paragraphs: Vec<Vec<Piece>>,
}

/// The summary of a period as known at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SpecialSummary)]
pub struct Summary {
    pub title: String,
    #[schema(value_type = String)]
    pub as_of: Instant,
    /// Whose it is.
    pub office: String,
    pub sections: Vec<Section>,
}

/// A paragraph without its links.
pub fn plain(pieces: &[Piece]) -> String {
    let text = |it: &Piece| match it {
        Piece::Said(text) | Piece::Figure { figure: text, .. } => text.clone(),
    };
    pieces.iter().map(text).collect()
}
