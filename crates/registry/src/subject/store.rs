//! The table `subject`.

use kernel::{Ctx, District, Division, Error, Identity, OrganisationId, Sector};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx, params};

use super::{Fact, Particulars};
use crate::{SubjectId, SubjectKind, SubjectStatus, spelling};

/// What a rule may know of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub id: SubjectId,
    pub name: Option<String>,
    pub kind: SubjectKind,
    pub sector: Sector,
    pub division: Division,
    pub address: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub longitude_e6: Option<i64>,
    pub latitude_e6: Option<i64>,
    pub status: SubjectStatus,
}

/// Where a subject belongs.
pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "s.division", organisations: &["s.organisation"], persons: &[], sector: Some("s.sector") };

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("s.district", ctx.district).and_equals("s.id", id).within(&ctx.scope, &SCOPE);
    one(r, &clause)?.ok_or(Error::NotFound(SubjectId::NAME))
}

/// A subject that is supervised now, by its exact name in one division; without regard to scope.
pub fn named(r: &Reader<'_>, ctx: &Ctx, name: &str, division: Division) -> Result<Option<Known>, Error> {
    let mut clause = called(ctx.district, name);
    clause.and_equals("s.division", division).and_equals("s.status", SubjectStatus::Active);
    one(r, &clause)
}

/// The condition that a subject has exactly this name. Asked for whole rows at once, SQLite would read all subjects of the
/// district or division instead of the index of names.
pub fn called(district: District, name: &str) -> Clause {
    let mut clause = Clause::new();
    let (district, name) = (clause.bind(district), clause.bind(name.trim().to_owned()));
    let named = format!("SELECT n.id FROM subject n WHERE n.district = {district} AND n.name = {name}");
    clause.and(&format!("s.district = {district} AND s.id IN ({named})"));
    clause
}

/// Supervised now, and of an organisation that is called so for short.
pub fn of_short_name(district: District, name: &str) -> Clause {
    let mut clause = Clause::new();
    let (district, name) = (clause.bind(district), clause.bind(name.trim().to_owned()));
    let called = format!("SELECT o.id FROM organisation o WHERE o.district = {district} AND o.short_name = {name}");
    clause.and(&format!("s.district = {district} AND s.organisation IN ({called}) AND s.status = 'active'"));
    clause
}

fn one(r: &Reader<'_>, clause: &Clause) -> Result<Option<Known>, Error> {
    let sql = format!(
        "SELECT s.version, s.id, s.name, s.subject_kind, s.sector, s.division, s.address, s.organisation,
                s.longitude_e6, s.latitude_e6, s.status
         FROM subject s WHERE {} ORDER BY s.id LIMIT 1",
        clause.text()
    );
    r.row(&sql, &clause.params(), |row| {
        Ok(Known {
            version: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            kind: row.get(3)?,
            sector: row.get(4)?,
            division: row.get(5)?,
            address: row.get(6)?,
            organisation: row.get(7)?,
            longitude_e6: row.get(8)?,
            latitude_e6: row.get(9)?,
            status: row.get(10)?,
        })
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: SubjectId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => write(
            tx,
            at,
            id,
            it,
            "INSERT INTO subject (district, id, version, name, initials, subject_kind, sector, division, address,
                                  organisation, longitude_e6, latitude_e6, status)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'active')",
        ),
        Fact::Amended(it) => write(
            tx,
            at,
            id,
            it,
            "UPDATE subject SET version = $3, name = $4, initials = $5, subject_kind = $6, sector = $7, division = $8,
                                address = $9, organisation = $10, longitude_e6 = $11, latitude_e6 = $12
             WHERE district = $1 AND id = $2",
        ),
        Fact::Withdrawn { .. } => tx.execute(
            "UPDATE subject SET version = $3, status = 'withdrawn' WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
    }?;
    Ok(())
}

fn write(tx: &mut Tx<'_>, at: &Stamp, id: SubjectId, it: &Particulars, sql: &str) -> Result<(), Error> {
    tx.execute(
        sql,
        params![
            at.district,
            id,
            at.version,
            it.name,
            it.name.as_str().map(spelling::initials),
            it.subject_kind,
            it.sector,
            it.division,
            it.address,
            it.organisation,
            it.longitude_e6,
            it.latitude_e6
        ],
    )
}
