//! Hazards: found, assigned, rectified, verified, closed.
//!
//! Always true: the loop of an open hazard is exactly one open obligation, so one owner and one deadline; whoever rectified never
//! verifies, and where an enterprise rectified, another organisation does; a major hazard says why it is one; a closed
//! hazard was verified, or was imported as closed and says so.
//!
//! Not here: reminders and lateness (`obligation`), risk grading; the files themselves (`evidence`).

pub mod accountability;
mod act_page;
pub mod assign;
pub mod case;
mod changes;
pub mod check;
pub mod close;
pub mod correct;
pub mod coverage;
mod detail;
pub mod divide;
pub mod document;
mod duties;
mod enclosed;
pub mod export;
pub mod extend;
pub mod five_elements;
pub mod import;
mod imported;
pub mod inquiry;
pub mod judge;
pub mod late;
mod list;
pub mod listing;
pub mod merge;
pub mod missed;
mod model;
mod photos;
pub mod public_report;
pub mod query;
pub mod recurrence;
pub mod report;
pub mod risk;
pub mod root_cause;
mod routes;
pub mod start;
pub mod statistics;
pub mod stop;
mod store;
pub mod submit;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod transfer;
pub mod verify;
mod web;
pub mod zeroing;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));

    pub use obligation::words::{listing_station, listing_status, listing_step};
}

pub use model::{Demand, Fact, Finding, Grade, Harm, Hazard, HazardId, Source, Status};

pub use routes::routes;

/// What this crate records and shows.
static CONCEPT: ledger::Concept = ledger::concept!(
    Fact,
    [
        "hazard",
        "hazard_text",
        "hazard_recurrence",
        "hazard_cause",
        "hazard_merge",
        "hazard_part",
        "hazard_cube",
        "hazard_judgement",
        "hazard_extension_request",
        "hazard_plan"
    ],
    store::project
);
static RECURRENCE_RULE: ledger::Concept =
    ledger::concept!(recurrence::rule::Fact, ["recurrence_rule"], recurrence::rule::project);
static RISK_SCHEME: ledger::Concept = ledger::concept!(risk::scheme::Fact, ["risk_scheme"], risk::scheme::project);
static RISK_ASSESSMENT: ledger::Concept =
    ledger::concept!(risk::assessment::Fact, ["risk_assessment", "risk_measure"], risk::assessment::project);
static INSPECTION_FREQUENCY: ledger::Concept =
    ledger::concept!(risk::frequency::Fact, ["inspection_frequency"], risk::frequency::project);
static CHECK: ledger::Concept = ledger::concept!(check::Fact, ["site_check"], check::project);

static ACCOUNTABILITY: ledger::Concept =
    ledger::concept!(accountability::Fact, ["accountability_case"], accountability::project);
static TRANSFER: ledger::Concept = ledger::concept!(transfer::Fact, ["hazard_transfer"], transfer::project);
static PUBLIC_REPORT: ledger::Concept =
    ledger::concept!(public_report::Fact, ["public_report", "public_report_look"], public_report::project);
static LISTING: ledger::Concept = ledger::concept!(listing::Fact, ["listing"], listing::store::project);
static DOCUMENT: ledger::Concept = ledger::concept!(document::Fact, ["hazard_document"], document::store::project);
static STOP_ORDER: ledger::Concept =
    ledger::concept!(stop::Fact, ["stop_order", "stop_order_hazard", "stop_sign"], stop::store::project);
static CRITERIA_SENTENCE: ledger::Concept =
    ledger::concept!(judge::sentence::Fact, ["criteria_sentence"], judge::sentence::project);

pub static CONCEPTS: &[&ledger::Concept] = &[
    &CONCEPT,
    &RECURRENCE_RULE,
    &RISK_SCHEME,
    &RISK_ASSESSMENT,
    &INSPECTION_FREQUENCY,
    &CHECK,
    &TRANSFER,
    &LISTING,
    &ACCOUNTABILITY,
    &DOCUMENT,
    &STOP_ORDER,
    &CRITERIA_SENTENCE,
    &PUBLIC_REPORT,
];

/// The loop's two obligations.
pub const DUTY_ASSIGN: &str = "hazard.assign";
pub const DUTY_RECTIFY: &str = "hazard.rectify";
/// By when "at once" is; nobody owes it by this name.
pub const RULE_AT_ONCE: &str = "hazard.rectify.at_once";
/// A control measure that is still to be put in place.
pub const DUTY_MEASURE: &str = "risk.measure";
/// A risk whose day of review has passed is assessed anew; a subject is looked at that was not in its period.
pub const DUTY_REVIEW: &str = "risk.review";
pub const DUTY_CHECK: &str = "check.due";
/// A look at a subject like one where something happened.
pub const DUTY_LIKE: &str = "check.like";
/// Beside the loop, of a major hazard: saying by which article it is one, how it came to be, and that it is none.
pub const DUTY_JUDGE: &str = "hazard.judge";
pub const DUTY_INQUIRY: &str = "hazard.inquiry";
pub const DUTY_REGRADE: &str = "hazard.regrade";
/// Beside the loop: to decide whether more time is given.
pub const DUTY_EXTENSION: &str = "hazard.extension";

/// Only the organisation that owes the rectification, or the person named for it, takes it on and reports it done.
fn must_hold(ctx: &kernel::Ctx, it: &Hazard) -> Result<(), kernel::Error> {
    let Some(person) = ctx.person() else { return Ok(()) };
    let held = it.owner.as_ref().is_some_and(|owner| match owner.person {
        Some(named) if named == person => true,
        _ => ctx.acting.iter().any(|m| m.organisation == owner.organisation && m.is_active(ctx.now)),
    });
    if held { Ok(()) } else { Err(kernel::Error::Forbidden { action: "rectify what another organisation owes" }) }
}

/// Whoever is asked to verify is the checker named, or somebody of the checker's organisation; an enterprise never
/// verifies its own work.
fn may_check(ctx: &kernel::Ctx, it: &Hazard) -> bool {
    it.checker.as_ref().is_some_and(|c| ctx.is_of(c.organisation))
        || ctx.acting.iter().any(|m| m.role == kernel::Role::DistrictClerk && m.is_active(ctx.now))
}
