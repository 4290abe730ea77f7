//! Stories of investigations on a small district, and one payload of every fact ever recorded.

mod case;
mod golden;
mod stories;
