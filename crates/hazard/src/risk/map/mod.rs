//! The four-colour map: each subject in its colour, on the map and in the table beside it.

pub mod export;
pub(crate) mod web;
