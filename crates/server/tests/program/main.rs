//! The program itself, started and stopped as its owner would: what only the whole of it shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "everything here is a test or helps one")]

mod killed;
mod log;
mod program;
mod readings;
