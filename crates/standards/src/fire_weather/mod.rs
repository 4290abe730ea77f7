//! The Canadian Forest Fire Weather Index System: three moisture codes that go on from day to day, and four indices of a
//! day.
//!
//! - FFMC, DMC and DC are the moisture of litter, duff and deep layers, as codes that rise as it dries; ISI, BUI, FWI and
//!   DSR are spread, fuel, intensity and difficulty of control. All are dimensionless.
//! - Units: noon temperature °C, relative humidity %, wind at 10 m km/h, rain of the 24 hours up to noon mm.
//! - Errors: [`Error::OutOfDomain`] when a value is outside the ranges named here ([`TEMPERATURE_C`] and the others).
//! - Source: Van Wagner and Pickett 1985 and Van Wagner 1987 (equation numbers are theirs). The constant of the FF-scale
//!   is 147.2 there and 250·59.5/101 in cffdrs since 2023: choose an [`Edition`] and record it. Bands of latitude are those
//!   of cffdrs (Lawson and Armitage 2008): DMC changes at 10° and 30°, DC at 20°.
//! - Whole grids: [`grid::day`]. Not here: classes of the FWI, which each region sets for itself.
//!
//! ```
//! use standards::fire_weather::{Codes, Edition, Weather, indices, next_day};
//!
//! let noon = Weather { temperature_c: 17.0, relative_humidity_percent: 42.0, wind_km_h: 25.0, rain_mm: 0.0 };
//! let codes = next_day(Edition::VanWagner1987, Codes::START, &noon, 4, 40.0)?;
//! let found = indices(Edition::VanWagner1987, codes, noon.wind_km_h)?;
//! assert_eq!(format!("{:.1} {:.1} {:.1}", codes.ffmc, codes.dmc, codes.dc), "87.7 8.5 19.0");
//! assert_eq!(format!("{:.1}", found.fwi), "10.1");
//!
//! let broken = Weather { relative_humidity_percent: 142.0, ..noon };
//! let refusal = next_day(Edition::VanWagner1987, codes, &broken, 4, 40.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "relative_humidity_percent is 142, allowed is 0 to 100");
//! # Ok::<(), standards::Error>(())
//! ```

mod codes;
pub mod grid;
mod hourly;
mod indices;
mod season;

pub use codes::{Bands, drought_code, duff_moisture_code, fine_fuel_moisture_code};
pub use hourly::hourly_fine_fuel_moisture_code;
pub use indices::{build_up_index, daily_severity_rating, fire_weather_index, initial_spread_index};
pub use season::{Season, SeasonLimits, overwintered_drought_code, seasons};

use crate::{Domain, Error};

pub const TEMPERATURE_C: Domain = Domain::between(-60, 70);
pub const RELATIVE_HUMIDITY_PERCENT: Domain = Domain::between(0, 100);
pub const WIND_KM_H: Domain = Domain::between(0, 300);
pub const RAIN_MM: Domain = Domain::between(0, 2000);
pub const FFMC: Domain = Domain::between(0, 101);
pub const DMC: Domain = Domain::between(0, 2000);
pub const DC: Domain = Domain::between(0, 5000);
pub const MONTH: Domain = Domain::Whole(1, 12);
pub const LATITUDE_DEG: Domain = Domain::between(-90, 90);

/// Which constant stands between the fine fuel moisture code and the moisture content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// 147.2, as printed.
    VanWagner1987,
    /// 250·59.5/101, with which code 0 is 250 % of moisture exactly.
    Cffdrs2023,
}

impl Edition {
    pub const ALL: [Edition; 2] = [Edition::VanWagner1987, Edition::Cffdrs2023];
    pub const WORDS: [&str; 2] = ["van_wagner_1987", "cffdrs_2023"];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.word() == word)
    }

    const fn scale(self) -> f64 {
        match self {
            Edition::VanWagner1987 => 147.2,
            Edition::Cffdrs2023 => 250.0 * 59.5 / 101.0,
        }
    }
}

/// Noon of one day at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    pub temperature_c: f64,
    pub relative_humidity_percent: f64,
    pub wind_km_h: f64,
    pub rain_mm: f64,
}

impl Weather {
    fn check(&self) -> Result<(), Error> {
        TEMPERATURE_C.within("temperature_c", self.temperature_c)?;
        RELATIVE_HUMIDITY_PERCENT.within("relative_humidity_percent", self.relative_humidity_percent)?;
        WIND_KM_H.within("wind_km_h", self.wind_km_h)?;
        RAIN_MM.within("rain_mm", self.rain_mm)?;
        Ok(())
    }
}

/// What goes on from day to day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Codes {
    pub ffmc: f64,
    pub dmc: f64,
    pub dc: f64,
}

impl Codes {
    /// The usual start after a winter with snow.
    pub const START: Codes = Codes { ffmc: 85.0, dmc: 6.0, dc: 15.0 };

    fn check(&self) -> Result<(), Error> {
        FFMC.within("ffmc", self.ffmc)?;
        DMC.within("dmc", self.dmc)?;
        DC.within("dc", self.dc)?;
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    pub isi: f64,
    pub bui: f64,
    pub fwi: f64,
    pub dsr: f64,
}

/// The codes of a day from those of the day before.
pub fn next_day(
    edition: Edition,
    yesterday: Codes,
    noon: &Weather,
    month: u8,
    latitude_deg: f64,
) -> Result<Codes, Error> {
    noon.check()?;
    yesterday.check()?;
    let bands = Bands::at(latitude_deg, month)?;
    Ok(codes::next(edition.scale(), yesterday, noon, bands).0)
}

/// The indices of a day from its codes and its wind.
pub fn indices(edition: Edition, today: Codes, wind_km_h: f64) -> Result<Indices, Error> {
    today.check()?;
    WIND_KM_H.within("wind_km_h", wind_km_h)?;
    Ok(indices::all(codes::moisture_percent(edition.scale(), today.ffmc), today, wind_km_h))
}
