//! What anybody may do about a hazard they saw, without an account: report it, and ask later what became of it.
//!
//! Always true: it works without a script; who sent it is not recorded, signed in or not; an address is counted under a
//! keyed hash that ends with the process; a receipt number stands in no address of a page.
//! Not here: what the house does with a report (`hazard::public_report`); complaints about this system.

mod form;
mod status;
mod throttle;

use axum::Extension;
use axum::http::Method;
use ledger::Db;
use page::Routes;

pub use throttle::Throttle;

use crate::accept::Peer;
use crate::gate::PUBLIC;

const STATUS: &str = "/report/status";

/// The client's end of the connection, where there is one.
type From = Option<Extension<Peer>>;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, page::REPORT, PUBLIC, form::show)
        .page(Method::POST, page::REPORT, PUBLIC, form::post)
        .page(Method::GET, STATUS, PUBLIC, status::show)
        .page(Method::POST, STATUS, PUBLIC, status::post)
        .api(Method::GET, page::REPORT, PUBLIC, form::get_api, form::choices_doc())
        .api(Method::POST, page::REPORT, PUBLIC, form::post_api, form::doc())
        .api(Method::POST, STATUS, PUBLIC, status::post_api, status::doc())
}
