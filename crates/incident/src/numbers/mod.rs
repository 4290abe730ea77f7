//! The numbers: accidents, deaths, injured and loss of a period by one dimension, beside the same days a year before. Every
//! number is the length of a list that opens; rows add up to the total; what is unknown is said, not counted as nothing.

mod ask;
mod difference;
pub mod export;
mod measure;
mod query;
#[cfg(test)]
mod tests;
mod view;
mod web;

pub use ask::{Ask, By, a_year_before};
pub use difference::{Case, Difference, MOST, address, differences, reason};
pub use measure::Measure;
pub use query::{Compared, Counts, Line, compared, since_last};
pub use web::Labels;
pub(crate) use web::{doc, get, show};

pub(crate) const PATH: &str = "/statistics/incidents";
