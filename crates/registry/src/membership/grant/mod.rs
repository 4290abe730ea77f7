//! Granting a membership. It is an invitation until it is activated.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{
    Ctx, Division, Error, Instant, Membership, MembershipStatus, OrganisationId, PersonId, Role, Sector, Text,
};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store};
use crate::{MembershipId, division, organisation, person};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MembershipGrant)]
pub struct Grant {
    #[schema(value_type = String)]
    pub person: PersonId,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    #[schema(value_type = String)]
    pub division: Division,
    #[schema(value_type = String)]
    pub role: Role,
    /// Empty: all sectors.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub sectors: Vec<Sector>,
    #[schema(value_type = String)]
    pub from: Instant,
    #[schema(value_type = Option<String>)]
    pub to: Option<Instant>,
    /// Acting in another's place; such a membership has an end.
    #[schema(value_type = Option<String>)]
    pub deputy_for: Option<PersonId>,
}

/// What the rule must know of the rest of the district.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub person_known: bool,
    pub organisation_known: bool,
    pub division_known: bool,
    pub deputised_known: bool,
    /// All memberships of the person.
    pub held: Vec<Membership>,
}

pub fn decide(ctx: &Ctx, around: &Around, cmd: &Grant) -> Result<Fact, Error> {
    let mut text = Text::new();
    if !around.person_known {
        text.problem("person", "no such person", "");
    }
    if !around.organisation_known {
        text.problem("organisation", "no such organisation", "");
    }
    if !around.division_known {
        text.problem("division", "no such division", &cmd.division.to_string());
    }
    if cmd.to.is_some_and(|to| to <= cmd.from) {
        text.problem("to", "the end must lie after the beginning", "");
    }
    if cmd.deputy_for.is_some() && cmd.to.is_none() {
        text.problem("to", "a deputy acts until a stated day", "");
    }
    if !around.deputised_known || cmd.deputy_for == Some(cmd.person) {
        text.problem("deputy_for", "no such person", "");
    }
    text.finish()?;
    if ctx.person() == Some(cmd.person) {
        return Err(Error::Forbidden { action: "grant yourself a role" });
    }
    for held in around.held.iter().filter(|m| m.status != MembershipStatus::Ended) {
        exclude(held, cmd)?;
    }
    Ok(Fact::Granted {
        person: cmd.person,
        organisation: cmd.organisation,
        division: cmd.division,
        role: cmd.role,
        sectors: cmd.sectors.clone(),
        from: cmd.from,
        to: cmd.to,
        deputy_for: cmd.deputy_for,
    })
}

fn exclude(held: &Membership, cmd: &Grant) -> Result<(), Error> {
    match (held.role.is_administrative(), cmd.role.is_administrative()) {
        (true, true) if held.role != cmd.role => {
            Err(Error::refused("one person can't hold two of the three administrative roles"))
        }
        (true, false) | (false, true) => {
            Err(Error::refused("one person can't hold an administrative and a business role"))
        }
        _ if (held.role, held.organisation, held.division, held.deputy_for)
            == (cmd.role, cmd.organisation, cmd.division, cmd.deputy_for)
            && held.to.is_none_or(|to| cmd.from < to) =>
        {
            Err(Error::refused("this person already has this role there"))
        }
        _ => Ok(()),
    }
}

pub fn grant(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Grant) -> Result<MembershipId, Error> {
    let around = Around {
        person_known: person::store::find(tx, ctx, cmd.person)?.is_some(),
        organisation_known: organisation::store::find(tx, ctx, cmd.organisation)?.is_some(),
        division_known: division::store::exists(tx, ctx, cmd.division)?,
        deputised_known: match cmd.deputy_for {
            Some(deputised) => person::store::find(tx, ctx, deputised)?.is_some(),
            None => true,
        },
        held: store::of_person(tx, ctx.district, cmd.person)?,
    };
    let fact = decide(ctx, &around, cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
