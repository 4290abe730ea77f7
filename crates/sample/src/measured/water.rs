//! Water behind a station: a catchment by the Xin'anjiang model, and below it a river's profile or a dam.

use std::f64::consts::TAU;

use standards::runoff::muskingum::Reach;
use standards::runoff::xaj;

use crate::weather::relief::{Spot, rain_factor};
use crate::weather::{AHEAD, DAY, STEP, Sky};
use crate::{Chance, Station, StationKind};

/// Of a step of five minutes: what daily coefficients come to.
const STEPS_A_DAY: f64 = 288.0;
const STEP_H: f64 = 24.0 / STEPS_A_DAY;

/// What is measured of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gauge {
    pub level_m: f64,
    pub flow_m3_s: f64,
    /// In ten thousand cubic metres.
    pub storage: f64,
}

#[derive(Debug, Clone)]
pub struct Water {
    basin: xaj::Basin,
    channel: xaj::Channel,
    /// Where the rain over it is looked at, with each spot's factor.
    spots: [(Spot, f64); 3],
    pub area_km2: f64,
    pub ground: Ground,
    below: Below,
    ground_m: f64,
    pub now: Gauge,
}

#[derive(Debug, Clone)]
enum Below {
    River {
        width_m: f64,
        /// What comes from the station above, and the reach between.
        above: Option<(usize, Reach)>,
        area_above_km2: f64,
    },
    Dam {
        storage: f64,
        capacity: f64,
        height_m: f64,
    },
}

/// Water that flows along: by number of the station, for those further down.
pub type Flows = [f64];

impl Water {
    /// `above` is the station above on the great river, and what has gathered there already.
    pub fn of(
        seed: u64,
        number: usize,
        station: &Station,
        above: Option<(usize, f64)>,
        is_on_river: bool,
    ) -> Option<Water> {
        let chance = &mut Chance::at(seed, 800 + number as u64, 0);
        let area_km2 = match station.kind {
            StationKind::RiverLevel if is_on_river => chance.within(110.0, 170.0),
            StationKind::RiverLevel => chance.within(18.0, 150.0),
            StationKind::Reservoir => chance.within(6.0, 45.0),
            StationKind::Pond => chance.within(0.5, 3.0),
            _ => return None,
        };
        let (radius, middle) = extent(station, area_km2);
        let around = |way: f64| {
            let spot =
                Spot { east: middle.east + 0.7 * radius * way.cos(), north: middle.north + 0.7 * radius * way.sin() };
            (spot, rain_factor(spot))
        };
        let ground = Ground::drawn(chance, area_km2);
        let parameters = ground.parameters();
        let below = match station.kind {
            StationKind::RiverLevel => {
                let gathered = above.map_or(0.0, |it| it.1);
                let reach = above.and_then(|it| Some((it.0, Reach::new(1.6, 0.2, 1.0, 3.0).ok()?)));
                Below::River {
                    width_m: 8.0 + 1.6 * (area_km2 + gathered).sqrt(),
                    above: reach,
                    area_above_km2: gathered,
                }
            }
            kind => {
                let capacity = area_km2
                    * if kind == StationKind::Pond { chance.within(9.0, 16.0) } else { chance.within(28.0, 42.0) };
                let height_m =
                    if kind == StationKind::Pond { chance.within(5.0, 9.0) } else { 12.0 + 3.0 * area_km2.sqrt() };
                Below::Dam { storage: capacity * chance.within(0.4, 0.7), capacity, height_m }
            }
        };
        let mut water = Water {
            basin: xaj::Basin::new(parameters, xaj::State::half_full(&parameters)).ok()?,
            channel: xaj::Channel::new(&parameters, xaj::Start::default()),
            spots: [around(0.4), around(2.5), around(4.6)],
            area_km2,
            ground,
            below,
            ground_m: station.altitude_m.round(),
            now: Gauge::default(),
        };
        water.read_off(0.02 * area_km2);
        Some(water)
    }

    pub fn gathered_km2(&self) -> f64 {
        match &self.below {
            Below::River { area_above_km2, .. } => self.area_km2 + area_above_km2,
            Below::Dam { .. } => self.area_km2,
        }
    }

    /// The level above which a river is watched day and night: what it reaches every other year.
    pub fn warning_m(&self) -> f64 {
        match &self.below {
            Below::River { width_m, .. } => self.ground_m + stage_m(0.7 * self.gathered_km2().powf(0.94), *width_m),
            Below::Dam { height_m, .. } => self.ground_m + height_m * 0.93,
        }
    }

    /// One step further; `flows` is what passed the stations before it in the list.
    pub fn step(&mut self, at: i64, sky: &Sky, flows: &Flows) {
        let rain = match sky.is_clear() {
            true => 0.0,
            false => self.spots.iter().map(|(spot, factor)| sky.rain_mm(at, *spot, *factor)).sum::<f64>() / 3.0,
        };
        let season = TAU * ((at.div_euclid(DAY) as f64 - 135.0) / 365.24).fract();
        let hour = (at + AHEAD).rem_euclid(DAY) as f64 / DAY as f64;
        let evaporation = (3.3 + 1.4 * season.cos()) * (1.0 - (TAU * hour).cos()).max(0.0) / STEPS_A_DAY;
        // Inside its domain by construction: the rain of five minutes is never near two metres.
        let Ok(step) = self.basin.step(rain, evaporation) else { return };
        let runoff_mm = self.channel.step(step.total_mm());
        let own = runoff_mm * self.area_km2 / (3.6 * STEP_H) + 0.002 * self.area_km2;
        let from_above = match &mut self.below {
            Below::River { above: Some((number, reach)), .. } => {
                reach.step(flows.get(*number).copied().unwrap_or_default()).unwrap_or_default().max(0.0)
            }
            _ => 0.0,
        };
        self.keep(at, own);
        self.read_off(own + from_above);
    }

    /// A dam keeps what comes: some is drawn for the fields, and what is above the limit of the season is let go.
    fn keep(&mut self, at: i64, inflow_m3_s: f64) {
        let Below::Dam { storage, capacity, .. } = &mut self.below else { return };
        let month = 1 + ((at + AHEAD).div_euclid(DAY) as f64).rem_euclid(365.24) as i64 / 31;
        let wanted = if (2..=6).contains(&month) { *capacity / 190.0 } else { *capacity / 900.0 };
        let drawn = if *storage > 0.12 * *capacity { wanted / STEPS_A_DAY } else { 0.0 };
        let limit = *capacity * if (6..=9).contains(&month) { 0.74 } else { 0.9 };
        let over = (*storage - limit).max(0.0);
        let comes = inflow_m3_s * STEP as f64 / 1_000.0 / 10_000.0;
        *storage = (*storage + comes - drawn - over / 90.0).clamp(0.05 * *capacity, 1.02 * *capacity);
    }

    fn read_off(&mut self, flow_m3_s: f64) {
        self.now = match &self.below {
            Below::River { width_m, .. } => {
                Gauge { level_m: self.ground_m + stage_m(flow_m3_s, *width_m), flow_m3_s, storage: 0.0 }
            }
            Below::Dam { storage, capacity, height_m } => Gauge {
                level_m: self.ground_m + height_m * (storage / capacity).powf(0.42),
                flow_m3_s,
                storage: *storage,
            },
        };
    }
}

/// Depth over the bed from a broad river's discharge.
fn stage_m(flow_m3_s: f64, width_m: f64) -> f64 {
    (flow_m3_s / (1.55 * width_m)).powf(0.6)
}

/// How far a catchment reaches and where its middle is: above its station, to the north-west.
pub(crate) fn extent(station: &Station, area_km2: f64) -> (f64, Spot) {
    let radius = (area_km2 / std::f64::consts::PI).sqrt();
    (radius, Spot { east: station.spot.east - 0.5 * radius, north: station.spot.north + 0.4 * radius })
}

/// A steep catchment of red earth, in the ranges that are usual for the south-west.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    /// Of free water so much is left after a day, and of what is gone the greater part as interflow.
    pub kept_a_day: f64,
    pub concentrates_h: f64,
    pub evaporation_ratio: f64,
    pub impervious: f64,
    pub free_water_mm: f64,
}

pub const INTERFLOW_A_DAY: f64 = 0.35;
pub const GROUNDWATER_A_DAY: f64 = 0.985;

impl Ground {
    fn drawn(chance: &mut Chance, area_km2: f64) -> Ground {
        Ground {
            kept_a_day: chance.within(0.26, 0.36),
            concentrates_h: 0.4 + 0.3 * area_km2.sqrt(),
            evaporation_ratio: chance.within(0.85, 0.98),
            impervious: chance.within(0.02, 0.05),
            free_water_mm: chance.within(18.0, 34.0),
        }
    }

    fn parameters(&self) -> xaj::Parameters {
        let a_step = |daily: f64| daily.powf(1.0 / STEPS_A_DAY);
        let gone = 1.0 - a_step(self.kept_a_day);
        xaj::Parameters {
            evaporation_ratio: self.evaporation_ratio,
            tension_exponent: 0.3,
            impervious: self.impervious,
            upper_mm: 20.0,
            lower_mm: 70.0,
            deep_mm: 40.0,
            deep_evaporation: 0.16,
            free_water_mm: self.free_water_mm,
            free_water_exponent: 1.2,
            to_interflow: gone * 0.6,
            to_groundwater: gone * 0.4,
            channel_recession: (-STEP_H / self.concentrates_h).exp(),
            lag_steps: (self.concentrates_h * 0.8 / STEP_H) as usize,
            interflow_recession: a_step(INTERFLOW_A_DAY),
            groundwater_recession: a_step(GROUNDWATER_A_DAY),
        }
    }
}
