//! The indices of a day. Checked functions first, then the formulas.

use super::codes::moisture_percent;
use super::{Codes, DC, DMC, Edition, FFMC, Indices, WIND_KM_H};
use crate::{Domain, Error};

const INDEX: Domain = Domain::between(0, 1_000_000_000);

/// ISI, equations 24 to 26: `0.208 · e^(0.05039·W) · 91.9·e^(−0.1386·m)·(1 + m^5.31/4.93·10⁷)`.
pub fn initial_spread_index(edition: Edition, ffmc: f64, wind_km_h: f64) -> Result<f64, Error> {
    FFMC.within("ffmc", ffmc)?;
    WIND_KM_H.within("wind_km_h", wind_km_h)?;
    Ok(spread(moisture_percent(edition.scale(), ffmc), wind_km_h))
}

/// BUI, equation 27: of the two slow codes, never above what the duff allows.
pub fn build_up_index(dmc: f64, dc: f64) -> Result<f64, Error> {
    DMC.within("dmc", dmc)?;
    DC.within("dc", dc)?;
    Ok(build_up(dmc, dc))
}

/// FWI, equations 28 to 30.
pub fn fire_weather_index(isi: f64, bui: f64) -> Result<f64, Error> {
    INDEX.within("isi", isi)?;
    INDEX.within("bui", bui)?;
    Ok(intensity_and_severity(isi, bui).0)
}

/// DSR, equation 31: `0.0272 · FWI^1.77`.
pub fn daily_severity_rating(fwi: f64) -> Result<f64, Error> {
    INDEX.within("fwi", fwi)?;
    Ok(0.0272 * fwi.powf(1.77))
}

#[inline]
pub(super) fn all(moisture_percent: f64, today: Codes, wind_km_h: f64) -> Indices {
    let isi = spread(moisture_percent, wind_km_h);
    let bui = build_up(today.dmc, today.dc);
    let (fwi, dsr) = intensity_and_severity(isi, bui);
    Indices { isi, bui, fwi, dsr }
}

#[inline]
fn spread(moisture_percent: f64, wind_km_h: f64) -> f64 {
    let fuel = 91.9 * (0.05039 * wind_km_h - 0.1386 * moisture_percent).exp();
    0.208 * fuel * (1.0 + moisture_percent.powf(5.31) / 4.93e7)
}

#[inline]
fn build_up(dmc: f64, dc: f64) -> f64 {
    if dmc == 0.0 {
        return 0.0;
    }
    let both = dmc + 0.4 * dc;
    if dmc <= 0.4 * dc {
        return 0.8 * dmc * dc / both;
    }
    (dmc - (1.0 - 0.8 * dc / both) * (0.92 + (0.0114 * dmc).powf(1.7))).max(0.0)
}

/// FWI and its DSR; above 1 both are powers of the same logarithm.
#[inline]
fn intensity_and_severity(isi: f64, bui: f64) -> (f64, f64) {
    let fuel =
        if bui <= 80.0 { 0.626 * bui.powf(0.809) + 2.0 } else { 1000.0 / (25.0 + 108.64 * (-0.023 * bui).exp()) };
    let b = 0.1 * isi * fuel;
    if b <= 1.0 {
        return (b, 0.0272 * b.powf(1.77));
    }
    let ln_fwi = 2.72 * (0.434 * b.ln()).powf(0.647);
    (ln_fwi.exp(), 0.0272 * (1.77 * ln_fwi).exp())
}
