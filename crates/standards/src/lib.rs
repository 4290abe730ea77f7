//! Published calculations as pure functions: one module per standard, one value per edition.
//!
//! No clock, no table, no person. What a border decides is computed with exact fractions ([`Exact`]): `0.7 + 0.2 + 0.1` is
//! one, not a little less. Formulas of nature with powers and logarithms are computed in floating point, and a unit stands
//! in every name. Every argument has a domain; outside it there is an [`Error`] with name, value and domain, never a guess.
//! What a standard or its edition leaves open is said (`certain`, `complete`,
//! [`major_hazard_criteria::Verdict::Undecided`]) and not decided here. [`ALL`] lists every function with its inputs, units
//! and source, and runs it on rows of text, or on all rows of a series where they depend on each other.
//! Not here: which edition a district has chosen, what follows from a grade.

pub mod accident;
pub mod areas;
mod border;
pub mod codes;
pub mod earthquake_catalogue;
pub mod earthquake_intensity;
mod error;
mod exact;
pub mod fire_danger;
pub mod fire_hotspots;
pub mod fire_weather;
pub mod flash_flood;
mod function;
pub mod gas;
pub mod gcj02;
pub mod hazard_installation;
pub mod landslide;
pub mod lec;
pub mod losses;
pub mod major_hazard_criteria;
pub mod met_signal;
pub mod risk_matrix;
pub mod runoff;
#[cfg(test)]
mod tests;
pub mod vehicle;
pub mod working_days;

pub use border::{Band, Borders, Colour, Line, Risk, Side};
pub use error::{Domain, Error};
pub use exact::Exact;
pub use function::{ALL, Columns, Field, Function, Output, function};

/// A term in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Term {
    pub(crate) const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }
}
