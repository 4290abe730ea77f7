//! What can be asked and done about directives, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, list, web};

pub(super) const VIEW: Act = Act("directive.view");
const REGISTER: Act = Act("directive.register");
const STUDY: Act = Act("directive.study");
const ANSWER: Act = Act("directive.answer");

pub fn routes() -> Routes<Db> {
    let (one, pass, answer) = ("/directives/{id}", "/directives/{id}/circulation", "/directives/{id}/answer");
    let study = "/directives/{id}/copies/{no}/study";
    Routes::new()
        .page(Method::GET, "/directives", VIEW, list::show)
        .page(Method::GET, "/directives/new", REGISTER, web::show)
        .page(Method::POST, "/directives", REGISTER, web::post)
        .page(Method::GET, one, VIEW, detail::show)
        .page(Method::POST, pass, REGISTER, web::post_pass)
        .page(Method::POST, study, STUDY, web::post_study)
        .page(Method::POST, answer, ANSWER, web::post_answer)
        .api(Method::GET, "/directives", VIEW, list::get, list::doc())
        .api(Method::POST, "/directives", REGISTER, web::post_api, web::register_doc())
        .api(Method::GET, one, VIEW, detail::get, detail::doc())
        .api(Method::POST, pass, REGISTER, web::post_pass_api, web::pass_doc())
        .api(Method::POST, study, STUDY, web::post_study_api, web::study_doc())
        .api(Method::POST, answer, ANSWER, web::post_answer_api, web::answer_doc())
}
