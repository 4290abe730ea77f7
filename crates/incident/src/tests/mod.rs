//! Stories of incidents on a small district, and one payload of every fact ever recorded.

mod golden;
pub(crate) mod stories;
