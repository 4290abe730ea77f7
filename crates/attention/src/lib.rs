//! When and where more care is asked for than usual: special periods (重点时段), the events that many people come to, and lists of
//! those that get key attention (重点关注名单).
//!
//! A special period (`period`) tightens duty, inspection and reporting within its days and ends by itself; what each
//! organisation owes in it is a duty (`duty`) of its own, so that nobody waits for another's version. Mass events (`event`)
//! are registered with the people they may hold, and looked at before they begin. Key-attention lists (`key`) are drawn from the
//! record by criteria, told, objected to and signed.
//!
//! Always true: each organisation owes each thing of each day once, and it ends once: reported, accepted, lapsed or given
//! up; what came late stays late; what is not due when a period ends lapses, what is overdue stays owed.
//! Not here: hazards and incidents, whose figures `server` supplies (`period::Sources`, `registry::measure::Values`); shifts
//! (`registry`).

pub mod duty;
pub mod event;
pub mod key;
pub mod period;
mod said;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use obligation::Owed;

/// The rule by which something is owed no more.
const LET_OFF: &str = "attention.let_off";

static PERIOD: ledger::Concept = ledger::concept!(period::Fact, ["special_period", "special_asked"], period::project);
static DUTY: ledger::Concept = ledger::concept!(duty::Fact, ["special_duty"], duty::project);
static EVENT: ledger::Concept = ledger::concept!(event::Fact, ["mass_event"], event::project);
static CRITERIA: ledger::Concept =
    ledger::concept!(key::criteria::Fact, ["attention_criteria", "attention_criterion"], key::criteria::project);
static LIST: ledger::Concept =
    ledger::concept!(key::list::Fact, ["attention_list", "attention_listed", "attention_reason"], key::list::project);
static ENTRY: ledger::Concept = ledger::concept!(key::entry::Fact, ["attention_entry"], key::entry::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&PERIOD, &DUTY, &EVENT, &CRITERIA, &LIST, &ENTRY];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    period::routes().and(duty::routes()).and(event::routes()).and(key::routes())
}
