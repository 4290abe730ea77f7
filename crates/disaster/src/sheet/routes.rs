//! What can be asked and done about loss sheets, with the act each needs.

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

use super::{detail, form, grid, paste_page, web};

const VIEW: Act = Act("loss_sheet.view");
const SEND: Act = Act("loss_sheet.send");
const WITHDRAW: Act = Act("loss_sheet.withdraw");

pub fn routes() -> Routes<Db> {
    let (sheet, paste) = ("/disasters/{id}/sheets/{division}", "/disasters/{id}/paste");
    let withdraw = "/loss-sheets/{id}/withdrawal";
    Routes::new()
        .page(Method::GET, sheet, SEND, form::show)
        .page(Method::POST, sheet, SEND, web::post)
        .page(Method::GET, paste, SEND, paste_page::show)
        .page(Method::POST, paste, SEND, paste_page::post)
        .page(Method::GET, "/loss-sheets", VIEW, grid::show)
        .page(Method::GET, "/loss-sheets/{id}", VIEW, detail::show)
        .page(Method::GET, withdraw, WITHDRAW, detail::show)
        .page(Method::POST, withdraw, WITHDRAW, web::post_withdraw)
        .api(Method::POST, sheet, SEND, web::post_api, web::doc())
        .api(Method::POST, paste, SEND, web::post_paste_api, web::paste_doc())
        .api(Method::GET, "/loss-sheets", VIEW, grid::get, grid::doc())
        .api(Method::GET, "/loss-sheets/{id}", VIEW, detail::get, detail::doc())
        .api(Method::POST, withdraw, WITHDRAW, web::post_withdraw_api, web::withdraw_doc())
}
