//! The weather of a noon from the readings of one station. Pure.
//!
//! A station stands for a day when each of the four metrics has three quarters of its readings in the 24 hours up to noon, and
//! one that is no older than an hour. Else the next station is asked: half a day has no extremes, and no sum of rain.

use kernel::{Day, Instant, Span};
use readings::{Metric, Point};
use signal::Quantity;
use signal::device::DeviceId;

use super::query::NEEDED;
use super::{NOON_HOUR, Noon};

/// How old a noon's value may be.
const FRESH: Span = Span::hours(1);

/// From when until when readings count for a day; the beginning is not counted.
pub fn window(day: Day) -> (Instant, Instant) {
    let noon = day.at(NOON_HOUR, 0);
    (noon - Span::hours(24), noon)
}

/// `of` gives the readings of one of its metrics, from later than the first moment to the second.
pub fn noon<E>(
    (station, interval_seconds): (DeviceId, u32),
    day: Day,
    mut of: impl FnMut(Metric, Instant, Instant) -> Result<Vec<Point>, E>,
) -> Result<Option<Noon>, E> {
    let (from, until) = window(day);
    let due = 24 * 3_600 / i64::from(interval_seconds.max(1));
    let mut found = Vec::new();
    for metric in NEEDED {
        let mut points = of(metric, from, until)?;
        points.retain(|it| it.at > from.millis() && it.at <= until.millis());
        let is_whole = points.len() as i64 * 4 >= due * 3;
        let is_fresh = points.last().is_some_and(|last| last.at >= (until - FRESH).millis());
        if !is_whole || !is_fresh {
            return Ok(None);
        }
        found.push(points);
    }
    Ok(of_points(station, &found))
}

/// In the order of [`NEEDED`]; none where a value is beyond all numbers, which no store keeps.
fn of_points(station: DeviceId, found: &[Vec<Point>]) -> Option<Noon> {
    let [temperature, humidity, wind, rain] = found else { return None };
    let value =
        |steps: i64, metric: Metric| Quantity::of(steps as f64 / 10_f64.powi(i32::from(metric.shape().decimals)));
    let last = |points: &[Point], metric| value(points.last()?.value.into(), metric);
    let most = |points: &[Point], metric| value(points.iter().map(|it| it.value).max()?.into(), metric);
    let least = |points: &[Point], metric| value(points.iter().map(|it| it.value).min()?.into(), metric);
    let oldest = found.iter().filter_map(|points| points.last()).map(|it| it.at).min()?;
    Some(Noon {
        station: Some(station),
        measured_at: Instant::from_millis(oldest),
        temperature_c: last(temperature, Metric::Temperature)?,
        humidity_percent: last(humidity, Metric::Humidity)?,
        wind_m_s: last(wind, Metric::WindSpeed)?,
        temperature_c_max: most(temperature, Metric::Temperature)?,
        humidity_percent_min: least(humidity, Metric::Humidity)?,
        wind_m_s_max: most(wind, Metric::WindSpeed)?,
        rain_mm: value(rain.iter().map(|it| i64::from(it.value)).sum(), Metric::Rain)?,
    })
}
