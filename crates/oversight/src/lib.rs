//! Oversight (督查巡查考核): a scheme says what is examined and by which criterion, an examination what was found at one
//! organisation, and a problem found is owed by it until somebody else has looked.
//!
//! Three streams. A scheme (`scheme`) is drafted by one and issued by another; from then on it is succeeded or withdrawn, never
//! changed. An examination (`examination`) is of one scheme and one organisation: what the record knows is taken from it at a
//! stated moment, never typed; the rest is judged with reasons. A problem (`problem`) is one loop of `obligation`.
//!
//! Always true: nobody examines, answers or confirms what concerns an organisation of one's own; a result is confirmed only
//! after its organisation was told and its objections were answered; what an objection changed stays visible; an examination
//! has exactly one open obligation of the Safety Office until it is published or dropped, and a further one for each objection
//! without an answer. What is not on record has no marks: it counts neither for nor against.
//!
//! Not here: the values of measures, which `server` asks of the concepts that know them; rankings of people, which there are none.

mod bodies;
pub mod examination;
pub mod export;
pub mod marks;
mod owed;
mod printed;
pub mod problem;
pub mod scheme;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use marks::{Marks, Value, Way};
pub use obligation::Owed;
pub use registry::measure::{Ask, Figure, Measure, Values};
pub use web::routes;

static SCHEME: ledger::Concept = ledger::concept!(
    scheme::Fact,
    ["oversight_scheme", "oversight_scheme_organisation", "oversight_item", "oversight_document"],
    scheme::project
);
static EXAMINATION: ledger::Concept = ledger::concept!(
    examination::Fact,
    ["oversight_examination", "oversight_examiner", "oversight_finding", "oversight_objection"],
    examination::project
);
static PROBLEM: ledger::Concept = ledger::concept!(problem::Fact, ["oversight_problem"], problem::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&SCHEME, &EXAMINATION, &PROBLEM];
