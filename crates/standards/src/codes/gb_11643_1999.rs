//! The citizen identity number: six digits of the division of the first registration, eight of the birthday, three of the
//! order (odd for men), and a check after ISO 7064, MOD 11-2.
//!
//! - `check = 10X98765432[Σ dᵢ·wᵢ mod 11]` with 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2.
//! - A number of the first generation has fifteen digits, a year of two and no check; it is completed with `19`.
//! - A check written `x` becomes `X`.
//! - Errors: [`Error::OutOfDomain`] for the form, an impossible day or a birthday after `on`; [`Error::CheckFails`]. The
//!   message never holds the whole number: it gets into logs.
//! - Source: GB 11643-1999.
//!
//! ```
//! use jiff::civil::date;
//! use standards::codes::gb_11643_1999::{CitizenNumber, Sex};
//!
//! let it = CitizenNumber::read("11010519491231002x", date(2026, 1, 1))?;
//! assert_eq!((it.as_str(), it.sex(), it.birthday()), ("11010519491231002X", Sex::Female, date(1949, 12, 31)));
//! assert_eq!(it.age_on(date(2026, 1, 1)), 76);
//!
//! let refusal = CitizenNumber::read("110105194912310021", date(2026, 1, 1)).unwrap_err();
//! assert_eq!(refusal.to_string(), "the check of number 110105…1 fails: X is expected");
//! # Ok::<(), standards::Error>(())
//! ```

use std::fmt;

use jiff::civil::{Date, date};

use crate::{Domain, Error};

pub const EDITION: &str = "GB 11643-1999";
pub const FORM: Domain =
    Domain::Form("seventeen digits and a digit or X, or the fifteen digits of the first generation");
pub const BIRTHDAY: Domain = Domain::Form("a number with a day of the calendar from 1800 to today");
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const OLDEST: Date = date(1800, 1, 1);

/// A number of which form, birthday and check are right, with eighteen characters. It is a personal value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenNumber {
    text: String,
    birthday: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

/// Ages that relief counts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgeBand {
    /// Below 18.
    Child,
    Adult,
    /// From 60.
    Old,
}

impl AgeBand {
    pub fn of(age_years: i16) -> Self {
        match age_years {
            ..18 => AgeBand::Child,
            18..60 => AgeBand::Adult,
            60.. => AgeBand::Old,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            AgeBand::Child => "child",
            AgeBand::Adult => "adult",
            AgeBand::Old => "old",
        }
    }
}

impl CitizenNumber {
    /// `on` is the day on which it is read: nobody is born later.
    pub fn read(text: &str, on: Date) -> Result<Self, Error> {
        let refuse = |domain: Domain| domain.refuse("number", masked(text));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let seventeen = match text.len() {
            15 if digits(text) => format!("{}19{}", &text[..6], &text[6..]),
            18 if text.is_ascii() && digits(&text[..17]) => text[..17].to_owned(),
            _ => return Err(refuse(FORM)),
        };
        let birthday = day(&seventeen[6..14]).filter(|day| (OLDEST..=on).contains(day));
        let birthday = birthday.ok_or_else(|| refuse(BIRTHDAY))?;
        let check = check_character(&seventeen);
        let found = text[15..].chars().last();
        match found {
            Some(found) if !found.is_ascii_digit() && !found.eq_ignore_ascii_case(&'X') => Err(refuse(FORM)),
            Some(found) if !found.eq_ignore_ascii_case(&check) => {
                Err(Error::check_fails("number", &masked(text), check))
            }
            _ => Ok(Self { text: format!("{seventeen}{check}"), birthday }),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn division(&self) -> &str {
        &self.text[..6]
    }

    pub fn birthday(&self) -> Date {
        self.birthday
    }

    pub fn sex(&self) -> Sex {
        if self.text.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Full years, negative before the birth. Whoever is born on 29 February gets older on 1 March.
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday = (day.month(), day.day()) >= (self.birthday.month(), self.birthday.day());
        day.year() - self.birthday.year() - i16::from(!had_birthday)
    }
}

/// Shows as little as the messages do.
impl fmt::Debug for CitizenNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenNumber({})", masked(&self.text))
    }
}

/// The check of the first seventeen digits.
fn check_character(seventeen: &str) -> char {
    let sum: u32 = seventeen.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

fn day(eight: &str) -> Option<Date> {
    Date::new(eight[..4].parse().ok()?, eight[4..6].parse().ok()?, eight[6..].parse().ok()?).ok()
}

/// Division and last character of something as long as a number; nothing of anything else, it might be a name.
fn masked(text: &str) -> String {
    if text.is_ascii() && text.len() >= 15 {
        format!("{}…{}", &text[..6], &text[text.len() - 1..])
    } else {
        "…".into()
    }
}
