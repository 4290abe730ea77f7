//! The seasonal view: in which months and which townships what befell the district, from its own history, and what that says of
//! the month ahead. It looks across concepts through their `query` modules and records nothing.
//!
//! Always true: a figure opens the records behind it; the years covered stand beside each; what a visitor may not see is not
//! counted.

mod calendar;
mod fetch;
mod grid;
mod page;
mod records;

use ::page::Routes;
use axum::http::Method;
use kernel::Act;
use ledger::Db;

pub use grid::SEASON;

pub(super) const PATH: &str = "/season";
pub(super) const RECORDS: &str = "/season/records";
pub(super) const VIEW: Act = Act("season.view");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, PATH, VIEW, page::show).page(Method::GET, RECORDS, VIEW, records::show).api(
        Method::GET,
        PATH,
        VIEW,
        page::get,
        page::doc(),
    )
}
