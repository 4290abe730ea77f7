//! The four-colour map: the outlines of the townships, and on them each subject in its colour, drawn by the server, so that
//! it is there without a script, on paper and without any map from elsewhere. The table beside it has the same rows. Where the
//! browser can, a map that moves takes the drawing's place; it shows the same outlines and all points.

mod drawing;
pub mod export;
mod moving;
pub(crate) mod web;

/// Drawn at most; the worst first. The table has all of them.
const DRAWN: usize = 500;
