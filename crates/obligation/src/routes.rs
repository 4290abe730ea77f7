//! What can be asked and done, with the act each needs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx};
use ledger::Db;
use page::{Json, Routes, Screen, Values};
use std::sync::Arc;

use crate::follow_up::{self, FollowUpId, Step};
use crate::{burden, calendar, detail, list, rule, settle};

const LIST: Act = Act("obligation.list");
pub(crate) const VIEW: Act = Act("obligation.view");
const SETTLE: Act = Act("obligation.settle");
const FOLLOW_UP: Act = Act("follow_up.view");
const RULE_VIEW: Act = Act("deadline_rule.view");
const RULE_SET: Act = Act("deadline_rule.set");
const CALENDAR_VIEW: Act = Act("calendar.view");
const CALENDAR_SET: Act = Act("calendar.set");
/// For everybody, without signing in.
const PUBLIC: Act = Act("public");
const BURDEN_VIEW: Act = Act("burden.view");
const BURDEN_SET: Act = Act("burden.set");

pub fn routes() -> Routes<Db> {
    let all = [pages(), api(), letters(), follow_up::commitment::routes()];
    all.into_iter().chain(Step::ALL.iter().copied().map(letter_step)).fold(Routes::new(), Routes::and)
}

/// Letters and interviews.
fn letters() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/letters", FOLLOW_UP, follow_up::show_list)
        .page(Method::GET, "/letters/{id}", FOLLOW_UP, follow_up::show_one)
        .page(Method::GET, "/letters/{id}/document", FOLLOW_UP, follow_up::document)
        .api(Method::GET, "/letters", FOLLOW_UP, follow_up::get_list, follow_up::list_doc())
        .api(Method::GET, "/letters/{id}", FOLLOW_UP, follow_up::get_one, follow_up::one_doc())
}

/// A form of a letter's page, and its twin.
fn letter_step(step: Step) -> Routes<Db> {
    use follow_up::web;
    let (path, act) = (web::path(step), web::act(step));
    let page = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, screen: Screen, id: Path<FollowUpId>, values: Values| {
        web::post(step, db, ctx, screen, id, values)
    };
    let api = move |db: State<Db>, ctx: Extension<Arc<Ctx>>, id: Path<FollowUpId>, body: Json<web::LetterBody>| {
        web::post_api(step, db, ctx, id, body)
    };
    Routes::new().page(Method::POST, path, act, page).api(Method::POST, path, act, api, web::doc(step))
}

fn pages() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/obligations", LIST, list::show)
        .page(Method::GET, "/obligations/{id}", VIEW, detail::show)
        .page(Method::POST, "/obligations/{id}/settlement", SETTLE, settle::web::post)
        .page(Method::GET, "/deadline-rules", RULE_VIEW, rule::web::show)
        .page(Method::POST, "/deadline-rules", RULE_SET, rule::web::post)
        .page(Method::POST, "/deadline-rules/{id}/ending", RULE_SET, rule::web::post_ending)
        .page(Method::GET, burden::web::PATH, BURDEN_VIEW, burden::web::show)
        .page(Method::POST, burden::web::PATH, BURDEN_SET, burden::web::post)
        .page(Method::GET, burden::published::PATH, PUBLIC, burden::published::show)
        .page(Method::GET, "/calendar", CALENDAR_VIEW, calendar::web::show)
        .page(Method::POST, "/calendar", CALENDAR_SET, calendar::web::post)
}

fn api() -> Routes<Db> {
    let (rules, one_rule) = ("/deadline-rules", "/deadline-rules/{id}/ending");
    Routes::new()
        .api(Method::GET, "/obligations", LIST, list::show_api, list::doc())
        .api(Method::GET, "/obligations/{id}", VIEW, detail::show_api, detail::doc())
        .api(Method::POST, "/obligations/{id}/settlement", SETTLE, settle::web::post_api, settle::web::doc())
        .api(Method::GET, rules, RULE_VIEW, rule::web::show_api, rule::web::list_doc())
        .api(Method::POST, rules, RULE_SET, rule::web::post_api, rule::web::set_doc())
        .api(Method::POST, one_rule, RULE_SET, rule::web::post_ending_api, rule::web::end_doc())
        .api(Method::GET, burden::web::PATH, BURDEN_VIEW, burden::web::get, burden::web::doc())
        .api(Method::POST, burden::web::PATH, BURDEN_SET, burden::web::post_api, burden::web::set_doc())
        .api(Method::GET, burden::published::PATH, PUBLIC, burden::published::get, burden::published::doc())
        .api(Method::GET, "/calendar", CALENDAR_VIEW, calendar::web::show_api, calendar::web::show_doc())
        .api(Method::POST, "/calendar", CALENDAR_SET, calendar::web::post_api, calendar::web::post_doc())
}
