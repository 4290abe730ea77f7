//! What can be asked about coverage.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{list, program, table};

const VIEW: Act = Act("coverage.view");

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, table::PATH, VIEW, table::show)
        .page(Method::GET, table::LIST, VIEW, list::show)
        .api(Method::GET, table::PATH, VIEW, program::table, program::table_doc())
        .api(Method::GET, table::LIST, VIEW, program::list, program::list_doc())
}
