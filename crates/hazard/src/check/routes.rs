//! What can be asked and done about checks and their frequency, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{list, program, web};
use crate::risk::frequency::web as frequency;

const LIST: Act = Act("check.list");
const RECORD: Act = Act("check.record");
const FREQUENCY_VIEW: Act = Act("inspection_frequency.view");
const FREQUENCY_SET: Act = Act("inspection_frequency.set");

pub(crate) fn routes() -> Routes<Db> {
    let (path, ending) = ("/inspection-frequencies", "/inspection-frequencies/{id}/ending");
    Routes::new()
        .page(Method::GET, "/checks", LIST, list::show)
        .page(Method::GET, "/checks/new", RECORD, web::show)
        .page(Method::POST, "/checks", RECORD, web::post)
        .page(Method::GET, path, FREQUENCY_VIEW, frequency::show)
        .page(Method::POST, path, FREQUENCY_SET, frequency::post)
        .page(Method::POST, ending, FREQUENCY_SET, frequency::post_ending)
        .api(Method::GET, "/checks", LIST, program::list, program::list_doc())
        .api(Method::POST, "/checks", RECORD, program::post, program::post_doc())
        .api(Method::GET, path, FREQUENCY_VIEW, frequency::show_api, frequency::list_doc())
        .api(Method::POST, path, FREQUENCY_SET, frequency::post_api, frequency::set_doc())
        .api(Method::POST, ending, FREQUENCY_SET, frequency::post_ending_api, frequency::end_doc())
}
