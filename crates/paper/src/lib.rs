//! Workbooks in and out, official documents out. In: what a township sends is read behind a guard, its tables are found by
//! the names of their columns, and each cell is read into a value or a problem that says where and how to mend it. Out:
//! see [`out`], [`document`] and [`beside`].
//!
//! Nothing here decides; `hazard` and `obligation` do. A file is refused by [`guard`] before any other code opens it, and
//! every problem of every row is collected, so that nobody has to upload five times.
//!
//! Not here: what an official document says.

pub mod beside;
pub mod cell;
pub mod day;
pub mod document;
pub mod fault;
pub mod guard;
pub mod hazard_ledger;
pub mod moment;
pub mod numbered;
pub mod out;
mod reader;
pub mod remark;
mod row_digest;
mod rows;
mod table;
mod workbook;

pub use cell::{CellProblem, ColumnName};
pub use fault::{Fault, PaperError};
pub use guard::{Checked, Kind};
pub use reader::{Findings, RowReader};
pub use remark::{Assumed, LeftOut};
pub use row_digest::digest;
pub use rows::rows_of_text;
pub use table::{Column, ColumnNames, Heading, Learned, Shape, Table, Unknown};
pub use workbook::{Cell, Range, Row, Sheet, Value, Workbook, column_letter};
