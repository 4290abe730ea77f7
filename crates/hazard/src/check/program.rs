//! Checks for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Division, Instant, OrganisationId, PersonId, Sector};
use ledger::Db;
use page::{Doc, Json, Query, Reply};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::query::{self, Check, Filter, Slice};
use super::{CheckId, Record, record};
use crate::model::{HazardId, Source};
use crate::risk::frequency::Party;

const ROWS: u32 = 50;

/// One look at one subject.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CheckLine {
    #[schema(value_type = String)]
    id: CheckId,
    #[schema(value_type = String)]
    subject: SubjectId,
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    sector: Sector,
    #[schema(value_type = String)]
    party: Party,
    #[schema(value_type = String)]
    source: Source,
    looked_at: Option<String>,
    /// None: nothing was found.
    #[schema(value_type = Vec<String>)]
    hazards: Vec<HazardId>,
    #[schema(value_type = Option<String>)]
    checker: Option<PersonId>,
    #[schema(value_type = Option<String>)]
    checker_organisation: Option<OrganisationId>,
    #[schema(value_type = String)]
    at: Instant,
}

impl From<Check> for CheckLine {
    fn from(it: Check) -> Self {
        Self {
            id: it.id,
            subject: it.subject,
            division: it.division,
            sector: it.sector,
            party: it.party,
            source: it.source,
            looked_at: it.looked_at.known().cloned(),
            hazards: it.hazards,
            checker: it.checker,
            checker_organisation: it.checker_organisation,
            at: it.at,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CheckLines {
    checks: Vec<CheckLine>,
    /// Give it as `after` to get the next ones; absent at the end.
    next: Option<String>,
}

pub async fn list(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<CheckLines>> {
    let filter = Filter::from_query(&query);
    let last = query
        .get("after")
        .split_once('~')
        .and_then(|(at, id)| Some((Instant::from_micros(at.parse().ok()?), kernel::Identity::parse(id)?)));
    let rows = db.read(move |r| query::list(r, &ctx, &filter, Slice::After { last, rows: ROWS })).await?;
    let next = rows.last().filter(|_| rows.len() == ROWS as usize).map(|it| format!("{}~{}", it.at.micros(), it.id));
    Ok(Json(CheckLines { checks: rows.into_iter().map(CheckLine::from).collect(), next }))
}

/// A look for programs; ids instead of names.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckBody {
    #[schema(value_type = String)]
    subject: SubjectId,
    /// `department_inspection`, `enterprise_self_check`, `expert_review`, `unannounced_visit`
    #[schema(value_type = String)]
    source: Source,
    looked_at: String,
    /// Empty: nothing was found.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    hazards: Vec<HazardId>,
    #[schema(value_type = Option<String>)]
    at: Option<Instant>,
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CheckCreated {
    #[schema(value_type = String)]
    id: CheckId,
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<CheckBody>,
) -> Reply<Response> {
    let at = body.at.unwrap_or(ctx.now);
    let (looked_at, hazards) = (body.looked_at, body.hazards);
    let cmd = Record { subject: body.subject, source: body.source, looked_at, hazards, at };
    let id = db.write("check.record by program", &ctx, move |tx, ctx| record(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(CheckCreated { id })).into_response())
}

pub fn list_doc() -> Doc {
    Doc::new("Looks at subjects within the visitor's reach, the latest first")
        .returns::<CheckLines>()
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("source", "source word")
        .query("found", "nothing or hazards")
        .query("subject", "id of a subject")
        .query("from", "first day, yyyy-MM-dd")
        .query("to", "last day, yyyy-MM-dd")
        .query("after", "the `next` of the answer before")
}

pub fn post_doc() -> Doc {
    Doc::new("Record a look at a subject, also when nothing was found").body::<CheckBody>().creates::<CheckCreated>()
}
