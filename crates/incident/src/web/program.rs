//! One incident for programs.

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Division, Error, Instant, OrganisationId, Personal};
use ledger::{Db, Reader};
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};

use super::Visitor;
use crate::figures::Figures;
use crate::model::IncidentId;
use crate::query::{self, Detail};

/// A duty to tell.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockAnswer {
    recipient: String,
    #[schema(value_type = String)]
    owner: OrganisationId,
    #[schema(value_type = String)]
    due: Instant,
    #[schema(value_type = Option<String>)]
    told_at: Option<Instant>,
    late_seconds: Option<i64>,
}

/// One person; `struck` was counted wrongly.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CasualtyAnswer {
    no: u32,
    condition: String,
    on: String,
    /// Whether a death counts by its day.
    within: bool,
    name: Option<String>,
    struck: Option<String>,
}

/// One edition of the report; the last signed one has the figures in force.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EditionAnswer {
    edition: u32,
    /// `first`, `follow_up`, `final`, `supplement`
    sort: String,
    figures: Figures,
    situation: Option<String>,
    response: Option<String>,
    next: Option<String>,
    explained: Option<String>,
    /// When it was drafted as it stands: who signs says which draft was read.
    #[schema(value_type = String)]
    drafted_at: Instant,
    #[schema(value_type = Option<String>)]
    signed_at: Option<Instant>,
}

/// One incident for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IncidentAnswer {
    #[schema(value_type = String)]
    id: IncidentId,
    version: i64,
    number: String,
    title: Option<String>,
    /// `reporting`, `reported`, `dismissed`
    stage: String,
    category: String,
    sector: String,
    #[schema(value_type = String)]
    division: Division,
    place: Option<String>,
    #[schema(value_type = Option<String>)]
    unit: Option<OrganisationId>,
    unit_name: Option<String>,
    #[schema(value_type = String)]
    happened_at: Instant,
    exactness: String,
    #[schema(value_type = Option<String>)]
    told_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    written_at: Option<Instant>,
    /// As the people and measures on record make them now; for the unit, as last signed.
    figures: Figures,
    /// Whether every measure of the grade is known; else it is at least that.
    grade_complete: bool,
    /// `late`, `omitted`, `false`, `concealed`
    faults: Vec<String>,
    clocks: Vec<ClockAnswer>,
    /// None for the unit.
    casualties: Vec<CasualtyAnswer>,
    /// Without the unsigned draft for those who neither draft nor sign.
    editions: Vec<EditionAnswer>,
}

fn text(it: Option<&Personal<String>>) -> Option<String> {
    it.and_then(Personal::as_str).map(str::to_owned)
}

pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: IncidentId) -> Result<IncidentAnswer, Error> {
    let shown = query::one(r, ctx, id)?.seen_by(ctx);
    Ok(answer(&shown))
}

fn answer(shown: &Detail) -> IncidentAnswer {
    let (it, said) = (&shown.it, &shown.particulars);
    IncidentAnswer {
        id: it.id,
        version: it.version,
        number: it.number_text(),
        title: text(Some(&shown.title)),
        stage: it.stage.word().to_owned(),
        category: said.category.word().to_owned(),
        sector: said.sector.word().to_owned(),
        division: said.division,
        place: text(Some(&said.place)),
        unit: said.unit,
        unit_name: text(said.unit_name.as_ref()),
        happened_at: said.happened_at,
        exactness: said.exactness.word().to_owned(),
        told_at: it.told_at,
        written_at: shown.written_at,
        figures: shown.figures,
        grade_complete: it.grade_complete,
        faults: query::faults(shown.faults).map(|it| it.word().to_owned()).collect(),
        clocks: shown.clocks.iter().map(clock).collect(),
        casualties: shown.casualties.iter().map(casualty).collect(),
        editions: shown.editions.iter().map(edition).collect(),
    }
}

fn clock(it: &query::ClockRow) -> ClockAnswer {
    ClockAnswer {
        recipient: it.recipient.word().to_owned(),
        owner: it.owner,
        due: it.due,
        told_at: it.told_at,
        late_seconds: it.late_seconds,
    }
}

fn casualty(it: &query::Casualty) -> CasualtyAnswer {
    CasualtyAnswer {
        no: it.no,
        condition: it.condition.word().to_owned(),
        on: it.on.to_string(),
        within: it.within,
        name: text(it.name.as_ref()),
        struck: text(it.struck.as_ref()),
    }
}

fn edition(it: &query::Edition) -> EditionAnswer {
    EditionAnswer {
        edition: it.edition,
        sort: it.sort.word().to_owned(),
        figures: it.figures,
        situation: text(it.situation.as_ref()),
        response: text(it.response.as_ref()),
        next: text(it.next.as_ref()),
        explained: text(it.explained.as_ref()),
        drafted_at: it.drafted_at,
        signed_at: it.signed_at,
    }
}

pub(super) async fn get(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IncidentId>,
) -> Reply<Json<IncidentAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn doc() -> Doc {
    Doc::new("One incident: its times, clocks, people, editions and figures").returns::<IncidentAnswer>()
}
