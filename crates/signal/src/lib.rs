//! Devices that measure, the rules by which their readings mean something, and what is wrong where.
//!
//! A device (`device`) measures a few metrics at one place; somebody keeps it alive and somebody watches it. A rule (`rule`) is
//! dated data: drafted by one person, switched on by another, never changed afterwards. A condition (`condition`) is the state of
//! one rule, or of one fault of the readings, at one device.
//!
//! Always true: a station code names one device; at most one condition of a place and a rule is active; what became worse
//! since it was acknowledged is unacknowledged again, and owed; a token stands nowhere, only its digest.
//! Not here: readings, windows and the stepping of rules (`readings`); telling the public (`warning`).

mod colour;
pub mod condition;
pub mod device;
mod quantity;
pub mod retention;
pub mod rule;
mod said;
pub mod site;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use colour::Colour;
pub use quantity::Quantity;
pub use said::{metric, organisation, person, place, text_of, with_unit};

static DEVICE: ledger::Concept = ledger::concept!(device::Fact, ["device", "device_measure"], device::project);
static TOKEN: ledger::Concept = ledger::concept!(device::token::Fact, ["device_token"], device::token::project);
static CONDITION: ledger::Concept =
    ledger::concept!(condition::Fact, ["condition", "condition_change"], condition::project);
static RULE: ledger::Concept = ledger::concept!(rule::Fact, ["signal_rule", "signal_rule_device"], rule::project);

static RETENTION: ledger::Concept = ledger::concept!(retention::Fact, ["readings_retention"], retention::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&DEVICE, &TOKEN, &RULE, &CONDITION, &RETENTION];

/// A number that changes with every change of a device or a rule.
pub fn changes(r: &ledger::Reader<'_>, ctx: &kernel::Ctx) -> Result<i64, kernel::Error> {
    r.value(
        "SELECT (SELECT COUNT(*) + COALESCE(SUM(version), 0) FROM device WHERE district = $1)
              + (SELECT COUNT(*) + COALESCE(SUM(version), 0) FROM signal_rule WHERE district = $1)",
        ledger::params![ctx.district],
    )
}

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    device::routes().and(condition::routes()).and(rule::routes()).and(site::routes()).and(retention::routes())
}
