//! The briefing that writes itself: the text of a month, a quarter or the year so far, as an official would write it. Sentences
//! are chosen by rules from the figures, and each figure opens its list.
//!
//! Always true: a figure is that of the number page at the same moment; what the record does not hold is named as missing and
//! never invented; the word of a rise or a fall agrees with its figures. Not here: texts that people add, and their
//! editions.

mod compose;
mod fetch;
mod paper;
mod sentence;
#[cfg(test)]
mod tests;

pub use compose::compose;
pub(crate) use compose::{period_text, summary};
pub use fetch::{Record, fetch};
pub use paper::document;

use kernel::Instant;
use serde::Serialize;

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
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
pub struct Section {
    /// `一、事故总体情况`
    pub heading: String,
    pub paragraphs: Vec<Vec<Piece>>,
}

/// A briefing of a period as known at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Briefing {
    pub title: String,
    pub from: String,
    pub to: String,
    #[schema(value_type = String)]
    pub as_of: Instant,
    /// Whose it is.
    pub office: String,
    pub sections: Vec<Section>,
    /// What belongs into it and is not in the record.
    pub missing: Vec<String>,
}

/// A paragraph without its links.
pub fn plain(pieces: &[Piece]) -> String {
    let text = |it: &Piece| match it {
        Piece::Said(text) | Piece::Figure { figure: text, .. } => text.clone(),
    };
    pieces.iter().map(text).collect()
}
