//! Granting roles and changing them. They are seen on the file of the person.

use ledger::Db;
use page::Routes;

use super::{change, grant};

pub fn routes() -> Routes<Db> {
    grant::web::routes().and(change::web::routes())
}
