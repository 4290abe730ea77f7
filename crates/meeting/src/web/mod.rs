//! The pages of meetings, and the same for programs.

mod acts;
mod cards;
mod detail;
mod form;
pub(crate) mod list;
pub(crate) mod materials;
mod papers;
mod program;
mod roll;

use std::sync::Arc;

use axum::Extension;
use axum::http::Method;
use kernel::{Act, Ctx};
use ledger::Db;
use page::Routes;

pub(crate) use list::kind_options;

pub(crate) const PATH: &str = "/meetings";
pub(crate) const VIEW: Act = Act("meeting.view");
pub(crate) const CONVENE: Act = Act("meeting.convene");
pub(crate) const ANSWER: Act = Act("meeting.answer");
pub(crate) const RECORD: Act = Act("meeting.record");
pub(crate) const SIGN: Act = Act("meeting.sign");

/// As far as the visitor sees meetings, whatever act the page is of.
pub(crate) fn seeing(ctx: &Ctx) -> Ctx {
    Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() }
}

/// Minutes that nobody signed are of those who write and sign them.
pub(crate) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.may(RECORD) || ctx.may(SIGN)
}

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// Every page and API route, with the act it needs.
pub fn routes() -> Routes<Db> {
    let (document, file) = ("/meetings/{id}/documents/{no}", "/meetings/{id}/documents/{no}/file");
    let attendance = "/meetings/{id}/attendance";
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, CONVENE, form::post)
        .page(Method::GET, "/meetings/new", CONVENE, form::show)
        .page(Method::GET, "/meetings/{id}", VIEW, detail::show)
        .page(Method::GET, attendance, RECORD, roll::show)
        .page(Method::POST, attendance, RECORD, roll::post)
        .page(Method::GET, document, VIEW, papers::show)
        .page(Method::GET, file, VIEW, papers::file)
        .page(Method::GET, materials::PATH, VIEW, materials::show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, CONVENE, form::post_api, form::doc())
        .api(Method::GET, "/meetings/{id}", VIEW, program::get, program::doc())
        .api(Method::POST, attendance, RECORD, roll::post_api, roll::doc())
        .api(Method::GET, document, VIEW, papers::get, papers::doc())
        .api(Method::GET, materials::PATH, VIEW, materials::get, materials::doc())
        .and(acts::routes())
        .and(crate::resolution::routes())
        .and(crate::calendar::routes())
}

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::meeting_field::of,
    hint: crate::words::meeting_hint::of,
    act: crate::words::meeting_act::of,
    then: crate::words::meeting_then::of,
};
