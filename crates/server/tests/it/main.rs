//! The routes as a whole, asked in one process: who gets what answer where, what every page and every answer carries, and
//! days of work through HTTP with a clock turned by hand.
//!
//! What is asked comes from the router itself. A route that a table here does not know fails the test that needs it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "everything here is a test or helps one")]

mod acted;
mod addresses;
mod ask;
mod attentions;
mod backtests;
mod bad_files;
mod bodies;
mod briefings;
mod campaigns;
mod cases;
mod complaints;
mod control;
mod disasters;
mod documents;
mod earthquakes;
mod enterprise;
mod erase;
mod evidence;
mod exported;
mod exports;
mod families;
mod fires;
mod floods;
mod hand_overs;
mod hazards;
mod imports;
mod incidents;
mod investigations;
mod letters;
mod matrix;
mod meetings;
mod names;
mod openapi;
mod oversights;
mod packs;
mod pages;
mod past;
mod plans;
mod players;
mod public_reports;
mod readings;
mod requests;
mod session_life;
mod sign_in;
mod signals;
mod special;
mod stops;
mod story;
mod tables;
mod undone;
mod world;
