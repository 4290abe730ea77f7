//! What those who answer can ask and do.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

const LIST: Act = Act("public_report.list");
const HANDLE: Act = Act("public_report.handle");
const CONTACT: Act = Act("public_report.contact");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/public-reports", LIST, list::show)
        .page(Method::GET, "/public-reports/{id}", LIST, detail::show)
        .page(Method::GET, "/public-reports/{id}/acceptance", HANDLE, web::show_acceptance)
        .page(Method::POST, "/public-reports/{id}/acceptance", HANDLE, web::post_acceptance)
        .page(Method::GET, "/public-reports/{id}/answer", HANDLE, detail::show)
        .page(Method::POST, "/public-reports/{id}/answer", HANDLE, web::post_answer)
        .page(Method::GET, "/public-reports/{id}/refusal", HANDLE, detail::show)
        .page(Method::POST, "/public-reports/{id}/refusal", HANDLE, web::post_refusal)
        .page(Method::GET, "/public-reports/{id}/contact", CONTACT, detail::show)
        .page(Method::POST, "/public-reports/{id}/contact", CONTACT, web::post_contact)
        .api(Method::GET, "/public-reports", LIST, list::get, list::doc())
        .api(Method::GET, "/public-reports/{id}", LIST, detail::get, detail::doc())
        .api(Method::POST, "/public-reports/{id}/acceptance", HANDLE, web::post_acceptance_api, web::acceptance_doc())
        .api(Method::POST, "/public-reports/{id}/answer", HANDLE, web::post_answer_api, web::answer_doc())
        .api(Method::POST, "/public-reports/{id}/refusal", HANDLE, web::post_refusal_api, web::refusal_doc())
        .api(Method::POST, "/public-reports/{id}/contact", CONTACT, web::post_contact_api, web::contact_doc())
}
