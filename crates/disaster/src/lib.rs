//! Disasters as events, and their losses: who is asked, who has reported, and sums that always equal their parts.
//!
//! Three streams. A disaster (`event`) says what happened, where, and who is asked to report; a loss sheet (`sheet`) is one
//! village group, village or township within one disaster, written by its own people, so that nobody waits for another's
//! version; a victim (`victim`) is one dead or missing person by name.
//!
//! Always true: what was not sent is not zero; a sum is the sum of the newest sheets below it, after every act and in
//! whatever order they came; a sheet that falls or jumps says why; late stays late; a second person verifies.
//!
//! Not here: relief, and what warned of it.

pub mod across;
pub mod amount;
pub mod event;
mod figures;
pub mod measure;
pub mod place;
pub mod sheet;
#[cfg(test)]
mod tests;
pub mod victim;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use figures::Figures;
pub use sheet::query::main_figures as losses;
pub use sheet::roads::cut as roads_cut;

static DISASTER: ledger::Concept =
    ledger::concept!(event::Fact, ["disaster", "disaster_place", "disaster_report"], event::project);
static LOSS_SHEET: ledger::Concept = ledger::concept!(sheet::Fact, ["loss_sheet", "loss_sum"], sheet::project);

static VICTIM: ledger::Concept = ledger::concept!(victim::Fact, ["disaster_victim"], victim::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&DISASTER, &LOSS_SHEET, &VICTIM];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    event::routes().and(sheet::routes()).and(victim::routes())
}
