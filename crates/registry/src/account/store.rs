//! The table `account`.

use kernel::{Ctx, Error, Identity, PersonId};
use ledger::{Clause, Reader, ScopeColumns, Stamp, Tx, params};

use super::Fact;
use crate::{AccountId, AccountStatus};

/// What a rule may know of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub person: PersonId,
    pub status: AccountStatus,
}

/// An account belongs where its person does. The query joins `person p` and `organisation o`.
pub const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "o.division", organisations: &["p.organisation"], persons: &["a.person"], sector: None };

pub fn load(r: &Reader<'_>, ctx: &Ctx, id: AccountId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("a.district", ctx.district).and_equals("a.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT a.version, a.person, a.status
         FROM account a
         JOIN person p ON p.district = a.district AND p.id = a.person
         JOIN organisation o ON o.district = p.district AND o.id = p.organisation
         WHERE {} LIMIT 1",
        clause.text()
    );
    let known = r.row(&sql, &clause.params(), |row| {
        Ok(Known { version: row.get(0)?, person: row.get(1)?, status: row.get(2)? })
    })?;
    known.ok_or(Error::NotFound(AccountId::NAME))
}

/// Whether another account that works has this login, and whether the person has one.
pub fn taken(r: &Reader<'_>, ctx: &Ctx, login: &str, person: PersonId) -> Result<(bool, bool), Error> {
    let by_login = "SELECT COUNT(*) FROM account WHERE district = $1 AND login = $2";
    let by_person = "SELECT COUNT(*) FROM account WHERE district = $1 AND person = $2 AND status = $3";
    let login: i64 = r.value(by_login, params![ctx.district, login])?;
    let person: i64 = r.value(by_person, params![ctx.district, person, AccountStatus::Active])?;
    Ok((login > 0, person > 0))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: AccountId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Opened { login, person } => tx.execute(
            "INSERT INTO account (district, id, version, login, person, status) VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, at.version, login, person, AccountStatus::Active],
        )?,
        Fact::Disabled { .. } => set_status(tx, at, id, AccountStatus::Disabled)?,
        Fact::Enabled => set_status(tx, at, id, AccountStatus::Active)?,
    };
    Ok(())
}

fn set_status(tx: &mut Tx<'_>, at: &Stamp, id: AccountId, status: AccountStatus) -> Result<(), Error> {
    tx.execute(
        "UPDATE account SET version = $3, status = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, status],
    )
}
