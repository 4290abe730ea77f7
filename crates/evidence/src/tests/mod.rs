//! Content, receiving, likeness, facts.

mod content;
mod golden;
mod likeness;
mod receiving;
