//! Earthquakes: what sources say of them, where they lie in words, what their numbers come to, and how far they were felt.
//!
//! An earthquake (`event`) is what one or several sources report; one of the reports counts. What a district decides about
//! them is dated data (`setting`). Files of catalogues become reports (`catalogue`), reports become figures (`statistics`) and
//! ellipses of intensity (`felt`).
//!
//! Always true: the same report twice changes nothing; what was recorded is revised or withdrawn with its reason and never
//! rewritten; what nobody knows (a depth) stays unknown; at most one check of the damage is owed for an event, and none for an
//! aftershock of one that is checked.
//! Not here: the formulas (`standards`), losses (`disaster`), telling the public.

pub mod catalogue;
pub mod event;
mod felt;
mod ground;
pub mod setting;
pub mod statistics;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use event::EarthquakeId;

static EARTHQUAKE: ledger::Concept = ledger::concept!(event::Fact, ["earthquake", "earthquake_report"], event::project);
static SETTING: ledger::Concept = ledger::concept!(setting::Fact, ["earthquake_setting"], setting::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&EARTHQUAKE, &SETTING];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    event::routes().and(statistics::routes()).and(setting::routes())
}
