//! What is on record of an enterprise: its grade of safety standardisation, its credit, its trainings, and its own view of it.
//!
//! Always true: an enterprise sees everything that is on record of it and nothing of another; whatever speaks against it has
//! an end or a way to answer; what is entered is never rewritten, a mistake is put right by a fact with a reason.
//!
//! Not here: hazards and checks, whose counts come as panels (`server`); who or what an organisation is (`registry`).

pub mod credit_record;
mod duties;
pub mod standardisation;
#[cfg(test)]
mod tests;
pub mod training;
mod unit;
pub mod view;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use view::{EnterprisePanels, Panel};

static STANDARDISATION: ledger::Concept =
    ledger::concept!(standardisation::Fact, ["standardisation"], standardisation::project);
static CREDIT_RECORD: ledger::Concept =
    ledger::concept!(credit_record::Fact, ["credit_record"], credit_record::project);
static TRAINING: ledger::Concept = ledger::concept!(training::Fact, ["training"], training::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&STANDARDISATION, &CREDIT_RECORD, &TRAINING];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    view::routes().and(standardisation::routes()).and(credit_record::routes()).and(training::routes())
}
