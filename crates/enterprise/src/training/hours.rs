//! How many hours of training are required in a year, and in which trades more: a setting of this program, as data whose
//! source is shown beside the hours. A district that follows another text changes this table.

use kernel::Sector;

use super::Sort;

/// Trades with more hours: mines, dangerous chemicals, fireworks.
pub const HIGH_HAZARD: &[Sector] = &[Sector::HazardousChemicals, Sector::NonCoalMines, Sector::Fireworks];

/// Whom, before taking up the post or yearly, hours, hours in trades of high hazard; 0 where nothing is required.
struct Required(Sort, bool, i64, i64);

// [M] As quoted from the decree of the State Administration of Work Safety No. 3, as amended by No. 80, articles 9 and 13: to be
// compared with the text itself before anybody relies on it. All workers have yearly hours in trades of high hazard alone.
#[rustfmt::skip]
const REQUIRED: &[Required] = &[
    Required(Sort::Principal, true,  32, 48),
    Required(Sort::Principal, false, 12, 16),
    Required(Sort::Manager,   true,  32, 48),
    Required(Sort::Manager,   false, 12, 16),
    Required(Sort::Induction, true,  24, 72),
    Required(Sort::Yearly,    false, 0,  20),
];

/// `None`: nothing is required of this sort in hours.
pub fn required(sort: Sort, initial: bool, high_hazard: bool) -> Option<i64> {
    let Required(.., usual, high) = REQUIRED.iter().find(|it| it.0 == sort && it.1 == initial)?;
    Some(if high_hazard { *high } else { *usual }).filter(|hours| *hours > 0)
}

/// How many half hours are missing; `None` where nothing is.
pub fn short_of(required: Option<i64>, half_hours: i64) -> Option<i64> {
    let missing = required? * 2 - half_hours;
    (missing > 0).then_some(missing)
}
