//! Files as they arrive: hostile ones, broken ones, and real ledgers.

#![expect(clippy::unwrap_used, reason = "in a test a failure to build the file is a failure")]

mod broken;
mod fixtures;
mod hostile;
mod ledgers;
mod messy;
mod reading;
