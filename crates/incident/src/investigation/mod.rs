//! The investigation of an incident: a group, legal deadlines, four tracks, and the measures that follow.
//!
//! Always true: an incident has at most one investigation that stands; its group has at most one leader, and whoever is
//! recused does nothing in it; the report is due 60 days after the incident, later by an extension and by the days of
//! appraisals; it is closed only when its four tracks are ended, its measures accepted, its like subjects checked, its
//! rectification evaluated, and it is not listed. The unit sees it from the reply on. Not here: what a late report of the
//! incident leads to, the checks of like subjects themselves.

mod close;
mod course;
mod group;
mod listing;
mod measures;
mod model;
mod open;
mod owed;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod tracks;
pub(crate) mod web;

pub mod export;
pub mod query;

pub use close::{Close, TakeOver, close, take_over};
pub use course::{
    BeginAppraisal, EndAppraisal, Evaluate, Extend, Reply, Submit, begin_appraisal, end_appraisal, evaluate, extend,
    reply, submit,
};
pub use group::{Join, Reason, Sign, join, leave, recuse, sign};
pub use listing::{Delist, List, Supervise, delist, list, supervise};
pub use measures::{
    CheckLike, Circulate, DemandChecks, ReportMeasure, SetMeasure, VerifyMeasure, check_like, circulate, demand_checks,
    report_measure, set_measure, verify_measure,
};
pub use model::{
    Fact, Investigation, InvestigationId, MeasureState, Opened, Part, Stage, Standing, Track, evaluation_due,
    reply_due, report_due, report_due_at_most,
};
pub use open::{Begin, begin};
pub use store::project;
pub use tracks::{EndTrack, FindTrack, end_track, find_track};

/// One concept's view on the page of an investigation. `server` puts the list of all into the request.
pub type Panel =
    fn(&ledger::Reader<'_>, &kernel::Ctx, kernel::Lang, &query::Detail) -> Result<maud::Markup, kernel::Error>;

#[derive(Debug, Clone, Copy, Default)]
pub struct InvestigationPanels(pub &'static [Panel]);

pub(crate) static INVESTIGATION: ledger::Concept = ledger::concept!(
    Fact,
    [
        "investigation",
        "investigation_text",
        "investigation_member",
        "investigation_finding",
        "investigation_measure",
        "investigation_check",
        "investigation_listing",
    ],
    store::project
);
