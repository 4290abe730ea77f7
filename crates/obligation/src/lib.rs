//! The closed loop: who owes what to whom by when, from which text. It exists once, here; concepts open and drive it.
//!
//! One obligation is one loop. `holder` says whose move it is, `due` by when: assigned → done → verified → closed, with
//! returned, extended, reassigned and waived on the way; a duty without check is assigned → settled.
//!
//! Always true: a finished obligation has no holder, no timer and no step to come; an open one has exactly one timer, the
//! next step of its ladder, as long as a step is to come; each step is recorded once, in order, at its own time; lateness
//! is recorded once a term; the owner never grants themselves time and the doer never verifies.
//! What lateness leads to when telling leaders did not help stands in `follow_up`.
//! What other concepts open and let go for an organisation goes through `owing`.
//! What owes its report and its acceptance, wherever it comes from, shares `undertaking`.
//! The steps of supervision in public, whatever is listed, stand in `supervision`.
//! Not here: what a hazard or a report is (their concepts), sending reminders (`server`'s deliveries), who may do what.

mod climb;
mod close;
mod detail;
mod done;
mod extend;
pub mod follow_up;
mod ladder;
mod leaders;
mod list;
mod mine;
mod model;
mod open;
pub mod owing;
mod reassign;
mod routes;
mod settle;
mod store;
mod term;
mod verify;
mod waive;
mod web;

pub mod burden;
pub mod calendar;
pub mod export;
pub mod query;
pub mod rule;
pub mod supervision;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod undertaking;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use climb::{RULE, fire};
pub use close::close;
pub use done::done;
pub use extend::extend;
pub use ladder::{Call, Ladder, Rung, RungUnit, Step};
pub use mine::is_mine;
pub use model::{Check, Due, Fact, Obligation, ObligationId, Open, Opened, Owed, Owner, Ref, Status};
pub use open::{open, open_due};
pub use reassign::reassign;
pub use routes::routes;
pub use rule::DeadlineRuleId;
pub use settle::settle;
pub use store::LADDER;
pub use term::{Periods, Term};
pub use verify::verify;
pub use waive::waive;
pub use web::{duty_word, href, move_word, status_mark};

pub static OBLIGATION: ledger::Concept = ledger::concept!(Fact, ["obligation", "obligation_text"], store::project);
pub static DEADLINE_RULE: ledger::Concept = ledger::concept!(rule::Fact, ["deadline_rule"], rule::project);
pub static WORKDAY: ledger::Concept = ledger::concept!(calendar::Fact, ["workday"], calendar::project);

pub static FOLLOW_UP: ledger::Concept = ledger::concept!(follow_up::Fact, ["follow_up"], follow_up::project);

static COMMITMENT: ledger::Concept =
    ledger::concept!(follow_up::commitment::Fact, ["commitment"], follow_up::commitment::project);

static BURDEN_COST: ledger::Concept = ledger::concept!(burden::Fact, ["burden_cost"], burden::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] =
    &[&WORKDAY, &DEADLINE_RULE, &OBLIGATION, &FOLLOW_UP, &COMMITMENT, &BURDEN_COST];
