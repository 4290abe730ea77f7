//! Reckoning periods: where a day's period begins and ends, what it is called, by when its meeting is due, and from when what
//! was done for it counts. Pure.

use kernel::{Day, Instant, Lang, Span};
use obligation::calendar::Calendar;

use super::Every;
use crate::words::{meeting_part, meeting_period as w};

/// A duty ends with the working day.
const LAST_HOUR: i8 = 18;

/// How long afterwards it may be written down that something was done, and still count from when it was.
const WRITTEN_WITHIN: Span = Span::hours(24);

fn months(every: Every) -> i8 {
    match every {
        Every::Month => 1,
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
    }
}

/// First and last day of the period that holds the day.
pub fn span(every: Every, day: Day) -> (Day, Day) {
    let months = months(every);
    let first_month = (day.month() - 1) / months * months + 1;
    let (year, next) = match first_month + months {
        next if next > 12 => (day.year() + 1, next - 12),
        next => (day.year(), next),
    };
    // The first of a month there always is.
    let first = Day::new(day.year(), first_month, 1).unwrap_or(day);
    let after = Day::new(year, next, 1).unwrap_or(day);
    (first, after.plus_days(-1))
}

/// So many days before the last one, or the working day before that; never before the period itself.
pub fn due(first: Day, last: Day, days_before: u32, calendar: &Calendar) -> Instant {
    let mut day = last.plus_days(-i64::from(days_before)).max(first);
    while !calendar.is_working_day(day) && day > first {
        day = day.plus_days(-1);
    }
    day.at(LAST_HOUR, 0)
}

/// From when something counts that is said to have been done at one moment and was written down at another: from when it was
/// done if it was written down within a day, else from when it was written down. So nobody says afterwards that it was in time.
pub fn counts_from(done: Instant, written: Instant) -> Instant {
    if written <= done + WRITTEN_WITHIN { done } else { written }
}

/// From when a report counts that was given on a day: at the end of that working day, or when it was written down before that.
/// In the evening of the day it counts as it will the next morning, so that nobody gains by waiting.
pub fn given_at(on: Day, written: Instant) -> Instant {
    counts_from(on.at(LAST_HOUR, 0), written).min(written)
}

/// How many periods a year has.
pub fn parts(every: Every) -> i64 {
    i64::from(12 / months(every))
}

/// Which period of its year it is, from 1.
pub(super) fn nth(every: Every, first: Day) -> i64 {
    i64::from((first.month() - 1) / months(every)) + 1
}

/// `2026年第三季度`
pub fn label(lang: Lang, every: Every, first: Day) -> String {
    let (year, n) = (first.year(), nth(every, first));
    match every {
        Every::Month => w::month(lang, year, n),
        Every::Quarter => match n {
            1 => w::quarter_1(lang, year),
            2 => w::quarter_2(lang, year),
            3 => w::quarter_3(lang, year),
            _ => w::quarter_4(lang, year),
        },
        Every::HalfYear if n == 1 => w::half_1(lang, year),
        Every::HalfYear => w::half_2(lang, year),
        Every::Year => w::year(lang, year),
    }
}

/// `第三季度`, where the year is known.
pub(super) fn part(lang: Lang, every: Every, first: Day) -> String {
    let n = nth(every, first);
    let word = match (every, n) {
        (Every::Month, _) => return meeting_part::month(lang, n),
        (Every::Quarter, 1) => meeting_part::quarter_1(lang),
        (Every::Quarter, 2) => meeting_part::quarter_2(lang),
        (Every::Quarter, 3) => meeting_part::quarter_3(lang),
        (Every::Quarter, _) => meeting_part::quarter_4(lang),
        (Every::HalfYear, 1) => meeting_part::half_1(lang),
        (Every::HalfYear, _) => meeting_part::half_2(lang),
        (Every::Year, _) => meeting_part::year(lang),
    };
    word.to_owned()
}
