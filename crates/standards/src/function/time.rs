//! Times of a sheet: with an offset, or without one and then all of the same clock.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};

use crate::{Domain, Error};

pub(super) const FORM: &str = "a time like 2026-05-01 08:00:00 or 2026-05-01T08:00:00+08:00";

/// Days from 1970-01-01 of the clock that is used.
pub(super) fn days(name: &'static str, text: &str) -> Result<f64, Error> {
    const SECONDS: f64 = 86_400.0;
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.as_second() as f64 / SECONDS);
    }
    let moment: DateTime = text.parse().map_err(|_| Domain::Form(FORM).refuse(name, text))?;
    let seconds = moment.duration_since(date(1970, 1, 1).at(0, 0, 0, 0)).as_secs_f64();
    Ok(seconds / SECONDS)
}
