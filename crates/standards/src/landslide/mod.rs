//! Landslides: what the displacement of a slope says, and rain that sets slopes moving.
//!
//! - [`displacement`]: speed, improved tangent angle, time of failure. [`rain`]: rain events, intensity–duration
//!   thresholds, antecedent rain.
//! - Errors: [`crate::Error::OutOfDomain`]; [`crate::Error::TooFew`] when a line cannot be fitted.
//!
//! ```
//! use standards::landslide::displacement::{Stages, inverse_velocity};
//! use standards::landslide::rain::{CAINE_1980, Threshold};
//!
//! assert_eq!(Stages::USUAL.of(5.0, 1.0)?.level(), "yellow");
//! let failure = inverse_velocity(&[50.0, 60.0, 70.0, 80.0], &[2.0, 2.5, 10.0 / 3.0, 5.0], 2.0)?;
//! assert_eq!(format!("{:.3}", failure.time), "100.000");
//! assert_eq!(format!("{:.3}", CAINE_1980.intensity_mm_h(24.0)?), "4.291");
//!
//! let refusal = CAINE_1980.intensity_mm_h(0.1).unwrap_err();
//! assert_eq!(refusal.to_string(), "duration_h is 0.1, allowed is 0.167 to 240");
//! # Ok::<(), standards::Error>(())
//! ```

pub mod displacement;
pub mod rain;
