//! Workbooks in and out. In: what a township sends is read behind a guard, its header row is found by the names of its columns, and
//! each cell is read into a value or a problem that says where and how to mend it.
//!
//! Nothing here decides; `hazard` and `obligation` do. A file is refused by [`guard`] before any other code opens it, and
//! every problem of every row is collected, so that nobody has to upload five times.
//!
//! Out: see [`out`].
//!
//! Not here: headers of several rows or with merged cells, official documents.

pub mod cell;
pub mod fault;
pub mod guard;
pub mod hazard_ledger;
pub mod out;
mod row_digest;
mod table;
mod workbook;

pub use cell::{CellProblem, ColumnName, RowReader};
pub use fault::{Fault, PaperError};
pub use guard::{Checked, Kind};
pub use row_digest::digest;
pub use table::{Column, Heading, Table};
pub use workbook::{Cell, Row, Sheet, Value, Workbook, column_letter};
