//! What can be asked and done about trainings, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

const VIEW: Act = Act("training.view");
const RECORD: Act = Act("training.record");

pub fn routes() -> Routes<Db> {
    let record = "/enterprises/{id}/trainings";
    let (correct, withdraw) = ("/trainings/{id}/correction", "/trainings/{id}/withdrawal");
    Routes::new()
        .page(Method::GET, "/trainings", VIEW, list::show)
        .page(Method::GET, "/trainings/{id}", VIEW, detail::show)
        .page(Method::GET, record, RECORD, web::show)
        .page(Method::POST, record, RECORD, web::post)
        .page(Method::GET, correct, RECORD, web::show_correction)
        .page(Method::POST, correct, RECORD, web::post_correction)
        .page(Method::GET, withdraw, RECORD, detail::show)
        .page(Method::POST, withdraw, RECORD, web::post_withdrawal)
        .api(Method::GET, "/trainings", VIEW, list::get, list::doc())
        .api(Method::GET, "/trainings/{id}", VIEW, detail::get, detail::doc())
        .api(Method::POST, record, RECORD, web::post_api, web::doc())
        .api(Method::POST, correct, RECORD, web::post_correction_api, web::correction_doc())
        .api(Method::POST, withdraw, RECORD, web::post_withdrawal_api, web::withdrawal_doc())
}
