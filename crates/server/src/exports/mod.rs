//! Lists on their way out, and sheets that come back.
//!
//! Always true: an export holds what the list shows to this visitor with the same address; who exported what, and the digest
//! of what was given out, is kept 400 days; nothing of a returned sheet is written before a person saw it and said so; a
//! conflict is decided by a person and the value that lost stays in the ledger; leaving out a row deletes nothing.

pub mod choice;
mod make;
pub mod returned;
mod store;
pub mod web;

use kernel::{Ctx, Error, words};
use registry::export::ExportList;

pub use make::{File, make};
pub use store::{KEPT, forget_outdated};

kernel::ids! {
    /// One sheet that was given out.
    ExportId,
    /// One sheet that came back.
    ReturnedId,
}

words! {
    pub enum Format {
        Xlsx = "xlsx",
        Csv = "csv",
    }
}

/// Every list of the program that can be exported.
pub static LISTS: &[&ExportList] = &[
    &hazard::export::HAZARDS,
    &hazard::risk::assessment::export::RISKS,
    &hazard::risk::map::export::RISK_MAP,
    &hazard::risk::scheme::export::SCHEMES,
    &hazard::risk::frequency::export::FREQUENCIES,
    &hazard::check::export::CHECKS,
    &hazard::coverage::export::COVERAGE,
    &hazard::transfer::export::TRANSFERS,
    &hazard::public_report::export::PUBLIC_REPORTS,
    &hazard::listing::export::LISTINGS,
    &hazard::stop::export::STOP_ORDERS,
    &hazard::accountability::export::ACCOUNTABILITY,
    &hazard::document::export::DOCUMENTS,
    &hazard::judge::newer::export::WOULD_BE_MAJOR,
    &hazard::statistics::STATISTICS,
    &hazard::zeroing::ZEROING,
    &hazard::recurrence::rates::export::RECURRENCE,
    &obligation::export::OBLIGATIONS,
    &obligation::export::LETTERS,
    &obligation::export::DEADLINE_RULES,
    &obligation::export::CALENDAR,
    &registry::export::SUBJECTS,
    &registry::export::ORGANISATIONS,
    &registry::export::PEOPLE,
    &registry::export::DIVISIONS,
    &registry::export::GAPS,
    &registry::export::RESPONSIBILITIES,
    &registry::export::SHIFTS,
    &registry::export::ACCOUNTS,
    &enterprise::view::export::ENTERPRISES,
    &enterprise::standardisation::export::STANDARDISATIONS,
    &enterprise::credit_record::export::CREDIT_RECORDS,
    &enterprise::training::export::TRAININGS,
    &incident::export::INCIDENTS,
    &incident::numbers::export::INCIDENT_NUMBERS,
    &disaster::event::export::DISASTERS,
    &disaster::sheet::export::LOSS_SHEETS,
    &disaster::victim::export::DISASTER_VICTIMS,
    &briefing::issue::export::ISSUED_TABLES,
    &briefing::edition::export::ISSUED_BRIEFINGS,
    &incident::investigation::export::INVESTIGATIONS,
    &campaign::export::CAMPAIGNS,
    &campaign::task::export::TASKS,
    &campaign::directive::export::DIRECTIVES,
    &meeting::export::MEETINGS,
    &meeting::export::MATERIALS,
    &meeting::resolution::export::RESOLUTIONS,
    &meeting::calendar::export::CALENDAR,
    &meeting::calendar::export::MEETING_RULES,
    &oversight::export::SCHEME_LIST,
    &oversight::export::EXAMINATION_LIST,
    &oversight::problem::export::PROBLEMS,
    &attention::period::export::SPECIAL_PERIODS,
    &attention::duty::export::SPECIAL_DUTIES,
    &attention::event::export::MASS_EVENTS,
    &attention::key::criteria::export::ATTENTION_CRITERIA,
    &attention::key::list::export::ATTENTION_LISTS,
    &attention::key::entry::export::ATTENTION_ENTRIES,
    &earthquake::event::export::EARTHQUAKES,
    &earthquake::statistics::export::EARTHQUAKE_STATISTICS,
    &crate::screens::SEASON,
    &signal::device::export::DEVICES,
    &signal::condition::export::CONDITIONS,
    &signal::rule::export::SIGNAL_RULES,
    &signal::site::export::SITES,
    &flood::catchment::export::CATCHMENTS,
    &forestfire::danger::export::FIRE_DANGER,
    &forestfire::spot::export::FIRE_SPOTS,
    &forestfire::source::HEAT_SOURCES,
    &crate::screens::COMPLAINTS,
    &crate::imports::IMPORTS,
];

/// The list of this name.
pub fn list(name: &str) -> Result<&'static ExportList, Error> {
    LISTS.iter().copied().find(|list| list.name == name).ok_or(Error::NotFound("ExportList"))
}

/// The visitor as one who does another act.
fn doing(ctx: &Ctx, act: kernel::Act) -> Ctx {
    Ctx { scope: ctx.scope_of(act), ..ctx.clone() }
}
