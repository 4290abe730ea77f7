//! The times of State Council Order 493 (2007): who reports to whom by when, how long a death still changes the grade, and
//! when the investigation, the reply and the evaluation are due.
//!
//! - Times are Beijing minutes without a zone, days are Beijing days; the day of the event is never the first day of a
//!   period unless [`Counting::EventDayIsFirst`] is chosen.
//! - Source: Order 493, articles 9 to 13, 19, 20, 27, 29 and 32; Work Safety Law 2021, article 86, for the evaluation.
//! - Settings: [`Counting`], because districts count the 30 or 7 days in two ways and the text does not say; the civil rule
//!   (the first day is not counted) is the default. [`FollowUps`], because the draft and the text of Order 21 differ.
//! - Errors: [`Error::OutOfDomain`] for a result beyond the calendar.
//!
//! ```
//! use jiff::civil::date;
//! use standards::accident::clock::{Counting, Window, county_due, investigation_due};
//!
//! assert_eq!(county_due(date(2020, 9, 1).at(10, 5, 0, 0))?, date(2020, 9, 1).at(11, 5, 0, 0));
//! assert_eq!(investigation_due(date(2020, 9, 1), 0)?, date(2020, 10, 31));
//!
//! let road = Window::RoadOrFire.last_day(date(2020, 9, 1), Counting::default())?;
//! assert!(date(2020, 9, 10) > road, "the third death does not change the grade");
//!
//! assert!(investigation_due(date(9999, 12, 1), 0).is_err());
//! # Ok::<(), standards::Error>(())
//! ```
//!
//! Not here: holidays. A period that ends on a free day ends there; [`crate::working_days`] moves it.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::grade::Grade;
use crate::{Domain, Error, Term};

/// A level of government. A later one is higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    County,
    City,
    Province,
    State,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::County => "county",
            Level::City => "city",
            Level::Province => "province",
            Level::State => "state",
        }
    }

    pub fn term(self) -> Term {
        match self {
            Level::County => Term::new("县级人民政府", "county government"),
            Level::City => Term::new("设区的市级人民政府", "city government"),
            Level::Province => Term::new("省级人民政府", "provincial government"),
            Level::State => Term::new("国务院", "State Council"),
        }
    }
}

/// The level up to which each level reports on: article 10.
pub fn reported_up_to(grade: Grade) -> Level {
    match grade {
        Grade::Ordinary => Level::City,
        Grade::Considerable => Level::Province,
        Grade::Major | Grade::Extraordinary => Level::State,
    }
}

/// Who investigates, itself or through a department it empowers: article 19. A higher level may always take over.
pub fn investigated_by(grade: Grade) -> Level {
    match grade {
        Grade::Ordinary => Level::County,
        Grade::Considerable => Level::City,
        Grade::Major => Level::Province,
        Grade::Extraordinary => Level::State,
    }
}

/// The head of the unit has told the county: one hour, article 9.
pub fn county_due(unit_told_at: DateTime) -> Result<DateTime, Error> {
    hours_after(unit_told_at, 1)
}

/// A level has told the next one: two hours from its own receipt, article 11.
pub fn next_level_due(received_at: DateTime) -> Result<DateTime, Error> {
    hours_after(received_at, 2)
}

/// How many follow-up reports a day, at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUps {
    /// Ordinary and considerable accidents, and considerable threats.
    pub lower: u32,
    /// Major and extraordinary accidents.
    pub upper: u32,
}

impl Default for FollowUps {
    /// As Order 21 is remembered; a draft of 2007 has one a day for the upper grades and one every two days below.
    fn default() -> Self {
        Self { lower: 1, upper: 2 }
    }
}

impl FollowUps {
    pub fn a_day(self, grade: Grade) -> u32 {
        if grade >= Grade::Major { self.upper } else { self.lower }
    }
}

/// From which day the days of a period are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counting {
    /// The usual civil rule: the last of 30 days is the day + 30.
    #[default]
    DayAfterIsFirst,
    /// As some districts do: the last of 30 days is the day + 29.
    EventDayIsFirst,
}

impl Counting {
    pub const ALL: [Counting; 2] = [Counting::DayAfterIsFirst, Counting::EventDayIsFirst];
    pub const WORDS: [&str; 2] = ["day_after_is_first", "event_day_is_first"];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|it| *it == word).map(|at| Self::ALL[at])
    }
}

/// How long a change of the casualties is reported and changes the grade: article 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Road traffic and fire: 7 days.
    RoadOrFire,
    /// 30 days.
    Other,
}

impl Window {
    pub const ALL: [Window; 2] = [Window::Other, Window::RoadOrFire];
    pub const WORDS: [&str; 2] = ["other", "road_or_fire"];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|it| *it == word).map(|at| Self::ALL[at])
    }

    pub fn days(self) -> i32 {
        match self {
            Window::RoadOrFire => 7,
            Window::Other => 30,
        }
    }

    pub fn last_day(self, occurred: Date, counting: Counting) -> Result<Date, Error> {
        let counted = match counting {
            Counting::DayAfterIsFirst => self.days(),
            Counting::EventDayIsFirst => self.days() - 1,
        };
        days_after(occurred, counted)
    }
}

/// The investigation report: 60 days from the accident, article 29. Days of technical appraisal do not count, article 27.
pub fn investigation_due(occurred: Date, appraisal_days: u32) -> Result<Date, Error> {
    days_after(occurred, 60_i32.saturating_add_unsigned(appraisal_days))
}

/// At most 60 days more, with leave of the government that formed the group.
pub fn investigation_due_extended(occurred: Date, appraisal_days: u32) -> Result<Date, Error> {
    days_after(occurred, 120_i32.saturating_add_unsigned(appraisal_days))
}

/// The government's reply to the report it received: 15 days, 30 for an extraordinary accident; article 32.
pub fn reply_due(report_received: Date, grade: Grade) -> Result<Date, Error> {
    days_after(report_received, if grade == Grade::Extraordinary { 30 } else { 15 })
}

/// Only the reply to an extraordinary accident may be put off, by at most 30 days.
pub fn reply_due_extended(report_received: Date, grade: Grade) -> Result<Option<Date>, Error> {
    (grade == Grade::Extraordinary).then(|| days_after(report_received, 60)).transpose()
}

/// The evaluation of what was rectified, published: within one year of the reply.
pub fn evaluation_due(replied: Date) -> Result<Date, Error> {
    replied.checked_add(1.year()).map_err(|_| Domain::Day.refuse("day", replied))
}

pub(crate) fn days_after(day: Date, days: i32) -> Result<Date, Error> {
    day.checked_add(days.days()).map_err(|_| Domain::Day.refuse("day", day))
}

pub(crate) fn hours_after(at: DateTime, hours: i32) -> Result<DateTime, Error> {
    at.checked_add(hours.hours()).map_err(|_| Domain::Minute.refuse("at", at))
}
