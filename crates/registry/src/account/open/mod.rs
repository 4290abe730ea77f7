//! Opening an account: a person gets a name to sign in with.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, PersonId, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store};
use crate::{AccountId, person};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountOpen)]
pub struct Open {
    pub login: String,
    #[schema(value_type = String)]
    pub person: PersonId,
}

/// Letters are small, so that `Wang` and `wang` are one account.
pub fn login(given: &str) -> String {
    given.trim().to_lowercase()
}

pub fn decide(person_known: bool, login_taken: bool, person_has_one: bool, cmd: &Open) -> Result<Fact, Error> {
    let mut text = Text::new();
    let login = login(&cmd.login);
    text.read("login", &login, "3 to 40 letters, digits, . _ - or @", |login| {
        let plain = |c: char| c.is_alphanumeric() || "._-@".contains(c);
        ((3..=40).contains(&login.chars().count()) && login.chars().all(plain)).then_some(())
    });
    if login_taken {
        text.problem("login", "this name is taken", &cmd.login);
    }
    if !person_known {
        text.problem("person", "no such person", "");
    }
    text.finish()?;
    if person_has_one {
        return Err(Error::refused("this person already has an account"));
    }
    Ok(Fact::Opened { login: Personal::text(login), person: cmd.person })
}

pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Open) -> Result<AccountId, Error> {
    let person_known = person::store::find(tx, ctx, cmd.person)?.is_some();
    let (login_taken, person_has_one) = store::taken(tx, ctx, &login(&cmd.login), cmd.person)?;
    let fact = decide(person_known, login_taken, person_has_one, cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
