//! Defining posts. They are seen on the list of shifts.

use ledger::Db;
use page::Routes;

use super::define;

pub fn routes() -> Routes<Db> {
    define::web::routes()
}
