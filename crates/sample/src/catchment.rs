//! Small catchments of which floods are forecast: above river gauges on side streams, with the rain gauges around, the villages
//! below and the ponds. What is said of their ground is what a calibration would find: what the streams go by, rounded.

use kernel::{Division, DivisionLevel};
use readings::Metric;

use crate::measured::water::{GROUNDWATER_A_DAY, INTERFLOW_A_DAY, Water, extent};
use crate::weather::relief::Spot;
use crate::{Chance, District, Scale, Station, StationKind};

#[derive(Debug, Clone, PartialEq)]
pub struct Catchment {
    pub code: String,
    pub name: String,
    /// Its outlet's gauge, by its place in the list of stations.
    pub outlet: usize,
    pub area_km2: f64,
    /// By their places in the list, each with its weight.
    pub gauges: Vec<(usize, f64)>,
    /// From which flow on people get ready, and move at once.
    pub ready_m3_s: f64,
    pub immediate_m3_s: f64,
    /// By the names that the model's form has.
    pub parameters: Vec<(&'static str, f64)>,
    pub villages: Vec<Village>,
    pub ponds: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Village {
    pub division: Division,
    pub minutes: u32,
    pub households: u32,
    pub people: u32,
}

const FULL: usize = 12;
const SMALL: usize = 4;
/// A small catchment is one whose flood comes within hours.
const MOST_KM2: f64 = 200.0;
const MOST_VILLAGES: usize = 4;
/// Points at which is asked which gauge is nearest, each way.
const GRID: i32 = 12;
/// A gauge that stands for less is left out.
const LEAST_WEIGHT: f64 = 0.06;
/// Two and a half metres a second.
const MINUTES_A_KM: f64 = 6.7;

impl District {
    pub fn catchments(&self) -> Vec<Catchment> {
        let course = self.river();
        let most = if self.scale == Scale::Full { FULL } else { SMALL };
        let streams = self
            .stations
            .iter()
            .enumerate()
            .filter(|(n, it)| it.kind == StationKind::RiverLevel && !course.contains(n));
        let small = streams.filter_map(|(n, it)| {
            let water = Water::of(self.seed, n, it, None, false)?;
            (water.area_km2 <= MOST_KM2).then_some((n, it, water))
        });
        small.take(most).enumerate().map(|(nth, of)| self.catchment(nth, of)).collect()
    }

    fn catchment(&self, nth: usize, (outlet, station, water): (usize, &Station, Water)) -> Catchment {
        let area_km2 = to(water.area_km2, 0.1);
        let ground = water.ground;
        let gone = 1.0 - ground.kept_a_day;
        let name = self.places.iter().find(|it| it.division == station.village).map_or("", |it| &it.name);
        let name = name.trim_end_matches(['村', '社', '区']);
        // What comes every other year is no danger yet; half as much again is over the banks.
        let two_years = 0.7 * area_km2.powf(0.94);
        Catchment {
            code: format!("LY{:02}", nth + 1),
            name: format!("{name}小流域"),
            outlet,
            area_km2,
            gauges: self.weights(station, area_km2),
            ready_m3_s: to(two_years, 1.0),
            immediate_m3_s: to(1.5 * two_years, 1.0),
            parameters: vec![
                ("evaporation_ratio", to(ground.evaporation_ratio, 0.01)),
                ("impervious", to(ground.impervious, 0.01)),
                ("free_water_mm", to(ground.free_water_mm, 1.0)),
                ("to_interflow", to(0.6 * gone, 0.01)),
                ("to_groundwater", to(0.4 * gone, 0.01)),
                ("interflow_recession", INTERFLOW_A_DAY),
                ("groundwater_recession", GROUNDWATER_A_DAY),
                ("storage_h", to(ground.concentrates_h, 0.1)),
                ("lag_h", to(0.8 * ground.concentrates_h, 0.1)),
                ("base_flow", to(0.002 * area_km2, 0.01)),
            ],
            villages: self.villages_below(nth, station),
            ponds: self.stations_of(station.township, StationKind::Pond).take(2).collect(),
        }
    }

    /// Each gauge by the part of the catchment to which it is the nearest.
    fn weights(&self, station: &Station, area_km2: f64) -> Vec<(usize, f64)> {
        let (radius, middle) = extent(station, area_km2);
        // Weather stations and slopes are somebody else's.
        let measures = |it: &Station| {
            it.kind.metrics().contains(&Metric::Rain)
                && !matches!(it.kind, StationKind::WeatherStation | StationKind::Landslide)
        };
        let gauges: Vec<(usize, Spot)> =
            self.stations.iter().enumerate().filter(|(_, it)| measures(it)).map(|(n, it)| (n, it.spot)).collect();
        let mut nearest: std::collections::BTreeMap<usize, f64> = std::collections::BTreeMap::new();
        let mut all = 0.0;
        for point in 0..(2 * GRID + 1).pow(2) {
            let (x, y) = (point % (2 * GRID + 1) - GRID, point / (2 * GRID + 1) - GRID);
            let (east, north) = (f64::from(x) / f64::from(GRID), f64::from(y) / f64::from(GRID));
            if east.hypot(north) > 1.0 {
                continue;
            }
            let at = Spot { east: middle.east + radius * east, north: middle.north + radius * north };
            let gauge = gauges.iter().min_by(|a, b| a.1.distance_km(at).total_cmp(&b.1.distance_km(at)));
            if let Some((gauge, _)) = gauge {
                *nearest.entry(*gauge).or_default() += 1.0;
                all += 1.0;
            }
        }
        // What is too little to count is shared out among the others.
        nearest.retain(|_, points| *points / all >= LEAST_WEIGHT);
        let kept: f64 = nearest.values().sum();
        nearest.into_iter().map(|(gauge, points)| (gauge, to(points / kept, 0.01))).collect()
    }

    fn stations_of(&self, township: Division, kind: StationKind) -> impl Iterator<Item = usize> {
        let there = self.stations.iter().enumerate();
        there.filter(move |(_, it)| it.township == township && it.kind == kind).map(|(n, _)| n)
    }

    /// The nearest of the township, as the water comes to them; at the outlet's own it is at once.
    fn villages_below(&self, nth: usize, station: &Station) -> Vec<Village> {
        let chance = &mut Chance::at(self.seed, 950, nth as i64);
        let there = self.places.iter().filter(|it| {
            it.division.level() == DivisionLevel::Village && it.division.parent() == Some(station.township)
        });
        let away = there.map(|it| (Spot::of(it.longitude_e6, it.latitude_e6).distance_km(station.spot), it.division));
        let mut near: Vec<(f64, Division)> = away.collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let village = |(km, division): (f64, Division)| {
            let households = chance.between(6, 42) as u32;
            let minutes = to(km * MINUTES_A_KM, 5.0).max(5.0) as u32;
            Village { division, minutes, households, people: households * 3 + chance.between(0, 12) as u32 }
        };
        near.into_iter().take(MOST_VILLAGES).map(village).collect()
    }
}

fn to(value: f64, step: f64) -> f64 {
    (value / step).round() * step
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;

    #[test]
    fn catchments_have_gauges_around_and_villages_below() {
        let now = Instant::read("2026-11-30 10:00").unwrap();
        for (scale, count) in [(Scale::Small, SMALL), (Scale::Full, FULL)] {
            let county = District::build(20_190_101, now, scale);
            let all = county.catchments();
            assert_eq!(all.len(), count);
            for it in &all {
                let sum: f64 = it.gauges.iter().map(|it| it.1).sum();
                assert!((0.85..1.02).contains(&sum) && it.gauges.len() >= 2, "{}: {:?}", it.name, it.gauges);
                assert!(it.villages.len() >= 3 && it.villages.is_sorted_by_key(|it| it.minutes), "{:?}", it.villages);
                assert!(it.ready_m3_s < it.immediate_m3_s && it.area_km2 <= MOST_KM2);
                assert_eq!(county.stations[it.outlet].kind, StationKind::RiverLevel);
            }
            assert_eq!(all, county.catchments());
        }
    }
}
