//! The briefing that writes itself: the text of a month, a quarter or the year so far, as an official would write it, and the
//! talking points of a leader from the same figures. Sentences are chosen by rules from the figures, and each figure opens its
//! list; what people add stands after the sentences of its part, and is told apart.
//!
//! Always true: a figure is that of the number page at the same moment; what the record does not hold is named as missing and
//! never invented; the word of a rise or a fall agrees with its figures. Not here: how a text is drafted, issued and issued again
//! (`edition`).

mod compose;
mod disasters;
mod fetch;
mod paper;
mod sentence;
#[cfg(test)]
mod tests;

pub use compose::{compose, speaks_of};
pub(crate) use compose::{office_of, period_text, summary};
pub use fetch::{Record, fetch};
pub use paper::document;

use std::collections::BTreeMap;

use kernel::{Instant, words};
use serde::{Deserialize, Serialize};

words! {
    /// Which text: the briefing of both offices, what a leader says at the quarterly meeting, or that of the office for disasters.
    pub enum Name {
        Situation = "situation",
        TalkingPoints = "talking_points",
        /// Of the office for disasters alone.
        Disasters = "disasters",
    }
}

words! {
    /// What a text speaks of, in the order of the briefing.
    pub enum Part {
        Overview = "overview",
        Features = "features",
        Hazards = "hazards",
        Campaigns = "campaigns",
        Disasters = "disasters",
        Problems = "problems",
        Next = "next",
    }
}

/// What people add, by the part it belongs to; each line is a paragraph.
pub type Additions = BTreeMap<Part, String>;

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Piece {
    Said(String),
    /// A person wrote it.
    Added {
        added: String,
    },
    /// A figure of the record, which nobody types.
    Figure {
        figure: String,
        /// Where its list is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        list: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Section {
    /// `一、事故总体情况`
    pub heading: String,
    pub paragraphs: Vec<Vec<Piece>>,
}

/// A briefing of a period as known at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Briefing {
    /// `situation`, `talking_points`
    pub name: String,
    pub title: String,
    pub from: String,
    pub to: String,
    #[schema(value_type = String)]
    pub as_of: Instant,
    /// Whose it is.
    pub office: String,
    /// Whom it addresses.
    pub addressee: String,
    pub sections: Vec<Section>,
    /// Said at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
    /// What belongs into it and is not in the record.
    pub missing: Vec<String>,
}

/// A paragraph without its links.
pub fn plain(pieces: &[Piece]) -> String {
    let text = |it: &Piece| match it {
        Piece::Said(text) | Piece::Added { added: text } | Piece::Figure { figure: text, .. } => text.clone(),
    };
    pieces.iter().map(text).collect()
}
