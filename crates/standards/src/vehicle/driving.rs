//! Hours at the wheel: driving without a real stop, by day and by night, in any 24 hours and 7 days, and the coaches that
//! must stand still from 2 to 5.
//!
//! - Input: spells of driving in their order, civil time to the second. A pause shorter than the least stop (20 minutes)
//!   does not count as rest; the minutes of the pause are not driving either.
//! - More than 4 hours without a stop of 20 minutes is fatigue (Implementation Regulation, article 62(7)). Coaches: by night
//!   2 hours, 8 hours in any 24, 44 hours in any 7 days; standing from 2:00 to 5:00 except relay transport and lines to
//!   airports and railway stations of at most 100 km (road passenger transport safety norms, article 38).
//! - Settings ([`Rules`]): the night of the 2 hours is remembered as 22:00 to 6:00, and the minutes at which a driver is
//!   warned are a choice between 210 and 225.
//! - Errors: [`Error::OutOfDomain`] for spells that end before they begin, overlap, or are more than [`SPELLS_MAX`].
//!
//! ```
//! use standards::vehicle::driving::{Breach, Rules, breaches, read};
//!
//! let day = read("2020-09-01 08:00/2020-09-01 11:50; 2020-09-01 12:09/2020-09-01 12:20")?;
//! assert_eq!(breaches(&day, &Rules::ANY)?, [Breach::TooLong], "3 h 50, a pause of 19 min, 11 min");
//!
//! let back = read("2020-09-01 08:00/2020-09-01 07:00")?;
//! assert!(breaches(&back, &Rules::ANY).is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use jiff::civil::{DateTime, Time, time};

use crate::{Domain, Error};

pub const SPELLS_MAX: usize = 1_000;
pub const FORM: Domain = Domain::Form("spells of driving in their order, from/to between semicolons, at most 1000");
const SECONDS_A_MINUTE: i64 = 60;
const SECONDS_A_DAY: i64 = 86_400;

/// One spell of driving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    pub from: DateTime,
    pub to: DateTime,
}

/// `None`: no such rule for this kind of vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub stop_min: i64,
    pub without_stop_min: i64,
    /// Warned from here on.
    pub warning_min: i64,
    pub night_without_stop_min: Option<i64>,
    pub day_min: Option<i64>,
    pub week_min: Option<i64>,
    pub night: (Time, Time),
    /// Whether it must stand still from 2:00 to 5:00.
    pub stands_by_night: bool,
}

impl Rules {
    /// Every driver.
    pub const ANY: Rules = Rules {
        stop_min: 20,
        without_stop_min: 240,
        warning_min: 210,
        night_without_stop_min: None,
        day_min: None,
        week_min: None,
        night: (time(22, 0, 0, 0), time(6, 0, 0, 0)),
        stands_by_night: false,
    };
    /// Coaches on lines.
    pub const COACH: Rules = Rules {
        night_without_stop_min: Some(120),
        day_min: Some(480),
        week_min: Some(2_640),
        stands_by_night: true,
        ..Rules::ANY
    };
    /// Coaches of relay transport, and of lines to airports and railway stations of at most 100 km.
    pub const COACH_THAT_MAY_DRIVE_BY_NIGHT: Rules = Rules { stands_by_night: false, ..Rules::COACH };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// No breach yet.
    SoonTooLong,
    TooLong,
    TooLongByNight,
    TooMuchInADay,
    TooMuchInAWeek,
    BetweenTwoAndFive,
}

impl Breach {
    pub fn word(self) -> &'static str {
        match self {
            Breach::SoonTooLong => "soon_too_long",
            Breach::TooLong => "too_long",
            Breach::TooLongByNight => "too_long_by_night",
            Breach::TooMuchInADay => "too_much_in_a_day",
            Breach::TooMuchInAWeek => "too_much_in_a_week",
            Breach::BetweenTwoAndFive => "between_2_and_5",
        }
    }
}

/// From 2:00 on, until just before 5:00.
pub fn is_standing_hour(at: Time) -> bool {
    (2..5).contains(&at.hour())
}

pub fn breaches(spells: &[Spell], rules: &Rules) -> Result<Vec<Breach>, Error> {
    let longest_s = longest_without_stop_s(spells, rules, |spell| spell.seconds())?;
    let by_night_s = longest_without_stop_s(spells, rules, |spell| within_daily(spell, rules.night))?;
    let passed = |seconds: i64, minutes: i64| seconds > minutes * SECONDS_A_MINUTE;
    let mut breaches = Vec::new();
    if passed(longest_s, rules.without_stop_min) {
        breaches.push(Breach::TooLong);
    } else if longest_s >= rules.warning_min * SECONDS_A_MINUTE {
        breaches.push(Breach::SoonTooLong);
    }
    if rules.night_without_stop_min.is_some_and(|most| passed(by_night_s, most)) {
        breaches.push(Breach::TooLongByNight);
    }
    if rules.day_min.is_some_and(|most| passed(most_within_s(spells, SECONDS_A_DAY), most)) {
        breaches.push(Breach::TooMuchInADay);
    }
    if rules.week_min.is_some_and(|most| passed(most_within_s(spells, 7 * SECONDS_A_DAY), most)) {
        breaches.push(Breach::TooMuchInAWeek);
    }
    let standing = (time(2, 0, 0, 0), time(5, 0, 0, 0));
    if rules.stands_by_night && spells.iter().any(|spell| within_daily(spell, standing) > 0) {
        breaches.push(Breach::BetweenTwoAndFive);
    }
    Ok(breaches)
}

/// The longest driving between two real stops, in seconds; the pauses that are too short are not driving.
pub fn longest_drive_s(spells: &[Spell], rules: &Rules) -> Result<i64, Error> {
    longest_without_stop_s(spells, rules, |spell| spell.seconds())
}

/// `2020-09-01 08:00/2020-09-01 11:50; …`
pub fn read(text: &str) -> Result<Vec<Spell>, Error> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (from, to) = part.split_once('/')?;
        Some(Spell { from: from.trim().parse().ok()?, to: to.trim().parse().ok()? })
    });
    let spells: Vec<_> =
        read.take(SPELLS_MAX + 1).collect::<Option<_>>().ok_or_else(|| FORM.refuse("driving", text))?;
    if spells.len() > SPELLS_MAX { Err(FORM.refuse("driving", spells.len())) } else { Ok(spells) }
}

impl Spell {
    fn seconds(&self) -> i64 {
        seconds(self.from, self.to)
    }
}

fn longest_without_stop_s(spells: &[Spell], rules: &Rules, part: impl Fn(&Spell) -> i64) -> Result<i64, Error> {
    let (mut longest, mut since_stop) = (0, 0);
    let mut before: Option<&Spell> = None;
    for spell in spells {
        let after = before.is_none_or(|before| before.to <= spell.from);
        if spell.to < spell.from || !after || spells.len() > SPELLS_MAX {
            return Err(FORM.refuse("driving", format!("{}/{}", spell.from, spell.to)));
        }
        let stopped = before.map_or(0, |before| seconds(before.to, spell.from));
        if stopped >= rules.stop_min * SECONDS_A_MINUTE {
            since_stop = 0;
        }
        since_stop += part(spell);
        longest = longest.max(since_stop);
        before = Some(spell);
    }
    Ok(longest)
}

/// The most driving in any stretch of so many seconds: the worst one ends where a spell ends or begins where one begins.
fn most_within_s(spells: &[Spell], stretch_s: i64) -> i64 {
    let held = |begin: i64, end: i64, origin: DateTime| {
        let part = |spell: &Spell| {
            let (from, to) = (seconds(origin, spell.from), seconds(origin, spell.to));
            (to.min(end) - from.max(begin)).max(0)
        };
        spells.iter().map(part).sum::<i64>()
    };
    let Some(origin) = spells.first().map(|spell| spell.from) else { return 0 };
    let ends = spells.iter().map(|spell| seconds(origin, spell.to));
    let starts = spells.iter().map(|spell| seconds(origin, spell.from) + stretch_s);
    ends.chain(starts).map(|end| held(end - stretch_s, end, origin)).max().unwrap_or(0)
}

/// How long of the spell lies within daily hours, which may pass midnight.
fn within_daily(spell: &Spell, (opens, closes): (Time, Time)) -> i64 {
    let mut inside = 0;
    let Ok(mut day) = spell.from.date().yesterday() else { return 0 };
    while day <= spell.to.date() {
        let Ok(next) = day.tomorrow() else { break };
        let from = day.to_datetime(opens);
        let to = if opens < closes { day } else { next }.to_datetime(closes);
        inside += seconds(spell.from.max(from), spell.to.min(to)).max(0);
        day = next;
    }
    inside
}

fn seconds(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}
