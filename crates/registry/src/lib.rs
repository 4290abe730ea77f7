//! Who and what: divisions, organisations, people, accounts, memberships, supervised subjects, who answers for them, and
//! who is on duty.
//!
//! Always true: a code's parent is known before it; one full appointment of a party covers a day at most; no person holds
//! an administrative role and another; a name that was true on a day stays findable for that day.
//! Not here: what somebody owes (`obligation`), grades of risk (`hazard`), passwords and sessions (`server`).

pub mod account;
pub mod division;
pub mod export;
pub mod field;
pub mod forms;
mod ids;
pub mod import;
mod kinds;
pub mod map;
pub mod measure;
pub mod membership;
pub mod organisation;
pub mod person;
pub mod post;
pub mod print;
pub mod query;
mod reach;
pub mod responsibility;
#[cfg(test)]
mod rules;
pub mod shift;
mod spelling;
pub mod step;
pub mod subject;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod web;

pub mod words {
    //! Texts of the closed lists and of the pages, in both languages.
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use ids::{AccountId, DivisionId, MembershipId, PostId, ResponsibilityId, ShiftId, SubjectId};
pub use kinds::{AccountStatus, OrganisationKind, Party, PostKind, Side, SubjectKind, SubjectStatus};
pub use spelling::{ERASED, initials};
pub use subject::file::{Panel, SubjectPanels};

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    division::web::routes()
        .and(organisation::web::routes())
        .and(person::web::routes())
        .and(account::web::routes())
        .and(membership::web::routes())
        .and(subject::web::routes())
        .and(responsibility::web::routes())
        .and(post::web::routes())
        .and(shift::web::routes())
}

/// The concepts of this crate. Divisions first, because everything else lies in one.
pub static CONCEPTS: &[&ledger::Concept] = &[
    &division::CONCEPT,
    &organisation::CONCEPT,
    &person::CONCEPT,
    &account::CONCEPT,
    &membership::CONCEPT,
    &subject::CONCEPT,
    &responsibility::CONCEPT,
    &post::CONCEPT,
    &shift::CONCEPT,
];
