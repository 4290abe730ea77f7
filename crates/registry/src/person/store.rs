//! The table `person`.

use kernel::{Ctx, Error, Identity, OrganisationId, PersonId};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx};

use super::{Fact, Particulars};
use crate::spelling;

/// What a rule may know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub id: PersonId,
    pub name: Option<String>,
    pub organisation: OrganisationId,
    pub position: Option<String>,
    pub phone: Option<String>,
}

/// A person belongs where their organisation does.
pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "o.division", organisations: &["p.organisation"], persons: &["p.id"], sector: None };

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.id", id).within(&ctx.scope, &SCOPE);
    one(r, &clause)?.ok_or(Error::NotFound(PersonId::NAME))
}

/// Without regard to scope: for rules that must know what an id stands for.
pub fn find(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Option<Known>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.id", id);
    one(r, &clause)
}

fn one(r: &Reader<'_>, clause: &Clause) -> Result<Option<Known>, Error> {
    let sql = format!(
        "SELECT p.version, p.id, p.name, p.organisation, p.position, p.phone
         FROM person p JOIN organisation o ON o.district = p.district AND o.id = p.organisation
         WHERE {} LIMIT 1",
        clause.text()
    );
    r.row(&sql, &clause.params(), |row| {
        Ok(Known {
            version: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            organisation: row.get(3)?,
            position: row.get(4)?,
            phone: row.get(5)?,
        })
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: PersonId, fact: &Fact) -> Result<(), Error> {
    let (sql, it) = match fact {
        Fact::Registered(it) => (
            "INSERT INTO person (district, id, version, name, initials, organisation, position, phone)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            it,
        ),
        Fact::Amended(it) => (
            "UPDATE person SET version = $3, name = $4, initials = $5, organisation = $6, position = $7, phone = $8
             WHERE district = $1 AND id = $2",
            it,
        ),
    };
    let Particulars { name, organisation, position, phone } = it;
    let initials = name.as_str().map(spelling::initials);
    let row = ledger::params![at.district, id, at.version, name, initials, organisation, position, phone];
    tx.execute(sql, row)?;
    Ok(())
}
