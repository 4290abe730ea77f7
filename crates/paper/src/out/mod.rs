//! Workbooks out: lists as they stand on the screen, templates, uploaded files with the reasons beside their bad rows, and
//! exports that come back and are merged.
//!
//! A text is always written as a typed string and never becomes a formula. An export that may come back carries a hidden
//! key in each row and a very hidden sheet with what was exported, so that the three sides of a change can be compared
//! whatever was sorted, filtered or inserted meanwhile.
//!
//! Not here: who may export, the words on the sheet (they come in translated), writing what was merged.

pub mod csv;
mod escape;
pub mod export;
pub mod form;
mod hidden;
mod list;
mod lists;
pub mod mark;
pub mod merge;
pub mod returned;
mod style;
pub mod template;
mod values;

pub use csv::CsvExport;
pub use export::{Export, ExportRow, Exported, Identity, XlsxExport};
pub use form::{Form, Head, merged};
pub use list::ListHead;
pub use mark::{Mark, Marked, SheetMarks, mark};
pub use merge::{Merge, Now, merge};
pub use returned::{Returned, is_export};
pub use template::{Template, is_sample_row};
pub use values::{day, instant};

/// A column of a sheet that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Stable, unlike the header.
    pub field: String,
    pub header: String,
    pub kind: ColumnKind,
    /// In characters of the Latin alphabet; a Han character takes two. `None` goes by the kind and the header.
    pub width: Option<u16>,
    /// Whether a returned sheet may change it.
    pub editable: bool,
    /// What a drop-down offers; empty for none.
    pub choices: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Also numbers of identity cards, telephones and codes: what is not counted or added is a text.
    Text,
    Number,
    Day,
    /// In Beijing time, to the second.
    Instant,
    Choice,
}
