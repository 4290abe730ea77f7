//! The pages of campaigns, and what all pages of this crate share.

mod acts;
mod adjusting;
mod announcing;
mod cards;
mod detail;
pub(crate) mod list;
mod program;
mod roadmap;

use std::sync::Arc;

use axum::Extension;
use axum::http::Method;
use kernel::{Act, Ctx, Lang};
use ledger::Db;
use maud::Markup;
use page::{Crumb, Routes, parts};

use crate::CampaignId;
use crate::model::Campaign;
use crate::words::{campaign as w, progress as pw};

pub(crate) const PATH: &str = "/campaigns";
pub(crate) const VIEW: Act = Act("campaign.view");
pub(crate) const SET: Act = Act("campaign.set");
const APPROVE: Act = Act("campaign.approve");
const DECIDE: Act = Act("campaign.decide");

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// A page is seen as far as the visitor sees, whatever act its form is of.
pub(crate) fn seeing(ctx: &Arc<Ctx>, act: &'static str) -> Arc<Ctx> {
    Arc::new(Ctx { scope: ctx.scope_of(Act(act)), ..Ctx::clone(ctx) })
}

/// The pages about one campaign; `current` is the label of this one.
pub(crate) fn tabs(lang: Lang, id: CampaignId, current: &str) -> Markup {
    let tab = |label: &str, href: String| parts::Tab { label: label.to_owned(), href, current: label == current };
    parts::tabs(
        lang,
        &[
            tab(w::overview(lang), format!("{PATH}/{id}")),
            tab(pw::title(lang), format!("{PATH}/{id}/progress")),
            tab(w::roadmap(lang), format!("{PATH}/{id}/roadmap")),
        ],
    )
}

pub(crate) fn crumbs(lang: Lang, it: &Campaign, here: Crumb) -> [Crumb; 4] {
    [
        Crumb::here(w::section(lang)),
        Crumb::link(w::title(lang), PATH),
        Crumb::link(it.title(), format!("{PATH}/{}", it.id)),
        here,
    ]
}

pub fn routes() -> Routes<Db> {
    let (plan, approval) = ("/campaigns/{id}/plan", "/campaigns/{id}/approval");
    let (issue, gate) = ("/campaigns/{id}/issue", "/campaigns/{id}/gates/{no}/decision");
    Routes::new()
        .page(Method::GET, "/campaigns", VIEW, list::show)
        .page(Method::GET, "/campaigns/new", SET, announcing::show)
        .page(Method::POST, "/campaigns", SET, announcing::post)
        .page(Method::GET, "/campaigns/{id}", VIEW, detail::show)
        .page(Method::GET, "/campaigns/{id}/roadmap", VIEW, roadmap::show)
        .page(Method::POST, plan, SET, acts::post_draft)
        .page(Method::POST, approval, APPROVE, acts::post_approve)
        .page(Method::POST, issue, SET, acts::post_issue)
        .page(Method::POST, gate, DECIDE, acts::post_gate)
        .api(Method::GET, "/campaigns", VIEW, program::list, program::list_doc())
        .api(Method::POST, "/campaigns", SET, program::announce, program::announce_doc())
        .api(Method::GET, "/campaigns/{id}", VIEW, program::one, program::one_doc())
        .api(Method::POST, plan, SET, program::draft, program::draft_doc())
        .api(Method::POST, approval, APPROVE, program::approve, program::approve_doc())
        .api(Method::POST, issue, SET, program::issue, program::issue_doc())
        .api(Method::POST, gate, DECIDE, program::decide, program::decide_doc())
        .and(adjusting::routes())
}
