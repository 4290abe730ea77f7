//! Registering an organisation.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Division, Error, OrganisationId, Sector, Text};
use ledger::Tx;
use serde::Deserialize;
use standards::codes::gb_32100_2015 as uscc;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::{OrganisationKind, division, reach};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganisationRegister)]
pub struct Register {
    /// Given when another system already knows the body by this identity.
    #[schema(value_type = Option<String>)]
    pub id: Option<OrganisationId>,
    pub name: String,
    /// Empty: the name itself.
    #[serde(default)]
    pub short_name: String,
    #[schema(value_type = String)]
    pub kind: OrganisationKind,
    #[schema(value_type = String)]
    pub division: Division,
    #[schema(value_type = Option<String>)]
    pub parent: Option<OrganisationId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub regulates: Vec<Sector>,
    pub uscc: Option<String>,
}

/// What the rule must know of the rest of the district.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub division_known: bool,
    pub parent_known: bool,
    /// A body with the same code, or the same name in the same division.
    pub double: Option<OrganisationId>,
    pub has_office: bool,
}

pub fn decide(ctx: &Ctx, around: &Around, cmd: &Register) -> Result<Fact, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 2, 100);
    let short_name = text.optional("short_name", &cmd.short_name, 100).unwrap_or_else(|| name.clone());
    let code = cmd.uscc.as_deref().unwrap_or_default();
    let uscc = text.read_optional("uscc", code, "the check character does not agree", |code| {
        uscc::is_valid(code).then(|| code.to_owned())
    });
    if !around.division_known {
        text.problem("division", "no such division", &cmd.division.to_string());
    }
    if !around.parent_known {
        text.problem("parent", "no such organisation", "");
    }
    text.finish()?;
    if !reach::covers(ctx, cmd.division, cmd.parent) {
        return Err(Error::Forbidden { action: "register organisations outside your area" });
    }
    if around.double.is_some() {
        return Err(Error::Refused { why: "this organisation is already registered", with: Some(name) });
    }
    if around.has_office && cmd.kind == OrganisationKind::Office {
        return Err(Error::refused("the district already has a safety office"));
    }
    Ok(Fact::Registered {
        name,
        short_name,
        organisation_kind: cmd.kind,
        division: cmd.division,
        parent: cmd.parent,
        regulates: cmd.regulates.clone(),
        uscc,
    })
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<OrganisationId, Error> {
    let around = Around {
        division_known: division::store::exists(tx, ctx, cmd.division)?,
        parent_known: match cmd.parent {
            Some(parent) => store::find(tx, ctx, parent)?.is_some(),
            None => true,
        },
        double: double(tx, ctx, cmd)?.map(|known| known.id),
        has_office: crate::query::find_safety_office(tx, ctx)?.is_some(),
    };
    let fact = decide(ctx, &around, cmd)?;
    let id = cmd.id.unwrap_or_else(|| ctx.mint());
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn double(tx: &Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<Option<Known>, Error> {
    store::double(tx, ctx, &cmd.name, cmd.division, cmd.uscc.as_deref())
}
