//! Accidents in production: how grave one is, who has to hear of it by when, and of which kind it is.
//!
//! A module for each text: [`grade`] holds the scales of three regulations, [`clock`] the times of Order 493,
//! [`gb_6441`] both editions of the kinds and the way from one to the other.
//! Not here: fines, statistics, and the sector rules for railways, aviation, shipping and power grids.

pub mod clock;
pub mod gb_6441;
pub mod grade;
