//! The lists of this crate on their way out.

mod calendar;
mod obligations;
mod rules;

pub use crate::follow_up::export::LETTERS;
pub use calendar::CALENDAR;
pub use obligations::OBLIGATIONS;
pub use rules::DEADLINE_RULES;
