//! What can be asked and done about members, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::detail as web;

const VIEW: Act = Act("campaign_member.view");
const ACT: Act = Act("campaign_member.act");

pub fn routes() -> Routes<Db> {
    let (one, group) = ("/campaign-members/{id}", "/campaign-members/{id}/group");
    let (plan, receipt) = ("/campaign-members/{id}/plan", "/campaign-members/{id}/receipt");
    Routes::new()
        .page(Method::GET, one, VIEW, web::show)
        .page(Method::POST, group, ACT, web::post_group)
        .page(Method::POST, plan, ACT, web::post_plan)
        .page(Method::POST, receipt, ACT, web::post_receipt)
        .api(Method::GET, one, VIEW, web::get, web::doc())
        .api(Method::POST, group, ACT, web::post_group_api, web::group_doc())
        .api(Method::POST, plan, ACT, web::post_plan_api, web::plan_doc())
        .api(Method::POST, receipt, ACT, web::post_receipt_api, web::receipt_doc())
}
