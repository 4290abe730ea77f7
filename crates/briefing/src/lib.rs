//! Statistical tables as data: a form says its title, its edition, its legal source, its columns with merged heads and its
//! rows; next year's form is another file. A cell is a question with its filters, so each opens into its list.
//!
//! Always true: a form that names an indicator, a basis or a row that there is none of is refused when it is read, with the
//! place in its file; the same form over the same records at the same moment is the same bytes; what was issued stays as it was.
//! Not here: what is counted and how (`incident::numbers`, `disaster::across`), the past (the caller opens the ledger as it was known).

pub mod edition;
mod fault;
mod form;
pub mod issue;
mod losses;
#[cfg(test)]
mod losses_tests;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use fault::FormFault;
pub use form::{About, Basis, ByLoss, Content, Form, Forms, Indicator, OWN, OfLoss, Over};
pub use table::{Cell, Line, Period, Table, table};

static ISSUED_TABLE: ledger::Concept = ledger::concept!(issue::Fact, ["issued_table"], issue::project);

static ISSUED_BRIEFING: ledger::Concept = ledger::concept!(edition::Fact, ["issued_briefing"], edition::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&ISSUED_TABLE, &ISSUED_BRIEFING];

/// Every page and API route, with the act it needs. They find the [`Forms`] as an extension of the request.
pub fn routes() -> page::Routes<ledger::Db> {
    web::routes()
}
