//! Everything on record of one enterprise on one page, for itself and for those who look after it; and the list of all.
//!
//! Always true: an enterprise comes to its own page alone; what is missing (no grade, no training this year) is shown as
//! missing and can be asked for; every figure leads to its list.
//! Not here: other concepts' figures, which come as panels.

pub mod export;
mod list;
mod page;
mod program;
pub mod query;
mod routes;
#[cfg(test)]
mod tests;

pub use routes::routes;

use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::Reader;
use maud::Markup;

/// One concept's view on the page of an enterprise. `server` puts the list of all into the request.
pub type Panel = fn(&Reader<'_>, &Ctx, Lang, OrganisationId) -> Result<Markup, Error>;

#[derive(Debug, Clone, Copy, Default)]
pub struct EnterprisePanels(pub &'static [Panel]);
