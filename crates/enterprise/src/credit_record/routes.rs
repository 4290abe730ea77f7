//! What can be asked and done about credit, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

const VIEW: Act = Act("credit.view");
const ENTER: Act = Act("credit.enter");
const REPAIR: Act = Act("credit.repair");
const OBJECT: Act = Act("credit.object");
const ANSWER: Act = Act("credit.answer");

pub fn routes() -> Routes<Db> {
    let enter = "/enterprises/{id}/credit-records";
    let (repair, object, answer) =
        ("/credit-records/{id}/repair", "/credit-records/{id}/objection", "/credit-records/{id}/answer");
    Routes::new()
        .page(Method::GET, "/credit-records", VIEW, list::show)
        .page(Method::GET, "/credit-records/{id}", VIEW, detail::show)
        .page(Method::GET, enter, ENTER, web::show)
        .page(Method::POST, enter, ENTER, web::post)
        .page(Method::GET, repair, REPAIR, detail::show)
        .page(Method::POST, repair, REPAIR, web::post_repair)
        .page(Method::GET, object, OBJECT, detail::show)
        .page(Method::POST, object, OBJECT, web::post_objection)
        .page(Method::GET, answer, ANSWER, detail::show)
        .page(Method::POST, answer, ANSWER, web::post_answer)
        .api(Method::GET, "/credit-records", VIEW, list::get, list::doc())
        .api(Method::GET, "/credit-records/{id}", VIEW, detail::get, detail::doc())
        .api(Method::POST, enter, ENTER, web::post_api, web::doc())
        .api(Method::POST, repair, REPAIR, web::post_repair_api, web::repair_doc())
        .api(Method::POST, object, OBJECT, web::post_objection_api, web::objection_doc())
        .api(Method::POST, answer, ANSWER, web::post_answer_api, web::answer_doc())
}
