//! What can be asked and done, with the act each needs.

use axum::extract::{Path, State};
use axum::handler::Handler as _;
use axum::http::Method;
use axum::{Extension, Json};
use kernel::{Act, Ctx, Instant};
use ledger::Db;
use page::{Doc, Reply, Routes};
use serde::Serialize;
use std::sync::Arc;

use crate::extend::ask;
use crate::model::{Grade, HazardId, Status};
use crate::{
    assign, close, correct, detail, enclosed, extend, list, query, recurrence, report, start, statistics, submit,
    verify, zeroing,
};

pub fn routes() -> Routes<Db> {
    pages().and(api())
}

fn pages() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/hazards", Act("hazard.list"), list::show)
        .page(Method::GET, "/statistics/hazards", Act("hazard.statistics"), statistics::web::show)
        .page(Method::GET, "/zeroing", Act("hazard.statistics"), zeroing::web::show)
        .page(Method::GET, "/hazards/new", Act("hazard.report"), report::web::show)
        .page(Method::POST, "/hazards", Act("hazard.report"), report::web::post.layer(enclosed::limit()))
        .page(Method::GET, "/hazards/{id}", Act("hazard.view"), detail::show)
        .page(Method::GET, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::show)
        .page(Method::POST, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::post)
        .page(Method::POST, "/hazards/{id}/start", Act("hazard.start"), start::web::post)
        .page(Method::GET, "/hazards/{id}/submission", Act("hazard.submit"), submit::web::show)
        .page(
            Method::POST,
            "/hazards/{id}/submission",
            Act("hazard.submit"),
            submit::web::post.layer(enclosed::limit()),
        )
        .page(Method::GET, "/hazards/{id}/verification", Act("hazard.verify"), verify::web::show)
        .page(Method::POST, "/hazards/{id}/verification", Act("hazard.verify"), verify::web::post)
        .page(Method::GET, "/hazards/{id}/closing", Act("hazard.close"), close::web::show)
        .page(Method::POST, "/hazards/{id}/closing", Act("hazard.close"), close::web::post)
        .page(Method::GET, "/hazards/{id}/correction", Act("hazard.correct"), correct::web::show)
        .page(Method::POST, "/hazards/{id}/correction", Act("hazard.correct"), correct::web::post)
        .page(Method::GET, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::show)
        .page(Method::POST, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::post)
        .page(Method::GET, "/hazards/{id}/extension-request", Act("hazard.ask_extension"), ask::web::show)
        .page(Method::POST, "/hazards/{id}/extension-request", Act("hazard.ask_extension"), ask::web::post)
        .page(Method::GET, "/hazards/{id}/extension-refusal", Act("hazard.extend"), ask::web::show_refusal)
        .page(Method::POST, "/hazards/{id}/extension-refusal", Act("hazard.extend"), ask::web::post_refusal)
}

fn api() -> Routes<Db> {
    Routes::new()
        .api(Method::GET, "/hazards", Act("hazard.list"), list::get_api, list::doc())
        .api(
            Method::GET,
            "/statistics/hazards",
            Act("hazard.statistics"),
            statistics::web::get_api,
            statistics::web::doc(),
        )
        .api(Method::GET, "/zeroing", Act("hazard.statistics"), zeroing::web::get_api, zeroing::web::doc())
        .api(Method::POST, "/hazards", Act("hazard.report"), report::web::post_api, report::web::doc())
        .api(Method::GET, "/hazards/{id}", Act("hazard.view"), get, get_doc())
        .api(Method::POST, "/hazards/{id}/assignment", Act("hazard.assign"), assign::web::post_api, assign::web::doc())
        .api(Method::POST, "/hazards/{id}/start", Act("hazard.start"), start::web::post_api, start::web::doc())
        .api(Method::POST, "/hazards/{id}/submission", Act("hazard.submit"), submit::web::post_api, submit::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/verification",
            Act("hazard.verify"),
            verify::web::post_api,
            verify::web::doc(),
        )
        .api(Method::POST, "/hazards/{id}/closing", Act("hazard.close"), close::web::post_api, close::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/correction",
            Act("hazard.correct"),
            correct::web::post_api,
            correct::web::doc(),
        )
        .api(Method::POST, "/hazards/{id}/extension", Act("hazard.extend"), extend::web::post_api, extend::web::doc())
        .api(
            Method::POST,
            "/hazards/{id}/extension-request",
            Act("hazard.ask_extension"),
            ask::web::post_api,
            ask::web::doc(),
        )
        .api(
            Method::POST,
            "/hazards/{id}/extension-refusal",
            Act("hazard.extend"),
            ask::web::post_refusal_api,
            ask::web::refusal_doc(),
        )
}

/// One hazard for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HazardAnswer {
    #[schema(value_type = String)]
    id: HazardId,
    number: String,
    version: i64,
    #[schema(value_type = String)]
    status: Status,
    #[schema(value_type = String)]
    grade: Grade,
    grade_reason: Option<String>,
    title: Option<String>,
    description: Option<String>,
    place: Option<String>,
    /// Accident kinds it may lead to; the first is the main one.
    #[schema(value_type = Vec<String>)]
    harms: Vec<crate::Harm>,
    #[schema(value_type = String)]
    sector: kernel::Sector,
    #[schema(value_type = String)]
    division: kernel::Division,
    #[schema(value_type = String)]
    subject: registry::SubjectId,
    #[schema(value_type = Option<String>)]
    owner_organisation: Option<kernel::OrganisationId>,
    #[schema(value_type = Option<String>)]
    checker_organisation: Option<kernel::OrganisationId>,
    #[schema(value_type = String)]
    found_at: Instant,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
    imported: bool,
    returns: i64,
    extensions: i64,
    /// The earlier hazard of the same subject that came back.
    recurs: Option<RecurrenceLine>,
    evidence: Vec<EvidenceLine>,
    history: Vec<HistoryEntry>,
}

/// Which earlier hazard came back; the earlier one names its own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RecurrenceLine {
    #[schema(value_type = String)]
    earlier: HazardId,
    /// In per mille.
    likeness: u32,
    same_harm: bool,
    /// From closing the earlier one to finding this one.
    days_between: i64,
}

/// A file shown for a hazard; `/evidence/{id}` tells the rest.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EvidenceLine {
    #[schema(value_type = String)]
    id: evidence::EvidenceId,
    /// `before`, `after`, `other`
    #[schema(value_type = String)]
    phase: evidence::Phase,
    #[schema(value_type = String)]
    sha256: evidence::Digest,
    #[schema(value_type = String)]
    media_type: evidence::MediaType,
    bytes: u64,
    withdrawn: bool,
}

/// One fact of a hazard's life.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryEntry {
    version: i64,
    kind: String,
    actor: String,
    #[schema(value_type = String)]
    effective_at: Instant,
    #[schema(value_type = String)]
    recorded_at: Instant,
    origin: String,
}

async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
) -> Reply<Json<HazardAnswer>> {
    let about = evidence::About::new(<crate::Fact as ledger::Fact>::STREAM, id);
    let (d, shown, link) = db
        .read(move |r| {
            let d = query::detail(r, &ctx, id)?;
            Ok((d, evidence::query::of(r, &ctx, &about)?, recurrence::link(r, &ctx, id)?))
        })
        .await?;
    let file = |it: evidence::Evidence| EvidenceLine {
        id: it.id,
        phase: it.phase,
        sha256: it.sha256,
        media_type: it.media_type,
        bytes: it.bytes,
        withdrawn: it.withdrawn,
    };
    let entry = |e: &ledger::Recorded<crate::Fact>| HistoryEntry {
        version: e.at.version,
        kind: ledger::Fact::kind(&e.fact).to_owned(),
        actor: e.at.actor.clone(),
        effective_at: e.at.effective_at,
        recorded_at: e.at.recorded_at,
        origin: e.origin.word().to_owned(),
    };
    Ok(Json(HazardAnswer {
        id,
        number: d.number,
        version: d.hazard.version,
        status: d.hazard.status,
        grade: d.hazard.grade,
        grade_reason: d.grade_reason.and_then(|p| p.known().cloned()),
        title: d.title.known().cloned(),
        description: d.description.known().cloned(),
        place: d.place.known().cloned(),
        harms: d.harms,
        sector: d.hazard.sector,
        division: d.hazard.division,
        subject: d.hazard.subject,
        owner_organisation: d.hazard.owner.map(|o| o.organisation),
        checker_organisation: d.hazard.checker.map(|o| o.organisation),
        found_at: d.found_at,
        due: d.hazard.due,
        closed_at: d.closed_at,
        imported: d.imported,
        returns: d.returns,
        extensions: d.extensions,
        recurs: link.map(|it| RecurrenceLine {
            earlier: it.earlier,
            likeness: it.likeness,
            same_harm: it.same_harm,
            days_between: it.days_between,
        }),
        evidence: shown.into_iter().map(file).collect(),
        history: d.history.iter().map(entry).collect(),
    }))
}

fn get_doc() -> Doc {
    Doc::new("One hazard with everything that happened to it").returns::<HazardAnswer>()
}
