//! What can be asked and done about tasks, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, form, list, web};

pub(super) const VIEW: Act = Act("task.view");
const SET: Act = Act("task.set");
const REPORT: Act = Act("task.report");
const VERIFY: Act = Act("task.verify");

pub fn routes() -> Routes<Db> {
    let (one, report) = ("/tasks/{id}", "/tasks/{id}/parts/{no}/report");
    let (verify, extend) = ("/tasks/{id}/parts/{no}/verification", "/tasks/{id}/parts/{no}/extension");
    let withdraw = "/tasks/{id}/withdrawal";
    Routes::new()
        .page(Method::GET, "/tasks", VIEW, list::show)
        .page(Method::GET, "/tasks/new", SET, form::show)
        .page(Method::POST, "/tasks", SET, form::post)
        .page(Method::GET, one, VIEW, detail::show)
        .page(Method::POST, report, REPORT, web::post_report)
        .page(Method::POST, verify, VERIFY, web::post_verify)
        .page(Method::POST, extend, VERIFY, web::post_extend)
        .page(Method::POST, withdraw, SET, web::post_withdraw)
        .api(Method::GET, "/tasks", VIEW, list::get, list::doc())
        .api(Method::POST, "/tasks", SET, web::post_api, web::set_doc())
        .api(Method::GET, one, VIEW, detail::get, detail::doc())
        .api(Method::POST, report, REPORT, web::post_report_api, web::report_doc())
        .api(Method::POST, verify, VERIFY, web::post_verify_api, web::verify_doc())
        .api(Method::POST, extend, VERIFY, web::post_extend_api, web::extend_doc())
        .api(Method::POST, withdraw, SET, web::post_withdraw_api, web::withdraw_doc())
}
