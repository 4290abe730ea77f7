//! When: instants in microseconds UTC, days in Beijing time. All of China keeps one clock without summer time, so a
//! fixed offset is the whole time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const BEIJING: Offset = Offset::constant(8);
const MICROS_PER_SECOND: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// A length of time, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// A day of the Beijing calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Span {
    pub const fn seconds(n: i64) -> Self {
        Self(n * MICROS_PER_SECOND)
    }
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }
    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }
    pub const fn as_minutes(self) -> i64 {
        self.0.div_euclid(60 * MICROS_PER_SECOND)
    }
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }
}

impl Instant {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// What no moment can reach is the last one there is.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    pub fn since(self, earlier: Instant) -> Span {
        Span(self.0 - earlier.0)
    }

    /// The Beijing day this instant falls on.
    pub fn day(self) -> Day {
        Day(self.civil().date())
    }

    pub fn civil(self) -> DateTime {
        BEIJING.to_datetime(self.timestamp())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// `2026-06-18 21:46`, `2026-06-18T21:46:08+08:00`, or a bare day, which means its first instant.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Some(Self(timestamp.as_microsecond()));
        }
        let civil = text.replacen(' ', "T", 1);
        if let Ok(civil) = civil.parse::<DateTime>() {
            return Self::from_civil(civil);
        }
        text.parse::<Day>().ok().map(Day::start)
    }

    pub fn from_civil(civil: DateTime) -> Option<Self> {
        TimeZone::fixed(BEIJING).to_timestamp(civil).ok().map(|t| Self(t.as_microsecond()))
    }

    /// `2026-06-18 21:46`, as tables show it.
    pub fn to_minute(self) -> String {
        let t = self.civil();
        format!("{:04}-{:02}-{:02} {:02}:{:02}", t.year(), t.month(), t.day(), t.hour(), t.minute())
    }
}

impl std::ops::Add<Span> for Instant {
    type Output = Instant;
    fn add(self, span: Span) -> Instant {
        Instant(self.0.saturating_add(span.0))
    }
}

impl std::ops::Sub<Span> for Instant {
    type Output = Instant;
    fn sub(self, span: Span) -> Instant {
        Instant(self.0.saturating_sub(span.0))
    }
}

/// RFC 3339 with microseconds, in Beijing time: the form of payloads and of the API.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A fact holds a dozen of these; the general formatter takes ten times as long.
        let t = self.civil();
        let mut text = *b"0000-00-00T00:00:00.000000+08:00";
        let parts = [
            (0..4, i32::from(t.year())),
            (5..7, i32::from(t.month())),
            (8..10, i32::from(t.day())),
            (11..13, i32::from(t.hour())),
            (14..16, i32::from(t.minute())),
            (17..19, i32::from(t.second())),
            (20..26, t.subsec_nanosecond() / 1_000),
        ];
        for (place, value) in parts {
            let mut left = value.unsigned_abs();
            for digit in text[place].iter_mut().rev() {
                *digit = b'0' + (left % 10) as u8;
                left /= 10;
            }
        }
        if t.year() < 0 {
            f.write_str("-")?;
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    pub fn plus_days(self, n: i64) -> Day {
        Day(self.0.saturating_add(n.days()))
    }

    pub fn days_until(self, later: Day) -> i64 {
        self.0.until(later.0).map_or(0, |span| i64::from(span.get_days()))
    }

    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    pub fn start(self) -> Instant {
        self.at(0, 0)
    }

    /// Where an hour or minute is out of range the day's first instant is meant.
    pub fn at(self, hour: i8, minute: i8) -> Instant {
        let civil = self.0.to_datetime(jiff::civil::Time::new(hour, minute, 0, 0).unwrap_or_default());
        Instant::from_civil(civil).unwrap_or_default()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = crate::Error;
    fn from_str(text: &str) -> Result<Self, crate::Error> {
        let shaped = text.len() == 10 && text.as_bytes()[4] == b'-';
        shaped.then(|| text.parse().ok()).flatten().map(Self).ok_or(crate::Error::NotFound("day"))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        Instant::read(&text).ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written() {
        //     given                                  printed
        check("2026-06-18 21:46", Some("2026-06-18T21:46:00.000000+08:00"));
        check("2026-06-18", Some("2026-06-18T00:00:00.000000+08:00"));
        check("2026-06-18T13:46:08.5Z", Some("2026-06-18T21:46:08.500000+08:00"));
        check("2024-02-29 23:59", Some("2024-02-29T23:59:00.000000+08:00"));
        check("2023-02-29", None);
        check("18.6.2026", None);
    }

    fn check(given: &str, printed: Option<&str>) {
        assert_eq!(Instant::read(given).map(|t| t.to_string()).as_deref(), printed, "{given}");
    }

    #[test]
    fn days_are_beijing_days() {
        let evening = Instant::read("2026-12-31T16:30:00Z").unwrap();
        assert_eq!(evening.day().to_string(), "2027-01-01");
        assert_eq!(Day::new(2024, 2, 28).unwrap().plus_days(2).to_string(), "2024-03-01");
        assert_eq!(Day::new(2025, 12, 31).unwrap().days_until(Day::new(2026, 3, 1).unwrap()), 60);
    }

    #[test]
    fn the_text_form_is_exact() {
        let instant = Instant::from_micros(1_781_790_368_123_456);
        let text = serde_json::to_string(&instant).unwrap();
        assert_eq!(serde_json::from_str::<Instant>(&text).unwrap(), instant);
    }
}
