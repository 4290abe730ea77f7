//! A detection comes in: known, too far away, part of a fire that is known, or a new fire, whose check is owed.

use kernel::{Actor, Ctx, Error, Instant, OrganisationId, Origin, Personal, Scope, Span};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due, Open, Owed, Owner, Ref};
use registry::OrganisationKind;
use registry::query::OrganisationFilter;
use serde::{Deserialize, Serialize};
use standards::fire_hotspots::{self, Merge};

use super::{Detection, Fact, FireSpotId, Found, ground, query, store};

pub const DUTY: &str = "fire_spot.check";
const RULE: &str = "fire_spot.detection";
/// A detection that is known later than so long after it was made is of the past: nobody can check it any more.
const CHECKED_WITHIN: Span = Span::hours(72);
/// A satellite can't have seen it later than now, give or take a clock.
const AHEAD: Span = Span::minutes(30);
/// At night the longer deadline counts: from when, and until when.
const NIGHT: (i8, i8) = (20, 7);

/// What became of a detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Took {
    /// It was recorded before.
    Known(FireSpotId),
    /// Farther from the district than [`super::BORDER_KM`].
    TooFar,
    /// It belongs to this fire.
    Added(FireSpotId),
    Found(FireSpotId),
}

/// Whoever hands it in: what is recorded is what the satellite saw, wherever their reach ends.
pub fn see(tx: &mut Tx<'_>, ctx: &Ctx, it: &Detection) -> Result<Took, Error> {
    let wide = ctx.beyond_scope();
    if it.at > ctx.now + AHEAD {
        return Err(kernel::Problem::at(
            "at",
            "the time is in the future: write it in UTC, or Beijing time in its own column",
        )
        .into());
    }
    if let Some(known) = query::by_mark(tx, &wide, &it.mark())? {
        return Ok(Took::Known(known));
    }
    let Some(lies) = ground::Ground::read(tx, &wide)?.lies(it) else { return Ok(Took::TooFar) };
    let source = ground::at_source(tx, &wide, it)?;
    let must_check = lies.outside_m == 0 && source.is_none() && ctx.now.since(it.at) <= CHECKED_WITHIN;
    if let Some((id, version)) = fire_of(tx, &wide, it, must_check)? {
        let fact = Fact::Detected(Box::new(it.clone()));
        store::record(tx, &wide, (id, version), &fact)?;
        return Ok(Took::Added(id));
    }
    let id: FireSpotId = ctx.mint();
    let year = ctx.now.day().year();
    let number = format!("{year}-{:05}", tx.next_number(ctx, Fact::STREAM, year)?);
    let near = ground::near(tx, &wide, it)?;
    let owner = if must_check { Some(owner(tx, &wide, lies.division)?) } else { None };
    let owed = match owner {
        Some(owner) => Some(owe(tx, ctx, (id, &number), (it, lies.division, owner))?),
        None => None,
    };
    let found = Found {
        number,
        division: lies.division,
        outside_m: lies.outside_m,
        near,
        detection: it.clone(),
        source: source.map(|it| it.id),
        owner,
        owed,
    };
    store::record(tx, &wide, (id, 0), &Fact::Found(Box::new(found)))?;
    Ok(Took::Found(id))
}

/// The fire to which a detection belongs by the rule of `standards`: the earliest of those it touches. What must be checked
/// belongs to none that nobody checks.
fn fire_of(tx: &Tx<'_>, ctx: &Ctx, it: &Detection, must_check: bool) -> Result<Option<(FireSpotId, i64)>, Error> {
    let days = Span::hours((Merge::USUAL.days * 24.0) as i64);
    let mut around = query::around(tx, ctx, (it.at - days, it.at + days), (it.longitude_e6, it.latitude_e6))?;
    around.retain(|known| !must_check || known.is_checked);
    if around.is_empty() {
        return Ok(None);
    }
    let seen = |longitude_e6: i64, latitude_e6: i64, at: Instant| fire_hotspots::Detection {
        latitude_deg: latitude_e6 as f64 / 1e6,
        longitude_deg: longitude_e6 as f64 / 1e6,
        day: at.millis() as f64 / 86_400_000.0,
        power_mw: 0.0,
    };
    let mut all: Vec<_> = around.iter().map(|known| seen(known.longitude_e6, known.latitude_e6, known.at)).collect();
    all.push(seen(it.longitude_e6, it.latitude_e6, it.at));
    let numbers = fire_hotspots::fires(&all, Merge::USUAL).map_err(Error::internal)?;
    let own = numbers.last().copied();
    let touched = around.iter().zip(&numbers).filter(|(_, number)| Some(**number) == own);
    Ok(touched.min_by_key(|(known, _)| (known.first_at, known.spot)).map(|(known, _)| (known.spot, known.version)))
}

/// The township's own body; the Safety Office where it has none.
fn owner(tx: &Tx<'_>, ctx: &Ctx, division: kernel::Division) -> Result<OrganisationId, Error> {
    let filter = OrganisationFilter {
        division: Some(division),
        kind: Some(OrganisationKind::Township),
        ..OrganisationFilter::default()
    };
    match registry::query::every_organisation(tx, ctx, &filter)?.first() {
        Some(body) => Ok(body.id),
        None => registry::query::safety_office(tx, ctx),
    }
}

/// From when it is known here: nobody could look before.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, number): (FireSpotId, &str),
    (it, division, owner): (&Detection, kernel::Division, OrganisationId),
) -> Result<Owed, Error> {
    let hour = ctx.now.civil().hour();
    let is_night = hour >= NIGHT.0 || hour < NIGHT.1;
    let name = registry::query::division_name(tx, ctx, division)?;
    let party = |organisation| Owner { organisation, person: None };
    let office = registry::query::safety_office(tx, ctx)?;
    let by =
        Ctx { actor: Actor::Rule(RULE), scope: Scope::everything(ctx.district), origin: Origin::Rule, ..ctx.clone() };
    let open = Open {
        about: Ref::new(Fact::STREAM, id),
        duty: DUTY.to_owned(),
        title: Personal::text(format!("核查{name}火点 {number}（{} 卫星发现）", it.at.to_minute())),
        owner: party(owner),
        owed_to: party(office),
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division,
        sector: None,
        grade: is_night.then_some("night"),
    };
    let (obligation, due) = obligation::open_due(tx, &by, open)?;
    Ok(Owed { obligation, due })
}
