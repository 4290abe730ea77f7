//! Who may send what: devices by their key, what each measures, and which rules watch it.
//!
//! Each metric of a device is a series with a number. The number stands in the store, so it must never mean another one:
//! a directory begins with the series that the store knows.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::site::SiteOf;
use crate::wire::Line;
use crate::{Metric, Reason, Rule};

/// Devices, their series and their rules.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    devices: HashMap<Box<str>, Device, FixedState>,
    series: Vec<Series>,
    rules: Vec<Rule>,
    sites: Vec<SiteOf>,
    /// In which of the sites a rule at a series counts.
    of_site: HashMap<(u32, u64), u32, FixedState>,
}

#[derive(Debug, Clone)]
struct Device {
    number: u32,
    /// What it measures, as which series, and whether it may send that: beside its key, where a line is looked up.
    series: Vec<(Metric, u32, bool)>,
}

/// What is known of a series.
#[derive(Debug, Clone)]
pub struct Series {
    pub name: Name,
    pub device: u32,
    pub setting: Setting,
    /// Places of its rules in the directory.
    pub(crate) rules: Box<[u32]>,
    /// How far behind the newest reading one is still judged by some rule.
    pub(crate) lateness: i64,
    /// How far back readings are kept in memory.
    pub(crate) memory: i64,
    /// How far back rain is kept by the day; 0 where no rule asks for it.
    pub(crate) rain_days: i64,
    /// Only what is set up may send; the others are known to the store from earlier.
    pub(crate) active: bool,
}

impl Series {
    /// Where the rules that watch it stand in the directory.
    pub fn rules(&self) -> impl Iterator<Item = u32> {
        self.rules.iter().copied()
    }

    /// Whether a rule looks at it.
    pub fn is_watched(&self) -> bool {
        self.active && !self.rules.is_empty()
    }

    /// Whether somebody may send it now.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// How far back its readings are in memory at least, in milliseconds.
    pub fn remembered(&self) -> i64 {
        self.memory
    }
}

/// A series for people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    pub device: Box<str>,
    pub metric: Metric,
}

/// How a series is to be understood. Times in milliseconds, values in steps of the metric's last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The distance at which the device means to send.
    pub interval: i64,
    /// What can be true of this device; both ends are possible.
    pub possible: (i32, i32),
    /// More than this within one interval is a jump.
    pub jump: Option<i32>,
    /// The same value for longer than this is a stuck device.
    pub stuck: Option<i64>,
}

impl Setting {
    pub fn of(metric: Metric, interval: i64) -> Setting {
        Setting { interval, possible: metric.possible(), jump: None, stuck: None }
    }
}

/// A reading of a known series; whether its value can be true, and whether it is new, is for the engine to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub series: u32,
    pub at: i64,
    /// In steps of the metric's last digit.
    pub value: i64,
    pub sequence: Option<u64>,
}

/// Why a device or a rule can't be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("{0}")]
    Rule(&'static str),
    #[error("rule {0} is not in the directory")]
    UnknownRule(u64),
    #[error("rule {0} is for another metric")]
    OtherMetric(u64),
    #[error("the interval must be longer than nothing")]
    NoInterval,
}

impl Directory {
    /// Readings that no rule asks for are kept in memory for so long, to know a repeated one.
    pub const LEAST_MEMORY: i64 = 6 * 3_600_000;

    /// A directory in which these series have their numbers, and nobody may send yet.
    pub fn with_known(known: impl IntoIterator<Item = Name>) -> Directory {
        let mut directory = Directory::default();
        for name in known {
            directory.add(name);
        }
        directory
    }

    /// Takes in a rule. One with the number of another takes its place, for readings from now on.
    pub fn put_rule(&mut self, rule: Rule) -> Result<(), Unfit> {
        if let Some(fault) = rule.fault() {
            return Err(Unfit::Rule(fault));
        }
        match self.place_of_rule(rule.id) {
            Some(place) => self.rules[place as usize] = rule,
            None => self.rules.push(rule),
        }
        Ok(())
    }

    /// Lets a device send a metric, watched by these rules; a series that was set up before is set up anew.
    pub fn put(&mut self, device: &str, metric: Metric, setting: Setting, rules: &[u64]) -> Result<u32, Unfit> {
        if setting.interval <= 0 {
            return Err(Unfit::NoInterval);
        }
        let place = |id: &u64| self.place_of_rule(*id).ok_or(Unfit::UnknownRule(*id));
        let places: Box<[u32]> = rules.iter().map(place).collect::<Result<_, _>>()?;
        let of = |place: &u32| &self.rules[*place as usize];
        if let Some(other) = places.iter().map(of).find(|rule| rule.metric != metric) {
            return Err(Unfit::OtherMetric(other.id));
        }
        let lateness = places.iter().map(|place| of(place).lateness()).max().unwrap_or(Rule::LONGEST);
        let memory = places.iter().map(|place| of(place).memory()).max().unwrap_or(0).max(Self::LEAST_MEMORY);
        let rain_days = places.iter().map(|place| of(place).rain_days()).max().unwrap_or(0);
        let number = self.number(device, metric).unwrap_or_else(|| self.add(Name { device: device.into(), metric }));
        let it = &mut self.series[number as usize];
        *it = Series { setting, rules: places, lateness, memory, rain_days, ..it.clone() };
        self.let_send(device, metric, true);
        Ok(number)
    }

    /// Joins what a rule says of several series into one condition.
    pub fn put_site(&mut self, site: SiteOf) -> Result<u32, Unfit> {
        if let Some((_, rule)) = site.members.iter().find(|(_, rule)| self.place_of_rule(*rule).is_none()) {
            return Err(Unfit::UnknownRule(*rule));
        }
        let number = self.sites.len() as u32;
        self.of_site.extend(site.members.iter().map(|member| (*member, number)));
        self.sites.push(site);
        Ok(number)
    }

    /// The sites at which rules are judged, by their numbers.
    pub fn sites(&self) -> &[SiteOf] {
        &self.sites
    }

    /// In which site a rule at a series counts.
    pub fn site_of(&self, series: u32, rule: u64) -> Option<u32> {
        self.of_site.get(&(series, rule)).copied()
    }

    /// From now on the device's metric is unknown; its number stays its own.
    pub fn remove(&mut self, device: &str, metric: Metric) {
        self.let_send(device, metric, false);
    }

    fn let_send(&mut self, device: &str, metric: Metric, may_send: bool) {
        let known = self.devices.get_mut(device).and_then(|it| it.series.iter_mut().find(|(of, ..)| *of == metric));
        if let Some((_, number, may)) = known {
            *may = may_send;
            self.series[*number as usize].active = may_send;
        }
    }

    pub fn number(&self, device: &str, metric: Metric) -> Option<u32> {
        let device = self.devices.get(device)?;
        device.series.iter().find(|(of, ..)| *of == metric).map(|(_, number, _)| *number)
    }

    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// The names of all series, in the order of their numbers.
    pub fn names(&self) -> Vec<Name> {
        self.series.iter().map(|it| it.name.clone()).collect()
    }

    pub fn devices(&self) -> usize {
        self.devices.len()
    }

    pub fn rule(&self, place: u32) -> &Rule {
        &self.rules[place as usize]
    }

    /// The rules that look at a series.
    pub fn rules_of(&self, series: u32) -> impl Iterator<Item = &Rule> {
        self.series[series as usize].rules.iter().map(|place| self.rule(*place))
    }

    pub fn place_of_rule(&self, id: u64) -> Option<u32> {
        self.rules.iter().position(|rule| rule.id == id).map(|place| place as u32)
    }

    /// Whose reading a line is.
    pub fn resolve(&self, line: &Line<'_>) -> Result<Reading, Reason> {
        let device = self.devices.get(&*line.device).ok_or(Reason::UnknownDevice)?;
        let known = |(metric, _, may_send): &&(Metric, u32, bool)| *may_send && metric.code() == line.metric;
        let Some((metric, series, _)) = device.series.iter().find(known) else {
            let any = device.series.iter().any(|(_, _, may_send)| *may_send);
            return Err(if any { Reason::UnknownMetric } else { Reason::UnknownDevice });
        };
        // What doesn't fit in eight bytes is as impossible as the largest number that does.
        let value = line.value.scaled(metric.shape().decimals).unwrap_or(i64::MAX);
        Ok(Reading { series: *series, at: line.at, value, sequence: line.sequence })
    }

    fn add(&mut self, name: Name) -> u32 {
        let (number, of_device) = (self.series.len() as u32, self.devices.len() as u32);
        let new = || Device { number: of_device, series: Vec::with_capacity(1) };
        let device = self.devices.entry(name.device.clone()).or_insert_with(new);
        device.series.push((name.metric, number, false));
        let (device, setting) = (device.number, Setting::of(name.metric, 1));
        let (lateness, memory) = (Rule::LONGEST, Self::LEAST_MEMORY);
        let rules = [].into();
        self.series.push(Series { name, device, setting, rules, lateness, memory, rain_days: 0, active: false });
        number
    }
}
