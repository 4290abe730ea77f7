//! Screens that belong to no one concept: the desk, the import, finding, help, complaints.

mod complaint;
mod desk;
mod evidence;
mod find;
pub mod frame;
mod help;
mod import;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use crate::gate::{PUBLIC, SIGNED_IN};

pub fn routes() -> Routes<Db> {
    crate::sign_in::routes()
        .and(complaint::routes())
        .and(evidence::routes())
        .page(Method::GET, page::HOME, SIGNED_IN, desk::show)
        .page(Method::GET, "/desk", SIGNED_IN, desk::show)
        .api(Method::GET, "/desk", SIGNED_IN, desk::get_api, desk::doc())
        .page(Method::GET, page::SEARCH, SIGNED_IN, find::show)
        .page(Method::GET, page::HELP, PUBLIC, help::show)
        .page(Method::GET, "/import", Act("hazard.import"), import::show)
        .page(Method::POST, "/import", Act("hazard.import"), import::post.layer(workbooks()))
        .api(Method::POST, "/hazards/import", Act("hazard.import"), import::post_api.layer(workbooks()), import::doc())
}

/// A workbook of 20 MiB and its form; the framework takes two megabytes.
const LARGEST_WORKBOOK: usize = 21 << 20;

fn workbooks() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_WORKBOOK)
}
