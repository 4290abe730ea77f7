//! What the numbers of a region and a span come to: how many by class and year, the largest, from which magnitude on the
//! catalogue is complete, b with its spread, rates, and how long there has been none.
//!
//! Always true: each figure has the list behind it, by the same filter; a figure of too few events says so; magnitudes of
//! several kinds are taken as they stand, and the page says it.

mod compute;
pub mod export;
mod page;
mod said;

pub(crate) use page::{PATH, routes};

#[cfg(test)]
pub(crate) use compute::{Asked, compute, since};
