//! Registering a subject of supervision.

#[cfg(test)]
pub mod tests;
pub(crate) mod web;

use kernel::{Ctx, Division, Error, OrganisationId, Personal, Sector, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, Particulars, store};
use crate::{SubjectId, SubjectKind, division, organisation};

/// China with its seas, in millionths of a degree. Anything outside is a slip: exchanged, or in metres.
const LONGITUDES_E6: std::ops::RangeInclusive<i64> = 73_000_000..=136_000_000;
const LATITUDES_E6: std::ops::RangeInclusive<i64> = 3_000_000..=54_000_000;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SubjectRegister)]
pub struct Register {
    pub name: String,
    #[schema(value_type = String)]
    pub kind: SubjectKind,
    #[schema(value_type = String)]
    pub sector: Sector,
    #[schema(value_type = String)]
    pub division: Division,
    #[serde(default)]
    pub address: String,
    /// Who runs or owns it.
    #[schema(value_type = Option<String>)]
    pub organisation: Option<OrganisationId>,
    pub longitude_e6: Option<i64>,
    pub latitude_e6: Option<i64>,
}

/// What the rule must know of the rest of the district.
#[derive(Debug, Clone, Default)]
pub struct Around {
    pub division_known: bool,
    pub organisation_known: bool,
    /// Another subject of this name in this division.
    pub double: Option<SubjectId>,
}

/// The checked particulars; the rule of amending too.
pub fn particulars(ctx: &Ctx, around: &Around, cmd: &Register) -> Result<Particulars, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 2, 100);
    let address = text.optional("address", &cmd.address, 200).unwrap_or_default();
    if !around.division_known {
        text.problem("division", "no such division", &cmd.division.to_string());
    }
    if !around.organisation_known {
        text.problem("organisation", "no such organisation", "");
    }
    let given = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    if cmd.longitude_e6.is_some_and(|x| !LONGITUDES_E6.contains(&x)) {
        text.problem("longitude", "not a longitude in China", &given(cmd.longitude_e6));
    }
    if cmd.latitude_e6.is_some_and(|y| !LATITUDES_E6.contains(&y)) {
        text.problem("latitude", "not a latitude in China", &given(cmd.latitude_e6));
    }
    if cmd.longitude_e6.is_some() != cmd.latitude_e6.is_some() {
        text.problem("latitude", "give both coordinates or none", &given(cmd.latitude_e6));
    }
    text.finish()?;
    if !ctx.scope.covers(cmd.division, cmd.organisation.as_slice(), &[], Some(cmd.sector)) {
        return Err(Error::Forbidden { action: "register subjects outside your area" });
    }
    if around.double.is_some() {
        return Err(Error::Refused { why: "a subject of this name is registered in this division", with: Some(name) });
    }
    Ok(Particulars {
        name: Personal::text(name),
        subject_kind: cmd.kind,
        sector: cmd.sector,
        division: cmd.division,
        address: Personal::text(address),
        organisation: cmd.organisation,
        longitude_e6: cmd.longitude_e6,
        latitude_e6: cmd.latitude_e6,
    })
}

pub fn decide(ctx: &Ctx, around: &Around, cmd: &Register) -> Result<Fact, Error> {
    particulars(ctx, around, cmd).map(Fact::Registered)
}

pub fn around(tx: &Tx<'_>, ctx: &Ctx, cmd: &Register, except: Option<SubjectId>) -> Result<Around, Error> {
    let double = store::named(tx, ctx, &cmd.name, cmd.division)?.map(|known| known.id);
    Ok(Around {
        division_known: division::store::exists(tx, ctx, cmd.division)?,
        organisation_known: match cmd.organisation {
            Some(id) => organisation::store::find(tx, ctx, id)?.is_some(),
            None => true,
        },
        double: double.filter(|id| Some(*id) != except),
    })
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<SubjectId, Error> {
    let fact = decide(ctx, &around(tx, ctx, cmd, None)?, cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
