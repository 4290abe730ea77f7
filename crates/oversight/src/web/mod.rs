//! The pages of oversight, and the same for programs.

mod course;
mod examination;
mod examination_acts;
mod examinations;
mod form;
mod grid;
pub(crate) mod list;
mod papers;
mod program;
mod scheme;
mod scheme_acts;
mod take;

use std::sync::Arc;

use axum::Extension;
use axum::http::Method;
use kernel::{Act, Ctx};
use ledger::Db;
use page::Routes;

pub(crate) use examinations::{
    conditions as examination_conditions, fetch as fetch_examinations, objections_text, total_text,
};
pub(crate) use list::kind_options;

pub(crate) const SCHEMES: &str = "/oversight-schemes";
pub(crate) const EXAMINATIONS: &str = "/oversight-examinations";
pub(crate) const VIEW: Act = Act("oversight.view");
pub(crate) const DRAFT: Act = Act("oversight.draft");
pub(crate) const ISSUE: Act = Act("oversight.issue");
pub(crate) const EXAMINE: Act = Act("oversight.examine");
pub(crate) const OBJECT: Act = Act("oversight.object");
pub(crate) const CONFIRM: Act = Act("oversight.confirm");
pub(crate) const PUBLISH: Act = Act("oversight.publish");

/// As far as the visitor sees oversight, whatever act the page is of.
pub(crate) fn seeing(ctx: &Ctx) -> Ctx {
    Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() }
}

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// Every page and API route, with the act it needs.
pub fn routes() -> Routes<Db> {
    let (document, file) = ("/oversight-schemes/{id}/documents/{no}", "/oversight-schemes/{id}/documents/{no}/file");
    let (one, examined) = ("/oversight-schemes/{id}", "/oversight-examinations/{id}");
    let taking = "/oversight-examinations/{id}/taking";
    Routes::new()
        .page(Method::GET, SCHEMES, VIEW, list::show)
        .page(Method::POST, SCHEMES, DRAFT, form::post)
        .page(Method::GET, "/oversight-schemes/new", DRAFT, form::show)
        .page(Method::GET, one, VIEW, scheme::show)
        .page(Method::GET, document, VIEW, papers::show)
        .page(Method::GET, file, VIEW, papers::file)
        .page(Method::GET, EXAMINATIONS, VIEW, examinations::show)
        .page(Method::GET, examined, VIEW, examination::show)
        .page(Method::GET, taking, EXAMINE, take::show)
        .page(Method::POST, taking, EXAMINE, take::post)
        .api(Method::GET, SCHEMES, VIEW, list::get, list::doc())
        .api(Method::POST, SCHEMES, DRAFT, form::post_api, form::doc())
        .api(Method::GET, one, VIEW, program::get_scheme, program::scheme_doc())
        .api(Method::GET, document, VIEW, papers::get, papers::doc())
        .api(Method::GET, EXAMINATIONS, VIEW, examinations::get, examinations::doc())
        .api(Method::GET, examined, VIEW, program::get_examination, program::examination_doc())
        .api(Method::POST, taking, EXAMINE, take::post_api, take::doc())
        .and(scheme_acts::routes())
        .and(examination_acts::routes())
        .and(crate::problem::routes())
}

pub(crate) const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::oversight_field::of,
    hint: crate::words::oversight_hint::of,
    act: crate::words::oversight_act::of,
    then: crate::words::oversight_then::of,
};
