//! Schemes and examinations for programs.

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, Personal};
use ledger::{Db, Reader};
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};

use super::{Visitor, seeing};
use crate::examination::query as examinations;
use crate::examination::{Examination, Finding, Objection, OversightExaminationId};
use crate::marks::{Marks, Value, Way, write_hundredths};
use crate::problem::OversightProblemId;
use crate::scheme::query as schemes;
use crate::scheme::{Item, OversightSchemeId};

/// One item of a scheme. Marks and values are decimal texts.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SchemeItemAnswer {
    no: u32,
    text: Option<String>,
    source: String,
    weight: Option<String>,
    /// `judged`, or the name of a measure
    method: String,
    /// The value with full marks and the one without, evenly between them.
    full_at: Option<String>,
    zero_at: Option<String>,
    /// Marks less for each case.
    each: Option<String>,
}

/// A document that was given out.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OversightDocumentLine {
    no: u32,
    /// `scheme`, `result`
    kind: String,
    number: String,
    #[schema(value_type = String)]
    issued_at: Instant,
}

/// What stands of one item at one organisation.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FindingAnswer {
    item: u32,
    revision: u32,
    /// `taken`, `judged`, `answered`
    origin: String,
    measure: Option<String>,
    /// How many cases, or the part of a share; null where it is not on record.
    value: Option<i64>,
    /// The whole of a share.
    whole: Option<i64>,
    marks: Option<String>,
    finding: Option<String>,
    reason: Option<String>,
    /// The lists that were counted, as of the moment of taking.
    evidence: Vec<String>,
    #[schema(value_type = String)]
    found_at: Instant,
}

/// One organisation of the grid.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SchemeExamination {
    #[schema(value_type = String)]
    id: OversightExaminationId,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// `open`, `told`, `confirmed`, `published`, `dropped`
    state: String,
    /// Of an assessment.
    marks: Option<String>,
    full_marks: Option<String>,
    findings: Vec<FindingAnswer>,
}

/// One scheme for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SchemeAnswer {
    #[schema(value_type = String)]
    id: OversightSchemeId,
    version: i64,
    number: String,
    edition: u32,
    /// `supervision`, `tour`, `assessment`
    kind: String,
    title: Option<String>,
    #[schema(value_type = String)]
    first: Day,
    #[schema(value_type = String)]
    last: Day,
    /// `draft`, `issued`, `published`, `succeeded`, `withdrawn`
    state: String,
    #[schema(value_type = Option<String>)]
    follows: Option<OversightSchemeId>,
    #[schema(value_type = Option<String>)]
    next: Option<OversightSchemeId>,
    #[schema(value_type = Vec<String>)]
    organisations: Vec<OrganisationId>,
    items: Vec<SchemeItemAnswer>,
    /// Within reach.
    examinations: Vec<SchemeExamination>,
    documents: Vec<OversightDocumentLine>,
}

/// An objection to one item, and its answer.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ObjectionAnswer {
    no: u32,
    item: u32,
    reason: Option<String>,
    #[schema(value_type = String)]
    objected_at: Instant,
    #[schema(value_type = String)]
    due: Instant,
    accepted: Option<bool>,
    answer: Option<String>,
    #[schema(value_type = Option<String>)]
    answered_at: Option<Instant>,
}

/// One examination for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExaminationAnswer {
    #[schema(value_type = String)]
    id: OversightExaminationId,
    version: i64,
    #[schema(value_type = String)]
    scheme: OversightSchemeId,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    /// `open`, `told`, `confirmed`, `published`, `dropped`
    state: String,
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = Option<String>)]
    told_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    object_until: Option<Instant>,
    #[schema(value_type = Option<String>)]
    agreed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    confirmed_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    published_at: Option<Instant>,
    /// Of an assessment whose marks are known.
    marks: Option<String>,
    full_marks: Option<String>,
    /// Every revision, the earlier first; empty before the organisation was told, for itself.
    findings: Vec<FindingAnswer>,
    objections: Vec<ObjectionAnswer>,
    /// Within reach.
    #[schema(value_type = Vec<String>)]
    problems: Vec<OversightProblemId>,
}

fn text(it: Option<&Personal<String>>) -> Option<String> {
    it.and_then(Personal::as_str).map(str::to_owned)
}

fn item(it: &Item) -> SchemeItemAnswer {
    let (full_at, zero_at, each) = match it.way() {
        Some(Way::Linear { full_at, zero_at }) => {
            (Some(write_hundredths(full_at)), Some(write_hundredths(zero_at)), None)
        }
        Some(Way::Deduct { each }) => (None, None, Some(each.to_string())),
        None => (None, None, None),
    };
    SchemeItemAnswer {
        no: it.no,
        text: text(Some(&it.text)),
        source: it.source.clone(),
        weight: it.weight.map(|it| it.to_string()),
        method: it.measure().unwrap_or("judged").to_owned(),
        full_at,
        zero_at,
        each,
    }
}

fn finding(it: &Finding) -> FindingAnswer {
    let (value, whole) = match it.value {
        Value::Count { n } => (Some(n), None),
        Value::Share { part, whole } => (Some(part), Some(whole)),
        Value::AtLeast { .. } | Value::NotOnRecord => (None, None),
    };
    FindingAnswer {
        item: it.item,
        revision: it.revision,
        origin: it.origin.word().to_owned(),
        measure: it.measure.clone(),
        value,
        whole,
        marks: it.marks.map(|it| it.to_string()),
        finding: text(it.finding.as_ref()),
        reason: text(it.reason.as_ref()),
        evidence: it.evidence.clone(),
        found_at: it.found_at,
    }
}

/// Of an assessment: the marks and the full ones.
fn marks(known: bool, (marks, full): (Marks, Marks)) -> (Option<String>, Option<String>) {
    if known { (Some(marks.to_string()), Some(full.to_string())) } else { (None, None) }
}

pub(super) fn read_scheme(r: &Reader<'_>, ctx: &Ctx, id: OversightSchemeId) -> Result<SchemeAnswer, Error> {
    let of = schemes::one(r, &seeing(ctx), id)?;
    let it = &of.it;
    let line = |one: &schemes::Line| {
        let known = it.has_marks() && !one.found.is_empty();
        let (marks, full_marks) = marks(known, crate::examination::total(&of.items, one.found.iter()));
        SchemeExamination {
            id: one.examination.id,
            organisation: one.examination.organisation,
            state: one.examination.state.word().to_owned(),
            marks,
            full_marks,
            findings: one.found.iter().map(finding).collect(),
        }
    };
    let document = |it: &schemes::Issued| OversightDocumentLine {
        no: it.no,
        kind: it.kind.word().to_owned(),
        number: crate::printed::number(kernel::Lang::Zh, it),
        issued_at: it.issued_at,
    };
    Ok(SchemeAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        edition: it.edition,
        kind: it.kind.word().to_owned(),
        title: text(Some(&it.title)),
        first: it.first,
        last: it.last,
        state: it.state.word().to_owned(),
        follows: it.follows,
        next: of.next,
        organisations: of.organisations.clone(),
        items: of.items.iter().map(item).collect(),
        examinations: of.lines.iter().map(line).collect(),
        documents: of.documents.iter().map(document).collect(),
    })
}

fn objection(it: &Objection) -> ObjectionAnswer {
    ObjectionAnswer {
        no: it.no,
        item: it.item,
        reason: text(it.reason.as_ref()),
        objected_at: it.objected_at,
        due: it.due,
        accepted: it.accepted,
        answer: text(it.answer.as_ref()),
        answered_at: it.answered_at,
    }
}

pub(super) fn read_examination(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: OversightExaminationId,
) -> Result<ExaminationAnswer, Error> {
    let of = examinations::one(r, &seeing(ctx), id)?;
    let it: &Examination = &of.it;
    let (marks, full_marks) = marks(of.scheme.has_marks() && !of.findings.is_empty(), of.total());
    Ok(ExaminationAnswer {
        id: it.id,
        version: it.version,
        scheme: it.scheme,
        organisation: it.organisation,
        state: it.state.word().to_owned(),
        due: it.due,
        told_at: it.told_at,
        object_until: it.object_until,
        agreed_at: it.agreed_at,
        confirmed_at: it.confirmed_at,
        published_at: it.published_at,
        marks,
        full_marks,
        findings: of.findings.iter().map(finding).collect(),
        objections: of.objections.iter().map(objection).collect(),
        problems: of.problems.iter().map(|it| it.id).collect(),
    })
}

pub(super) async fn get_scheme(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OversightSchemeId>,
) -> Reply<Json<SchemeAnswer>> {
    Ok(Json(db.read(move |r| read_scheme(r, &ctx, id)).await?))
}

pub(super) fn scheme_doc() -> Doc {
    Doc::new("One scheme: its items, and what was found at each organisation within reach").returns::<SchemeAnswer>()
}

pub(super) async fn get_examination(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OversightExaminationId>,
) -> Reply<Json<ExaminationAnswer>> {
    Ok(Json(db.read(move |r| read_examination(r, &ctx, id)).await?))
}

pub(super) fn examination_doc() -> Doc {
    Doc::new("One examination: what was found, objected to and answered").returns::<ExaminationAnswer>()
}
