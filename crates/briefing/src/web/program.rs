//! The tables for programs.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::Instant;
use ledger::Db;
use page::{Doc, Json, Query, Reply, list as lists};
use serde::Serialize;

use super::{OfDistrict, Visitor};
use crate::issue::query::{Filter, count, one};
use crate::issue::{Issue, IssuedTableId, Listed, issue as issuing, query};
use crate::{Table, table as filled};

const ROWS: u32 = 50;

/// A table that can be asked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TableForm {
    name: String,
    title: String,
    /// The first day of its newest edition.
    edition: String,
    /// The text that asks for it.
    source: String,
}

/// The tables there are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TableForms {
    tables: Vec<TableForm>,
}

pub(super) async fn forms(axum::Extension(forms): OfDistrict) -> Reply<Json<TableForms>> {
    let form = |it: &crate::Form| TableForm {
        name: it.name.clone(),
        title: it.title.clone(),
        edition: it.from.to_string(),
        source: it.source.clone(),
    };
    Ok(Json(TableForms { tables: forms.newest().into_iter().map(form).collect() }))
}

pub(super) fn forms_doc() -> Doc {
    Doc::new("The statistical tables, each with its newest edition").returns::<TableForms>()
}

pub(super) async fn table(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    Path(name): Path<String>,
    Query(query): Query,
) -> Reply<Json<Table>> {
    let (form, period) = super::table::asked(&forms, &ctx, &name, &query)?;
    let form = form.clone();
    Ok(Json(db.read(move |r| filled(r, &ctx, &form, period)).await?))
}

pub(super) fn table_doc() -> Doc {
    Doc::new("One table of a period, counted within the visitor's reach")
        .returns::<Table>()
        .query("from", "first day, yyyy-MM-dd; without it, the first of January")
        .query("to", "last day, yyyy-MM-dd; without it, the end of last month")
}

/// What was issued.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TableIssued {
    #[schema(value_type = String)]
    id: IssuedTableId,
}

pub(super) async fn issue(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    axum::Extension(forms): OfDistrict,
    Path(name): Path<String>,
    Json(cmd): Json<Issue>,
) -> Reply<Response> {
    let query = page::Values::default().with("from", cmd.from.clone()).with("to", cmd.to.clone());
    let (form, _) = super::table::asked(&forms, &ctx, &name, &query)?;
    let form = form.clone();
    let id = db.write("table.issue by program", &ctx, move |tx, ctx| issuing(tx, ctx, &form, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(TableIssued { id })).into_response())
}

pub(super) fn issue_doc() -> Doc {
    Doc::new("Issue a table of a period that is over; issued again, it says why")
        .body::<Issue>()
        .creates::<TableIssued>()
}

/// An issue: which table, of which period, as of which moment.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedTableLine {
    #[schema(value_type = String)]
    id: IssuedTableId,
    name: String,
    title: String,
    edition: String,
    from: String,
    to: String,
    issue: i64,
    #[schema(value_type = String)]
    as_of: Instant,
    /// SHA-256 of the table as JSON, with 1970-01-01T00:00:00Z as its `as_of`; in early issues with its own.
    hash: String,
    reason: Option<String>,
    #[schema(value_type = String)]
    issued_at: Instant,
}

fn line(it: Listed) -> IssuedTableLine {
    IssuedTableLine {
        id: it.id,
        name: it.form,
        title: it.title,
        edition: it.edition.to_string(),
        from: it.period.from.to_string(),
        to: it.period.to.to_string(),
        issue: it.issue,
        as_of: it.as_of,
        hash: it.hash,
        reason: it.reason.and_then(|it| it.known().cloned()),
        issued_at: it.issued_at,
    }
}

/// A page of issues for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedTableLines {
    issued_tables: Vec<IssuedTableLine>,
    total: i64,
}

pub(super) async fn list(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<IssuedTableLines>> {
    let filter = Filter::from_query(&query);
    let from = (lists::page_number(&query, ROWS) - 1) * ROWS;
    let answer = db.read(move |r| {
        let lines = query::list(r, &ctx, &filter, from, ROWS)?;
        Ok(IssuedTableLines { issued_tables: lines.into_iter().map(line).collect(), total: count(r, &ctx, &filter)? })
    });
    Ok(Json(answer.await?))
}

pub(super) fn list_doc() -> Doc {
    Doc::new("Tables that were issued, the latest first, fifty a page; for whoever sees the whole district")
        .returns::<IssuedTableLines>()
        .query("form", "name of the table")
        .query("from", "its period ends on or after this day, yyyy-MM-dd")
        .query("to", "its period ends on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}

/// One issue with what it says.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedTable {
    #[serde(flatten)]
    line: IssuedTableLine,
    table: Table,
}

pub(super) async fn issued(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<IssuedTableId>,
) -> Reply<Json<IssuedTable>> {
    let (listed, issued) = db.read(move |r| one(r, &ctx, id)).await?;
    Ok(Json(IssuedTable { line: line(listed), table: issued.table }))
}

pub(super) fn issued_doc() -> Doc {
    Doc::new("One issue, as it was handed in").returns::<IssuedTable>()
}
