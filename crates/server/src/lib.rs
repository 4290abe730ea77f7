//! The program: configuration, the flat lists where concepts meet, screens of several concepts, and the way in.
//!
//! Nothing imports this crate. It alone reads the environment and chance, and starts tasks.

pub mod accept;
pub mod assemble;
pub mod backtest;
pub mod cli;
pub mod concepts;
pub mod config;
pub mod consequences;
pub mod deliveries;
pub mod exports;
pub mod gate;
pub mod imports;
pub mod installation;
pub mod kept_files;
pub mod layers;
pub mod log;
pub mod measures;
pub mod monitor;
pub mod pack;
pub mod panels;
pub mod past;
pub mod policy;
pub mod replay;
pub mod sample_district;
pub mod screens;
pub mod serve;
pub mod sign_in;
pub mod store;
mod supplied;
pub mod timers;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}
