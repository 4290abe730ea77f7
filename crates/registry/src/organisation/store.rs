//! The tables `organisation`, `organisation_name` and `organisation_sector`.

use kernel::{Ctx, Day, Division, Error, Identity, OrganisationId, Sector};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx, params};

use super::Fact;
use crate::{OrganisationKind, spelling};

/// What a rule may know of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub id: OrganisationId,
    pub name: String,
    pub short_name: String,
    pub kind: OrganisationKind,
    pub division: Division,
    pub parent: Option<OrganisationId>,
    pub regulates: Vec<Sector>,
    pub uscc: Option<String>,
    pub dissolved_on: Option<Day>,
}

/// Where an organisation belongs.
pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "o.division", organisations: &["o.id"], persons: &["o.head"], sector: None };

/// Within the visitor's scope, else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.id", id).within(&ctx.scope, &SCOPE);
    one(r, ctx, &clause)?.ok_or(Error::NotFound(OrganisationId::NAME))
}

/// Without regard to scope: for rules that must know what a name, a code or an id stands for.
pub fn find(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Option<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.id", id);
    one(r, ctx, &clause)
}

pub fn named(r: &Reader<'_>, ctx: &Ctx, name: &str, division: Division) -> Result<Option<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.name", name.trim().to_owned());
    clause.and_equals("o.division", division).and("o.dissolved_on IS NULL");
    one(r, ctx, &clause)
}

pub fn with_uscc(r: &Reader<'_>, ctx: &Ctx, uscc: &str) -> Result<Option<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district).and_equals("o.uscc", uscc.to_owned()).and("o.dissolved_on IS NULL");
    one(r, ctx, &clause)
}

/// The body that a new organisation must not double: same code, or same name in the same division.
pub fn double(
    r: &Reader<'_>,
    ctx: &Ctx,
    name: &str,
    division: Division,
    uscc: Option<&str>,
) -> Result<Option<Known>, Error> {
    let by_code = match uscc.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => with_uscc(r, ctx, code)?,
        None => None,
    };
    match by_code {
        Some(known) => Ok(Some(known)),
        None => named(r, ctx, name, division),
    }
}

fn one(r: &Reader<'_>, ctx: &Ctx, clause: &Clause) -> Result<Option<Known>, Error> {
    let sql = format!(
        "SELECT o.version, o.id, o.name, o.short_name, o.organisation_kind, o.division, o.parent, o.uscc, o.dissolved_on
         FROM organisation o WHERE {} LIMIT 1",
        clause.text()
    );
    let known = r.row(&sql, &clause.params(), |row| {
        Ok(Known {
            version: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            short_name: row.get(3)?,
            kind: row.get(4)?,
            division: row.get(5)?,
            parent: row.get(6)?,
            regulates: Vec::new(),
            uscc: row.get(7)?,
            dissolved_on: row.get(8)?,
        })
    })?;
    let Some(known) = known else { return Ok(None) };
    Ok(Some(Known { regulates: regulates(r, ctx, known.id)?, ..known }))
}

pub fn regulates(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Vec<Sector>, Error> {
    r.rows(
        "SELECT sector FROM organisation_sector WHERE district = $1 AND organisation = $2 ORDER BY sector LIMIT 100",
        params![ctx.district, id],
        |row| row.get(0),
    )
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: OrganisationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered { name, short_name, organisation_kind, division, parent, regulates, uscc } => {
            tx.execute(
                "INSERT INTO organisation (district, id, version, name, short_name, initials, organisation_kind,
                                           division, parent, uscc)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                params![
                    at.district,
                    id,
                    at.version,
                    name,
                    short_name,
                    initials(name, short_name),
                    organisation_kind,
                    division,
                    parent,
                    uscc
                ],
            )?;
            set_name(tx, at, id, name, short_name)?;
            set_sectors(tx, at, id, regulates)
        }
        Fact::Amended { name, short_name, division, parent, regulates, uscc } => {
            tx.execute(
                "UPDATE organisation SET version = $3, name = $4, short_name = $5, initials = $6, division = $7,
                                         parent = $8, uscc = $9
                 WHERE district = $1 AND id = $2",
                params![
                    at.district,
                    id,
                    at.version,
                    name,
                    short_name,
                    initials(name, short_name),
                    division,
                    parent,
                    uscc
                ],
            )?;
            set_name(tx, at, id, name, short_name)?;
            set_sectors(tx, at, id, regulates)
        }
        Fact::HeadAppointed { person } => tx.execute(
            "UPDATE organisation SET version = $3, head = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, person],
        ),
        Fact::Dissolved { on, successor } => tx.execute(
            "UPDATE organisation SET version = $3, dissolved_on = $4, successor = $5
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, on, successor],
        ),
    }
}

/// Found by the letters of either name.
fn initials(name: &str, short_name: &str) -> String {
    if name == short_name {
        return spelling::initials(name);
    }
    format!("{} {}", spelling::initials(name), spelling::initials(short_name))
}

/// From the day the fact was true; a second name on one day takes the place of the first.
fn set_name(tx: &mut Tx<'_>, at: &Stamp, id: OrganisationId, name: &str, short_name: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO organisation_name (district, organisation, from_day, name, short_name) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (district, organisation, from_day) DO UPDATE SET name = $4, short_name = $5",
        params![at.district, id, at.effective_at.day(), name, short_name],
    )?;
    Ok(())
}

fn set_sectors(tx: &mut Tx<'_>, at: &Stamp, id: OrganisationId, sectors: &[Sector]) -> Result<(), Error> {
    tx.execute("DELETE FROM organisation_sector WHERE district = $1 AND organisation = $2", params![at.district, id])?;
    for sector in sectors {
        tx.execute(
            "INSERT INTO organisation_sector (district, organisation, sector) VALUES ($1, $2, $3)
             ON CONFLICT (district, organisation, sector) DO NOTHING",
            params![at.district, id, sector],
        )?;
    }
    Ok(())
}
