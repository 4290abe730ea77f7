use std::ops::Range;

use super::{DC, TEMPERATURE_C};
use crate::{Domain, Error};

const FRACTION: Domain = Domain::between(0, 1);
const WINTER_RAIN_MM: Domain = Domain::between(0, 5000);

/// DC at the start of a season, from that at the end of the last one (Lawson and Armitage 2008):
/// `400 · ln(800 / (a·800·e^(−DC/400) + 3.94·b·P))`, and no less than 15, the usual start.
///
/// - `carried_over` (a): part of the autumn's moisture that stays, 0.75 where snow covers the ground early; `wetting` (b):
///   part of the winter's water that the ground takes up, 0.75 on well-drained ground. Both 0 to 1, and both settings.
/// - Units: `winter_precipitation_mm` from the end of one season to the start of the next, in mm.
/// - Errors: [`Error::OutOfDomain`]; also when both parts are nothing, for then there is no moisture at all.
pub fn overwintered_drought_code(
    autumn: f64,
    winter_precipitation_mm: f64,
    carried_over: f64,
    wetting: f64,
) -> Result<f64, Error> {
    DC.within("dc", autumn)?;
    WINTER_RAIN_MM.within("winter_precipitation_mm", winter_precipitation_mm)?;
    FRACTION.within("carried_over", carried_over)?;
    FRACTION.within("wetting", wetting)?;
    let moisture = carried_over * 800.0 * (-autumn / 400.0).exp() + 3.94 * wetting * winter_precipitation_mm;
    if moisture <= 0.0 {
        return Err(Domain::Form("above 0 when no winter water is taken up").refuse("carried_over", carried_over));
    }
    Ok((400.0 * (800.0 / moisture).ln()).max(15.0))
}

/// When a season begins and ends (Wotton and Flannigan 1993): after this many days above or below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeasonLimits {
    pub start_above_c: f64,
    pub end_below_c: f64,
    pub days: usize,
}

impl SeasonLimits {
    pub const WOTTON_FLANNIGAN_1993: Self = Self { start_above_c: 12.0, end_below_c: 5.0, days: 3 };
}

/// Days of a fire season by their place in the series; the last season may still be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    pub days: Range<usize>,
    pub ended: bool,
}

/// The seasons in a series of daily maximum temperatures: one begins with the day after `limits.days` days above the
/// limit, and ends before the day after as many below the other.
pub fn seasons(limits: SeasonLimits, temperature_c_max: &[f64]) -> Result<Vec<Season>, Error> {
    for value in temperature_c_max {
        TEMPERATURE_C.within("temperature_c_max", *value)?;
    }
    let mut found = Vec::new();
    let mut start = None;
    for (window, today) in temperature_c_max.windows(limits.days.max(1)).zip(limits.days.max(1)..) {
        if today >= temperature_c_max.len() {
            break;
        }
        match start {
            None if window.iter().all(|value| *value > limits.start_above_c) => start = Some(today),
            Some(from) if window.iter().all(|value| *value < limits.end_below_c) => {
                found.push(Season { days: from..today, ended: true });
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| Season { days: from..temperature_c_max.len(), ended: false }));
    Ok(found)
}
