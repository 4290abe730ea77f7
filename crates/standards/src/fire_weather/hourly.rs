use super::codes::{approach, ffmc, moisture_percent, wetted};
use super::{Edition, FFMC, Weather};
use crate::{Domain, Error};

pub const HOURS: Domain = Domain::between(0, 24);

/// FFMC after some hours (Van Wagner 1977): like a day, but rain counts from the first drop and rates are per hour.
///
/// - Units: `weather.rain_mm` of these hours in mm, `hours` in h.
/// - Errors: [`Error::OutOfDomain`], `hours` is 0 to 24.
pub fn hourly_fine_fuel_moisture_code(
    edition: Edition,
    before: f64,
    weather: &Weather,
    hours: f64,
) -> Result<f64, Error> {
    FFMC.within("ffmc", before)?;
    HOURS.within("hours", hours)?;
    weather.check()?;
    let scale = edition.scale();
    let mut moisture = moisture_percent(scale, before);
    if weather.rain_mm > 0.0 {
        moisture = wetted(moisture, weather.rain_mm);
    }
    let speed = 0.0579 * (0.0365 * weather.temperature_c).exp() * hours;
    Ok(ffmc(scale, approach(weather, moisture, speed)))
}
