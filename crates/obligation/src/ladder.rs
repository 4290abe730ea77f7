//! The ladder: when the holder is reminded, when lateness is recorded, and who is told how long after.
//!
//! A ladder is data relative to the due time. Once the due time is known it becomes a list of steps with times of their
//! own, which is written into the fact: a holiday published later moves no promise that was made.

use std::fmt;
use std::str::FromStr;

use kernel::{Instant, Span, words};
use serde::{Deserialize, Serialize, Serializer};

use crate::calendar::Calendar;
use crate::rule::Unit;

words! {
    /// What a step does.
    pub enum Call {
        /// Reminds whoever holds it.
        Remind = "remind",
        /// Records that the due time has passed.
        Overdue = "overdue",
        /// Tells the head of the holder's organisation.
        HolderLeader = "holder_leader",
        /// Tells the office of the safety committee.
        SafetyOffice = "safety_office",
        /// Tells the leader of that office.
        Leader = "leader",
        /// Drafts a work-suggestion letter to the holder's organisation, which a person of the office issues.
        Letter = "letter",
        /// Suggests an interview with it.
        Interview = "interview",
    }
}

words! {
    pub enum RungUnit {
        Minutes = "minutes",
        WorkingDays = "working_days",
    }
}

/// One rung, relative to the due time: negative is before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    pub call: Call,
    pub amount: i32,
    pub unit: RungUnit,
    /// The minute of the day at which a rung in working days comes; the due time's own when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minute: Option<u16>,
}

/// From the first reminder to the highest leader. Exactly one rung is [`Call::Overdue`], and it stands at the due time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ladder(pub Vec<Rung>);

/// At the start of a working day people can still do something about it.
pub(crate) const MORNING: u16 = 9 * 60;
pub const LONGEST_LADDER: usize = 20;
/// Farther from the due time nobody connects the two.
const FARTHEST_WORKING_DAYS: i32 = 250;
const FARTHEST_MINUTES: i32 = 60 * 24 * 90;

impl Ladder {
    /// The ladder of a rule that brings none of its own.
    pub fn standard(unit: Unit) -> Ladder {
        let days = |call, amount| Rung { call, amount, unit: RungUnit::WorkingDays, minute: Some(MORNING) };
        let minutes = |call, amount| Rung { call, amount, unit: RungUnit::Minutes, minute: None };
        match unit {
            Unit::CalendarDays | Unit::WorkingDays => Ladder(vec![
                days(Call::Remind, -2),
                days(Call::Remind, -1),
                minutes(Call::Overdue, 0),
                days(Call::HolderLeader, 1),
                days(Call::SafetyOffice, 3),
                days(Call::Leader, 7),
            ]),
            Unit::Minutes | Unit::Hours => Ladder(vec![
                minutes(Call::Remind, -30),
                minutes(Call::Remind, -10),
                minutes(Call::Overdue, 0),
                minutes(Call::HolderLeader, 10),
                minutes(Call::SafetyOffice, 30),
                minutes(Call::Leader, 60),
            ]),
        }
    }

    /// The standard one, and on from it where telling leaders did not help.
    pub fn with_letter(unit: Unit, letter: i32, interview: i32) -> Ladder {
        let mut all = Ladder::standard(unit);
        let days = |call, amount| Rung { call, amount, unit: RungUnit::WorkingDays, minute: Some(MORNING) };
        all.0.extend([days(Call::Letter, letter), days(Call::Interview, interview)]);
        all
    }

    /// For a time that was stated: a ladder that is the standard one of its unit is that of the time left, and what it adds
    /// stays.
    pub fn fitted(self, from: Unit, to: Unit) -> Ladder {
        let added = |rung: &Rung| matches!(rung.call, Call::Letter | Call::Interview);
        let (more, rest): (Vec<Rung>, Vec<Rung>) = self.0.iter().copied().partition(added);
        if Ladder(rest) != Ladder::standard(from) {
            return self;
        }
        let mut all = Ladder::standard(to);
        all.0.extend(more);
        all
    }

    /// What is wrong with a ladder somebody wrote.
    pub fn fault(&self) -> Option<&'static str> {
        let overdue: Vec<&Rung> = self.0.iter().filter(|r| r.call == Call::Overdue).collect();
        let too_far = |r: &Rung| match r.unit {
            RungUnit::WorkingDays => r.amount.abs() > FARTHEST_WORKING_DAYS,
            RungUnit::Minutes => r.amount.abs() > FARTHEST_MINUTES,
        };
        match overdue.as_slice() {
            [rung] if rung.amount == 0 && rung.minute.is_none() => {}
            _ => return Some("a ladder has one overdue step, at the due time itself"),
        }
        if self.0.len() > LONGEST_LADDER {
            return Some("a ladder has at most 20 steps");
        }
        if self.0.iter().any(|r| too_far(r) || r.minute.is_some_and(|m| m >= 24 * 60)) {
            return Some("a step stands too far from the due time");
        }
        None
    }

    /// How many working days after the due time have to be known. Before it, what lies in the past is left out anyway.
    pub fn working_days(&self) -> i64 {
        let days = self.0.iter().filter(|r| r.unit == RungUnit::WorkingDays).map(|r| i64::from(r.amount));
        days.max().unwrap_or(0).max(0)
    }

    /// The steps still to come at `now`, in the order of their time. One that has passed is left out, except that
    /// lateness is always recorded. No step stands on the wrong side of the due time.
    pub fn plan(&self, due: Instant, now: Instant, calendar: &Calendar) -> Vec<Step> {
        let at = |rung: &Rung| match rung.unit {
            RungUnit::Minutes => due + Span::minutes(i64::from(rung.amount)),
            RungUnit::WorkingDays => {
                let day = calendar.plus_working_days(due.day(), i64::from(rung.amount));
                match rung.minute {
                    Some(minute) => day.start() + Span::minutes(i64::from(minute)),
                    None => day.start() + due.since(due.day().start()),
                }
            }
        };
        let mut steps: Vec<Step> = self.0.iter().map(|rung| Step { call: rung.call, at: at(rung) }).collect();
        steps.retain(|step| match step.call {
            Call::Overdue => true,
            Call::Remind => step.at > now && step.at < due,
            _ => step.at > now && step.at > due,
        });
        steps.sort_by_key(|step| step.at);
        steps
    }
}

/// One step with its time. Written as one word and one instant: `overdue 2026-06-18T18:00:00.000000+08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Step {
    pub call: Call,
    pub at: Instant,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.call.word())?;
        f.write_str(" ")?;
        self.at.fmt(f)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl FromStr for Step {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (call, at) = text.split_once(' ').ok_or("a step is a word and an instant")?;
        let call = Call::from_word(call).ok_or("a step that nobody knows")?;
        Ok(Step { call, at: Instant::read(at).ok_or("not an instant")? })
    }
}

impl TryFrom<String> for Step {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Steps in one column of a narrow row: `remind:1781790368123456 overdue:…`.
pub fn steps_to_column(steps: &[Step]) -> String {
    let mut column = String::with_capacity(steps.len() * 32);
    for step in steps {
        if !column.is_empty() {
            column.push(' ');
        }
        column.push_str(step.call.word());
        column.push(':');
        column.push_str(&step.at.micros().to_string());
    }
    column
}

pub fn steps_from_column(text: &str) -> Option<Vec<Step>> {
    let step = |word: &str| {
        let (call, micros) = word.split_once(':')?;
        Some(Step { call: Call::from_word(call)?, at: Instant::from_micros(micros.parse().ok()?) })
    };
    text.split_whitespace().map(step).collect()
}
