//! Statistical tables as data: a form says its title, its edition, its legal source, its columns with merged heads and its
//! rows; next year's form is another file. A cell is a question with its filters, so each opens into its list.
//!
//! Always true: a form that names an indicator, a basis or a row that there is none of is refused when it is read, with the
//! place in its file; the same form over the same records at the same moment is the same bytes.
//! Not here: what is counted and how (`incident::numbers`), the past (the caller opens the ledger as it was known).

mod fault;
mod form;
mod table;
#[cfg(test)]
mod tests;

pub use fault::FormFault;
pub use form::{Basis, Form, Forms, Indicator, OWN};
pub use table::{Cell, Line, Period, Table, table};
