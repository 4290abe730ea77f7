//! Progress of a campaign: parts by topic × organisation × stage, each cell the list of tasks behind it.
//!
//! Read from `task_count`, some thousand rows however many tasks; what is late comes from an index that holds what is owed.

mod query;
mod web;

pub use query::{Cell, Filter, Tally, counts, sum};
pub use web::routes;
pub(crate) use web::{tally_line, total_of};
