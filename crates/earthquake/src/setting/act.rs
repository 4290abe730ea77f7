//! Deciding anew, from a day on, with the text that says so.

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::Tx;
use registry::forms::given;
use registry::import::degrees_e6;
use serde::{Deserialize, Serialize};

use super::{EarthquakeSettingId, Fact, Region, Said, Seat, project};

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSetting {
    /// yyyy-MM-dd, today or later
    pub from: String,
    /// `east`, `west`; by the longitude of the district without it.
    #[serde(default)]
    pub region: String,
    /// The county seat in degrees, WGS-84; the middle of the district without it.
    #[serde(default)]
    pub longitude: String,
    #[serde(default)]
    pub latitude: String,
    /// Kilometres from the district's border beyond which earthquakes are not kept.
    pub keep_km: String,
    /// The degree from which on the damage is checked, 4 to 8.
    pub intensity: String,
    /// Sources one a line, in the order in which they count.
    #[serde(default)]
    pub preferred: String,
    pub basis: String,
}

const SOURCES_MOST: usize = 20;

pub(crate) fn decide(cmd: &SetSetting, today: Day) -> Result<Said, Error> {
    let mut text = Text::new();
    let from = text.read("from", &cmd.from, "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    if from.is_some_and(|from| from < today) {
        text.problem("from", "a rule can't begin in the past", &cmd.from);
    }
    let region = text.read_optional("region", &cmd.region, "choose one of the list", Region::from_word);
    let degrees = |it: &str, most: i64| degrees_e6(it).filter(|it| it.abs() <= most);
    let east =
        text.read_optional("longitude", &cmd.longitude, "not a longitude in degrees", |it| degrees(it, 180_000_000));
    let north =
        text.read_optional("latitude", &cmd.latitude, "not a latitude in degrees", |it| degrees(it, 90_000_000));
    if cmd.longitude.trim().is_empty() != cmd.latitude.trim().is_empty() {
        text.problem("latitude", "a position has a longitude and a latitude", &cmd.latitude);
    }
    let whole = |it: &str, from: i64, to: i64| it.trim().parse().ok().filter(|n| (from..=to).contains(n));
    let keep_km = text.read("keep_km", &cmd.keep_km, "from 50 to 2000 kilometres", |it| whole(it, 50, 2_000));
    let intensity = text.read("intensity", &cmd.intensity, "a degree from 4 to 8", |it| whole(it, 4, 8));
    let basis = text.required("basis", &cmd.basis, 2, 200);
    let preferred: Vec<String> =
        cmd.preferred.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if preferred.len() > SOURCES_MOST {
        text.problem("preferred", "too many sources", "");
    }
    text.finish()?;
    Ok(Said {
        from: given(from)?,
        region,
        seat: east.zip(north).map(|(longitude_e6, latitude_e6)| Seat { longitude_e6, latitude_e6 }),
        keep_km: given(keep_km)?,
        intensity: given(intensity)?,
        preferred,
        basis: Personal::text(basis),
    })
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &SetSetting) -> Result<EarthquakeSettingId, Error> {
    let fact = Fact::Set(Box::new(decide(cmd, ctx.now.day())?));
    let id: EarthquakeSettingId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    Ok(id)
}
