//! Subjects of supervision.

use std::collections::HashMap;

use kernel::{Ctx, Division, Error, OrganisationId, Problem, Scope, Sector};
use ledger::{Clause, Reader, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::{and_text, each_of, shown};
use crate::{SubjectId, SubjectKind, SubjectStatus, subject};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Subject {
    #[schema(value_type = String)]
    pub id: SubjectId,
    pub name: String,
    #[schema(value_type = String)]
    pub kind: SubjectKind,
    #[schema(value_type = String)]
    pub division: Division,
    #[schema(value_type = String)]
    pub sector: Sector,
    #[schema(value_type = Option<String>)]
    pub organisation: Option<OrganisationId>,
    pub address: String,
    pub longitude_e6: Option<i64>,
    pub latitude_e6: Option<i64>,
    #[schema(value_type = String)]
    pub status: SubjectStatus,
    pub version: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectFilter {
    /// Within this place.
    pub division: Option<Division>,
    pub sector: Option<Sector>,
    pub kind: Option<SubjectKind>,
    pub organisation: Option<OrganisationId>,
    pub text: String,
    /// Those withdrawn too.
    pub withdrawn: bool,
}

pub(super) const COLUMNS: &str = "s.id, s.name, s.subject_kind, s.division, s.sector, s.organisation, s.address,
     s.longitude_e6, s.latitude_e6, s.status, s.version";

pub fn subject(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Option<Subject>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("s.district", ctx.district).and_equals("s.id", id).within(&ctx.scope, &subject::store::SCOPE);
    one(r, &clause)
}

/// By exact name, for imports. Where several have it, one that is supervised now, the oldest.
pub fn subject_by_name(r: &Reader<'_>, ctx: &Ctx, name: &str) -> Result<Option<Subject>, Error> {
    r.kept::<subject::Fact, _, _>(Named(ctx.scope.clone(), name.to_owned()), |Named(scope, name)| {
        let mut clause = subject::store::called(scope.district, name);
        clause.within(scope, &subject::store::SCOPE);
        one(r, &clause)
    })
}

/// By its name, or by the short name of the organisation whose one subject it is; several of them are a problem.
pub fn subject_called(r: &Reader<'_>, ctx: &Ctx, name: &str) -> Result<Option<Subject>, Error> {
    if let Some(found) = subject_by_name(r, ctx, name)? {
        return Ok(Some(found));
    }
    let mut clause = subject::store::of_short_name(ctx.district, name);
    clause.within(&ctx.scope, &subject::store::SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM subject s WHERE {} ORDER BY s.id LIMIT 2", clause.text());
    let mut found = r.rows(&sql, &clause.params(), read)?;
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(Problem {
            field: "unit",
            problem: "several units are called so: write the full name",
            given: name.to_owned(),
        }
        .into()),
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Named(Scope, String);

fn one(r: &Reader<'_>, clause: &Clause) -> Result<Option<Subject>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM subject s WHERE {} ORDER BY s.status, s.id LIMIT 1", clause.text());
    r.row(&sql, &clause.params(), read)
}

/// More subjects than any district supervises.
const MOST: i64 = 100_000;

/// All subjects within the scope that are supervised now.
pub fn subject_ids(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<SubjectId>, Error> {
    let clause = filtered(ctx, &SubjectFilter::default());
    let sql = format!("SELECT s.id FROM subject s WHERE {} ORDER BY s.id LIMIT {MOST}", clause.text());
    r.rows(&sql, &clause.params(), |row| row.get(0))
}

/// The same with everything about them, in no order, as far as the filter goes.
pub fn every_subject(r: &Reader<'_>, ctx: &Ctx, filter: &SubjectFilter) -> Result<Vec<Subject>, Error> {
    let clause = filtered(ctx, filter);
    let sql = format!("SELECT {COLUMNS} FROM subject s WHERE {} ORDER BY s.id LIMIT {MOST}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

/// Names for ids that a page already shows; not filtered again.
pub fn subject_names(r: &Reader<'_>, ctx: &Ctx, ids: &[SubjectId]) -> Result<HashMap<SubjectId, String>, Error> {
    let mut names = HashMap::new();
    each_of(r, ctx, "SELECT id, name FROM subject WHERE district = $1 AND id IN", ids, |row| {
        names.insert(row.get(0)?, shown(row.get(1)?));
        Ok(())
    })?;
    Ok(names)
}

pub fn subjects(r: &Reader<'_>, ctx: &Ctx, filter: &SubjectFilter, paging: &Paging) -> Result<Listed<Subject>, Error> {
    let mut clause = filtered(ctx, filter);
    let total = total(r, &format!("FROM subject s WHERE {}", clause.text()), &clause)?;
    paging.and_after::<SubjectId>(&mut clause, "s.division", "s.id");
    let sql = format!(
        "SELECT {COLUMNS} FROM subject s WHERE {} ORDER BY s.division, s.id LIMIT {}",
        clause.text(),
        paging.fetched()
    );
    let rows = r.rows(&sql, &clause.params(), read)?;
    Ok(Listed::new(rows, total, paging, |row| cursor(row.division.code(), row.id)))
}

pub fn suggest_subjects(r: &Reader<'_>, ctx: &Ctx, text: &str, limit: i64) -> Result<Vec<Subject>, Error> {
    let mut clause = filtered(ctx, &SubjectFilter { text: text.to_owned(), ..SubjectFilter::default() });
    let beginning = clause.bind(crate::spelling::begins(text.trim()));
    let limit = clause.bind(limit.clamp(1, 50));
    let sql = format!(
        "SELECT {COLUMNS} FROM subject s WHERE {}
         ORDER BY CASE WHEN s.name LIKE {beginning} ESCAPE '\\' THEN 0 ELSE 1 END, s.name, s.id LIMIT {limit}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub(super) fn filtered(ctx: &Ctx, filter: &SubjectFilter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("s.district", ctx.district).within(&ctx.scope, &subject::store::SCOPE);
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("s.division BETWEEN {first} AND {last}"));
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("s.sector", sector);
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("s.subject_kind", kind);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("s.organisation", organisation);
    }
    if !filter.withdrawn {
        clause.and_equals("s.status", SubjectStatus::Active);
    }
    subject_text(&mut clause, &filter.text);
    clause
}

/// A subject is also found by the code of the body that runs it.
fn subject_text(clause: &mut Clause, text: &str) {
    let uscc = "(SELECT o.uscc FROM organisation o WHERE o.district = s.district AND o.id = s.organisation)";
    let codes: &[&str] = if text.trim().len() >= 4 && text.is_ascii() { &[uscc] } else { &[] };
    and_text(clause, text, &["s.name", "s.address"], "s.initials", codes);
}

pub(super) fn read(row: &Row<'_>) -> Result<Subject, Error> {
    Ok(Subject {
        id: row.get(0)?,
        name: shown(row.get(1)?),
        kind: row.get(2)?,
        division: row.get(3)?,
        sector: row.get(4)?,
        organisation: row.get(5)?,
        address: row.get::<Option<String>>(6)?.unwrap_or_default(),
        longitude_e6: row.get(7)?,
        latitude_e6: row.get(8)?,
        status: row.get(9)?,
        version: row.get(10)?,
    })
}
