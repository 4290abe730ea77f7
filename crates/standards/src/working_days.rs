//! When a period ends: calendar days, working days or hours, with the holidays and worked weekends of the yearly notices.
//!
//! - The day of the event does not count (Civil Code, article 201). In the Administrative Penalty Law periods of 2, 3, 5 and
//!   7 days are working days (article 85), other periods calendar days; other laws say which.
//! - Which days are free and which weekends are worked is published year by year by the State Council; [`statutory`] is
//!   that, from 2002 on, as the `tyme4rs` crate carries it. A year without a notice counts Monday to Friday, and
//!   [`Calendar::knows`] says so.
//! - Setting: [`Roll`], whether a period of calendar days that ends on a free day ends on the next working day (Civil Code,
//!   article 203, remembered). The periods of Order 493 are commonly printed without it, so it is off by default.
//! - Errors: [`Error::OutOfDomain`] for more days than [`DAYS`] and beyond the calendar.
//!
//! ```
//! use jiff::civil::date;
//! use standards::working_days::{Calendar, statutory};
//!
//! let calendar = Calendar::of(statutory(2020..=2021));
//! assert_eq!(calendar.plus_working_days(date(2020, 9, 28), 5)?, date(2020, 10, 12));
//! assert!(!calendar.knows(2030), "no notice for 2030");
//! assert!(calendar.plus_working_days(date(2020, 9, 28), 100_000).is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday};
use tyme4rs::tyme::holiday::{LEGAL_HOLIDAY_DATA, LEGAL_HOLIDAY_NAMES};

use crate::accident::clock::days_after;
use crate::{Domain, Error, Exact};

/// So many days a period may have, in either direction.
pub const DAYS: Domain = Domain::Between(Exact::whole(-10_000), Exact::whole(10_000));
const DAYS_MAX: u32 = 10_000;
/// A record is year, month, day, `0` for worked or `1` for free, the name's place, and the way to the feast in days.
const RECORD: usize = 13;

/// How a day differs from what its weekday says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    Holiday,
    /// A weekend day that is worked in exchange (调休上班).
    Makeup,
}

/// A day that a notice names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecialDay {
    pub day: Date,
    pub kind: DayKind,
    /// The feast: `国庆节`.
    pub name: &'static str,
    /// For which year the notice was published: that of the feast.
    pub notice_year: i16,
}

/// The special days that the notices for these years name, in order; some lie in the December before. Years without a
/// notice give nothing.
pub fn statutory(years: RangeInclusive<i16>) -> impl Iterator<Item = SpecialDay> {
    let records = LEGAL_HOLIDAY_DATA.as_bytes().chunks_exact(RECORD);
    let read = records.filter_map(|record| special_day(std::str::from_utf8(record).ok()?));
    read.filter(move |it| years.contains(&it.notice_year))
}

fn special_day(record: &str) -> Option<SpecialDay> {
    let day = Date::new(record[..4].parse().ok()?, record[4..6].parse().ok()?, record[6..8].parse().ok()?).ok()?;
    let kind = if &record[8..9] == "0" { DayKind::Makeup } else { DayKind::Holiday };
    let name = LEGAL_HOLIDAY_NAMES.get(record[9..10].parse::<usize>().ok()?)?;
    let notice_year = days_after(day, record[10..].parse().ok()?).ok()?.year();
    Some(SpecialDay { day, kind, name, notice_year })
}

/// What differs from the week, and for which years that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Date, DayKind>,
    years: BTreeSet<i16>,
}

impl Calendar {
    pub fn of(days: impl IntoIterator<Item = SpecialDay>) -> Self {
        let mut calendar = Self::default();
        for special in days {
            calendar.days.insert(special.day, special.kind);
            calendar.years.insert(special.notice_year);
        }
        calendar
    }

    /// Whether the notice for this year is among the days.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    pub fn is_working_day(&self, day: Date) -> bool {
        match self.days.get(&day) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::Makeup) => true,
            None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The n-th working day after `day`, or before it when `n` is negative. `day` itself does not count.
    pub fn plus_working_days(&self, day: Date, n: i32) -> Result<Date, Error> {
        let mut left = held(n)?.abs();
        let mut at = day;
        while left > 0 {
            at = days_after(at, n.signum())?;
            left -= i32::from(self.is_working_day(at));
        }
        Ok(at)
    }

    /// The n-th day after `day`, moved as `roll` says.
    pub fn plus_calendar_days(&self, day: Date, n: i32, roll: Roll) -> Result<Date, Error> {
        let end = days_after(day, held(n)?)?;
        match roll {
            Roll::Stays => Ok(end),
            Roll::NextWorkingDay if self.is_working_day(end) => Ok(end),
            Roll::NextWorkingDay => self.plus_working_days(end, 1),
        }
    }
}

/// Where a period of calendar days ends that would end on a free day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Roll {
    #[default]
    Stays,
    NextWorkingDay,
}

impl Roll {
    pub const WORDS: [&str; 2] = ["stays", "next_working_day"];

    pub fn from_word(word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|it| *it == word)?;
        Some([Roll::Stays, Roll::NextWorkingDay][at])
    }
}

fn held(n: i32) -> Result<i32, Error> {
    if n.unsigned_abs() <= DAYS_MAX { Ok(n) } else { Err(DAYS.refuse("days", n)) }
}
