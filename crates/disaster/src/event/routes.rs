//! What can be asked and done about disasters, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

const VIEW: Act = Act("disaster.view");
const REGISTER: Act = Act("disaster.register");
const REPORT: Act = Act("disaster.report");
const END: Act = Act("disaster.end");
const VERIFY: Act = Act("disaster.verify");
const DISMISS: Act = Act("disaster.dismiss");

pub fn routes() -> Routes<Db> {
    let (places, report, end) = ("/disasters/{id}/places", "/disasters/{id}/report", "/disasters/{id}/ending");
    let (verify, dismiss) = ("/disasters/{id}/verification", "/disasters/{id}/dismissal");
    let correct = "/disasters/{id}/correction";
    Routes::new()
        .page(Method::GET, "/disasters", VIEW, list::show)
        .page(Method::POST, "/disasters", REGISTER, web::post)
        .page(Method::GET, "/disasters/new", REGISTER, web::show_form)
        .page(Method::GET, "/disasters/{id}", VIEW, detail::show)
        .page(Method::GET, places, REGISTER, web::show_places)
        .page(Method::POST, places, REGISTER, web::post_places)
        .page(Method::GET, correct, REGISTER, web::show_correct)
        .page(Method::POST, correct, REGISTER, web::post_correct)
        .page(Method::GET, report, REPORT, detail::show)
        .page(Method::POST, report, REPORT, web::post_report)
        .page(Method::GET, end, END, detail::show)
        .page(Method::POST, end, END, web::post_end)
        .page(Method::GET, verify, VERIFY, detail::show)
        .page(Method::POST, verify, VERIFY, web::post_verify)
        .page(Method::GET, dismiss, DISMISS, detail::show)
        .page(Method::POST, dismiss, DISMISS, web::post_dismiss)
        .api(Method::GET, "/disasters", VIEW, list::get, list::doc())
        .api(Method::POST, "/disasters", REGISTER, web::post_api, web::register_doc())
        .api(Method::GET, "/disasters/{id}", VIEW, detail::get, detail::doc())
        .api(Method::POST, places, REGISTER, web::post_places_api, web::places_doc())
        .api(Method::POST, correct, REGISTER, web::post_correct_api, web::correct_doc())
        .api(Method::POST, report, REPORT, web::post_report_api, web::report_doc())
        .api(Method::POST, end, END, web::post_end_api, web::end_doc())
        .api(Method::POST, verify, VERIFY, web::post_verify_api, web::verify_doc())
        .api(Method::POST, dismiss, DISMISS, web::post_dismiss_api, web::dismiss_doc())
}
