//! What a source says, as a form, a row of a file or a program gives it: read into a report, every problem at once.

use std::ops::RangeInclusive;

use kernel::{Error, Instant, Span, Text};
use registry::forms::given;
use serde::{Deserialize, Serialize};

use super::{Precise, Report};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// Who says it: `CENC`, `us`, …
    pub source: String,
    /// The source's number of the event; a source that has none is compared by time and place.
    #[serde(default)]
    pub source_id: String,
    /// `2026-06-18 21:46:08` in Beijing time, or RFC 3339 with its offset; a minute or a day alone are taken as such.
    pub time: String,
    /// Degrees, WGS-84.
    pub longitude: String,
    pub latitude: String,
    /// Kilometres; nothing where it is not known.
    #[serde(default)]
    pub depth_km: String,
    pub magnitude: String,
    /// `M`, `Ms`, `ML`, `Mw`, …
    #[serde(default)]
    pub magnitude_kind: String,
    /// The place in the source's words.
    #[serde(default)]
    pub place: String,
}

const MAGNITUDES_E3: RangeInclusive<i64> = -3_000..=10_000;
/// A mountain above the sea, and the deepest ever heard of.
const DEPTHS_M: RangeInclusive<i64> = -10_000..=800_000;
/// A clock may run ahead a little.
const AHEAD: Span = Span::minutes(2);

/// `2026-06-18T21:46:08.25Z`, `2026-06-18 21:46`, `2026-06-18`
fn moment(text: &str) -> Option<(Instant, Precise)> {
    let text = text.trim();
    // The colon of an offset is none of the time's.
    let clock = text.split(['+', 'Z']).next().unwrap_or(text);
    let precise = match clock.bytes().filter(|it| *it == b':').count() {
        0 => Precise::Day,
        1 => Precise::Minute,
        _ => Precise::Second,
    };
    Instant::read(text).map(|at| (at, precise))
}

/// A decimal number in so many parts of one; more decimals than that are rounded.
fn parts(text: &str, parts: f64, within: &RangeInclusive<i64>) -> Option<i64> {
    let number: f64 = text.trim().parse().ok().filter(|it: &f64| it.is_finite() && it.abs() < 1e6)?;
    Some((number * parts).round() as i64).filter(|it| within.contains(it))
}

pub(crate) fn read(cmd: &Tell, now: Instant) -> Result<Report, Error> {
    let mut text = Text::new();
    let source = text.required("source", &cmd.source, 1, 40);
    let source_id = text.optional("source_id", &cmd.source_id, 200);
    let at = text.read("time", &cmd.time, "write the time as 2026-06-18 21:46:08", moment);
    if at.is_some_and(|(at, _)| at > now + AHEAD) {
        text.problem("time", "this lies in the future", &cmd.time);
    }
    let east = text.read("longitude", &cmd.longitude, "not a longitude in degrees", |it| {
        parts(it, 1e6, &(-180_000_000..=180_000_000))
    });
    let north = text
        .read("latitude", &cmd.latitude, "not a latitude in degrees", |it| parts(it, 1e6, &(-90_000_000..=90_000_000)));
    let depth = text
        .read_optional("depth_km", &cmd.depth_km, "a depth in kilometres, at most 800", |it| parts(it, 1e3, &DEPTHS_M));
    let magnitude =
        text.read("magnitude", &cmd.magnitude, "a magnitude from -3 to 10", |it| parts(it, 1e3, &MAGNITUDES_E3));
    let magnitude_kind = text.optional("magnitude_kind", &cmd.magnitude_kind, 12).unwrap_or_default();
    let place = text.optional("place", &cmd.place, 200);
    text.finish()?;
    let (at, precise) = given(at)?;
    Ok(Report {
        source,
        source_id,
        at,
        precise,
        longitude_e6: given(east)?,
        latitude_e6: given(north)?,
        depth_m: depth,
        magnitude_e3: given(magnitude)?,
        magnitude_kind,
        place,
    })
}
