//! Registering a person.

#[cfg(test)]
pub mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, OrganisationId, PersonId, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, Particulars, store};
use crate::{organisation, organisation::store::Known, reach};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonRegister)]
pub struct Register {
    pub name: String,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    #[serde(default)]
    pub position: String,
    pub phone: Option<String>,
}

/// The checked particulars; the rule of amending too.
pub fn particulars(ctx: &Ctx, organisation: Option<&Known>, cmd: &Register) -> Result<Particulars, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 1, 60);
    let position = text.optional("position", &cmd.position, 60).unwrap_or_default();
    let given = cmd.phone.as_deref().unwrap_or_default();
    let phone = text.read_optional("phone", given, "digits, spaces, - and + only", |phone| {
        let whole = (3..=30).contains(&phone.len());
        let plain = phone.bytes().all(|b| b.is_ascii_digit() || b" -+".contains(&b));
        (whole && plain).then(|| phone.to_owned())
    });
    if organisation.is_none() {
        text.problem("organisation", "no such organisation", "");
    }
    text.finish()?;
    if organisation.is_some_and(|o| !reach::covers(ctx, o.division, Some(o.id))) {
        return Err(Error::Forbidden { action: "register people outside your area" });
    }
    Ok(Particulars {
        name: Personal::text(name),
        organisation: cmd.organisation,
        position: Personal::text(position),
        phone: phone.map(Personal::text),
    })
}

pub fn decide(ctx: &Ctx, organisation: Option<&Known>, cmd: &Register) -> Result<Fact, Error> {
    if organisation.is_some_and(|o| o.dissolved_on.is_some()) {
        return Err(Error::refused("the organisation is dissolved"));
    }
    particulars(ctx, organisation, cmd).map(Fact::Registered)
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<PersonId, Error> {
    let organisation = organisation::store::find(tx, ctx, cmd.organisation)?;
    let fact = decide(ctx, organisation.as_ref(), cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
