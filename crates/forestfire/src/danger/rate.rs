//! A day's danger from its weather and from what went before. Pure.
//!
//! Codes and indices are those of the FWI System (constants as printed, 147.2); the class is that of LY/T 1172-95 over the
//! highest temperature, the lowest humidity and the strongest wind of the 24 hours up to noon, which hold one afternoon.
//! One to three days without weather are bridged: the codes go on from the last ones as if those days had not been. After
//! more, and on the first day, they begin at 85, 6 and 15, and no rain is known, which is the dangerous side.

use kernel::{Day, Error, Problem};
use signal::Quantity;
use standards::fire_danger::ly_t_1172_1995::{self as ly_t_1172, Settings};
use standards::fire_weather::{Codes as Fwi, Edition, Weather, indices, next_day};

use super::{Codes, From, Last, LastRain, Noon, Rating, Setting};
use crate::Class;

pub const EDITION: Edition = Edition::VanWagner1987;
/// Days without weather over which the codes are carried.
pub const BRIDGED_DAYS: i64 = 3;
/// Less is no rain (LY/T 1172).
const RAIN_MM: f64 = 0.3;
/// A rain longer ago counts as none.
const DRY_DAYS: u32 = 9;
const KM_H: f64 = 3.6;

/// What is rated, with the latitude by which days are long.
pub fn rate(
    setting: &Setting,
    latitude_deg: f64,
    last: Option<Last>,
    (day, noon): (Day, Noon),
) -> Result<Rating, Error> {
    let gap = last.map(|it| it.day.days_until(day) - 1);
    let (from, before) = match (last, gap) {
        (Some(last), Some(0)) => (From::Yesterday, Some(last)),
        (Some(last), Some(1..=BRIDGED_DAYS)) => (From::Bridged, Some(last)),
        _ => (From::Start, None),
    };
    let started = before.map_or(Fwi::START, |it| Fwi {
        ffmc: it.codes.ffmc.value(),
        dmc: it.codes.dmc.value(),
        dc: it.codes.dc.value(),
    });
    let weather = Weather {
        temperature_c: noon.temperature_c.value(),
        relative_humidity_percent: noon.humidity_percent.value(),
        wind_km_h: noon.wind_m_s.value() * KM_H,
        rain_mm: noon.rain_mm.value(),
    };
    let month = day.month().unsigned_abs();
    let codes = next_day(EDITION, started, &weather, month, latitude_deg).map_err(outside)?;
    let found = indices(EDITION, codes, weather.wind_km_h).map_err(outside)?;
    let rain = rain(before.and_then(|it| it.codes.rain), gap.unwrap_or(0), noon.rain_mm);
    let of_class = ly_t_1172::Day {
        temperature_c: noon.temperature_c_max.value(),
        humidity_percent: noon.humidity_percent_min.value(),
        rain_mm: rain.map_or(0.0, |it| it.mm.value()),
        days_since_rain: rain.map_or(DRY_DAYS, |it| it.days.min(DRY_DAYS)),
        wind_m_s: noon.wind_m_s_max.value(),
        cover: setting.cover[usize::from(month - 1)],
    };
    let danger = ly_t_1172::danger(&of_class, &Settings::USUAL).map_err(outside)?;
    Ok(Rating {
        day,
        noon,
        from,
        codes: Codes { ffmc: quantity(codes.ffmc)?, dmc: quantity(codes.dmc)?, dc: quantity(codes.dc)?, rain },
        isi: quantity(found.isi)?,
        bui: quantity(found.bui)?,
        fwi: quantity(found.fwi)?,
        points: danger.points,
        class: Class::of(danger.grade.into()).ok_or_else(|| Error::internal("a grade beyond five"))?,
        reason: None,
    })
}

/// The last rain as of this day, and how many days ago it was.
fn rain(before: Option<LastRain>, gap: i64, today: Quantity) -> Option<LastRain> {
    if today.value() >= RAIN_MM {
        return Some(LastRain { mm: today, days: 0 });
    }
    let passed = u32::try_from(gap + 1).unwrap_or(1);
    before.map(|it| LastRain { days: it.days.saturating_add(passed), ..it })
}

fn quantity(value: f64) -> Result<Quantity, Error> {
    Quantity::of(value).ok_or_else(|| Error::internal("a code beyond all numbers"))
}

/// Weather that no formula takes is refused, with the value it was.
fn outside(fault: standards::Error) -> Error {
    Problem { field: "temperature", problem: "the formulas take no such weather", given: fault.to_string() }.into()
}
