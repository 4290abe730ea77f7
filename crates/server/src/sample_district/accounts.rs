//! Ten accounts, one a role, with passwords drawn for this installation.

use kernel::{Error, Instant, Role};
use ledger::Db;
use registry::{account, membership};
use sample::District;
use serde::Serialize;

use super::{Ids, Teller};
use crate::sign_in::password::{self, Secret};

/// Printed once; the password stands nowhere else.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAccount {
    pub login: String,
    pub password: String,
    pub role: Role,
    pub name: String,
    pub organisation: String,
}

pub(super) fn open(
    db: &Db,
    county: &District,
    ids: &Ids,
    teller: &mut Teller,
    now: Instant,
) -> Result<Vec<DemoAccount>, Error> {
    let mut accounts = Vec::new();
    for a in &county.accounts {
        let (person, organisation) = (ids.person(a.person)?, ids.organisation(a.organisation)?);
        let generated = password::generate()?;
        // Whoever tries the demonstration is not asked to change anything first.
        let secret = Secret::of(&generated, false)?;
        let grant = membership::Grant {
            person,
            organisation,
            division: a.division,
            role: a.role,
            sectors: a.sectors.clone(),
            from: now,
            to: None,
            deputy_for: None,
        };
        let login = a.login.to_owned();
        let ctx = teller.rule("sample", now);
        db.write_blocking("sample", &ctx, move |tx, ctx| {
            let id = membership::grant(tx, ctx, &grant)?;
            membership::activate(tx, ctx, id)?;
            let account = account::open(tx, ctx, &account::Open { login: login.clone(), person })?;
            password::set(tx, ctx, account, &secret)
        })?;
        accounts.push(DemoAccount {
            login: a.login.to_owned(),
            password: generated,
            role: a.role,
            name: county.person(a.person).name.clone(),
            organisation: county.organisation(a.organisation).short_name.clone(),
        });
    }
    Ok(accounts)
}
