//! Files as they arrive, hostile ones, broken ones and real ledgers, and files as they go out and come back.

#![expect(clippy::unwrap_used, reason = "in a test a failure to build the file is a failure")]

mod broken;
mod built;
mod exporting;
mod fixtures;
mod hostile;
mod ledgers;
mod marking;
mod merging;
mod messy;
mod reading;
mod templates;
mod word;
