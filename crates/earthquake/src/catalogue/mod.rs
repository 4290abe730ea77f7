//! Catalogues of earthquakes as files: tables of offices, FDSN text, the CSV of ComCat, QuakeML.
//!
//! Always true: a row is taken by the same act as a single report, so that a file twice changes nothing; what is no earthquake
//! is left out and counted; a row that can't be read has its reason.
//! Not here: opening files (`paper`), the job and its page (`server`).

pub mod import;
mod quakeml;

pub use quakeml::{is_quakeml, workbook};
