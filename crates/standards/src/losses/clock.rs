//! When a report of losses is due: the first one two hours after the disaster, then every day while it lasts, in drought every
//! ten days.
//!
//! - Each level has two hours from its own receipt; [`first_due`] serves all of them.
//! - Settings ([`Daily`]): the hours of the daily report are those of the regime before 2018, which three texts print; the
//!   hours of the edition of 2020 could not be read.
//! - Source: 自然灾害情况统计调查制度, 应急〔2020〕19号, and plans of provinces.
//! - Errors: [`Error::OutOfDomain`] beyond the calendar.
//!
//! ```
//! use jiff::civil::date;
//! use standards::losses::clock::{Daily, drought_follow_up_due, first_due};
//!
//! assert_eq!(first_due(date(2020, 8, 11).at(3, 20, 0, 0))?, date(2020, 8, 11).at(5, 20, 0, 0));
//! assert_eq!(Daily::default().county_due(date(2020, 8, 12))?, date(2020, 8, 13).at(9, 0, 0, 0));
//! assert!(drought_follow_up_due(date(9999, 12, 31), 1).is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use jiff::civil::{Date, DateTime, Time, time};

use crate::Error;
use crate::accident::clock::{days_after, hours_after};

const FIRST_REPORT_HOURS: i32 = 2;
const DROUGHT_DAYS: i32 = 10;

/// A county from the disaster; a city or province from its receipt.
pub fn first_due(from: DateTime) -> Result<DateTime, Error> {
    hours_after(from, FIRST_REPORT_HOURS)
}

/// Until when the figures of a day, up to its midnight, are reported on the next one; zeros too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Daily {
    pub county: Time,
    pub city: Time,
    pub province: Time,
}

impl Default for Daily {
    fn default() -> Self {
        Self { county: time(9, 0, 0, 0), city: time(10, 0, 0, 0), province: time(12, 0, 0, 0) }
    }
}

impl Daily {
    pub fn county_due(&self, of: Date) -> Result<DateTime, Error> {
        next_day_at(of, self.county)
    }

    pub fn city_due(&self, of: Date) -> Result<DateTime, Error> {
        next_day_at(of, self.city)
    }

    pub fn province_due(&self, of: Date) -> Result<DateTime, Error> {
        next_day_at(of, self.province)
    }
}

/// The n-th report after the first of a drought.
pub fn drought_follow_up_due(first: Date, n: u16) -> Result<Date, Error> {
    days_after(first, DROUGHT_DAYS * i32::from(n))
}

fn next_day_at(day: Date, at: Time) -> Result<DateTime, Error> {
    days_after(day, 1).map(|next| next.to_datetime(at))
}
