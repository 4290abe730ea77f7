//! Rules over stored readings: what they would have told.
//!
//! It is the engine that runs live, given each stored reading once, in order of its own time, as if it had come at once.
//! Before the beginning it looks at as much as the rules remember, so that the first day is judged like any other.
//! Not here: what became of it, and whether that was right.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::store::Fault;
use crate::store::days::Days;
use crate::store::whole::Whole;
use crate::timeline::{Held, Timeline};
use crate::{Directory, Engine, Reading, Rule, Site, What};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backtest {
    /// By series and rule, within those in order of time: whatever stood at some time from the beginning on.
    pub conditions: Vec<Condition>,
    /// Readings that were judged, without those before the beginning.
    pub readings: u64,
    /// On which days there were any, of each series that is watched.
    pub heard: BTreeMap<u32, Heard>,
    /// Times of the first and the last.
    pub first: Option<i64>,
    pub last: Option<i64>,
}

/// The days of Beijing on which a series had readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    first: i64,
    days: Vec<u64>,
}

impl Heard {
    fn over(from: i64, until: i64) -> Heard {
        let days = Days::numbers(from, until);
        Heard { first: days.start, days: vec![0; days.count().div_ceil(64)] }
    }

    fn on(&mut self, at: i64) {
        let place = (Days::number(at) - self.first) as usize;
        if let Some(bits) = self.days.get_mut(place / 64) {
            *bits |= 1 << (place % 64);
        }
    }

    /// On how many days.
    pub fn days(&self) -> u32 {
        self.days.iter().map(|it| it.count_ones()).sum()
    }

    /// Whether there were any on one of the days from that of `from` to that of `until`.
    pub fn between(&self, from: i64, until: i64) -> bool {
        let place = |at| (Days::number(at) - self.first).max(0) as usize;
        let bit = |place: usize| self.days.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1);
        Days::number(until) >= self.first && (place(from)..=place(until).min(self.days.len() * 64)).any(bit)
    }
}

/// A condition that a rule would have raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Of a site: the first of its devices.
    pub series: u32,
    pub rule: u64,
    /// Where the rule is judged at a site, its number in the directory.
    pub site: Option<u32>,
    pub held: Held,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done(Backtest),
    Stopped,
    /// More than [`Backtest::MOST`] changes: of such a rule nothing can be learned.
    TooMany,
}

impl Backtest {
    pub const MOST: usize = 500_000;
}

/// Steps the rules of a directory over everything from `from` on and before `until`. The directory begins with the names of
/// the folder. `go_on` hears how many days of how many are done, and says whether to go on.
pub fn run(
    whole: &Whole,
    directory: &Arc<Directory>,
    (from, until): (i64, i64),
    mut go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Outcome, Fault> {
    let series: Vec<u32> = (0..).zip(directory.series()).filter(|(_, it)| it.is_watched()).map(|(n, _)| n).collect();
    let before = series.iter().flat_map(|n| directory.rules_of(*n)).map(Rule::warm_up).max().unwrap_or(0);
    let mut engine = Engine::new(Arc::clone(directory));
    let mut timelines: BTreeMap<(u32, u64), Timeline> = BTreeMap::new();
    let mut heard: BTreeMap<u32, Heard> = series.iter().map(|n| (*n, Heard::over(from, until))).collect();
    let (mut turns, mut readings, mut first, mut last) = (0, 0, None::<i64>, None::<i64>);
    let mut step = |series: u32, point: crate::Point| {
        let reading = Reading { series, at: point.at, value: point.value.into(), sequence: None };
        let tell = &mut |change: crate::Change| {
            if let What::Condition { rule, told } = change.what {
                timelines.entry((series, rule)).or_default().tell(&told);
                turns += 1;
            }
        };
        // By today's limits of its device it may be impossible; then it isn't judged.
        if engine.step(&reading, point.at, tell).is_ok() && point.at >= from {
            readings += 1;
            if let Some(heard) = heard.get_mut(&series) {
                heard.on(point.at);
            }
            first = Some(first.map_or(point.at, |it| it.min(point.at)));
            last = Some(last.map_or(point.at, |it| it.max(point.at)));
        }
        turns
    };
    let turned = std::cell::Cell::new(0);
    let ended = whole.each(
        &series,
        (from.saturating_sub(before), until),
        |series, point| turned.set(step(series, point)),
        |done, all| turned.get() <= Backtest::MOST && go_on(done, all),
    )?;
    if turned.get() > Backtest::MOST {
        return Ok(Outcome::TooMany);
    }
    if !ended {
        return Ok(Outcome::Stopped);
    }
    let mut conditions = Vec::new();
    let mut stood = |(series, rule), site, timeline: &Timeline| {
        let held = timeline.conditions(until).into_iter().filter(|it| it.until.is_none_or(|until| until >= from));
        conditions.extend(held.map(|held| Condition { series, rule, site, held }));
    };
    for (number, it) in (0..).zip(directory.sites()) {
        let members = it.members.iter().map(|of| timelines.remove(of).unwrap_or_default());
        let timeline = Site::over(it.agree, members.collect::<Vec<_>>());
        it.members.first().into_iter().for_each(|first| stood(*first, Some(number), &timeline));
    }
    timelines.iter().for_each(|(of, timeline)| stood(*of, None, timeline));
    Ok(Outcome::Done(Backtest { conditions, readings, heard, first, last }))
}

#[cfg(test)]
mod tests;
