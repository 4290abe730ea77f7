//! Screens that belong to no one concept: the desk, finding, help, complaints.

mod complaint;
mod desk;
mod evidence;
mod figures;
mod find;
pub mod frame;
mod help;
mod ledger;
mod public_report;
mod season;

pub use complaint::COMPLAINTS;
pub use public_report::Throttle;
pub use season::SEASON;

use ::ledger::Db;
use axum::http::Method;
use page::Routes;

use crate::gate::{PUBLIC, SIGNED_IN};

pub fn routes() -> Routes<Db> {
    crate::sign_in::routes()
        .and(crate::imports::web::routes())
        .and(crate::exports::web::routes())
        .and(crate::pack::routes())
        .and(complaint::routes())
        .and(public_report::routes())
        .and(evidence::routes())
        .and(season::routes())
        .page(Method::GET, page::HOME, SIGNED_IN, desk::show)
        .page(Method::GET, "/desk", SIGNED_IN, desk::show)
        .api(Method::GET, "/desk", SIGNED_IN, desk::get_api, desk::doc())
        .page(Method::GET, ledger::PATH, ledger::VIEW, ledger::show)
        .page(Method::GET, "/ledger/checkpoint", ledger::VIEW, ledger::checkpoint)
        .page(Method::GET, "/ledger/check.html", ledger::VIEW, ledger::checker)
        .api(Method::GET, "/ledger", ledger::VIEW, ledger::get_api, ledger::doc())
        .page(Method::GET, page::SEARCH, SIGNED_IN, find::show)
        .page(Method::GET, page::HELP, PUBLIC, help::show)
}
