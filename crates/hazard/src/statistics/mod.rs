//! Statistics of hazards: how many were found, how many of them are closed, in time or late, and how many are open.
//!
//! They are counted by the month of finding in a cube, kept with the facts, so that ten million hazards answer as fast as
//! a hundred. What is late now depends on the clock and is counted from the open ones, which are few. Not here: who
//! answers for lateness (`obligation`).

pub mod compare;
pub(crate) mod cube;
mod export;
mod place;
pub mod query;
mod show;
pub(crate) mod store;
#[cfg(test)]
mod tests;
pub(crate) mod web;

pub use export::STATISTICS;
pub(crate) use export::row_key;

use std::fmt;
use std::str::FromStr;

use kernel::{Day, Division, Instant, Sector, words};

use crate::model::{Grade, Source};

words! {
    /// How a hazard was closed, seen from the deadline of its rectification.
    pub enum Closing {
        InTime = "in_time",
        Late = "late",
        /// Another ledger closed it without saying when it was due or looked at again.
        Unknown = "unknown",
    }
}

/// A month in Beijing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i64);

impl Month {
    pub fn of(day: Day) -> Month {
        Month(i64::from(day.year()) * 100 + i64::from(day.month()))
    }

    /// As the cube has it: 202611.
    pub fn number(self) -> i64 {
        self.0
    }

    pub fn first(self) -> Day {
        let (year, month) = (self.0 / 100, self.0 % 100);
        Day::new(year as i16, month as i8, 1).unwrap_or_else(|| Instant::default().day())
    }

    /// January of its year.
    pub fn of_january(self) -> Month {
        Month(self.0 / 100 * 100 + 1)
    }

    /// The same month so many years earlier; a negative number leads forward.
    pub fn years_before(self, years: i64) -> Month {
        Month(self.0 - years * 100)
    }

    pub fn last(self) -> Day {
        // Not by the first day of the next month: the calendar ends, and who goes on month by month would not.
        let (year, month) = ((self.0 / 100) as i16, (self.0 % 100) as i8);
        (28..=31).rev().find_map(|day| Day::new(year, month, day)).unwrap_or(self.first())
    }
}

/// The days `from` and `to` of an address. Without them, the year so far.
pub(crate) fn year_so_far(query: &page::Values, now: kernel::Instant) -> (Day, Day) {
    let today = now.day();
    query.span(Month::of(today).of_january().first(), today)
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Month {
    type Err = kernel::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        format!("{text}-01").parse().map(Month::of)
    }
}

/// Where a hazard is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    pub found_at: Instant,
    pub township: Division,
    pub sector: Sector,
    pub source: Source,
    pub grade: Grade,
}

/// What is added there. A hazard whose grade changes is taken from one slot and added to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delta {
    pub found: i64,
    pub closed: i64,
    pub closed_in_time: i64,
    pub closed_late: i64,
    pub recurring: i64,
}

impl Delta {
    pub const FOUND: Delta = Delta { found: 1, closed: 0, closed_in_time: 0, closed_late: 0, recurring: 0 };

    pub fn closed(closing: Closing) -> Delta {
        let one = |it| i64::from(closing == it);
        Delta { closed: 1, closed_in_time: one(Closing::InTime), closed_late: one(Closing::Late), ..Delta::default() }
    }
}
