//! May somebody enter a confined space: the decision from oxygen, flammable gas, hydrogen sulfide and carbon monoxide.
//!
//! - Units: oxygen in % by volume, flammable gas in % of the lower explosive limit (LEL), poisons in mg/m³;
//!   [`mg_m3_from_ppm`] converts with 24.45 L/mol at 25 °C, in proportion to the absolute temperature.
//! - Entry needs all four measured and inside their limits; what was not measured is a reason to stay outside. The order of
//!   measuring is oxygen, flammable, poisonous, at top, middle and bottom: give the worst of the three.
//! - Oxygen 19.5 to 23.5 % with both ends, hydrogen sulfide at most 10 mg/m³ (MAC, GBZ 2.1), carbon monoxide at most
//!   30 mg/m³ (short-term limit) or 20 (shift), a measurement at most 30 minutes before entry: several public printings.
//! - Settings ([`Limits`]): below 10 % LEL is remembered; rich oxygen is taken as 23.5 % though the norm's wording is 21 %
//!   outside oxygen-rich surroundings.
//! - Errors: [`Error::OutOfDomain`] for a reading that no instrument shows.
//!
//! ```
//! use standards::gas::{Limits, Readings, entry};
//!
//! let exact = |text: &str| text.parse().expect("a number");
//! let readings = Readings {
//!     oxygen_percent: Some(exact("20.9")),
//!     flammable_lel_percent: Some(exact("0")),
//!     h2s_mg_m3: Some(exact("0")),
//!     co_mg_m3: None,
//!     minutes_since: Some(5),
//! };
//! let found = entry(&readings, &Limits::default())?;
//! assert!(!found.allowed(), "carbon monoxide was not measured");
//!
//! let wrong = Readings { oxygen_percent: Some(exact("101")), ..readings };
//! assert_eq!(entry(&wrong, &Limits::default()).unwrap_err().field(), "oxygen_percent");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: the permit, the guard outside, rescue. A space that may be entered is not a safe one.

use crate::{Domain, Error, Exact};

pub const PERCENT: Domain = Domain::Between(Exact::ZERO, Exact::whole(100));
pub const POISON_MG_M3: Domain = Domain::Between(Exact::ZERO, Exact::whole(1_000_000));
pub const TEMPERATURE_C: Domain = Domain::Between(Exact::whole(-60), Exact::whole(80));
pub const MINUTES: Domain = Domain::Whole(0, 100_000);
const ABSOLUTE_ZERO_C: Exact = Exact::lowest_terms(-5463, 20);
const LITRES_PER_MOL_AT_25_C: Exact = Exact::lowest_terms(489, 20);

/// A poison of which the amount is also read in ppm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gas {
    HydrogenSulfide,
    CarbonMonoxide,
}

impl Gas {
    fn grams_per_mol(self) -> Exact {
        match self {
            Gas::HydrogenSulfide => Exact::lowest_terms(852, 25),
            Gas::CarbonMonoxide => Exact::lowest_terms(2801, 100),
        }
    }
}

/// `None`: not measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readings {
    pub oxygen_percent: Option<Exact>,
    pub flammable_lel_percent: Option<Exact>,
    pub h2s_mg_m3: Option<Exact>,
    pub co_mg_m3: Option<Exact>,
    /// How long ago it was measured; `None` when continuous monitoring runs.
    pub minutes_since: Option<u32>,
}

/// Both ends of a range are allowed; flammable gas must stay below its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub oxygen_percent_min: Exact,
    pub oxygen_percent_max: Exact,
    pub flammable_lel_percent_below: Exact,
    pub h2s_mg_m3_max: Exact,
    pub co_mg_m3_max: Exact,
    pub minutes_since_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            oxygen_percent_min: Exact::lowest_terms(39, 2),
            oxygen_percent_max: Exact::lowest_terms(47, 2),
            flammable_lel_percent_below: Exact::whole(10),
            h2s_mg_m3_max: Exact::whole(10),
            co_mg_m3_max: Exact::whole(30),
            minutes_since_max: 30,
        }
    }
}

/// Why nobody may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    OxygenNotMeasured,
    OxygenTooLow,
    OxygenTooHigh,
    FlammableNotMeasured,
    FlammableTooHigh,
    HydrogenSulfideNotMeasured,
    HydrogenSulfideTooHigh,
    CarbonMonoxideNotMeasured,
    CarbonMonoxideTooHigh,
    MeasuredTooLongAgo,
}

impl Reason {
    pub fn word(self) -> &'static str {
        match self {
            Reason::OxygenNotMeasured => "oxygen_not_measured",
            Reason::OxygenTooLow => "oxygen_too_low",
            Reason::OxygenTooHigh => "oxygen_too_high",
            Reason::FlammableNotMeasured => "flammable_not_measured",
            Reason::FlammableTooHigh => "flammable_too_high",
            Reason::HydrogenSulfideNotMeasured => "h2s_not_measured",
            Reason::HydrogenSulfideTooHigh => "h2s_too_high",
            Reason::CarbonMonoxideNotMeasured => "co_not_measured",
            Reason::CarbonMonoxideTooHigh => "co_too_high",
            Reason::MeasuredTooLongAgo => "measured_too_long_ago",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Every reason, in the order of measuring.
    pub reasons: Vec<Reason>,
}

impl Decision {
    pub fn allowed(&self) -> bool {
        self.reasons.is_empty()
    }
}

pub fn entry(readings: &Readings, limits: &Limits) -> Result<Decision, Error> {
    let mut reasons = Vec::new();
    match readings.oxygen_percent.map(|it| PERCENT.hold("oxygen_percent", it)).transpose()? {
        None => reasons.push(Reason::OxygenNotMeasured),
        Some(it) if it < limits.oxygen_percent_min => reasons.push(Reason::OxygenTooLow),
        Some(it) if it > limits.oxygen_percent_max => reasons.push(Reason::OxygenTooHigh),
        Some(_) => {}
    }
    match readings.flammable_lel_percent.map(|it| PERCENT.hold("flammable_lel_percent", it)).transpose()? {
        None => reasons.push(Reason::FlammableNotMeasured),
        Some(it) if it >= limits.flammable_lel_percent_below => reasons.push(Reason::FlammableTooHigh),
        Some(_) => {}
    }
    match readings.h2s_mg_m3.map(|it| POISON_MG_M3.hold("h2s_mg_m3", it)).transpose()? {
        None => reasons.push(Reason::HydrogenSulfideNotMeasured),
        Some(it) if it > limits.h2s_mg_m3_max => reasons.push(Reason::HydrogenSulfideTooHigh),
        Some(_) => {}
    }
    match readings.co_mg_m3.map(|it| POISON_MG_M3.hold("co_mg_m3", it)).transpose()? {
        None => reasons.push(Reason::CarbonMonoxideNotMeasured),
        Some(it) if it > limits.co_mg_m3_max => reasons.push(Reason::CarbonMonoxideTooHigh),
        Some(_) => {}
    }
    if readings.minutes_since.is_some_and(|minutes| minutes > limits.minutes_since_max) {
        reasons.push(Reason::MeasuredTooLongAgo);
    }
    Ok(Decision { reasons })
}

/// `mg/m³ = ppm · M / V`, V = 24.45 L/mol · (273.15 + t) / 298.15.
pub fn mg_m3_from_ppm(gas: Gas, ppm: Exact, temperature_c: Exact) -> Result<Exact, Error> {
    let ppm = POISON_MG_M3.hold("ppm", ppm)?;
    let litres_per_mol = litres_per_mol(temperature_c)?;
    ppm.times(gas.grams_per_mol())
        .over(litres_per_mol)
        .ok_or_else(|| TEMPERATURE_C.refuse("temperature_c", temperature_c))
}

pub fn ppm_from_mg_m3(gas: Gas, mg_m3: Exact, temperature_c: Exact) -> Result<Exact, Error> {
    let mg_m3 = POISON_MG_M3.hold("mg_m3", mg_m3)?;
    let litres = mg_m3.times(litres_per_mol(temperature_c)?);
    litres.over(gas.grams_per_mol()).ok_or_else(|| TEMPERATURE_C.refuse("temperature_c", temperature_c))
}

fn litres_per_mol(temperature_c: Exact) -> Result<Exact, Error> {
    let temperature_c = TEMPERATURE_C.hold("temperature_c", temperature_c)?;
    let kelvin = |celsius: Exact| celsius.minus(ABSOLUTE_ZERO_C);
    let litres = LITRES_PER_MOL_AT_25_C.times(kelvin(temperature_c)).over(kelvin(Exact::whole(25)));
    litres.ok_or_else(|| TEMPERATURE_C.refuse("temperature_c", temperature_c))
}
