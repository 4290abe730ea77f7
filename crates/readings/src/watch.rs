//! One rule at one series: what it has come to, and what has been said of it.
//!
//! What was said is a timeline: from when on which level. A [`Told`] replaces everything said at or after its time, so
//! whoever applies them in order always holds the timeline that the rule gives for the readings so far, in order of
//! their own time. Within the rule's lateness it doesn't matter when a reading came.
//!
//! To put a late reading right, the states of the rule within its lateness are kept, where they changed: none for a rule
//! that nothing happens to. They are [`Watch::MOST`] at most; a rule that changes oftener within its lateness is put right
//! less far back.

use crate::bytes::{Bytes, put, put_signed};
use crate::condition::State;
use crate::wetness::RainDays;
use crate::{Late, Point, Recent, Rule};

/// A rule at a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Readings up to here are not judged any more, or never were: the rule didn't stand yet.
    floor: i64,
    /// Where the state changed, in order of time; before the first one it was calm.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    at: i64,
    figure: i64,
    state: State,
}

/// What a rule looks at: the recent readings, and the rain of the days before where it asks for that.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub recent: &'a Recent,
    pub days: Option<&'a RainDays>,
}

impl<'a> From<&'a Recent> for Past<'a> {
    fn from(recent: &'a Recent) -> Past<'a> {
        Past { recent, days: None }
    }
}

/// From a time on, a condition has a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub turn: Turn,
    /// From when on: the own time of the reading at which it came to that. It replaces what was said from then on.
    pub at: i64,
    pub level: u8,
    /// What the window came to at that time.
    pub figure: i64,
    /// Whether a late reading put right what was said before.
    pub corrected: bool,
}

/// What it is for somebody who knew the level so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Raised,
    Worsened,
    Eased,
    Cleared,
    /// The same level as was said last, but since another time.
    Redated,
}

impl Turn {
    pub(crate) fn between(before: u8, after: u8) -> Turn {
        match (before, after) {
            _ if before == after => Turn::Redated,
            (0, _) => Turn::Raised,
            (_, 0) => Turn::Cleared,
            _ if before < after => Turn::Worsened,
            _ => Turn::Eased,
        }
    }
}

impl Watch {
    pub const MOST: usize = 64;

    /// A rule that judges what is later than `floor`.
    pub fn new(floor: i64) -> Watch {
        Watch { floor, steps: Vec::new() }
    }

    /// The level that holds now.
    pub fn level(&self) -> u8 {
        self.state().level
    }

    fn state(&self) -> State {
        self.steps.last().map_or(State::CALM, |step| step.state)
    }

    /// Judges a reading that has been put among the recent ones; `newest` is the newest of those.
    pub fn judge(&mut self, rule: &Rule, past: Past<'_>, reading: Point, newest: i64, tell: &mut impl FnMut(Told)) {
        let before = self.state();
        match rule.late {
            _ if reading.at <= self.floor => {}
            Late::Corrected(lateness) if reading.at < newest => {
                if reading.at > newest - lateness {
                    self.put_right(rule, past, reading.at, tell);
                }
            }
            Late::Corrected(lateness) => {
                let Some(step) = step(rule, past, reading, before) else { return };
                if step.state != before {
                    self.steps.push(step);
                    say(before.level, &[step], tell);
                }
                self.forget_until(newest - lateness);
            }
            Late::AsItComes => {
                let Some(step) = step(rule, past, reading, before) else { return };
                if step.state != before {
                    self.steps.clear();
                    self.steps.extend((step.state != State::CALM).then_some(step));
                    say(before.level, &[step], tell);
                }
            }
        }
    }

    /// Judges everything from `from` on once more, up to where nothing can differ from what it was.
    fn put_right(&mut self, rule: &Rule, past: Past<'_>, from: i64, tell: &mut impl FnMut(Told)) {
        let last_said = self.level();
        let kept = self.steps.partition_point(|step| step.at < from);
        let old = self.steps.split_off(kept);
        let before = self.state();
        let (mut state, mut passed) = (before, 0);
        for reading in past.recent.since(from) {
            passed += old[passed..].iter().take_while(|step| step.at <= reading.at).count();
            if let Some(step) = step(rule, past, reading, state).filter(|step| step.state != state) {
                state = step.state;
                self.steps.push(step);
            }
            let was = old[..passed].last().map_or(before, |step| step.state);
            // The wetness of the ground is changed for days.
            if state == was && reading.at - from >= rule.reach() && rule.wetness.is_none() {
                self.steps.extend(&old[passed..]);
                break;
            }
        }
        correct(before.level, last_said, &old, &self.steps[kept..], tell);
        self.keep_most();
    }

    fn forget_until(&mut self, horizon: i64) {
        if self.steps.is_empty() {
            return;
        }
        let behind = self.steps.partition_point(|step| step.at <= horizon);
        self.steps.drain(..behind.saturating_sub(1));
        if behind > 0 && self.steps[0].state == State::CALM {
            self.steps.remove(0);
        }
        if self.steps.is_empty() {
            self.steps = Vec::new();
        }
        self.keep_most();
    }

    fn keep_most(&mut self) {
        if let Some(over) = self.steps.len().checked_sub(Self::MOST).filter(|over| *over > 0) {
            self.steps.drain(..over);
            self.floor = self.steps[0].at;
        }
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put_signed(out, self.floor);
        put(out, self.steps.len() as u64);
        for step in &self.steps {
            put_signed(out, step.at);
            put_signed(out, step.figure);
            step.state.fields().into_iter().for_each(|field| put_signed(out, field));
        }
    }

    pub(crate) fn decode(bytes: &mut Bytes<'_>) -> Option<Watch> {
        let floor = bytes.take_signed()?;
        let mut steps = Vec::new();
        for _ in 0..bytes.length(9)? {
            let (at, figure, mut fields) = (bytes.take_signed()?, bytes.take_signed()?, [0; 7]);
            for field in &mut fields {
                *field = bytes.take_signed()?;
            }
            steps.push(Step { at, figure, state: State::from_fields(fields)? });
        }
        Some(Watch { floor, steps })
    }

    /// Bytes in memory beside the value itself.
    pub fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<Step>()
    }
}

fn step(rule: &Rule, past: Past<'_>, reading: Point, before: State) -> Option<Step> {
    let figure = rule.figure(past.recent, reading).or(rule.without_figure())?;
    Some(Step {
        at: reading.at,
        figure,
        state: before.after(rule, reading.at, rule.level_at(figure, reading.at, past.days)),
    })
}

/// The steps at which the level changes.
fn turns(mut level: u8, steps: &[Step]) -> impl Iterator<Item = &Step> {
    steps.iter().filter(move |step| std::mem::replace(&mut level, step.state.level) != step.state.level)
}

fn say(before: u8, steps: &[Step], tell: &mut impl FnMut(Told)) {
    for step in turns(before, steps) {
        let (level, turn) = (step.state.level, Turn::between(before, step.state.level));
        tell(Told { turn, at: step.at, level, figure: step.figure, corrected: false });
    }
}

/// Says what is different from the first difference on: `old` was said, `new` is right, and both begin at `before`.
fn correct(before: u8, last_said: u8, old: &[Step], new: &[Step], tell: &mut impl FnMut(Told)) {
    let same = |pair: &(&Step, &Step)| pair.0.at == pair.1.at && pair.0.state.level == pair.1.state.level;
    let agreed = turns(before, old).zip(turns(before, new)).take_while(same).count();
    let withdrawn = turns(before, old).nth(agreed);
    let mut said = last_said;
    let mut say = |at, level, figure| {
        let turn = Turn::between(said, level);
        said = level;
        tell(Told { turn, at, level, figure, corrected: true });
    };
    let first = turns(before, new).nth(agreed);
    if let Some(gone) = withdrawn.filter(|gone| first.is_none_or(|first| first.at > gone.at)) {
        let level = turns(before, new).take(agreed).last().map_or(before, |step| step.state.level);
        say(gone.at, level, gone.figure);
    }
    for step in turns(before, new).skip(agreed) {
        say(step.at, step.state.level, step.figure);
    }
}

#[cfg(test)]
mod tests;
