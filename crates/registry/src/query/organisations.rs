//! Organisations.

use std::collections::HashMap;

use kernel::{Ctx, Day, District, Division, Error, OrganisationId, PersonId, Sector};
use ledger::{Clause, Reader, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::{and_text, each_of};
use crate::{OrganisationKind, organisation};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Organisation {
    #[schema(value_type = String)]
    pub id: OrganisationId,
    pub name: String,
    pub short_name: String,
    #[schema(value_type = String)]
    pub kind: OrganisationKind,
    #[schema(value_type = String)]
    pub division: Division,
    #[schema(value_type = Option<String>)]
    pub parent: Option<OrganisationId>,
    #[schema(value_type = Option<String>)]
    pub head: Option<PersonId>,
    pub uscc: Option<String>,
    #[schema(value_type = Option<String>)]
    pub dissolved_on: Option<Day>,
    #[schema(value_type = Option<String>)]
    pub successor: Option<OrganisationId>,
    pub version: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationFilter {
    /// Within this place.
    pub division: Option<Division>,
    pub kind: Option<OrganisationKind>,
    /// Regulates this sector.
    pub sector: Option<Sector>,
    pub text: String,
    /// Dissolved ones too.
    pub dissolved: bool,
}

const COLUMNS: &str = "o.id, o.name, o.short_name, o.organisation_kind, o.division, o.parent, o.head, o.uscc,
     o.dissolved_on, o.successor, o.version FROM organisation o";

/// By identity, without scope: who a body is may be known by all who are signed in.
pub fn organisation(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.id", id);
    one(r, &clause)
}

/// What kind of organisation it is, if there is one.
pub fn organisation_kind(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<OrganisationKind>, Error> {
    r.kept::<organisation::Fact, _, _>((ctx.district, id), |(district, id)| {
        let sql = "SELECT organisation_kind FROM organisation WHERE district = $1 AND id = $2";
        r.row(sql, params![*district, *id], |row| row.get(0))
    })
}

/// Its file, for those in whose scope it lies.
pub fn organisation_in_scope(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<Organisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.id", id);
    clause.within(&ctx.scope, &organisation::store::SCOPE);
    one(r, &clause)
}

/// By exact name or short name, for imports; one that exists comes before one that is dissolved.
pub fn organisation_by_name(r: &Reader<'_>, ctx: &Ctx, name: &str) -> Result<Option<Organisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district);
    let name = clause.bind(name.trim().to_owned());
    clause.and(&format!("(o.name = {name} OR o.short_name = {name})"));
    one(r, &clause)
}

pub fn organisation_by_uscc(r: &Reader<'_>, ctx: &Ctx, uscc: &str) -> Result<Option<Organisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.uscc", uscc.trim().to_uppercase());
    one(r, &clause)
}

fn one(r: &Reader<'_>, clause: &Clause) -> Result<Option<Organisation>, Error> {
    let order = "CASE WHEN o.dissolved_on IS NULL THEN 0 ELSE 1 END, o.id";
    r.row(&format!("SELECT {COLUMNS} WHERE {} ORDER BY {order} LIMIT 1", clause.text()), &clause.params(), read)
}

/// Short names.
pub fn organisation_names(
    r: &Reader<'_>,
    ctx: &Ctx,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, String>, Error> {
    let mut names = HashMap::new();
    let sql = "SELECT id, short_name FROM organisation WHERE district = $1 AND id IN";
    each_of(r, ctx, sql, ids, |row| {
        names.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(names)
}

/// The whole names, as official documents write them.
pub fn organisation_full_names(
    r: &Reader<'_>,
    ctx: &Ctx,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, String>, Error> {
    let mut names = HashMap::new();
    let sql = "SELECT id, name FROM organisation WHERE district = $1 AND id IN";
    each_of(r, ctx, sql, ids, |row| {
        names.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(names)
}

pub fn head_of(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<PersonId>, Error> {
    let sql = "SELECT head FROM organisation WHERE district = $1 AND id = $2";
    Ok(r.row(sql, params![ctx.district, id], |row| row.get(0))?.flatten())
}

pub fn safety_office(r: &Reader<'_>, ctx: &Ctx) -> Result<OrganisationId, Error> {
    find_safety_office(r, ctx)?.ok_or(Error::refused("this district has no safety office yet"))
}

pub fn find_safety_office(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<OrganisationId>, Error> {
    #[derive(PartialEq, Eq, Hash)]
    struct OfficeOf(District);
    r.kept::<organisation::Fact, _, _>(OfficeOf(ctx.district), |of| {
        r.row(
            "SELECT id FROM organisation
             WHERE district = $1 AND organisation_kind = $2 AND dissolved_on IS NULL ORDER BY id LIMIT 1",
            params![of.0, OrganisationKind::Office],
            |row| row.get(0),
        )
    })
}

/// The sectors that an organisation regulates.
pub fn regulates(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Vec<Sector>, Error> {
    organisation::store::regulates(r, ctx, id)
}

/// The departments that regulate a sector.
pub fn regulators(r: &Reader<'_>, ctx: &Ctx, sector: Sector) -> Result<Vec<OrganisationId>, Error> {
    r.rows(
        "SELECT o.id FROM organisation_sector s
         JOIN organisation o ON o.district = s.district AND o.id = s.organisation
         WHERE s.district = $1 AND s.sector = $2 AND o.dissolved_on IS NULL ORDER BY o.id LIMIT 100",
        params![ctx.district, sector],
        |row| row.get(0),
    )
}

/// More bodies than any district's departments, townships and villages.
const MOST: i64 = 20_000;
/// More organisations of any kind than a district has.
const MOST_OF_ALL: i64 = 200_000;

/// The bodies within the scope whose work it is to find hazards: departments and townships, with their short names.
pub fn reporting_organisations(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<(OrganisationId, String)>, Error> {
    let mut clause = filtered(ctx, &OrganisationFilter::default());
    let (department, township) = (clause.bind(OrganisationKind::Department), clause.bind(OrganisationKind::Township));
    clause.and(&format!("o.organisation_kind IN ({department}, {township})"));
    let sql = format!(
        "SELECT o.id, o.short_name FROM organisation o WHERE {} ORDER BY o.division, o.id LIMIT {MOST}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, row.get(1)?)))
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrganisationName {
    #[schema(value_type = String)]
    pub from: Day,
    pub name: String,
    pub short_name: String,
}

/// What it was called, newest first.
pub fn organisation_past_names(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Vec<OrganisationName>, Error> {
    r.rows(
        "SELECT from_day, name, short_name FROM organisation_name
         WHERE district = $1 AND organisation = $2 ORDER BY from_day DESC LIMIT 100",
        params![ctx.district, id],
        |row| Ok(OrganisationName { from: row.get(0)?, name: row.get(1)?, short_name: row.get(2)? }),
    )
}

pub fn organisations(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &OrganisationFilter,
    paging: &Paging,
) -> Result<Listed<Organisation>, Error> {
    let mut clause = filtered(ctx, filter);
    let total = total(r, &format!("FROM organisation o WHERE {}", clause.text()), &clause)?;
    paging.and_after::<OrganisationId>(&mut clause, "o.division", "o.id");
    let sql = format!("SELECT {COLUMNS} WHERE {} ORDER BY o.division, o.id LIMIT {}", clause.text(), paging.fetched());
    let rows = r.rows(&sql, &clause.params(), read)?;
    Ok(Listed::new(rows, total, paging, |row| cursor(row.division.code(), row.id)))
}

/// All of the filter within the scope, by place and then by name.
pub fn every_organisation(r: &Reader<'_>, ctx: &Ctx, filter: &OrganisationFilter) -> Result<Vec<Organisation>, Error> {
    let clause = filtered(ctx, filter);
    let sql = format!("SELECT {COLUMNS} WHERE {} ORDER BY o.division, o.name, o.id LIMIT {MOST_OF_ALL}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn suggest_organisations(r: &Reader<'_>, ctx: &Ctx, text: &str, limit: i64) -> Result<Vec<Organisation>, Error> {
    let filter = OrganisationFilter { text: text.to_owned(), ..OrganisationFilter::default() };
    let mut clause = filtered(ctx, &filter);
    let beginning = clause.bind(crate::spelling::begins(text.trim()));
    let limit = clause.bind(limit.clamp(1, 50));
    let sql = format!(
        "SELECT {COLUMNS} WHERE {}
         ORDER BY CASE WHEN o.short_name LIKE {beginning} ESCAPE '\\' THEN 0 ELSE 1 END, o.name, o.id LIMIT {limit}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

fn filtered(ctx: &Ctx, filter: &OrganisationFilter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).within(&ctx.scope, &organisation::store::SCOPE);
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("o.division BETWEEN {first} AND {last}"));
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("o.organisation_kind", kind);
    }
    if let Some(sector) = filter.sector {
        let sector = clause.bind(sector);
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM organisation_sector s WHERE s.district = o.district AND s.organisation = o.id
                     AND s.sector = {sector})"
        ));
    }
    if !filter.dissolved {
        clause.and("o.dissolved_on IS NULL");
    }
    and_text(&mut clause, &filter.text, &["o.name", "o.short_name"], "o.initials", &["o.uscc"]);
    clause
}

fn read(row: &Row<'_>) -> Result<Organisation, Error> {
    Ok(Organisation {
        id: row.get(0)?,
        name: row.get(1)?,
        short_name: row.get(2)?,
        kind: row.get(3)?,
        division: row.get(4)?,
        parent: row.get(5)?,
        head: row.get(6)?,
        uscc: row.get(7)?,
        dissolved_on: row.get(8)?,
        successor: row.get(9)?,
        version: row.get(10)?,
    })
}
