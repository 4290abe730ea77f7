//! Enterprises for programs: the list, one with everything on record of it, one's own.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Day, Division, OrganisationId};
use ledger::Db;
use page::{Doc, Json, Query, Reply, list};
use serde::Serialize;

use super::list::ROWS;
use super::page::{File, fetch, own};
use super::query::{self, Filter, Line};
use crate::credit_record::{CreditRecordAnswer, answer_of as credit_answer};
use crate::standardisation::{StandardisationAnswer, answer_of as standardisation_answer};
use crate::web::Visitor;

/// One enterprise in the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EnterpriseLine {
    #[schema(value_type = String)]
    organisation: OrganisationId,
    name: String,
    #[schema(value_type = String)]
    division: Division,
    /// `first`, `second`, `third`; absent without one
    grade: Option<String>,
    #[schema(value_type = Option<String>)]
    valid_to: Option<Day>,
    /// `in_force`, `expiring`, `expired`, `none`
    state: String,
    /// Entries that count today.
    bad_credit: i64,
    good_credit: i64,
    #[schema(value_type = Option<String>)]
    last_training: Option<Day>,
}

impl From<Line> for EnterpriseLine {
    fn from(it: Line) -> Self {
        Self {
            organisation: it.organisation,
            name: it.name,
            division: it.division,
            grade: it.grade.as_ref().map(|it| it.grade.word().to_owned()),
            valid_to: it.grade.as_ref().map(|it| it.valid_to),
            state: it.graded.word().to_owned(),
            bad_credit: it.credit.bad,
            good_credit: it.credit.good,
            last_training: it.last_training,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EnterpriseLines {
    enterprises: Vec<EnterpriseLine>,
    total: usize,
}

pub(super) async fn list(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<EnterpriseLines>> {
    let filter = Filter::from_query(&query);
    let page = list::page_number(&query, ROWS as u32) as usize;
    let lines = db.read(move |r| query::list(r, &ctx, &filter)).await?;
    let total = lines.len();
    let shown = lines.into_iter().skip((page - 1) * ROWS).take(ROWS);
    Ok(Json(EnterpriseLines { enterprises: shown.map(EnterpriseLine::from).collect(), total }))
}

pub(super) fn list_doc() -> Doc {
    Doc::new("Enterprises within the visitor's reach with grade, credit and last training, fifty a page")
        .returns::<EnterpriseLines>()
        .query("township", "twelve digits")
        .query("grade", "first, second or third")
        .query("state", "in_force, expiring, expired or none")
        .query("credit", "bad or good")
        .query("training", "this_year, or silent: none this year")
        .query("q", "part of the name")
        .query("order", "place (default), valid_to or training")
        .query("page", "from 1")
}

/// The trainings of one sort in this year.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TrainingYear {
    sort: String,
    times: i64,
    people: i64,
    passed: i64,
    half_hours: i64,
    /// In hours; absent where nothing is required.
    required_hours: Option<i64>,
    short_of_half_hours: Option<i64>,
}

/// Everything on record of one enterprise.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EnterpriseAnswer {
    #[schema(value_type = String)]
    organisation: OrganisationId,
    name: String,
    #[schema(value_type = String)]
    division: Division,
    standardisations: Vec<StandardisationAnswer>,
    /// Entries that count today.
    credit_records: Vec<CreditRecordAnswer>,
    trainings_this_year: Vec<TrainingYear>,
    /// Of the visitor's own, where it is their own.
    obligations_open: Option<i64>,
    obligations_late: Option<i64>,
}

fn answer(ctx: &Ctx, file: File) -> EnterpriseAnswer {
    let today = ctx.now.day();
    let year = |it: crate::training::query::Sum| TrainingYear {
        sort: it.sort.word().to_owned(),
        times: it.times,
        people: it.people,
        passed: it.passed,
        half_hours: it.half_hours,
        required_hours: it.required,
        short_of_half_hours: it.short_of(),
    };
    EnterpriseAnswer {
        organisation: file.unit.id,
        name: file.unit.name,
        division: file.unit.division,
        standardisations: file.grades.into_iter().map(|it| standardisation_answer(it, today, file.ahead)).collect(),
        credit_records: file.credit.into_iter().map(|it| credit_answer(it, today)).collect(),
        trainings_this_year: file.year.into_iter().map(year).collect(),
        obligations_open: file.owed.map(|it| it.open),
        obligations_late: file.owed.map(|it| it.late),
    }
}

async fn read(db: &Db, ctx: &Arc<Ctx>, id: OrganisationId) -> Reply<Json<EnterpriseAnswer>> {
    let asked = Arc::clone(ctx);
    let file = db.read(move |r| fetch(r, &asked, id)).await?;
    Ok(Json(answer(ctx, file)))
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
) -> Reply<Json<EnterpriseAnswer>> {
    read(&db, &ctx, id).await
}

pub(super) fn doc() -> Doc {
    Doc::new("Everything on record of one enterprise").returns::<EnterpriseAnswer>()
}

pub(super) async fn get_own(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor) -> Reply<Json<EnterpriseAnswer>> {
    read(&db, &ctx, own(&ctx)?).await
}

pub(super) fn own_doc() -> Doc {
    Doc::new("Everything on record of the enterprise that the visitor acts for").returns::<EnterpriseAnswer>()
}
