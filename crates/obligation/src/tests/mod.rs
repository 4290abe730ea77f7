//! Tests of the whole loop, and what the tables beside the rules share.

pub mod cast;

mod clocks;
mod golden;
mod loops;
mod pages;
