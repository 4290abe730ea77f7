//! The lists of this crate on their way out.

mod calendar;
mod obligations;
mod rules;

pub use calendar::CALENDAR;
pub use obligations::OBLIGATIONS;
pub use rules::DEADLINE_RULES;
