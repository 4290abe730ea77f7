//! How strongly an earthquake is felt at a distance: intensity of the Chinese scale along and across its long axis.
//!
//! `I = a + b·M − c·ln(R + R0)`, one line for the long axis, one for the short; east and west of some 105° E. The lines were
//! fitted to isoseismals, so a degree is felt as far as the line stands at it: VI where `I ≥ 6`.
//!
//! - Units: M as surface-wave magnitude, distances from the epicentre in km, intensity in degrees with their fraction.
//! - Source: Wang Suyun, Yu Yanxiang and others 2000, relations of intensity for the parts of China; the coefficients and σ are
//!   remembered and were not compared with a printing.
//! - Where nobody knows which way the long axis lies, [`Relation::mean`] takes the middle of both lines: a circle.
//! - Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::earthquake_intensity::{Region, Relation};
//!
//! let west = Relation::of(Region::West);
//! assert_eq!(format!("{:.2}", west.mean(5.1, 0.0)?), "6.84");
//! let reach = west.mean_radius_km(5.1, 5.0)?.unwrap();
//! assert_eq!(format!("{reach:.1}"), "24.5");
//! assert_eq!(west.mean_radius_km(4.0, 6.0)?, None);
//!
//! let refusal = west.mean(9.5, 10.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "magnitude is 9.5, allowed is 3 to 9");
//! # Ok::<(), standards::Error>(())
//! ```

use crate::{Domain, Error};

/// The relations hold from some M 4¾; below M 3 nothing is said at all.
pub const MAGNITUDE: Domain = Domain::between(3, 9);
pub const DISTANCE_KM: Domain = Domain::between(0, 1000);
pub const DISTANCE_KM_MOST: f64 = 1000.0;
pub const INTENSITY: Domain = Domain::between(1, 12);
pub const AZIMUTH_DEG: Domain = Domain::between(0, 360);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    East,
    West,
}

impl Region {
    pub fn word(self) -> &'static str {
        match self {
            Region::East => "east",
            Region::West => "west",
        }
    }
}

/// `I = a + b·M − c·ln(R + R0)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    pub a: f64,
    pub b: f64,
    pub c: f64,
    pub r0_km: f64,
    /// Spread of one observation.
    pub sigma: f64,
}

impl Line {
    fn at(&self, magnitude: f64, distance_km: f64) -> f64 {
        self.a + self.b * magnitude - self.c * (distance_km + self.r0_km).ln()
    }

    fn radius_km(&self, magnitude: f64, intensity: f64) -> f64 {
        ((self.a + self.b * magnitude - intensity) / self.c).exp() - self.r0_km
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relation {
    pub long: Line,
    pub short: Line,
}

const WANG_2000_EAST: Relation = Relation {
    long: Line { a: 6.046, b: 1.480, c: 2.081, r0_km: 25.0, sigma: 0.49 },
    short: Line { a: 2.617, b: 1.435, c: 1.441, r0_km: 7.0, sigma: 0.56 },
};
const WANG_2000_WEST: Relation = Relation {
    long: Line { a: 5.643, b: 1.538, c: 2.109, r0_km: 25.0, sigma: 0.64 },
    short: Line { a: 2.941, b: 1.363, c: 1.494, r0_km: 7.0, sigma: 0.61 },
};

/// Halvings: from a thousand kilometres to a millimetre.
const HALVINGS: u32 = 40;

impl Relation {
    pub fn of(region: Region) -> Relation {
        match region {
            Region::East => WANG_2000_EAST,
            Region::West => WANG_2000_WEST,
        }
    }

    /// Intensity on the long and on the short axis, at most XII.
    pub fn on_axes(&self, magnitude: f64, distance_km: f64) -> Result<(f64, f64), Error> {
        MAGNITUDE.within("magnitude", magnitude)?;
        DISTANCE_KM.within("distance_km", distance_km)?;
        let at = |line: &Line| line.at(magnitude, distance_km).min(12.0);
        Ok((at(&self.long), at(&self.short)))
    }

    /// In the middle of both, where the direction is not known.
    pub fn mean(&self, magnitude: f64, distance_km: f64) -> Result<f64, Error> {
        let (long, short) = self.on_axes(magnitude, distance_km)?;
        Ok((long + short) / 2.0)
    }

    /// How far an intensity reaches on the long and on the short axis; nothing where it is not reached at all.
    pub fn radii_km(&self, magnitude: f64, intensity: f64) -> Result<Option<(f64, f64)>, Error> {
        MAGNITUDE.within("magnitude", magnitude)?;
        INTENSITY.within("intensity", intensity)?;
        let (long, short) = (self.long.radius_km(magnitude, intensity), self.short.radius_km(magnitude, intensity));
        Ok((long > 0.0 && short > 0.0).then_some((long, short)))
    }

    /// How far an intensity reaches by the mean of both lines.
    pub fn mean_radius_km(&self, magnitude: f64, intensity: f64) -> Result<Option<f64>, Error> {
        INTENSITY.within("intensity", intensity)?;
        if self.mean(magnitude, 0.0)? < intensity {
            return Ok(None);
        }
        let (mut near, mut far) = (0.0, 1000.0);
        for _ in 0..HALVINGS {
            let middle = (near + far) / 2.0;
            if self.mean(magnitude, middle)? < intensity { far = middle } else { near = middle }
        }
        Ok(Some(near))
    }

    /// Intensity at a place so far along and across the long axis: of the ellipse that passes through it.
    pub fn beside(&self, magnitude: f64, along_km: f64, across_km: f64) -> Result<f64, Error> {
        let (on_long, on_short) = self.on_axes(magnitude, along_km.hypot(across_km))?;
        let (mut least, mut most) = (on_long.min(on_short), on_long.max(on_short));
        let inside = |intensity: f64| {
            let long = self.long.radius_km(magnitude, intensity).max(1e-9);
            let short = self.short.radius_km(magnitude, intensity).max(1e-9);
            (along_km / long).powi(2) + (across_km / short).powi(2) <= 1.0
        };
        for _ in 0..HALVINGS {
            let middle = (least + most) / 2.0;
            if inside(middle) { least = middle } else { most = middle }
        }
        Ok(least)
    }
}
