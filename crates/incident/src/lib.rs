//! Incidents: what happened, told to whom in time, reported in editions that know their predecessor, graded by its toll.
//!
//! Always true: three times are kept apart, when it happened, when somebody told, when the written report came; a figure is
//! the number of casualty rows behind it, so each opens; unknown is not zero; one number stands under one signature at any
//! moment; a figure that falls and a grade that changes have their reason in the next edition.
//! What follows from one is `investigation`. Not here: losses of disasters (`disaster`), what a late report leads to (`server`).

mod casualty;
mod duties;
mod edition;
mod figures;
mod lateness;
mod model;
mod narrow;
mod register;
mod reporting;
mod sight;
mod store;
mod tell;
#[cfg(test)]
mod tests;
mod web;

pub mod export;
pub mod import;
pub mod investigation;
pub mod numbers;
pub mod query;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use casualty::{Add, Change, Measure, Strike, add, change, measure, strike};
pub use edition::{Draft, draft, sign};
pub use figures::Figures;
pub use model::{
    AccidentKind, Category, Clock, Condition, Counted, Exactness, Fact, Fault, Grade, Incident, IncidentId, Level,
    Means, Particulars, Recipient, Registered, Sort, Source, Stage,
};
pub use narrow::{Blank, Having};
pub use register::{Correct, Register, Said, correct, register};
pub use reporting::{Dismiss, Find, WrittenReport, dismiss, find, written};
pub use store::project;
pub use tell::{Tell, tell};

static INCIDENT: ledger::Concept = ledger::concept!(
    Fact,
    ["incident", "incident_text", "incident_casualty", "incident_clock", "incident_edition"],
    store::project
);

/// Every page and API route of this crate, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    web::routes().and(investigation::web::routes())
}

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&INCIDENT, &investigation::INVESTIGATION];
