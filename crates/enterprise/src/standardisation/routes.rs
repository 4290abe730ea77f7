//! What can be asked and done about grades, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

const VIEW: Act = Act("standardisation.view");
const RECORD: Act = Act("standardisation.record");
const REVOKE: Act = Act("standardisation.revoke");

pub fn routes() -> Routes<Db> {
    let (record, revoke) = ("/enterprises/{id}/standardisations", "/standardisations/{id}/revocation");
    Routes::new()
        .page(Method::GET, "/standardisations", VIEW, list::show)
        .page(Method::GET, "/standardisations/{id}", VIEW, detail::show)
        .page(Method::GET, record, RECORD, web::show)
        .page(Method::POST, record, RECORD, web::post)
        .page(Method::GET, revoke, REVOKE, detail::show)
        .page(Method::POST, revoke, REVOKE, web::post_revocation)
        .api(Method::GET, "/standardisations", VIEW, list::get, list::doc())
        .api(Method::GET, "/standardisations/{id}", VIEW, detail::get, detail::doc())
        .api(Method::POST, record, RECORD, web::post_api, web::doc())
        .api(Method::POST, revoke, REVOKE, web::post_revocation_api, web::revocation_doc())
}
