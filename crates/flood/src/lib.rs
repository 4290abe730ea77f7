//! Floods of small catchments: their forecast from rain that has fallen and rain that is expected, and who lives below.
//!
//! A catchment (`catchment`) is registered with its gauges, its model's parameters and the flows from which on people move; with
//! it a device is, as which its forecast is sent every ten minutes. So rules, conditions, curves, silence and backtests of a
//! forecast are those of any other series (`signal`). What is expected to fall (`rainfall`) is told by people or programs.
//!
//! Always true: a forecast of which less than half is known is not sent; the rain of a forecast is what gauges sent and what
//! somebody told, with both said on its page.
//! Not here: formulas (`standards`), the keeping of readings (`readings`), when forecasts are made (`server`).

pub mod catchment;
pub mod forecast;
pub mod live;
pub mod rainfall;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

static CATCHMENT: ledger::Concept = ledger::concept!(catchment::Fact, ["catchment"], catchment::project);
static EXPECTED_RAIN: ledger::Concept = ledger::concept!(rainfall::Fact, ["expected_rain"], rainfall::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&CATCHMENT, &EXPECTED_RAIN];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    catchment::routes().and(rainfall::routes())
}
