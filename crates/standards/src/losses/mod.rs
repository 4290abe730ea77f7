//! Losses of a natural disaster as the reporting regime counts them: indicators, what must agree within one report, towns
//! summed to the county, and jumps between two reports that must be explained.
//!
//! - Indicators and their units are those of [`INDICATORS`]: people, households, rooms, hectares, heads, kilometres,
//!   10 000 yuan. Reports that show 万人, 千公顷 or 亿元 are brought to these first.
//! - A value that is not there is not zero: a rule is checked when all its values are there, and a sum also when
//!   the parts that are there pass it already. A report in which every value
//!   is zero is a zero report and agrees.
//! - [`Settings`]: the tolerance of sums of money, the usual rooms per household, and the jump that must be explained. The
//!   regime says that a jump needs a note, not how great it is.
//! - Source: 自然灾害情况统计调查制度, 应急〔2020〕19号; GB/T 24438.1. Later editions add evacuation and values of the
//!   moment; those are among the indicators.
//! - Errors: [`Error::OutOfDomain`] for a value that is not of its indicator, [`Error::Twice`] and [`Error::Missing`].
//!
//! ```
//! use standards::losses::{Report, Settings, check};
//!
//! let report = Report::read("crops_affected_ha=120; crops_damaged_ha=130")?;
//! let found = check(&report, &Settings::default());
//! assert_eq!(found[0].to_string(), "crops_damaged_ha 130 is more than crops_affected_ha 120");
//!
//! assert!(Report::read("deaths=1.5").is_err(), "people are whole");
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: the ledgers of names, and who answers for a report.

mod check;
pub mod clock;
mod indicators;
mod report;

pub use check::{Finding, Settings, Weight, check, check_roll_up, jumps, roll_up};
pub use indicators::{INDICATORS, Indicator, indicator};
pub use report::{CropDamage, Report, crop_damage, ha_from_mu, must_go_to_the_top};
