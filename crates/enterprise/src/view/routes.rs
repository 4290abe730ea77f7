//! What can be asked of enterprises, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{list, page as one, program};

const OWN: Act = Act("enterprise.own");
const LIST: Act = Act("enterprise.list");
const VIEW: Act = Act("enterprise.view");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/enterprise", OWN, one::show_own)
        .page(Method::GET, "/enterprises", LIST, list::show)
        .page(Method::GET, "/enterprises/{id}", VIEW, one::show)
        .api(Method::GET, "/enterprise", OWN, program::get_own, program::own_doc())
        .api(Method::GET, "/enterprises", LIST, program::list, program::list_doc())
        .api(Method::GET, "/enterprises/{id}", VIEW, program::get, program::doc())
}
