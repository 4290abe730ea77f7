//! Risks: how dangerous a supervised subject is, with the calculation that says so.
//!
//! Always true: a colour comes from an edition that the district had in force; the edition says on which side of a line a
//! score belongs.
//!
//! Not here: the arithmetic and the tables of the methods (`standards`).

pub mod assessment;
pub mod frequency;
pub mod grade;
pub mod map;
mod period;
pub mod scheme;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
