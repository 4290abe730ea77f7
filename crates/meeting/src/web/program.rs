//! One meeting for programs.

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error, Instant, OrganisationId, Personal};
use ledger::{Db, Reader};
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};

use super::{VIEW, Visitor};
use crate::calendar::MeetingPeriodId;
use crate::model::MeetingId;
use crate::query::{self, Detail};
use crate::resolution::ResolutionId;

/// An organisation that is asked.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct InvitationAnswer {
    #[schema(value_type = String)]
    organisation: OrganisationId,
    post: Option<String>,
    speaks: bool,
    /// `present`, `represented`, `excused`
    answer: Option<String>,
    /// `present`, `represented`, `excused`, `absent`
    attendance: Option<String>,
    name: Option<String>,
}

/// A problem that a statement named.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProblemAnswer {
    no: u32,
    problem: Option<String>,
    #[schema(value_type = Option<String>)]
    resolution: Option<ResolutionId>,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StatementAnswer {
    no: u32,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    statement: Option<String>,
    problems: Vec<ProblemAnswer>,
}

/// The written material of a sub-headquarters.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MaterialAnswer {
    #[schema(value_type = String)]
    meeting: MeetingId,
    no: u32,
    /// `flood_and_drought`, `forest_fire`, `geological`, `earthquake`
    headquarters: String,
    #[schema(value_type = String)]
    organisation: OrganisationId,
    #[schema(value_type = String)]
    due: Instant,
    title: Option<String>,
    #[schema(value_type = Option<String>)]
    received_at: Option<Instant>,
    /// `in_time`, `late`, `waited`, `missing`, `dropped`
    standing: String,
}

/// A document that was given out.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MeetingDocumentLine {
    no: u32,
    /// `notice`, `minutes`
    kind: String,
    number: String,
    #[schema(value_type = String)]
    issued_at: Instant,
}

/// One meeting for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MeetingAnswer {
    #[schema(value_type = String)]
    id: MeetingId,
    version: i64,
    number: String,
    /// `special`, `plenary`, `liaison`, `coordination`
    kind: String,
    title: Option<String>,
    place: Option<String>,
    chair: Option<String>,
    #[schema(value_type = String)]
    host: OrganisationId,
    #[schema(value_type = String)]
    starts: Instant,
    #[schema(value_type = Option<String>)]
    ended: Option<Instant>,
    /// `planned`, `held`, `signed`, `cancelled`
    state: String,
    #[schema(value_type = Option<String>)]
    period: Option<MeetingPeriodId>,
    agenda: Vec<Option<String>>,
    invitations: Vec<InvitationAnswer>,
    statements: Vec<StatementAnswer>,
    materials: Vec<MaterialAnswer>,
    /// Within reach.
    #[schema(value_type = Vec<String>)]
    resolutions: Vec<ResolutionId>,
    documents: Vec<MeetingDocumentLine>,
    /// It came in from a ledger and stands as it is; the number of its minutes there.
    imported: bool,
    minutes_number: Option<String>,
    /// The draft of the minutes, or what was signed; its edition. Of an imported one what the ledger says.
    minutes: Option<String>,
    edition: i64,
    #[schema(value_type = Option<String>)]
    minutes_due: Option<Instant>,
}

fn text(it: Option<&Personal<String>>) -> Option<String> {
    it.and_then(Personal::as_str).map(str::to_owned)
}

pub(super) fn material(it: &query::Material) -> MaterialAnswer {
    MaterialAnswer {
        meeting: it.meeting,
        no: it.no,
        headquarters: it.headquarters.word().to_owned(),
        organisation: it.organisation,
        due: it.due,
        title: text(it.title.as_ref()),
        received_at: it.received_at,
        standing: it.standing.word().to_owned(),
    }
}

fn invitation(it: &query::Invitation) -> InvitationAnswer {
    InvitationAnswer {
        organisation: it.organisation,
        post: it.post.clone(),
        speaks: it.speaks,
        answer: it.answer.map(|it| it.word().to_owned()),
        attendance: it.attendance.map(|it| it.word().to_owned()),
        name: text(it.name.as_ref()),
    }
}

fn statement(it: &query::Statement) -> StatementAnswer {
    let problem = |it: &query::Problem| ProblemAnswer {
        no: it.no,
        problem: text(it.problem.as_ref()),
        resolution: it.resolution,
    };
    StatementAnswer {
        no: it.no,
        organisation: it.organisation,
        statement: text(it.statement.as_ref()),
        problems: it.problems.iter().map(problem).collect(),
    }
}

pub(super) fn answer(of: &Detail) -> MeetingAnswer {
    let it = &of.it;
    let document = |it: &query::Issued| MeetingDocumentLine {
        no: it.no,
        kind: it.kind.word().to_owned(),
        number: crate::printed::number(kernel::Lang::Zh, it),
        issued_at: it.issued_at,
    };
    MeetingAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        kind: it.kind.word().to_owned(),
        title: text(Some(&it.title)),
        place: text(Some(&it.place)),
        chair: text(Some(&it.chair)),
        host: it.host,
        starts: it.starts,
        ended: it.ended,
        state: it.state.word().to_owned(),
        period: it.period,
        agenda: of.agenda.iter().map(|it| text(Some(it))).collect(),
        invitations: of.invitations.iter().map(invitation).collect(),
        statements: of.statements.iter().map(statement).collect(),
        materials: of.materials.iter().map(material).collect(),
        resolutions: of.resolutions.iter().map(|it| it.id).collect(),
        documents: of.documents.iter().map(document).collect(),
        imported: it.imported,
        minutes_number: it.document.clone(),
        minutes: text(it.draft.as_ref()),
        edition: it.edition,
        minutes_due: it.minutes.map(|it| it.due),
    }
}

/// As it is answered after an act, too: as far as the visitor sees.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<MeetingAnswer, Error> {
    let seen = Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() };
    let mut answer = answer(&query::one(r, &seen, id)?);
    if answer.state == crate::State::Held.word() && !answer.imported && !super::sees_drafts(ctx) {
        answer.minutes = None;
    }
    Ok(answer)
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<MeetingId>,
) -> Reply<Json<MeetingAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One meeting: who was asked and came, what was said, written and decided").returns::<MeetingAnswer>()
}
