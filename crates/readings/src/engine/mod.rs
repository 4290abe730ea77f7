//! From a reading to what it changes: a pure step over states in memory.
//!
//! The engine has no clock and touches no disk. Everything that changes its state is an argument: accepted readings with
//! their time of arrival, impossible ones, ticks. Played again in the same order they give the same state and the same
//! changes, which is what a restart, a backtest and a simulation rely on.
//!
//! Memory is bounded: a series keeps what its rules can still ask for, [`Engine::MOST`] readings at most.

mod quality;
mod saved;
mod sequence;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use crate::directory::{Directory, Reading, Series};
use crate::recent::Placed;
use crate::site::{Site, SiteKey};
use crate::watch::Past;
use crate::{Point, RainDays, Reason, Recent, Told, Watch};

use quality::Quality;
pub use quality::{Flag, Skew};
use sequence::Sequences;

/// The state of every series.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    directory: Arc<Directory>,
    pub(crate) series: Vec<State>,
    /// By number of the device.
    skews: Vec<Skew>,
    /// By number of the site.
    sites: Vec<Site>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    recent: Recent,
    sequences: Sequences,
    quality: Quality,
    /// Where a rule asks for the wetness of the ground.
    pub(crate) days: Option<Box<RainDays>>,
    /// In the order of the rules of its series.
    watches: Vec<Watching>,
}

/// A rule at a series, and where in the directory it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Watching {
    rule: u64,
    place: u32,
    watch: Watch,
}

/// Something changed at a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub series: u32,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The condition of a rule.
    Condition { rule: u64, told: Told },
    /// The condition of a rule at a site, by its number in the directory; the series is the one that changed it.
    Site { site: u32, told: Told },
    /// What is to be thought of the device; `at` is the reading's own time, for silence and impossible values the arrival's.
    Quality { flag: Flag, on: bool, at: i64 },
}

/// How an accepted reading was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Judged,
    /// It is older than any rule looks at: stored, not judged.
    Late,
}

/// How much time of arrival a reading's own time may be ahead of.
const AHEAD: i64 = 10 * 60_000;
/// The oldest reading that is taken at all, behind its arrival: four years and a day.
const OLDEST: i64 = (4 * 366 + 1) * 86_400_000;

impl Engine {
    /// Readings of one series in memory.
    pub const MOST: usize = 20_000;

    pub fn new(directory: Arc<Directory>) -> Engine {
        let mut engine = Engine::default();
        engine.follow(directory);
        engine
    }

    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// Goes on by another directory. A rule that is new to a series judges what is newer than anything the series has;
    /// one that stays goes on where it was.
    pub fn follow(&mut self, directory: Arc<Directory>) {
        let keys = self.directory.sites().iter().map(|it| it.key);
        let sites = keys.zip(std::mem::take(&mut self.sites)).collect();
        self.follow_from(directory, sites);
    }

    fn follow_from(&mut self, directory: Arc<Directory>, mut sites: HashMap<SiteKey, Site>) {
        self.series.resize_with(directory.series().len(), State::default);
        self.skews.resize(directory.devices(), Skew::default());
        for (series, state) in directory.series().iter().zip(&mut self.series) {
            state.keep_days(series);
            let floor = state.recent.newest().map_or(i64::MIN, |newest| newest.at);
            let mut before = std::mem::take(&mut state.watches);
            state.watches = Vec::with_capacity(series.rules.len());
            for place in &series.rules {
                let rule = directory.rule(*place).id;
                let kept = before.iter().position(|it| it.rule == rule).map(|at| before.swap_remove(at).watch);
                let watch = kept.unwrap_or_else(|| Watch::new(floor));
                state.watches.push(Watching { rule, place: *place, watch });
            }
        }
        for it in directory.sites() {
            let mut site = sites.remove(&it.key).unwrap_or_default();
            site.follow(it);
            self.sites.push(site);
        }
        self.directory = directory;
    }

    /// Takes a reading that arrived at `arrived`, and tells what it changes.
    pub fn step(&mut self, reading: &Reading, arrived: i64, tell: &mut impl FnMut(Change)) -> Result<Taken, Reason> {
        let series = &self.directory.series()[reading.series as usize];
        let state = &mut self.series[reading.series as usize];
        let setting = &series.setting;
        if reading.at > arrived + AHEAD {
            return Err(Reason::InTheFuture);
        }
        if reading.at < arrived - OLDEST {
            return Err(Reason::TooLate);
        }
        let possible = |value: &i32| (setting.possible.0..=setting.possible.1).contains(value);
        let Some(value) = i32::try_from(reading.value).ok().filter(possible) else {
            self.impossible(reading.series, arrived, tell);
            return Err(Reason::ImpossibleValue);
        };
        let point = Point { at: reading.at, value };
        let before = state.recent.newest();
        let began_anew = before.is_some_and(|before| reading.at >= before.at + setting.interval);
        if reading.sequence.is_some_and(|number| state.sequences.repeats(number, began_anew)) {
            return Err(Reason::Duplicate);
        }
        let newest = before.map_or(reading.at, |before| before.at.max(reading.at));
        let remembered = reading.at > newest - series.memory;
        if remembered && state.recent.put(reading.at, value) == Placed::Twice {
            return Err(Reason::Duplicate);
        }
        if let Some(days) = state.days.as_mut().filter(|_| remembered) {
            days.add(reading.at, value);
        }
        if let Some(number) = reading.sequence {
            state.sequences.note(number, began_anew);
        }
        self.skews[series.device as usize].note(arrived - reading.at);
        let mut say = |what| tell(Change { series: reading.series, what });
        let is_newest = before.is_none_or(|before| reading.at > before.at);
        state.hear(arrived, |flag, on| say(What::Quality { flag, on, at: arrived }));
        if is_newest {
            state.quality.look(setting, before, point, &mut |flag, on| say(What::Quality { flag, on, at: point.at }));
            state.forget(newest - series.memory, |flag, on| say(What::Quality { flag, on, at: point.at }));
        }
        if (!is_newest && reading.at <= newest - series.lateness) || !remembered {
            return Ok(Taken::Late);
        }
        let (directory, sites) = (&self.directory, &mut self.sites);
        for Watching { rule, place, watch } in &mut state.watches {
            let tell = &mut |told| {
                say(What::Condition { rule: *rule, told });
                if let Some(number) = directory.site_of(reading.series, *rule) {
                    let agree = directory.sites()[number as usize].agree;
                    let tell = &mut |told| say(What::Site { site: number, told });
                    sites[number as usize].hear(agree, (reading.series, *rule), &told, Site::MOST, tell);
                }
            };
            let past = Past { recent: &state.recent, days: state.days.as_deref() };
            watch.judge(self.directory.rule(*place), past, point, newest, tell);
        }
        Ok(Taken::Judged)
    }

    /// A device sent what can't be true.
    pub(crate) fn impossible(&mut self, series: u32, arrived: i64, tell: &mut impl FnMut(Change)) {
        let state = &mut self.series[series as usize];
        let mut say = |flag, on| tell(Change { series, what: What::Quality { flag, on, at: arrived } });
        if state.quality.set(Flag::Impossible, true) {
            say(Flag::Impossible, true);
        }
        state.hear(arrived, say);
    }

    /// Looks for devices that should have been heard by `now`.
    pub fn tick(&mut self, now: i64, tell: &mut impl FnMut(Change)) {
        for ((number, series), state) in (0..).zip(self.directory.series()).zip(&mut self.series) {
            if series.active && state.quality.is_silent(&series.setting, now) && state.quality.set(Flag::Silent, true) {
                tell(Change { series: number, what: What::Quality { flag: Flag::Silent, on: true, at: now } });
            }
        }
        for ((number, it), site) in (0..).zip(self.directory.sites()).zip(&mut self.sites) {
            let Some((series, _)) = it.members.first() else { continue };
            site.settle(it.agree, now, &mut |told| {
                tell(Change { series: *series, what: What::Site { site: number, told } });
            });
        }
    }

    /// The level of each rule at a series, and what its window comes to with the newest reading.
    pub fn conditions(&self, series: u32) -> impl Iterator<Item = (u64, u8, Option<i64>)> {
        let state = &self.series[series as usize];
        state.watches.iter().map(|it| {
            let figure = |newest| self.directory.rule(it.place).figure(&state.recent, newest);
            (it.rule, it.watch.level(), state.recent.newest().and_then(figure))
        })
    }

    /// The readings of a series that are in memory.
    pub fn recent(&self, series: u32) -> &Recent {
        &self.series[series as usize].recent
    }

    /// Series of which the rain of the past days is asked for and not known, each with how far back it is needed.
    pub fn without_days(&self) -> Vec<(u32, i64)> {
        let empty = |(_, state): &(u32, &State)| state.days.as_ref().is_some_and(|it| it.is_new());
        let series = self.directory.series();
        (0..).zip(&self.series).filter(empty).map(|(number, _)| (number, series[number as usize].rain_days)).collect()
    }

    /// Tells the rain of the past days of a series, as it is stored, in place of what is known of it.
    pub fn tell_days(&mut self, series: u32, readings: &[Point]) {
        let it = &self.directory.series()[series as usize];
        let Some(days) = &mut self.series[series as usize].days else { return };
        **days = RainDays::new(it.name.metric, it.rain_days);
        readings.iter().for_each(|reading| days.add(reading.at, reading.value));
        days.begin();
    }

    /// When something last arrived of a series.
    pub fn heard(&self, series: u32) -> Option<i64> {
        Some(self.series[series as usize].quality.heard).filter(|at| *at != 0)
    }

    pub fn flags(&self, series: u32) -> impl Iterator<Item = Flag> {
        let quality = self.series[series as usize].quality;
        Flag::ALL.into_iter().filter(move |flag| quality.has(*flag))
    }

    /// How much later a device's readings arrive than they say.
    pub fn skew(&self, series: u32) -> Option<i64> {
        self.skews[self.directory.series()[series as usize].device as usize].0
    }

    /// Bytes in memory that the states take, without the directory.
    pub fn bytes(&self) -> usize {
        let watches = |state: &State| {
            let steps: usize = state.watches.iter().map(|it| it.watch.bytes()).sum();
            steps + state.watches.capacity() * size_of::<Watching>()
        };
        let days = |state: &State| state.days.as_ref().map_or(0, |it| it.bytes());
        let state = |state: &State| size_of::<State>() + state.recent.bytes() + days(state) + watches(state);
        let sites: usize = self.sites.iter().map(|it| size_of::<Site>() + it.bytes()).sum();
        self.series.iter().map(state).sum::<usize>() + self.skews.len() * size_of::<Skew>() + sites
    }
}

impl State {
    /// Days are kept as far back as the rules ask for now; where that has changed they are to be told anew.
    fn keep_days(&mut self, series: &Series) {
        let metric = series.name.metric;
        if series.rain_days == 0 {
            self.days = None;
        } else if self.days.as_ref().is_none_or(|days| !days.fits(metric, series.rain_days)) {
            self.days = Some(Box::new(RainDays::new(metric, series.rain_days)));
        }
    }

    fn hear(&mut self, arrived: i64, mut tell: impl FnMut(Flag, bool)) {
        self.quality.heard = self.quality.heard.max(arrived);
        if self.quality.set(Flag::Silent, false) {
            tell(Flag::Silent, false);
        }
    }

    fn forget(&mut self, horizon: i64, mut tell: impl FnMut(Flag, bool)) {
        self.recent.forget_until(horizon);
        let was = self.quality.has(Flag::TooOften);
        let crowded = self.recent.forget_all_but(Engine::MOST) || (was && self.recent.len() > Engine::MOST / 4 * 3);
        if self.quality.set(Flag::TooOften, crowded) {
            tell(Flag::TooOften, crowded);
        }
    }
}
