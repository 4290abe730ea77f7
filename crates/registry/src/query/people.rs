//! People.

use std::collections::HashMap;

use kernel::{Ctx, Division, Error, OrganisationId, PersonId};
use ledger::{Clause, Reader, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::{and_text, each_of, shown};
use crate::person;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    #[schema(value_type = String)]
    pub id: PersonId,
    pub name: String,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    pub position: String,
    /// Within the visitor's scope only.
    pub phone: Option<String>,
    pub version: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Whose organisation lies within this place.
    pub division: Option<Division>,
    pub organisation: Option<OrganisationId>,
    pub text: String,
}

const COLUMNS: &str = "p.id, p.name, p.organisation, p.position, p.phone, o.division, p.version";
const FROM: &str = "FROM person p JOIN organisation o ON o.district = p.district AND o.id = p.organisation";

/// Name and position of anybody; the phone only of those within the scope.
pub fn person(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Option<Person>, Error> {
    if let Some(found) = person_in_scope(r, ctx, id)? {
        return Ok(Some(found));
    }
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.id", id);
    Ok(one(r, &clause)?.map(|found| Person { phone: None, ..found }))
}

/// Their file, for those in whose scope they are.
pub fn person_in_scope(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Option<Person>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.id", id).within(&ctx.scope, &person::store::SCOPE);
    one(r, &clause)
}

fn one(r: &Reader<'_>, clause: &Clause) -> Result<Option<Person>, Error> {
    r.row(&format!("SELECT {COLUMNS} {FROM} WHERE {} LIMIT 1", clause.text()), &clause.params(), read)
}

pub fn person_names(r: &Reader<'_>, ctx: &Ctx, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, Error> {
    let mut names = HashMap::new();
    each_of(r, ctx, "SELECT id, name FROM person WHERE district = $1 AND id IN", ids, |row| {
        names.insert(row.get(0)?, shown(row.get(1)?));
        Ok(())
    })?;
    Ok(names)
}

pub fn people(r: &Reader<'_>, ctx: &Ctx, filter: &PeopleFilter, paging: &Paging) -> Result<Listed<Person>, Error> {
    let mut clause = filtered(ctx, filter);
    let total = total(r, &format!("{FROM} WHERE {}", clause.text()), &clause)?;
    paging.and_after::<PersonId>(&mut clause, "o.division", "p.id");
    let sql =
        format!("SELECT {COLUMNS} {FROM} WHERE {} ORDER BY o.division, p.id LIMIT {}", clause.text(), paging.fetched());
    let rows = r.rows(&sql, &clause.params(), |row| Ok((row.get::<i64>(5)?, read(row)?)))?;
    let listed = Listed::new(rows, total, paging, |(division, row)| cursor(*division, row.id));
    Ok(Listed { rows: listed.rows.into_iter().map(|(_, row)| row).collect(), total, next: listed.next })
}

pub fn suggest_people(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: Option<OrganisationId>,
    text: &str,
    limit: i64,
) -> Result<Vec<Person>, Error> {
    let mut clause = filtered(ctx, &PeopleFilter { organisation, text: text.to_owned(), ..PeopleFilter::default() });
    let beginning = clause.bind(crate::spelling::begins(text.trim()));
    let limit = clause.bind(limit.clamp(1, 50));
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE {}
         ORDER BY CASE WHEN p.name LIKE {beginning} ESCAPE '\\' THEN 0 ELSE 1 END, p.name, p.id LIMIT {limit}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

/// Everybody of exactly this name in an organisation. Names may be known by all, so no scope.
pub fn people_named(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    name: &str,
) -> Result<Vec<PersonId>, Error> {
    r.rows(
        "SELECT id FROM person WHERE district = $1 AND organisation = $2 AND name = $3 ORDER BY id LIMIT 10",
        params![ctx.district, organisation, name.trim()],
        |row| row.get(0),
    )
}

fn filtered(ctx: &Ctx, filter: &PeopleFilter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).within(&ctx.scope, &person::store::SCOPE);
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("o.division BETWEEN {first} AND {last}"));
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("p.organisation", organisation);
    }
    and_text(&mut clause, &filter.text, &["p.name", "p.position"], "p.initials", &["p.phone"]);
    clause
}

fn read(row: &Row<'_>) -> Result<Person, Error> {
    Ok(Person {
        id: row.get(0)?,
        name: shown(row.get(1)?),
        organisation: row.get(2)?,
        position: row.get::<Option<String>>(3)?.unwrap_or_default(),
        phone: row.get(4)?,
        version: row.get(6)?,
    })
}
