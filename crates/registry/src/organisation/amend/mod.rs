//! Amending an organisation: a new name, another parent, other sectors. The old name stays with its days.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Division, Error, OrganisationId, Sector, Text};
use ledger::Tx;
use serde::Deserialize;
use standards::codes::gb_32100_2015 as uscc;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::{division, reach};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrganisationAmend)]
pub struct Amend {
    pub name: String,
    #[serde(default)]
    pub short_name: String,
    #[schema(value_type = String)]
    pub division: Division,
    #[schema(value_type = Option<String>)]
    pub parent: Option<OrganisationId>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub regulates: Vec<Sector>,
    pub uscc: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Around {
    pub division_known: bool,
    pub parent_known: bool,
    /// Another body with the same code, or the same name in the same division.
    pub double: Option<OrganisationId>,
}

/// `None` when nothing is different.
pub fn decide(it: &Known, ctx: &Ctx, around: &Around, cmd: &Amend) -> Result<Option<Fact>, Error> {
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
    if !around.parent_known || cmd.parent == Some(it.id) {
        text.problem("parent", "no such organisation", "");
    }
    text.finish()?;
    if it.dissolved_on.is_some() {
        return Err(Error::refused("the organisation is dissolved"));
    }
    if around.double.is_some_and(|double| double != it.id) {
        return Err(Error::Refused { why: "this organisation is already registered", with: Some(name) });
    }
    if cmd.division != it.division && !reach::covers(ctx, cmd.division, cmd.parent) {
        return Err(Error::Forbidden { action: "register organisations outside your area" });
    }
    let (mut regulates, mut before) = (cmd.regulates.clone(), it.regulates.clone());
    regulates.sort();
    before.sort();
    let same = (&name, &short_name, cmd.division, cmd.parent, &regulates, &uscc)
        == (&it.name, &it.short_name, it.division, it.parent, &before, &it.uscc);
    let amended = Fact::Amended { name, short_name, division: cmd.division, parent: cmd.parent, regulates, uscc };
    Ok((!same).then_some(amended))
}

pub fn amend(tx: &mut Tx<'_>, ctx: &Ctx, id: OrganisationId, cmd: &Amend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let double = store::double(tx, ctx, &cmd.name, cmd.division, cmd.uscc.as_deref())?;
    let around = Around {
        division_known: division::store::exists(tx, ctx, cmd.division)?,
        parent_known: match cmd.parent {
            Some(parent) => store::find(tx, ctx, parent)?.is_some(),
            None => true,
        },
        double: double.map(|known| known.id),
    };
    let Some(fact) = decide(&it, ctx, &around, cmd)? else { return Ok(()) };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
