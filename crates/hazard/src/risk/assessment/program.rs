//! Risks for programs: the list, one with its calculation and measures, and the act of assessing.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Day, Division, Instant, OrganisationId, PersonId, Problem, Sector};
use ledger::Db;
use obligation::Owner;
use page::{Doc, Json, Query, Reply};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::query::{self, Filter, Risk, Slice};
use super::{About, Assess, Colour, Control, MeasureKind, MeasureState, RiskAssessmentId, assess};
use crate::model::HazardId;
use crate::risk::grade::Factors;
use crate::risk::scheme::{Edition, Method, RiskSchemeId};

const ROWS: u32 = 50;

/// One assessment in a list for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RiskLine {
    #[schema(value_type = String)]
    id: RiskAssessmentId,
    #[schema(value_type = String)]
    subject: SubjectId,
    #[schema(value_type = Option<String>)]
    hazard: Option<HazardId>,
    risk_point: Option<String>,
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    sector: Sector,
    #[schema(value_type = String)]
    method: Method,
    #[schema(value_type = String)]
    edition: Edition,
    #[schema(value_type = String)]
    scheme: RiskSchemeId,
    /// L, E, C or L, S.
    factors: Vec<String>,
    score: String,
    #[schema(value_type = String)]
    colour: Colour,
    direct_red: Option<String>,
    #[schema(value_type = String)]
    day: Day,
    #[schema(value_type = String)]
    next_review: Day,
    #[schema(value_type = Option<String>)]
    superseded_by: Option<RiskAssessmentId>,
}

impl From<&Risk> for RiskLine {
    fn from(it: &Risk) -> Self {
        Self {
            id: it.id,
            subject: it.subject,
            hazard: it.hazard,
            risk_point: it.risk_point.known().cloned(),
            division: it.division,
            sector: it.sector,
            method: it.edition.method(),
            edition: it.edition,
            scheme: it.scheme,
            factors: it.factors.clone(),
            score: it.score.clone(),
            colour: it.colour,
            direct_red: it.direct_red.clone(),
            day: it.day,
            next_review: it.next_review,
            superseded_by: it.superseded_by,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RiskLines {
    risks: Vec<RiskLine>,
    /// Give it as `after` to get the next ones; absent at the end.
    next: Option<String>,
}

pub async fn list(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(query): Query,
) -> Reply<Json<RiskLines>> {
    let filter = Filter::from_query(&query);
    let last = query
        .get("after")
        .split_once('~')
        .and_then(|(day, id)| Some((day.parse::<Day>().ok()?, kernel::Identity::parse(id)?)));
    let rows = db.read(move |r| query::list(r, &ctx, &filter, Slice::After { last, rows: ROWS })).await?;
    let next = rows.last().filter(|_| rows.len() == ROWS as usize).map(|it| format!("{}~{}", it.day, it.id));
    Ok(Json(RiskLines { risks: rows.iter().map(RiskLine::from).collect(), next }))
}

/// One assessment with its measures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RiskAnswer {
    #[serde(flatten)]
    risk: RiskLine,
    version: i64,
    measures: Vec<MeasureLine>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeasureLine {
    /// Its place in the assessment, from 1.
    number: u32,
    #[schema(value_type = String)]
    kind: MeasureKind,
    text: Option<String>,
    #[schema(value_type = String)]
    owner_organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    owner: Option<PersonId>,
    #[schema(value_type = Option<String>)]
    obligation: Option<obligation::ObligationId>,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    #[schema(value_type = String)]
    state: MeasureState,
}

pub async fn get(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<RiskAssessmentId>,
) -> Reply<Json<RiskAnswer>> {
    let it = db.read(move |r| query::load(r, &ctx, id)).await?;
    let measure = |known: &query::KnownMeasure| MeasureLine {
        number: known.number,
        kind: known.kind,
        text: known.text.known().cloned(),
        owner_organisation: known.owner.organisation,
        owner: known.owner.person,
        obligation: known.obligation,
        due: known.due,
        state: known.state,
    };
    let measures = it.measures.iter().map(measure).collect();
    Ok(Json(RiskAnswer { risk: RiskLine::from(&it), version: it.version, measures }))
}

/// An assessment for programs; ids instead of names. `subject` with `risk_point`, or `hazard`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessBody {
    #[schema(value_type = Option<String>)]
    subject: Option<SubjectId>,
    risk_point: Option<String>,
    #[schema(value_type = Option<String>)]
    hazard: Option<HazardId>,
    /// `lec` or `matrix`
    #[schema(value_type = String)]
    method: Method,
    /// L, E, C or L, S as decimal numbers of the method's tables.
    factors: Vec<String>,
    direct_red: Option<String>,
    #[schema(value_type = String)]
    day: Day,
    #[schema(value_type = String)]
    next_review: Day,
    measures: Vec<MeasureBody>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureBody {
    /// `engineering`, `management`, `training`, `protection`, `emergency`
    #[schema(value_type = String)]
    kind: MeasureKind,
    text: String,
    #[schema(value_type = String)]
    owner_organisation: OrganisationId,
    #[schema(value_type = Option<String>)]
    owner: Option<PersonId>,
    /// By when it is put in place; absent when it is.
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RiskCreated {
    #[schema(value_type = String)]
    id: RiskAssessmentId,
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<AssessBody>,
) -> Reply<Response> {
    let cmd = checked(body)?;
    let id = db.write("risk.assess by program", &ctx, move |tx, ctx| assess(tx, ctx, &cmd)).await?;
    let location = [("location", format!("/api/v1/risks/{id}"))];
    Ok((StatusCode::CREATED, location, Json(RiskCreated { id })).into_response())
}

fn checked(body: AssessBody) -> Result<Assess, Problem> {
    let point = body.risk_point.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    let about = match (body.hazard, body.subject, point) {
        (Some(hazard), None, None) => About::Hazard(hazard),
        (None, Some(subject), Some(risk_point)) => About::Subject { subject, risk_point },
        _ => return Err(Problem::at("subject", "name a hazard, or a subject with its risk point")),
    };
    let Some(factors) = Factors::read(body.method, &body.factors) else {
        return Err(Problem::at("factors", "the numbers of the method: three of LEC, two of the matrix"));
    };
    let control = |it: MeasureBody| Control {
        kind: it.kind,
        text: it.text,
        owner: Owner { organisation: it.owner_organisation, person: it.owner },
        due: it.due,
    };
    Ok(Assess {
        about,
        factors,
        direct_red: body.direct_red,
        day: body.day,
        next_review: body.next_review,
        measures: body.measures.into_iter().map(control).collect(),
    })
}

pub fn list_doc() -> Doc {
    Doc::new("Assessments of risks within the visitor's reach, the newest first")
        .returns::<RiskLines>()
        .query("view", "current (default), red, orange, yellow, blue, review_due or superseded")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("method", "lec or matrix")
        .query("subject", "id of a subject")
        .query("after", "the `next` of the answer before")
}

pub fn get_doc() -> Doc {
    Doc::new("One assessment with its calculation and its measures").returns::<RiskAnswer>()
}

pub fn post_doc() -> Doc {
    Doc::new("Assess a risk point of a subject, or a hazard; the earlier assessment of the same is superseded")
        .body::<AssessBody>()
        .creates::<RiskCreated>()
}
