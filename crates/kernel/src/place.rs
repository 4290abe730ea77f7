//! Where: the six-digit district that owns a file's rows, and the twelve-digit division that scopes them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// A county-level division, six digits (GB/T 2260): first column of every primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct District(u32);

impl District {
    pub fn new(code: u32) -> Option<Self> {
        (100_000..=999_999).contains(&code).then_some(Self(code))
    }

    pub fn code(self) -> u32 {
        self.0
    }

    pub fn division(self) -> Division {
        Division(i64::from(self.0) * 1_000_000)
    }
}

impl fmt::Display for District {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Twelve digits: province 2, city 2, county 2, township 3, village 3. The prefix is the hierarchy, so a division and
/// everything below it are one range of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division(i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DivisionLevel {
    Province,
    City,
    County,
    Township,
    Village,
}

impl Division {
    pub fn new(code: i64) -> Option<Self> {
        (100_000_000_000..=999_999_999_999).contains(&code).then_some(Self(code))
    }

    pub fn code(self) -> i64 {
        self.0
    }

    pub fn level(self) -> DivisionLevel {
        match self.0 {
            code if code % 10_000_000_000 == 0 => DivisionLevel::Province,
            code if code % 100_000_000 == 0 => DivisionLevel::City,
            code if code % 1_000_000 == 0 => DivisionLevel::County,
            code if code % 1_000 == 0 => DivisionLevel::Township,
            _ => DivisionLevel::Village,
        }
    }

    /// First and last code of this division and all below it.
    pub fn range(self) -> (i64, i64) {
        let span = match self.level() {
            DivisionLevel::Province => 10_000_000_000,
            DivisionLevel::City => 100_000_000,
            DivisionLevel::County => 1_000_000,
            DivisionLevel::Township => 1_000,
            DivisionLevel::Village => 1,
        };
        (self.0, self.0 + span - 1)
    }

    pub fn contains(self, other: Division) -> bool {
        let (first, last) = self.range();
        (first..=last).contains(&other.0)
    }

    pub fn parent(self) -> Option<Division> {
        match self.level() {
            DivisionLevel::Province => None,
            DivisionLevel::City => Some(Self(self.0 - self.0 % 10_000_000_000)),
            DivisionLevel::County => Some(Self(self.0 - self.0 % 100_000_000)),
            DivisionLevel::Township => Some(Self(self.0 - self.0 % 1_000_000)),
            DivisionLevel::Village => Some(Self(self.0 - self.0 % 1_000)),
        }
    }

    /// The township this place lies in; a county stays itself.
    pub fn township(self) -> Division {
        match self.level() {
            DivisionLevel::Village => Self(self.0 - self.0 % 1_000),
            _ => self,
        }
    }

    pub fn district(self) -> Option<District> {
        (self.level() >= DivisionLevel::County).then_some(District((self.0 / 1_000_000) as u32))
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Division {
    type Err = Error;

    /// Two to twelve digits as published; missing levels are zero.
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = matches!(text.len(), 2 | 4 | 6 | 9 | 12) && text.bytes().all(|b| b.is_ascii_digit());
        digits
            .then(|| format!("{text:0<12}"))
            .and_then(|code| code.parse().ok())
            .and_then(Division::new)
            .ok_or(Error::NotFound("division"))
    }
}

impl FromStr for District {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().ok().and_then(District::new).ok_or(Error::NotFound("district"))
    }
}

macro_rules! code_as_text {
    ($($kind:ty),+) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}
code_as_text!(District, Division);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_range() {
        //     as published     level                    first           last            parent
        check("530102", DivisionLevel::County, 530_102_000_000, 530_102_999_999, Some("5301"));
        check("530102001", DivisionLevel::Township, 530_102_001_000, 530_102_001_999, Some("530102"));
        check("530102001003", DivisionLevel::Village, 530_102_001_003, 530_102_001_003, Some("530102001"));
        check("53", DivisionLevel::Province, 530_000_000_000, 539_999_999_999, None);
    }

    fn check(text: &str, level: DivisionLevel, first: i64, last: i64, parent: Option<&str>) {
        let division: Division = text.parse().unwrap();
        assert_eq!(division.level(), level);
        assert_eq!(division.range(), (first, last));
        assert_eq!(division.parent(), parent.map(|p| p.parse().unwrap()));
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for text in ["", "5", "53010", "5301020010031", "53010a", "000000"] {
            assert!(text.parse::<Division>().is_err(), "{text}");
        }
    }
}
