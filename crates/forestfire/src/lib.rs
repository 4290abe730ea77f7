//! Forest fires, as far as they are watched: how dangerous the weather of a day is in each township, and what satellites see.
//!
//! A fire area (`danger`) is a township whose danger is computed once a day; what is computed is sent as readings of a
//! device, so rules, curves and conditions are those of everything that is measured. A fire spot (`spot`) is a fire that
//! satellites detected, owed a check by one organisation by one deadline. A heat source (`source`) is a place that is known to
//! be hot.
//!
//! Always true: a day that was rated is not rated again; a day without weather has no rating, never a low one; the same
//! detection is recorded once; a fire spot of the district is owed at most one check.
//! Not here: reading the weather off the stations and sending what was computed (`server`), bans and patrols.

mod class;
pub mod danger;
pub mod source;
pub mod spot;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use class::Class;

static FIRE_AREA: ledger::Concept = ledger::concept!(danger::Fact, ["fire_area", "fire_rating"], danger::project);
static FIRE_SPOT: ledger::Concept = ledger::concept!(spot::Fact, ["fire_spot", "fire_detection"], spot::project);
static HEAT_SOURCE: ledger::Concept = ledger::concept!(source::Fact, ["heat_source"], source::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&FIRE_AREA, &FIRE_SPOT, &HEAT_SOURCE];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    danger::routes().and(spot::routes()).and(source::routes())
}
