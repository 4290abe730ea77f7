//! What can be asked and done about the dead and missing, with the act each needs.

use axum::http::Method;
use ledger::Db;
use page::Routes;

use super::list::PATH;
use super::{RECORD, VIEW, detail, form, list, web};

pub fn routes() -> Routes<Db> {
    let (record, one) = ("/disasters/{id}/victims", "/disaster-victims/{id}");
    let correct = "/disaster-victims/{id}/correction";
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, record, RECORD, form::show)
        .page(Method::POST, record, RECORD, form::post)
        .page(Method::GET, one, VIEW, detail::show)
        .page(Method::GET, correct, RECORD, form::show_correct)
        .page(Method::POST, correct, RECORD, form::post_correct)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, record, RECORD, form::post_api, form::doc())
        .api(Method::GET, one, VIEW, detail::get, detail::doc())
        .api(Method::POST, correct, RECORD, form::post_correct_api, form::correct_doc())
        .and(web::steps())
}
