//! What the county's stations measure, reading by reading, as its weather goes on.
//!
//! Time goes in steps of five minutes; each station has its water, its slope and its soil, and sends at its own interval, every
//! minute while the river is in flood. Whoever goes on a day at once gets the same readings as whoever goes on a minute at once.
//! Not here: what a reading means, and whether it is taken.

mod fault;
mod slope;
pub(crate) mod water;

use kernel::Instant;
use readings::Metric;

use crate::weather::air::Air;
use crate::weather::relief::rain_factor;
use crate::weather::season::slow;
use crate::weather::{DAY, STEP, Sky};
use crate::{Chance, District, Scale, Station, StationKind};
use fault::Faults;
use slope::Slope;
use water::{Gauge, Water};

/// One reading: which series, when (milliseconds since 1970) and what, in steps of the metric's last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    pub series: usize,
    pub at: i64,
    pub value: i32,
}

/// Stores fill and slopes come to rest before anything is measured.
const WARM_UP: i64 = 120 * DAY;
const MINUTE: i64 = 60_000;
/// A tip of the gauge's bucket.
const TIP_MM: f64 = 0.5;

/// The stations as they go on.
#[derive(Debug, Clone)]
pub struct Measuring<'a> {
    county: &'a District,
    faults: Faults,
    sky: Sky,
    /// The end of the last step.
    at: i64,
    stations: Vec<State>,
    flows: Vec<f64>,
    /// What was measured and lies behind the time that was asked for.
    ahead: Vec<Measured>,
}

#[derive(Debug, Clone)]
struct State {
    /// The first of its series.
    series: usize,
    factor: f64,
    fell_mm: f64,
    /// In the gauge, and tips since it last sent.
    bucket_mm: f64,
    tips: i32,
    /// Rain of the last hours and of the last weeks, as far as it is still there.
    wet_mm: f64,
    soaked_mm: f64,
    water: Option<Water>,
    before: Gauge,
    slope: Option<Slope>,
    silent: Option<(i64, i64)>,
    looked: i64,
    /// The last temperature: a sensor that is stuck goes on telling it.
    stuck_at: f64,
}

/// The series of the county's stations, in order: the station by its place in the list, and the metric.
pub fn series(stations: &[Station]) -> Vec<(usize, Metric)> {
    let of = |(n, station): (usize, &Station)| station.kind.metrics().iter().map(move |metric| (n, *metric));
    stations.iter().enumerate().flat_map(of).collect()
}

impl District {
    /// The beginning of what its stations have on record: three years ago; for tests some weeks.
    pub fn measured_since(&self) -> Instant {
        let days = if self.scale == Scale::Full { 3 * 365 + 1 } else { 45 };
        self.now.day().plus_days(-days).start()
    }
}

impl District {
    /// By how much the great river was over its warning level at the county's seat when it stood highest, from three days before
    /// a moment to half a day behind it. Negative where it stayed below.
    pub fn crest_over_warning_m(&self, moment: Instant) -> Option<f64> {
        let seat = self.seat()?;
        let mut river: Vec<(usize, Water)> = Vec::new();
        for number in self.river() {
            let above = river.last().map(|(above, water)| (*above, water.gathered_km2()));
            river.push((number, Water::of(self.seed, number, &self.stations[number], above, true)?));
        }
        let mut at = moment.millis().div_euclid(STEP) * STEP - WARM_UP;
        let mut sky = Sky::at(&self.weather, at);
        let (mut flows, mut crest) = (vec![0.0; self.stations.len()], f64::MIN);
        while at < moment.millis() + DAY / 2 {
            sky.go_on(&self.weather, at);
            for (number, water) in &mut river {
                water.step(at, &sky, &flows);
                flows[*number] = water.now.flow_m3_s;
                if *number == seat && at > moment.millis() - 3 * DAY {
                    crest = crest.max(water.now.level_m - water.warning_m());
                }
            }
            at += STEP;
        }
        Some(crest)
    }
}

impl Measuring<'_> {
    /// Ready to measure what is later than `from`; whatever that is, stores and slopes begin when the county's history does.
    pub fn from(county: &District, from: i64) -> Measuring<'_> {
        let (seed, now) = (county.seed, county.now.millis());
        let begin = (county.measured_since().millis() - WARM_UP).div_euclid(STEP) * STEP;
        let mut stations: Vec<State> = Vec::with_capacity(county.stations.len());
        let mut above: Option<(usize, f64)> = None;
        let mut series = 0;
        let course = county.river();
        for (number, it) in county.stations.iter().enumerate() {
            let is_on_river = it.kind == StationKind::RiverLevel && course.contains(&number);
            stations.push(State {
                series,
                factor: rain_factor(it.spot),
                fell_mm: 0.0,
                bucket_mm: 0.0,
                tips: 0,
                wet_mm: 0.0,
                soaked_mm: 40.0,
                water: if is_on_river { None } else { Water::of(seed, number, it, None, false) },
                before: Gauge::default(),
                slope: Slope::of(seed, number, it, county.gives_way(it), county.gave_way(it)),
                silent: None,
                looked: i64::MIN,
                stuck_at: 0.0,
            });
            series += it.kind.metrics().len();
        }
        // The great river from its source down.
        for number in course {
            let water = Water::of(seed, number, &county.stations[number], above, true);
            above = water.as_ref().map(|it| (number, it.gathered_km2()));
            stations[number].water = water;
        }
        let mut measuring = Measuring {
            county,
            faults: Faults::new(seed, now),
            sky: Sky::at(&county.weather, begin),
            at: begin,
            flows: vec![0.0; stations.len()],
            stations,
            ahead: Vec::new(),
        };
        while measuring.at + DAY < from {
            measuring.step();
        }
        measuring.go_on_until(from, &mut |_| {});
        measuring
    }

    /// Everything measured later than what was given before, until `until`.
    pub fn go_on_until(&mut self, until: i64, give: &mut impl FnMut(Measured)) {
        self.ahead.extract_if(.., |it| it.at <= until).for_each(&mut *give);
        while self.at < until {
            let begin = self.at;
            self.step();
            let mut later = Vec::new();
            for number in 0..self.stations.len() {
                self.send(number, begin, &mut |it: Measured| if it.at <= until { give(it) } else { later.push(it) });
            }
            self.ahead.append(&mut later);
        }
    }

    fn step(&mut self) {
        let at = self.at;
        let weather = &self.county.weather;
        self.sky.go_on(weather, at);
        let is_clear = self.sky.is_clear();
        for (number, (it, station)) in self.stations.iter_mut().zip(&self.county.stations).enumerate() {
            it.fell_mm = if is_clear { 0.0 } else { self.sky.rain_mm(at, station.spot, it.factor) };
            it.wet_mm = it.wet_mm * WET_KEEPS + it.fell_mm;
            it.soaked_mm = it.soaked_mm * SOAKED_KEEPS + it.fell_mm;
            if let Some(water) = &mut it.water {
                it.before = water.now;
                water.step(at, &self.sky, &self.flows);
                self.flows[number] = water.now.flow_m3_s;
            }
            if let Some(slope) = &mut it.slope {
                slope.step(at, it.soaked_mm);
            }
        }
        self.at += STEP;
    }

    /// What a station sends of the step that has just ended.
    fn send(&mut self, number: usize, begin: i64, give: &mut impl FnMut(Measured)) {
        let (county, faults, end) = (self.county, &self.faults, self.at);
        let (station, it) = (&county.stations[number], &mut self.stations[number]);
        if end >= it.looked + DAY / 4 || it.silent.is_some_and(|silent| end > silent.1) {
            (it.looked, it.silent) = (end, faults.silence(number, station, end));
        }
        let flooded = station.kind.sends_every_minute_in_flood()
            && county.weather.floods.iter().any(|(from, until)| *from < end && end <= *until);
        let usual = station.kind.interval_seconds() * 1_000;
        let metrics = station.kind.metrics();
        for (place, metric) in metrics.iter().enumerate() {
            let every = if flooded && *metric != Metric::Battery { MINUTE } else { usual };
            if every > STEP && end % every != 0 && *metric != Metric::Rain {
                continue;
            }
            let mut at = begin;
            while at < end {
                at += every.min(STEP);
                if *metric == Metric::Rain {
                    it.tip(every.min(STEP) as f64 / STEP as f64);
                    if at % every != 0 {
                        continue;
                    }
                }
                let value = match metric {
                    Metric::Rain => f64::from(std::mem::take(&mut it.tips)) * TIP_MM,
                    _ if faults.is_stuck(station, *metric, at) => it.stuck_at,
                    _ => it.value(county, number, *metric, at, (begin, end)),
                };
                if *metric == Metric::Temperature {
                    it.stuck_at = value;
                }
                let is_heard = it.silent.is_none_or(|silent| !(silent.0..silent.1).contains(&at));
                if is_heard && !faults.is_lost(it.series + place, at) {
                    let told = faults.told(station, *metric, at, value);
                    give(Measured { series: it.series + place, at, value: in_steps(*metric, told) });
                }
            }
        }
    }
}

/// What is left of the last hours' rain and of the last weeks' after a step: e-folding in three hours and twelve days.
const WET_KEEPS: f64 = 0.972_6;
const SOAKED_KEEPS: f64 = 0.999_711;

impl State {
    /// A part of what fell in the step comes into the bucket.
    fn tip(&mut self, part: f64) {
        self.bucket_mm += self.fell_mm * part;
        while self.bucket_mm >= TIP_MM {
            self.bucket_mm -= TIP_MM;
            self.tips += 1;
        }
    }

    fn value(&self, county: &District, number: usize, metric: Metric, at: i64, (begin, end): (i64, i64)) -> f64 {
        let (seed, station) = (county.seed, &county.stations[number]);
        let by_chance = |what: u64| Chance::at(seed, 1_000 * what + number as u64, at).unit();
        let part = (at - begin) as f64 / (end - begin) as f64;
        let between = |of: fn(&Gauge) -> f64| {
            let now = self.water.as_ref().map_or_else(Gauge::default, |it| it.now);
            of(&self.before) + (of(&now) - of(&self.before)) * part.clamp(0.0, 1.0)
        };
        let moved = || self.slope.as_ref().map_or(0.0, |it| it.moved_mm);
        match metric {
            Metric::Level => to(between(|it| it.level_m) + 0.002 * (by_chance(3) - 0.5), 0.01),
            Metric::Flow => three_figures(between(|it| it.flow_m3_s)),
            Metric::Storage => to(between(|it| it.storage), 0.1),
            Metric::Displacement => to(moved() + 0.06 * (by_chance(4) - 0.5), 0.1),
            Metric::Crack => to(3.0 + 0.18 * moved() + 0.02 * (by_chance(5) - 0.5), 0.1),
            Metric::SoilMoisture => to(14.0 + 29.0 * self.soaked_mm / (self.soaked_mm + 85.0), 0.1),
            Metric::SeepageLevel => to(station.altitude_m + 6.0 + 0.006 * self.soaked_mm, 0.01),
            Metric::DryBeach => to(150.0 - 0.16 * self.soaked_mm - 0.06 * self.wet_mm, 0.1),
            Metric::Gas => to(0.045 * by_chance(6).powi(12), 0.01),
            Metric::Smoke => to(0.002 + 0.01 * by_chance(7).powi(3), 0.001),
            Metric::Battery => to(self.battery(county, number, at), 0.1),
            Metric::Temperature => to(self.air(county, number, at).temperature_c, 0.1),
            Metric::Humidity => to(self.air(county, number, at).humidity, 1.0),
            Metric::WindSpeed => to(self.air(county, number, at).wind_m_s, 0.1),
            Metric::AirPressure => to(self.air(county, number, at).pressure_hpa, 0.1),
            _ => 0.0,
        }
    }

    fn air(&self, county: &District, number: usize, at: i64) -> Air {
        let station = &county.stations[number];
        let stir = slow(county.seed, 2_000 + number as u64, at / (10 * MINUTE), 5);
        county.weather.air(at, station.spot, station.altitude_m, (self.wet_mm / 12.0).min(1.0), stir)
    }

    /// Charged by the sun: lower in winter, under clouds and before the morning; some batteries are old.
    fn battery(&self, county: &District, number: usize, at: i64) -> f64 {
        let winter = (std::f64::consts::TAU * ((at / DAY) as f64 - 15.0) / 365.24).cos();
        let hour = (std::f64::consts::TAU * ((at % DAY) as f64 / DAY as f64 - 0.04)).sin();
        let clouds = (self.soaked_mm / 260.0).min(1.0);
        let old = if number % 23 == 7 { 0.7 + 0.5 * winter.max(0.0) } else { 0.0 };
        let own = Chance::at(county.seed, 2_500, number as i64).unit();
        13.0 + 0.3 * own - 0.28 * winter - 0.35 * clouds + 0.25 * hour - old
    }
}

fn to(value: f64, step: f64) -> f64 {
    (value / step).round() * step
}

/// Discharge is told in three figures.
fn three_figures(value: f64) -> f64 {
    let step = match value {
        _ if value >= 100.0 => 1.0,
        _ if value >= 10.0 => 0.1,
        _ => 0.01,
    };
    to(value, step)
}

fn in_steps(metric: Metric, value: f64) -> i32 {
    (value * 10_f64.powi(i32::from(metric.shape().decimals))).round() as i32
}

#[cfg(test)]
mod tests;
