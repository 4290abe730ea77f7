//! What can be asked and done about risks, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, form, list, measure_web, program};
use crate::risk::map::web as map;
use crate::risk::scheme::web as schemes;

const LIST: Act = Act("risk.list");
const VIEW: Act = Act("risk.view");
const ASSESS: Act = Act("risk.assess");
const MEASURE: Act = Act("risk.measure");
const VERIFY: Act = Act("risk.verify");
const SCHEME_VIEW: Act = Act("risk_scheme.view");
const SCHEME_SET: Act = Act("risk_scheme.set");

pub(crate) fn routes() -> Routes<Db> {
    let (report, verification) = ("/risks/{id}/measure-report", "/risks/{id}/measure-verification");
    let (schemes_path, ending) = ("/risk-schemes", "/risk-schemes/{id}/ending");
    Routes::new()
        .page(Method::GET, "/risks", LIST, list::show)
        .page(Method::GET, "/risks/map", LIST, map::show)
        .page(Method::GET, "/risks/new", ASSESS, form::show)
        .page(Method::POST, "/risks", ASSESS, form::post)
        .page(Method::GET, "/risks/{id}", VIEW, detail::show)
        .page(Method::POST, report, MEASURE, measure_web::post_report)
        .page(Method::POST, verification, VERIFY, measure_web::post_verify)
        .page(Method::GET, schemes_path, SCHEME_VIEW, schemes::show)
        .page(Method::POST, schemes_path, SCHEME_SET, schemes::post)
        .page(Method::POST, ending, SCHEME_SET, schemes::post_ending)
        .api(Method::GET, "/risks", LIST, program::list, program::list_doc())
        .api(Method::POST, "/risks", ASSESS, program::post, program::post_doc())
        .api(Method::GET, "/risks/points", LIST, map::points, map::points_doc())
        .api(Method::GET, "/risks/{id}", VIEW, program::get, program::get_doc())
        .api(Method::POST, report, MEASURE, measure_web::post_report_api, measure_web::report_doc())
        .api(Method::POST, verification, VERIFY, measure_web::post_verify_api, measure_web::verify_doc())
        .api(Method::GET, schemes_path, SCHEME_VIEW, schemes::show_api, schemes::list_doc())
        .api(Method::POST, schemes_path, SCHEME_SET, schemes::post_api, schemes::set_doc())
        .api(Method::POST, ending, SCHEME_SET, schemes::post_ending_api, schemes::end_doc())
}
