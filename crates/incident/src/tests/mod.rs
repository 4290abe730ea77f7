//! Stories of incidents on a small district, and one payload of every fact ever recorded.

mod golden;
mod import;
pub(crate) mod stories;
