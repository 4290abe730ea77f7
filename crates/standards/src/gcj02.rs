//! WGS-84, GCJ-02 and BD-09: the shifted coordinates that Chinese web maps draw with.
//!
//! - Coordinates are stored as CGCS2000, which is WGS-84 within centimetres, and converted for display alone.
//! - WGS-84 to GCJ-02 is the formula known from public libraries (ellipsoid a = 6 378 245 m, e² = 0.006693…); no official
//!   text is public. Against points of a map service it is within a metre. BD-09 adds a second shift.
//! - The way back has no formula: it is found by iteration, to 10⁻¹⁰ degree. [`bd09_to_gcj02_one_step`] is the approximation
//!   that libraries print.
//! - Units: degrees. Outside 72.004 to 137.8347° E and 0.8293 to 55.8271° N nothing is shifted; within a kilometre of that
//!   edge the way back has no certain answer.
//! - Errors: [`Error::OutOfDomain`] for what is no place on the globe; NaN never is.
//!
//! ```
//! use standards::gcj02::{LonLat, gcj02_to_wgs84, wgs84_to_gcj02};
//!
//! let square = LonLat::new(116.404, 39.915)?;
//! let drawn = wgs84_to_gcj02(square);
//! assert!((drawn.lon_deg() - 116.410244499).abs() < 1e-9 && (drawn.lat_deg() - 39.916404282).abs() < 1e-9);
//! assert!((gcj02_to_wgs84(drawn).lon_deg() - 116.404).abs() < 1e-9);
//!
//! assert!(LonLat::new(39.915, 116.404).is_err(), "no latitude is above 90");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Every sine of the published series is of a multiple of two angles, so two sines and cosines and the theorems of addition
//! give all twelve. The result differs from the series as printed by less than 10⁻¹² degree.

use std::f64::consts::PI;

use crate::{Domain, Error, Exact};

pub const LON_DEG: Domain = Domain::Between(Exact::whole(-180), Exact::whole(180));
pub const LAT_DEG: Domain = Domain::Between(Exact::whole(-90), Exact::whole(90));

const MAJOR_AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
const MIDDLE_LON_DEG: f64 = 105.0;
const MIDDLE_LAT_DEG: f64 = 35.0;
/// Sine and cosine of the middle latitude.
const MIDDLE_SIN: f64 = 0.573_576_436_351_046;
const MIDDLE_COS: f64 = 0.819_152_044_288_991_8;
const BD09_LON_DEG: f64 = 0.0065;
const BD09_LAT_DEG: f64 = 0.006;
const BD09_PER_DEGREE: f64 = PI * 3000.0 / 180.0;
/// When the way back is good enough, and when it is given up.
const CLOSE_DEG: f64 = 1e-10;
const STEPS_MAX: usize = 20;

/// A place on the globe, in whatever of the three systems.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon_deg: f64,
    lat_deg: f64,
}

impl LonLat {
    pub fn new(lon_deg: f64, lat_deg: f64) -> Result<Self, Error> {
        if !(-180.0..=180.0).contains(&lon_deg) {
            return Err(LON_DEG.refuse("lon_deg", lon_deg));
        }
        if !(-90.0..=90.0).contains(&lat_deg) {
            return Err(LAT_DEG.refuse("lat_deg", lat_deg));
        }
        Ok(Self { lon_deg, lat_deg })
    }

    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    fn is_shifted(self) -> bool {
        (72.004..=137.8347).contains(&self.lon_deg) && (0.8293..=55.8271).contains(&self.lat_deg)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Wgs84,
    Gcj02,
    Bd09,
}

impl System {
    pub const WORDS: [&str; 3] = ["wgs84", "gcj02", "bd09"];

    pub fn from_word(word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|it| *it == word)?;
        Some([System::Wgs84, System::Gcj02, System::Bd09][at])
    }
}

pub fn convert(at: LonLat, from: System, to: System) -> LonLat {
    if from == to {
        return at;
    }
    let gcj02 = match from {
        System::Wgs84 => wgs84_to_gcj02(at),
        System::Gcj02 => at,
        System::Bd09 => bd09_to_gcj02(at),
    };
    match to {
        System::Wgs84 => gcj02_to_wgs84(gcj02),
        System::Gcj02 => gcj02,
        System::Bd09 => gcj02_to_bd09(gcj02),
    }
}

#[inline]
pub fn wgs84_to_gcj02(at: LonLat) -> LonLat {
    if !at.is_shifted() {
        return at;
    }
    let (lon_deg, lat_deg) = shift_deg(at);
    LonLat { lon_deg: at.lon_deg + lon_deg, lat_deg: at.lat_deg + lat_deg }
}

pub fn gcj02_to_wgs84(at: LonLat) -> LonLat {
    back(at, wgs84_to_gcj02)
}

pub fn gcj02_to_bd09(at: LonLat) -> LonLat {
    let (x, y) = (at.lon_deg, at.lat_deg);
    let radius = x.hypot(y) + 0.000_02 * (y * BD09_PER_DEGREE).sin();
    let angle = y.atan2(x) + 0.000_003 * (x * BD09_PER_DEGREE).cos();
    LonLat { lon_deg: radius * angle.cos() + BD09_LON_DEG, lat_deg: radius * angle.sin() + BD09_LAT_DEG }
}

pub fn bd09_to_gcj02(at: LonLat) -> LonLat {
    back(at, gcj02_to_bd09)
}

/// The approximation in common use; a metre off at worst.
pub fn bd09_to_gcj02_one_step(at: LonLat) -> LonLat {
    let (x, y) = (at.lon_deg - BD09_LON_DEG, at.lat_deg - BD09_LAT_DEG);
    let radius = x.hypot(y) - 0.000_02 * (y * BD09_PER_DEGREE).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * BD09_PER_DEGREE).cos();
    LonLat { lon_deg: radius * angle.cos(), lat_deg: radius * angle.sin() }
}

/// The place that `forth` brings to `at`. The shift changes slowly, so each step is about a thousand times closer.
fn back(at: LonLat, forth: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut guess = at;
    for _ in 0..STEPS_MAX {
        let there = forth(guess);
        let (lon_deg, lat_deg) = (there.lon_deg - at.lon_deg, there.lat_deg - at.lat_deg);
        guess = LonLat { lon_deg: guess.lon_deg - lon_deg, lat_deg: guess.lat_deg - lat_deg };
        if lon_deg.abs().max(lat_deg.abs()) <= CLOSE_DEG {
            break;
        }
    }
    guess
}

/// How far GCJ-02 lies from WGS-84, in degrees of longitude and latitude.
#[inline]
fn shift_deg(at: LonLat) -> (f64, f64) {
    let (x, y) = (at.lon_deg - MIDDLE_LON_DEG, at.lat_deg - MIDDLE_LAT_DEG);
    let third_of_y = Turn::of(y * (PI / 180.0));
    let [x30, x12, x3, x1, x_2, x_6] = Turn::of(x * (PI / 60.0)).sines();
    let [y30, y12, y3, y1, _, _] = third_of_y.times3().sines();

    let wave = (20.0 * x_6 + 20.0 * x_2) * 2.0 / 3.0;
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + wave
        + (20.0 * x1 + 40.0 * x3) * 2.0 / 3.0
        + (150.0 * x12 + 300.0 * x30) * 2.0 / 3.0;
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + wave
        + (20.0 * y1 + 40.0 * y3) * 2.0 / 3.0
        + (160.0 * y12 + 320.0 * y30) * 2.0 / 3.0;

    let lat = Turn { sin: MIDDLE_SIN, cos: MIDDLE_COS }.plus(third_of_y);
    let w_squared = 1.0 - ECCENTRICITY_SQUARED * lat.sin * lat.sin;
    let w = w_squared.sqrt();
    // Over the radii A/w of the parallel and A(1 − e²)/w³ of the meridian, with one division.
    let east = east_m * w / (MAJOR_AXIS_M * lat.cos);
    let north = north_m * w_squared * w * (1.0 / (MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED)));
    (east * (180.0 / PI), north * (180.0 / PI))
}

/// An angle by its sine and cosine.
#[derive(Clone, Copy)]
struct Turn {
    sin: f64,
    cos: f64,
}

impl Turn {
    #[inline]
    fn of(radians: f64) -> Self {
        let (sin, cos) = radians.sin_cos();
        Self { sin, cos }
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        Self { sin: self.sin * other.cos + self.cos * other.sin, cos: self.cos * other.cos - self.sin * other.sin }
    }

    #[inline]
    fn times2(self) -> Self {
        Self { sin: 2.0 * self.sin * self.cos, cos: 1.0 - 2.0 * self.sin * self.sin }
    }

    #[inline]
    fn times3(self) -> Self {
        let (sin, cos) = (self.sin, self.cos);
        Self { sin: sin * (3.0 - 4.0 * sin * sin), cos: cos * (4.0 * cos * cos - 3.0) }
    }

    /// For the angle πv/60 the sines of πv/30, πv/12, πv/3, πv, 2πv and 6πv.
    #[inline]
    fn sines(self) -> [f64; 6] {
        let thirtieth = self.times2();
        let twelfth = thirtieth.times2().plus(self);
        let third = twelfth.times2().times2();
        let whole = third.times3();
        let double = whole.times2();
        [thirtieth.sin, twelfth.sin, third.sin, whole.sin, double.sin, double.times3().sin]
    }
}
