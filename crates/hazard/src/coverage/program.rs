//! Coverage for programs: the table, and the subjects behind it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use kernel::{Ctx, Day, Division, Sector};
use ledger::Db;
use page::{Doc, Json, Query, Reply};
use registry::SubjectId;
use serde::Serialize;

use super::query::{self, Filter};
use super::table::{self, TableRow};
use super::{Group, Line, Standing};
use crate::risk::assessment::Colour;

/// One row of the table.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CoverageRow {
    /// `key`, `major` or `area`
    #[schema(value_type = String)]
    group: Group,
    #[schema(value_type = Option<String>)]
    division: Option<Division>,
    name: String,
    all: u64,
    assessed: u64,
    not_assessed: u64,
    in_period: u64,
    overdue: u64,
    no_period: u64,
    never: u64,
}

impl From<TableRow> for CoverageRow {
    fn from(it: TableRow) -> Self {
        let counts = it.counts;
        Self {
            group: it.group,
            division: it.division,
            name: it.name,
            all: counts.all,
            assessed: counts.assessed,
            not_assessed: counts.not_assessed(),
            in_period: counts.in_period,
            overdue: counts.overdue,
            no_period: counts.no_period,
            never: counts.never,
        }
    }
}

pub async fn table(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(asked): Query,
) -> Reply<Json<Vec<CoverageRow>>> {
    let filter = Filter::from_query(&asked);
    let rows = db.read(move |r| table::rows(r, &ctx, filter.division, filter.sector)).await?;
    Ok(Json(rows.into_iter().map(CoverageRow::from).collect()))
}

/// One subject as it stands today.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CoverageLine {
    #[schema(value_type = String)]
    subject: SubjectId,
    name: String,
    #[schema(value_type = String)]
    division: Division,
    #[schema(value_type = String)]
    sector: Sector,
    /// Absent: never assessed.
    #[schema(value_type = Option<String>)]
    colour: Option<Colour>,
    /// Absent: never looked at.
    #[schema(value_type = Option<String>)]
    last: Option<Day>,
    #[schema(value_type = Option<String>)]
    due: Option<Day>,
    #[schema(value_type = String)]
    standing: Standing,
}

impl From<Line> for CoverageLine {
    fn from(it: Line) -> Self {
        Self {
            subject: it.subject.id,
            name: it.subject.name,
            division: it.subject.division,
            sector: it.subject.sector,
            colour: it.colour,
            last: it.last,
            due: it.due,
            standing: it.standing,
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CoverageLines {
    subjects: Vec<CoverageLine>,
    /// Give it as `page` to get the next ones; absent at the end.
    next: Option<usize>,
}

const ROWS: usize = 200;

pub async fn list(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Query(asked): Query,
) -> Reply<Json<CoverageLines>> {
    let filter = Filter::from_query(&asked);
    let page = asked.get("page").parse::<usize>().unwrap_or(1).max(1);
    let lines = db.read(move |r| query::list(r, &ctx, &filter)).await?;
    let next = (lines.len() > page.saturating_mul(ROWS)).then_some(page + 1);
    let subjects = lines.into_iter().skip((page - 1).saturating_mul(ROWS)).take(ROWS);
    Ok(Json(CoverageLines { subjects: subjects.map(CoverageLine::from).collect(), next }))
}

pub fn table_doc() -> Doc {
    Doc::new("Key enterprises, major risks and each township against assessed, in its period, overdue and never")
        .returns_list::<CoverageRow>()
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
}

pub fn list_doc() -> Doc {
    Doc::new("The subjects behind the coverage table, whoever has to be visited first at the top")
        .returns::<CoverageLines>()
        .query("group", "key, major or area (default)")
        .query("division", "division code; everything below it is included")
        .query("sector", "sector word")
        .query("standing", "overdue, never, no_period or in_period")
        .query("assessed", "yes or no")
        .query("page", "the `next` of the answer before")
}
