//! Evidence and what it belongs to meet here: who may see a file is asked of the hazard it was shown for.

mod bytes;
mod piece;
mod reuse;
mod rules;
mod uploads;
mod withdrawal;

use axum::handler::Handler as _;
use axum::http::Method;
use evidence::{Evidence, EvidenceId};
use hazard::HazardId;
use kernel::{Act, Ctx, Error, Identity as _};
use ledger::{Db, Fact as _, Reader};
use page::Routes;

const VIEW: Act = Act("evidence.view");
const ORIGINAL: Act = Act("evidence.original");
const WITHDRAW: Act = Act("evidence.withdraw");
const UPLOAD: Act = Act("evidence.upload");
const REUSE: Act = Act("evidence.reuse");
const RULE_VIEW: Act = Act("evidence_rule.view");
const RULE_SET: Act = Act("evidence_rule.set");

pub fn routes() -> Routes<Db> {
    let (copies, original, withdrawal) =
        ("/evidence/{id}/copies/{copy}", "/evidence/{id}/original", "/evidence/{id}/withdrawal");
    let (rules, ending) = ("/evidence-rules", "/evidence-rules/{id}/ending");
    let (begin, upload) = ("/evidence/uploads", "/evidence/uploads/{id}");
    Routes::new()
        .page(Method::GET, "/evidence/reuse", REUSE, reuse::show)
        .page(Method::GET, "/evidence/{id}", VIEW, piece::show)
        .page(Method::GET, copies, VIEW, bytes::copy)
        .page(Method::GET, original, ORIGINAL, bytes::original)
        .page(Method::GET, withdrawal, WITHDRAW, withdrawal::show)
        .page(Method::POST, withdrawal, WITHDRAW, withdrawal::post)
        .page(Method::GET, rules, RULE_VIEW, rules::show)
        .page(Method::POST, rules, RULE_SET, rules::post)
        .page(Method::POST, ending, RULE_SET, rules::post_ending)
        .api(Method::POST, begin, UPLOAD, uploads::begin, uploads::begin_doc())
        .api(Method::GET, upload, UPLOAD, uploads::show, uploads::show_doc())
        .api(Method::PATCH, upload, UPLOAD, uploads::append.layer(uploads::limit()), uploads::append_doc())
        .api(Method::GET, "/evidence/reuse", REUSE, reuse::show_api, reuse::doc())
        .api(Method::GET, "/evidence/{id}", VIEW, piece::show_api, piece::doc())
        .api(Method::GET, copies, VIEW, bytes::copy, bytes::copy_doc())
        .api(Method::GET, original, ORIGINAL, bytes::original, bytes::original_doc())
        .api(Method::POST, withdrawal, WITHDRAW, withdrawal::post_api, withdrawal::doc())
        .api(Method::GET, rules, RULE_VIEW, rules::show_api, rules::list_doc())
        .api(Method::POST, rules, RULE_SET, rules::post_api, rules::set_doc())
        .api(Method::POST, ending, RULE_SET, rules::post_ending_api, rules::end_doc())
}

/// What it was shown for, by number.
struct Hazard {
    id: HazardId,
    number: String,
}

/// A piece that was shown for a hazard within the visitor's scope; every other does not exist.
fn seen(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<(Evidence, Hazard), Error> {
    let it = evidence::query::get(r, ctx, id)?;
    let hazard = hazard_of(r, ctx, &it.about)?.ok_or(Error::NotFound(EvidenceId::NAME))?;
    Ok((it, hazard))
}

fn hazard_of(r: &Reader<'_>, ctx: &Ctx, about: &evidence::About) -> Result<Option<Hazard>, Error> {
    if about.kind != hazard::Fact::STREAM {
        return Ok(None);
    }
    let id = HazardId::from_bytes(about.id);
    Ok(hazard::query::number(r, ctx, id)?.map(|number| Hazard { id, number }))
}

/// A piece that is the visitor's own, or of a place that the act reaches without being about one's own.
fn held(r: &Reader<'_>, ctx: &Ctx, id: EvidenceId) -> Result<Evidence, Error> {
    let it = evidence::query::get(r, ctx, id)?;
    if is_held(r, ctx, &it)? { Ok(it) } else { Err(Error::NotFound(EvidenceId::NAME)) }
}

fn is_held(r: &Reader<'_>, ctx: &Ctx, it: &Evidence) -> Result<bool, Error> {
    let (division, sector) = hazard::query::place(r, ctx, HazardId::from_bytes(it.about.id))?;
    let uploader: Vec<_> = it.uploader.into_iter().collect();
    Ok(ctx.scope.covers(division, &[], &uploader, Some(sector)))
}

/// The same question for another act than the one of the route.
fn may(r: &Reader<'_>, ctx: &Ctx, act: Act, it: &Evidence) -> Result<bool, Error> {
    is_held(r, &Ctx { scope: ctx.scope_of(act), ..ctx.clone() }, it)
}
