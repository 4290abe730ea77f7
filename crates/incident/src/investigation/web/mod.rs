//! The pages of investigations, and the same for programs.

mod acts;
mod cards;
mod detail;
pub(super) mod list;
mod panel;
mod paper;
mod program;
mod supervision;
mod timeline;

use axum::http::Method;
use kernel::Act;
use ledger::Db;
use page::Routes;

pub(crate) use panel::{Panel, panel};

pub(crate) const PATH: &str = "/investigations";
pub(crate) const VIEW: Act = Act("investigation.view");

/// Every page and API route, with the act it needs.
pub(crate) fn routes() -> Routes<Db> {
    let one = "/investigations/{id}";
    let (report, notice) = ("/investigations/{id}/report", "/investigations/{id}/notice");
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, one, VIEW, detail::show)
        .page(Method::GET, report, VIEW, paper::report)
        .page(Method::GET, "/investigations/{id}/report/file", VIEW, paper::report_file)
        .page(Method::GET, notice, VIEW, paper::notice)
        .page(Method::GET, "/investigations/{id}/notice/file", VIEW, paper::notice_file)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, one, VIEW, program::get, program::doc())
        .and(acts::routes())
}
