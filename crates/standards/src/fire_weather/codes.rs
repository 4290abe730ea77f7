//! The three moisture codes. Checked functions for a single value first; below them the formulas, which the grid uses too.

use std::f64::consts::LN_10;

use super::{Codes, DC, DMC, Edition, FFMC, LATITUDE_DEG, MONTH, RAIN_MM, TEMPERATURE_C, Weather};
use crate::Error;

const LN_100: f64 = 2.0 * LN_10;

/// FFMC of a day, equations 1 to 10.
pub fn fine_fuel_moisture_code(edition: Edition, yesterday: f64, noon: &Weather) -> Result<f64, Error> {
    FFMC.within("ffmc", yesterday)?;
    noon.check()?;
    Ok(fine_fuel(edition.scale(), yesterday, noon).0)
}

/// DMC of a day, equations 11 to 17.
///
/// - Units: `temperature_c` in °C, `relative_humidity_percent` in %, `rain_mm` in mm; wind has no part in it.
pub fn duff_moisture_code(
    yesterday: f64,
    temperature_c: f64,
    relative_humidity_percent: f64,
    rain_mm: f64,
    bands: Bands,
) -> Result<f64, Error> {
    DMC.within("dmc", yesterday)?;
    let noon = Weather { temperature_c, relative_humidity_percent, wind_km_h: 0.0, rain_mm };
    noon.check()?;
    Ok(duff(yesterday, &noon, bands))
}

/// DC of a day, equations 18 to 23.
pub fn drought_code(yesterday: f64, temperature_c: f64, rain_mm: f64, bands: Bands) -> Result<f64, Error> {
    DC.within("dc", yesterday)?;
    TEMPERATURE_C.within("temperature_c", temperature_c)?;
    RAIN_MM.within("rain_mm", rain_mm)?;
    Ok(drought(yesterday, temperature_c, rain_mm, bands))
}

/// What the latitude and the month bring to DMC (hours of drying, `Le`) and DC (`Lf`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    day_length_h: f64,
    day_length_factor: f64,
}

const DAY_LENGTH_H: [[f64; 12]; 4] = [
    [6.5, 7.5, 9.0, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8.0, 7.0, 6.0],
    [7.9, 8.4, 8.9, 9.5, 9.9, 10.2, 10.1, 9.7, 9.1, 8.6, 8.1, 7.8],
    [10.1, 9.6, 9.1, 8.5, 8.1, 7.8, 7.9, 8.3, 8.9, 9.4, 9.9, 10.2],
    [11.5, 10.5, 9.2, 7.9, 6.8, 6.2, 6.5, 7.4, 8.7, 10.0, 11.2, 11.8],
];
const DAY_LENGTH_H_TROPICS: f64 = 9.0;
const NORTH: [f64; 12] = [-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5.0, 2.4, 0.4, -1.6, -1.6];
const SOUTH: [f64; 12] = [6.4, 5.0, 2.4, 0.4, -1.6, -1.6, -1.6, -1.6, -1.6, 0.9, 3.8, 5.8];
const FACTOR_TROPICS: f64 = 1.4;

impl Bands {
    pub fn at(latitude_deg: f64, month: u8) -> Result<Self, Error> {
        let latitude = LATITUDE_DEG.within("latitude_deg", latitude_deg)?;
        MONTH.within("month", f64::from(month))?;
        let month = usize::from(month) - 1;
        let day_length_h = match latitude {
            _ if latitude > 30.0 => DAY_LENGTH_H[0][month],
            _ if latitude > 10.0 => DAY_LENGTH_H[1][month],
            _ if latitude > -10.0 => DAY_LENGTH_H_TROPICS,
            _ if latitude > -30.0 => DAY_LENGTH_H[2][month],
            _ => DAY_LENGTH_H[3][month],
        };
        let day_length_factor = match latitude {
            _ if latitude > 20.0 => NORTH[month],
            _ if latitude > -20.0 => FACTOR_TROPICS,
            _ => SOUTH[month],
        };
        Ok(Self { day_length_h, day_length_factor })
    }

    /// The table of the north for every latitude, as the system was first printed.
    pub fn printed(month: u8) -> Result<Self, Error> {
        Self::at(90.0, month)
    }
}

/// The codes of a day, and the moisture of the fine fuel in %, from which the spread follows.
#[inline]
pub(super) fn next(scale: f64, yesterday: Codes, noon: &Weather, bands: Bands) -> (Codes, f64) {
    let (ffmc, moisture_percent) = fine_fuel(scale, yesterday.ffmc, noon);
    let dmc = duff(yesterday.dmc, noon, bands);
    let dc = drought(yesterday.dc, noon.temperature_c, noon.rain_mm, bands);
    (Codes { ffmc, dmc, dc }, moisture_percent)
}

/// Equation 1.
#[inline]
pub(super) fn moisture_percent(scale: f64, ffmc: f64) -> f64 {
    scale * (101.0 - ffmc) / (59.5 + ffmc)
}

/// Equations 3a and 3b: moisture after rain that is not held by the canopy.
#[inline]
pub(super) fn wetted(moisture: f64, rain_mm: f64) -> f64 {
    let gain = 42.5 * rain_mm * (-100.0 / (251.0 - moisture)).exp() * (1.0 - (-6.93 / rain_mm).exp());
    let above = (moisture - 150.0).max(0.0);
    (moisture + gain + 0.0015 * above * above * rain_mm.sqrt()).min(250.0)
}

/// Equations 4 to 9: moisture goes toward its equilibrium in this weather; between the two equilibria it stays.
/// `speed` is the factor of temperature and time on the rate.
#[inline]
pub(super) fn approach(noon: &Weather, moisture: f64, speed: f64) -> f64 {
    let h = noon.relative_humidity_percent;
    let near = ((h - 100.0) / 10.0).exp();
    let warm = 0.18 * (21.1 - noon.temperature_c) * (1.0 - (-0.115 * h).exp());
    let rate = |h: f64, ln_h: f64| {
        let wind = noon.wind_km_h.sqrt();
        0.424 * (1.0 - (1.7 * (ln_h - LN_100)).exp()) + 0.0694 * wind * (1.0 - (h / 100.0).powi(8))
    };
    // The powers of the humidity share one logarithm.
    let ln_h = h.ln();
    let drying = 0.942 * (0.679 * ln_h).exp() + 11.0 * near + warm;
    let (toward, rate) = if moisture > drying {
        (drying, rate(h, ln_h))
    } else {
        let wetting = 0.618 * (0.753 * ln_h).exp() + 10.0 * near + warm;
        if moisture >= drying.min(wetting) {
            return moisture;
        }
        (wetting, rate(100.0 - h, (100.0 - h).ln()))
    };
    toward + (moisture - toward) * (-LN_10 * rate * speed).exp()
}

/// Equation 10.
#[inline]
pub(super) fn ffmc(scale: f64, moisture: f64) -> f64 {
    (59.5 * (250.0 - moisture) / (scale + moisture)).clamp(0.0, 101.0)
}

#[inline]
fn fine_fuel(scale: f64, yesterday: f64, noon: &Weather) -> (f64, f64) {
    let mut moisture = moisture_percent(scale, yesterday);
    if noon.rain_mm > 0.5 {
        moisture = wetted(moisture, noon.rain_mm - 0.5);
    }
    let speed = 0.581 * (0.0365 * noon.temperature_c).exp();
    let code = ffmc(scale, approach(noon, moisture, speed));
    (code, moisture_percent(scale, code))
}

#[inline]
fn duff(yesterday: f64, noon: &Weather, bands: Bands) -> f64 {
    let (t, h) = (noon.temperature_c.max(-1.1), noon.relative_humidity_percent);
    let drying = 1.894e-4 * (t + 1.1) * (100.0 - h) * bands.day_length_h;
    let wet = if noon.rain_mm > 1.5 { duff_after_rain(yesterday, noon.rain_mm) } else { yesterday };
    wet + drying
}

fn duff_after_rain(yesterday: f64, rain_mm: f64) -> f64 {
    let effective = 0.92 * rain_mm - 1.27;
    let moisture = 20.0 + 280.0 * (-0.023 * yesterday).exp();
    let slope = match yesterday {
        _ if yesterday <= 33.0 => 100.0 / (0.5 + 0.3 * yesterday),
        _ if yesterday <= 65.0 => 14.0 - 1.3 * yesterday.ln(),
        _ => 6.2 * yesterday.ln() - 17.2,
    };
    let moisture = moisture + 1000.0 * effective / (48.77 + slope * effective);
    (43.43 * (5.6348 - (moisture - 20.0).ln())).max(0.0)
}

#[inline]
fn drought(yesterday: f64, temperature_c: f64, rain_mm: f64, bands: Bands) -> f64 {
    let drying = (0.36 * (temperature_c.max(-2.8) + 2.8) + bands.day_length_factor).max(0.0) / 2.0;
    let wet = if rain_mm > 2.8 { drought_after_rain(yesterday, rain_mm) } else { yesterday };
    wet + drying
}

fn drought_after_rain(yesterday: f64, rain_mm: f64) -> f64 {
    let effective = 0.83 * rain_mm - 1.27;
    let equivalent = 800.0 * (-yesterday / 400.0).exp();
    (yesterday - 400.0 * (3.937 * effective / equivalent).ln_1p()).max(0.0)
}
