//! A day is rated: by the weather that a station measured, or by what somebody entered where none did.

use kernel::{Ctx, Day, Error, Text};
use ledger::{Reader, Tx};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device;

use super::rate::rate;
use super::{Fact, FireArea, FireAreaId, NOON_HOUR, Noon, Rating, store};

/// The weather of a noon, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enter {
    /// yyyy-MM-dd; later than the last rated day.
    pub day: String,
    /// °C at 13:00.
    pub temperature: String,
    /// % at 13:00.
    pub humidity: String,
    /// m/s at 13:00.
    pub wind: String,
    /// mm of the 24 hours to 13:00.
    pub rain: String,
    /// Of the same 24 hours; those of 13:00 without them.
    #[serde(default)]
    pub temperature_max: String,
    #[serde(default)]
    pub humidity_min: String,
    #[serde(default)]
    pub wind_max: String,
    /// Why no station measured it, and where the values are from.
    pub reason: String,
}

const NUMBER: &str = "write a number as 12.5, of at most six decimal places";

/// Where the danger is computed, for the length of its days.
fn latitude(r: &Reader<'_>, ctx: &Ctx, it: &FireArea) -> Result<f64, Error> {
    let device = device::query::one(r, &ctx.beyond_scope(), it.said.device)?;
    let e6 = device.said.latitude_e6.ok_or_else(|| Error::internal("a fire area without a latitude"))?;
    Ok(e6 as f64 / 1e6)
}

/// Rates a day by a station's weather; nothing where it is rated already. What the formulas refuse is a fault of the station.
pub fn rated(tx: &mut Tx<'_>, ctx: &Ctx, id: FireAreaId, (day, noon): (Day, &Noon)) -> Result<Option<Rating>, Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.said.is_watched || it.last.is_some_and(|last| last.day >= day) {
        return Ok(None);
    }
    let rating = rate(&it.said, latitude(tx, ctx, &it)?, it.last, (day, noon.clone()))?;
    store::record(tx, ctx, (id, it.version), &Fact::Rated(Box::new(rating.clone())))?;
    Ok(Some(rating))
}

fn decide(it: &FireArea, latitude_deg: f64, cmd: &Enter, ctx: &Ctx) -> Result<Rating, Error> {
    let mut text = Text::new();
    let day = text.read("day", &cmd.day, "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    if day.is_some_and(|day| day.at(NOON_HOUR, 0) > ctx.now || day < it.said.since) {
        text.problem("day", "only days since the beginning whose noon has passed are rated", &cmd.day);
    }
    if day.zip(it.last).is_some_and(|(day, last)| day <= last.day) {
        text.problem("day", "this day, or a later one, is rated already", &cmd.day);
    }
    let mut figure = |field, typed: &str| text.read(field, typed, NUMBER, Quantity::read);
    let temperature = figure("temperature", &cmd.temperature);
    let humidity = figure("humidity", &cmd.humidity);
    let wind = figure("wind", &cmd.wind);
    let rain = figure("rain", &cmd.rain);
    let mut or = |field, typed: &str, otherwise| match typed.trim() {
        "" => otherwise,
        typed => text.read(field, typed, NUMBER, Quantity::read),
    };
    let temperature_max = or("temperature_max", &cmd.temperature_max, temperature);
    let humidity_min = or("humidity_min", &cmd.humidity_min, humidity);
    let wind_max = or("wind_max", &cmd.wind_max, wind);
    let below = |a: Option<Quantity>, b: Option<Quantity>| a.zip(b).is_some_and(|(a, b)| a < b);
    if below(temperature_max, temperature) || below(wind_max, wind) || below(humidity, humidity_min) {
        text.problem("temperature_max", "the extremes of the 24 hours hold the values of 13:00", &cmd.temperature_max);
    }
    let reason = match reasoned("reason", &cmd.reason) {
        Ok(reason) => Some(reason),
        Err(Error::Invalid(problems)) => {
            problems.0.into_iter().for_each(|it| text.add(it));
            None
        }
        Err(other) => return Err(other),
    };
    text.finish()?;
    let day = given(day)?;
    let noon = Noon {
        station: None,
        measured_at: day.at(NOON_HOUR, 0),
        temperature_c: given(temperature)?,
        humidity_percent: given(humidity)?,
        wind_m_s: given(wind)?,
        temperature_c_max: given(temperature_max)?,
        humidity_percent_min: given(humidity_min)?,
        wind_m_s_max: given(wind_max)?,
        rain_mm: given(rain)?,
    };
    Ok(Rating { reason, ..rate(&it.said, latitude_deg, it.last, (day, noon))? })
}

pub fn enter(tx: &mut Tx<'_>, ctx: &Ctx, id: FireAreaId, cmd: &Enter) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.said.is_watched {
        return Err(Error::refused("the danger of this township is not computed"));
    }
    let rating = decide(&it, latitude(tx, ctx, &it)?, cmd, ctx)?;
    store::record(tx, ctx, (id, it.version), &Fact::Rated(Box::new(rating)))
}
