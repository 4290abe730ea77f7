//! Rain to flow, and flow down a river: GR4J, Xin'anjiang and Muskingum, how good a series is, and calibration.
//!
//! - Units: rain, evaporation, stores and runoff in mm over the basin, discharge in m³/s; [`mm_to_m3_s`] goes between.
//! - Errors: [`Error::OutOfDomain`] for parameters and inputs; NaN always is.
//! - Sources are with each model. Nothing here knows a basin: parameters come from calibration or from the district.
//!
//! ```
//! use standards::runoff::{gr4j, nash_sutcliffe};
//!
//! let parameters = gr4j::Parameters { x1_mm: 300.0, x2_mm: 0.0, x3_mm: 50.0, x4_days: 1.5 };
//! let mut basin = gr4j::Basin::new(parameters, 0.6, 0.7)?;
//! let flow_mm = [basin.day(20.0, 1.0)?.flow_mm, basin.day(0.0, 2.0)?.flow_mm];
//! assert!(flow_mm[0] > 0.0 && flow_mm[1] > flow_mm[0]);
//! assert_eq!(nash_sutcliffe(&flow_mm, &flow_mm)?, 1.0);
//!
//! let refusal = basin.day(-1.0, 2.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "rain_mm is -1, allowed is 0 to 2000");
//! # Ok::<(), standards::Error>(())
//! ```

pub mod calibrate;
pub mod gr4j;
pub mod muskingum;
mod score;
pub mod xaj;

pub use score::{Peak, nash_sutcliffe, peak, peak_error_percent};

use crate::{Domain, Error, Exact};

pub const RAIN_MM: Domain = Domain::between(0, 2000);
pub const EVAPORATION_MM: Domain = Domain::between(0, 100);
pub const FILL: Domain = Domain::between(0, 1);
pub const DISCHARGE_M3_S: Domain = Domain::between(0, 1_000_000);
pub const AREA_KM2: Domain = Domain::Between(Exact::lowest_terms(1, 100), Exact::whole(10_000_000));
pub const STEP_H: Domain = Domain::Between(Exact::lowest_terms(1, 60), Exact::whole(744));

/// `Q = R · A / (3.6 · Δt)`.
pub fn mm_to_m3_s(runoff_mm: f64, area_km2: f64, step_h: f64) -> Result<f64, Error> {
    AREA_KM2.within("area_km2", area_km2)?;
    STEP_H.within("step_h", step_h)?;
    Ok(runoff_mm * area_km2 / (3.6 * step_h))
}
