//! One investigation for programs.

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Day, Error, OrganisationId, Personal};
use ledger::{Db, Reader};
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};

use super::super::model::{InvestigationId, Track};
use super::super::query::{self, Detail};
use crate::model::IncidentId;
use crate::web::Visitor;

/// Somebody of the group.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberAnswer {
    no: u32,
    /// `leader`, `deputy`, `member`, `expert`, `invited`
    part: String,
    name: Option<String>,
    organisation: String,
    /// `in`, `left`, `recused`
    standing: String,
    signed_on: Option<String>,
}

/// One of the four tracks.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TrackAnswer {
    /// `cause`, `responsible`, `measures`, `education`
    track: String,
    ended: bool,
    findings: Vec<Option<String>>,
}

/// A measure and how it stands.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseMeasureAnswer {
    no: u32,
    measure: Option<String>,
    #[schema(value_type = String)]
    owner: OrganisationId,
    #[schema(value_type = String)]
    checker: OrganisationId,
    due: String,
    /// `set`, `reported`, `returned`, `accepted`
    state: String,
}

/// Like subjects that are to be checked.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LikeChecksAnswer {
    no: u32,
    demand: Option<String>,
    subjects: u32,
    #[schema(value_type = String)]
    owner: OrganisationId,
    due: String,
    checked_on: Option<String>,
    result: Option<String>,
}

/// One investigation for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InvestigationAnswer {
    #[schema(value_type = String)]
    id: InvestigationId,
    version: i64,
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    incident: IncidentId,
    /// `investigating`, `submitted`, `replied`, `evaluated`, `closed`, `taken_over`
    stage: String,
    level: String,
    raised: Option<String>,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    happened: String,
    /// By when the report is due; as of the begin of an appraisal while one stops the clock.
    due: String,
    appraised_since: Option<String>,
    appraised_days: u32,
    extended_days: u32,
    submitted_on: Option<String>,
    reply_due: Option<String>,
    replied_on: Option<String>,
    evaluation_due: Option<String>,
    evaluated_on: Option<String>,
    listed_by: Option<String>,
    listed_until: Option<String>,
    /// `listed`, `published`, `acceptance`, `accepted`, `delisted`, `ended`
    listing: Option<String>,
    lessons: Option<String>,
    group: Vec<MemberAnswer>,
    tracks: Vec<TrackAnswer>,
    measures: Vec<CaseMeasureAnswer>,
    checks: Vec<LikeChecksAnswer>,
}

fn text(it: Option<&Personal<String>>) -> Option<String> {
    it.and_then(Personal::as_str).map(str::to_owned)
}

fn day(it: Option<Day>) -> Option<String> {
    it.map(|it| it.to_string())
}

pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: InvestigationId) -> Result<InvestigationAnswer, Error> {
    Ok(answer(&query::one(r, ctx, id)?))
}

fn answer(shown: &Detail) -> InvestigationAnswer {
    let it = &shown.it;
    let level = |it: crate::model::Level| it.word().to_owned();
    InvestigationAnswer {
        id: it.id,
        version: it.version,
        number: it.number_text(),
        title: text(Some(&it.title)),
        incident: it.incident,
        stage: it.stage.word().to_owned(),
        level: level(it.level),
        raised: it.raised.map(level),
        organisation: it.organisation,
        happened: it.happened.to_string(),
        due: it.due.to_string(),
        appraised_since: day(it.appraised_since),
        appraised_days: it.appraised_days,
        extended_days: it.extended_days,
        submitted_on: day(it.submitted_on),
        reply_due: day(it.reply_due),
        replied_on: day(it.replied_on),
        evaluation_due: day(it.evaluation_due),
        evaluated_on: day(it.evaluated_on),
        listed_by: it.listed_by.map(level),
        listed_until: day(it.listed_until),
        listing: it.listing.map(|it| it.status.word().to_owned()),
        lessons: text(shown.lessons.as_ref()),
        group: shown.members.iter().map(member).collect(),
        tracks: Track::ALL.iter().map(|one| track(shown, *one)).collect(),
        measures: shown.measures.iter().map(measure).collect(),
        checks: shown.checks.iter().map(check).collect(),
    }
}

fn member(it: &query::Member) -> MemberAnswer {
    MemberAnswer {
        no: it.no,
        part: it.part.word().to_owned(),
        name: text(it.name.as_ref()),
        organisation: it.organisation.clone(),
        standing: it.standing.word().to_owned(),
        signed_on: day(it.signed_on),
    }
}

fn track(shown: &Detail, one: Track) -> TrackAnswer {
    let findings = shown.findings.iter().filter(|it| it.track == one);
    TrackAnswer {
        track: one.word().to_owned(),
        ended: shown.it.has_ended(one),
        findings: findings.map(|it| text(it.finding.as_ref())).collect(),
    }
}

fn measure(it: &query::Measure) -> CaseMeasureAnswer {
    CaseMeasureAnswer {
        no: it.no,
        measure: text(it.measure.as_ref()),
        owner: it.owner,
        checker: it.checker,
        due: it.due.to_string(),
        state: it.state.word().to_owned(),
    }
}

fn check(it: &query::Check) -> LikeChecksAnswer {
    LikeChecksAnswer {
        no: it.no,
        demand: text(it.demand.as_ref()),
        subjects: it.subjects,
        owner: it.owner,
        due: it.due.to_string(),
        checked_on: day(it.checked_on),
        result: text(it.result.as_ref()),
    }
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<InvestigationId>,
) -> Reply<Json<InvestigationAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One investigation: its clocks, its group, its four tracks, measures and checks")
        .returns::<InvestigationAnswer>()
}
