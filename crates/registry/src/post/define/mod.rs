//! Defining a post of an organisation.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, OrganisationId, Problem, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store};
use crate::{PostId, PostKind, organisation, organisation::store::Known, reach};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PostDefine)]
pub struct Define {
    pub name: String,
    #[schema(value_type = String)]
    pub kind: PostKind,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
}

pub fn decide(ctx: &Ctx, organisation: Option<&Known>, cmd: &Define) -> Result<Fact, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 1, 40);
    text.finish()?;
    let Some(organisation) = organisation else {
        return Err(Problem::at("organisation", "no such organisation").into());
    };
    if !reach::covers(ctx, organisation.division, Some(organisation.id)) {
        return Err(Error::Forbidden { action: "define posts outside your area" });
    }
    Ok(Fact::Defined { name, post_kind: cmd.kind, organisation: cmd.organisation })
}

pub fn define(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Define) -> Result<PostId, Error> {
    let organisation = organisation::store::find(tx, ctx, cmd.organisation)?;
    let fact = decide(ctx, organisation.as_ref(), cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
