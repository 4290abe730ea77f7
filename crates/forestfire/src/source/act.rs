//! Marking a heat source, and taking the mark away.

use kernel::{Ctx, Error, Problem, Text};
use ledger::Tx;
use registry::forms::{given, reasoned};
use registry::import::{degrees_e6, place};
use serde::{Deserialize, Serialize};

use super::{Fact, HeatSource, HeatSourceId, Marked, store};
use crate::spot::ground::Ground;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub name: String,
    /// Code or name of the township.
    pub division: String,
    /// Degrees, WGS-84.
    pub longitude: String,
    pub latitude: String,
    /// Metres around it within which what is detected is this source; 1000 without it.
    #[serde(default)]
    pub radius: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub reason: String,
}

/// A pixel of MODIS is a kilometre wide.
pub const USUAL_RADIUS_M: u32 = 1_000;
const RADII_M: std::ops::RangeInclusive<u32> = 100..=3_000;
const DEGREES: &str = "degrees with a decimal point";

pub fn mark(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Mark) -> Result<HeatSourceId, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 2, 80);
    let longitude_e6 = text.read("longitude", &cmd.longitude, DEGREES, degrees_e6);
    let latitude_e6 =
        text.read("latitude", &cmd.latitude, DEGREES, |it| degrees_e6(it).filter(|y| y.abs() <= 90_000_000));
    let radius_m = match cmd.radius.trim() {
        "" => Some(USUAL_RADIUS_M),
        typed => text.read("radius", typed, "write whole metres from 100 to 3000", |it| {
            it.parse().ok().filter(|m| RADII_M.contains(m))
        }),
    };
    let typed = cmd.division.trim();
    let found = match typed {
        "" => {
            text.problem("division", "fill in this field", typed);
            None
        }
        typed => beside(&mut text, place(tx, ctx, typed.rsplit(' ').next().unwrap_or(typed)))?,
    };
    let division = match found {
        Some(code) if registry::query::division(tx, ctx, code)?.is_some() => Some(code),
        Some(_) => {
            text.problem("division", "no such division", typed);
            None
        }
        None => None,
    };
    let reason = beside(&mut text, reasoned("reason", &cmd.reason))?;
    text.finish()?;
    let it = Marked {
        name,
        division: given(division)?,
        longitude_e6: given(longitude_e6)?,
        latitude_e6: given(latitude_e6)?,
        radius_m: given(radius_m)?,
        reason: given(reason)?,
    };
    if !ctx.scope.covers(it.division, &[], &[], None) {
        return Err(Error::Forbidden { action: "mark heat sources outside your area" });
    }
    // What is detected there opens no check: a township decides that for itself alone, the county for every place.
    let ground = Ground::read(tx, &ctx.beyond_scope())?;
    let of_a_township = it.division != ctx.district.division();
    if of_a_township && ground.township(it.longitude_e6, it.latitude_e6) != Some(it.division.township()) {
        return Err(Problem::at("longitude", "the position is not in this township").into());
    }
    let id: HeatSourceId = ctx.mint();
    store::record(tx, ctx, (id, 0), &Fact::Marked(Box::new(it)))?;
    Ok(id)
}

/// A problem of one field goes beside the others; anything else ends the act.
fn beside<T>(text: &mut Text, found: Result<T, Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(it) => Ok(Some(it)),
        Err(Error::Invalid(problems)) => {
            problems.0.into_iter().for_each(|it| text.add(it));
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

pub(crate) fn decide(it: &HeatSource, cmd: &Reason) -> Result<Fact, Error> {
    if it.unmarked_at.is_some() {
        return Err(Error::refused("this heat source is not marked any more"));
    }
    Ok(Fact::Unmarked { reason: reasoned("reason", &cmd.reason)? })
}

pub fn unmark(tx: &mut Tx<'_>, ctx: &Ctx, id: HeatSourceId, cmd: &Reason) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide(&it, cmd)?;
    store::record(tx, ctx, (id, it.version), &fact)
}
