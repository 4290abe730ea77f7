//! Weather that is on record: each disaster of the county had the rain, the cold or the wind that its report names.

use kernel::{Division, Instant};

use super::relief::Spot;
use super::season::{band, cell};
use super::storm::{HOUR, Storm};
use super::{DAY, Weather};
use crate::disaster::{Disaster, Nature};
use crate::station::Station;
use crate::{Chance, StationKind};

/// What 24 hours brought where it rained most, in the words of the reports.
pub const FLASH_FLOOD_MM: f64 = 118.0;
/// In a flood of the river so much at a quarter of the gauges.
const RIVER_FLOOD_MM: f64 = 76.0;
const LANDSLIDE_MM: f64 = 88.0;
/// So much or more had fallen at a sixth of the gauges when the present flood was reported.
const PRESENT_MM: f64 = 104.0;
/// What the last hour brought at one gauge, in the county's now.
pub const LAST_HOUR_MM: f64 = 58.0;
pub const GALE_M_S: f64 = 24.3;
pub const FROST_C: f64 = -3.0;

impl Weather {
    pub(super) fn happened(&mut self, it: &Disaster, stations: &[Station]) {
        let from = it.from.millis();
        let chance = &mut Chance::at(self.seed, it.nature as u64 + 300, from / DAY);
        let hit = |of: &Station| it.places.iter().any(|place| *place == of.township || place.township() == of.township);
        let there: Vec<&Station> = stations.iter().filter(|of| hit(of)).collect();
        let middle = middle_of(&there);
        match it.nature {
            Nature::Frost => self.cold.push((from - DAY / 2, from + 3 * DAY / 2, middle)),
            Nature::Drought => {
                let november = it.from.day().year() - 1;
                let begin = kernel::Day::new(november, 11, 1).map_or(from, |day| day.start().millis());
                self.shares.push((begin, from, 0.4));
            }
            Nature::Hail => {
                self.planted.push(Storm { until: from + HOUR / 3, ..cell(chance, from, middle, 1.0, (0.5, 22.0)) })
            }
            Nature::Gale => {
                self.gusts.push((from, middle));
                self.planted.push(cell(chance, from - HOUR / 4, middle, 2.0, (0.3, 40.0)));
            }
            Nature::FlashFlood => {
                let storms = group(chance, from - 5 * HOUR, 6, middle, 26);
                self.plant(storms, &there, (from - DAY, from + HOUR / 3), FLASH_FLOOD_MM);
            }
            Nature::RiverFlood => {
                // Two days of bands from the south-west, and cells in them over the hit townships at the end.
                let mut storms: Vec<Storm> = (0..7)
                    .map(|n| {
                        let at = from - 62 * HOUR + n * 9 * HOUR + (chance.within(-2.0, 2.0) * HOUR as f64) as i64;
                        let peak = if n < 3 { 2.2 } else { 5.5 };
                        band(at, chance.within(0.2, 1.0), chance.within(16.0, 26.0), chance.within(8.0, 13.0), peak)
                    })
                    .collect();
                storms.extend(group(chance, from - 9 * HOUR, 9, middle, 7));
                let gauges: Vec<&Station> = stations.iter().filter(|it| it.kind == StationKind::RainGauge).collect();
                self.plant_at(gauges.len() / 4, storms, &gauges, (from - DAY, from), RIVER_FLOOD_MM);
                let (begin, end) = crate::disaster::week_of(it.from);
                self.floods.push((begin.millis(), end.millis()));
            }
            Nature::Landslide => {
                let storms = (0..4).map(|n| band(from - (16 + 24 * n) * HOUR, 0.7, 24.0, 9.0, 3.0)).collect();
                self.plant(storms, &there, (from - 3 * DAY, from), LANDSLIDE_MM);
                self.failures.extend(it.places.iter().map(|place| (from, place.township())));
            }
            Nature::Waterlogging => {
                let day = |n: i64| from - (12 - n) * DAY;
                let bands = (0..12).map(|n| band(day(n) + (n % 5) * 3 * HOUR, 0.3 + 0.1 * n as f64, 28.0, 10.0, 2.1));
                self.planted.extend(bands);
            }
        }
    }

    /// The flash flood of yesterday: heavy cells all over the county in the night, showers since, and a cell that stands over
    /// one gauge right now.
    pub(super) fn present(&mut self, from: Instant, now: Instant, stations: &[Station]) {
        let (begin, end) = (from.millis(), now.millis());
        let chance = &mut Chance::at(self.seed, 399, begin / DAY);
        self.shares.push((begin - 12 * HOUR, end, 0.0));
        let mut storms: Vec<Storm> = Vec::new();
        for (n, east) in [-24.0, -8.0, 9.0, 24.0].into_iter().enumerate() {
            let middle = Spot { east, north: if n % 2 == 0 { 8.0 } else { -10.0 } };
            storms.extend(group(chance, begin - 7 * HOUR, 7, middle, 34));
        }
        storms.extend((0..3).map(|n| band(begin - (9 - 3 * n) * HOUR, 0.4, 22.0, 16.0, 6.0)));
        let gauges: Vec<&Station> = stations.iter().filter(|it| it.kind == StationKind::RainGauge).collect();
        self.plant_at(gauges.len() / 6, storms, &gauges, (begin - 12 * HOUR, begin + HOUR), PRESENT_MM);
        let showers = (end - begin) / (5 * HOUR);
        let spread = |chance: &mut Chance| Spot { east: chance.within(-30.0, 30.0), north: chance.within(-28.0, 28.0) };
        for n in 1..showers {
            let middle = spread(chance);
            self.planted.extend((0..5).map(|_| cell(chance, begin + n * 5 * HOUR, middle, 9.0, (0.5, 15.0))));
        }
        let gauge = stations.iter().filter(|it| it.kind == StationKind::RainGauge).nth(4);
        if let Some(gauge) = gauge {
            let still = (0.0, 1.5);
            let storms = vec![Storm { until: end + HOUR, ..cell(chance, end - 2 * HOUR, gauge.spot, 0.5, still) }];
            self.plant(storms, &[gauge], (end - HOUR, end), LAST_HOUR_MM);
        }
    }

    /// Storms made so strong that the wettest of these stations has so many millimetres between two times.
    fn plant(&mut self, storms: Vec<Storm>, stations: &[&Station], times: (i64, i64), millimetres: f64) {
        self.plant_at(0, storms, stations, times, millimetres);
    }

    /// The same of the one that so many are wetter than.
    fn plant_at(
        &mut self,
        wetter: usize,
        mut storms: Vec<Storm>,
        stations: &[&Station],
        (from, until): (i64, i64),
        millimetres: f64,
    ) {
        self.shares.push((from - DAY / 2, until, 0.15));
        let gauges = stations.iter().filter(|it| it.kind.metrics().contains(&readings::Metric::Rain));
        let mut factors: Vec<f64> = gauges
            .filter_map(|gauge| {
                let unit: f64 = super::sum(&storms, gauge, from, until);
                let before = self.rain_mm(gauge, from, until);
                (unit > 0.5).then(|| ((millimetres - before) / unit).max(0.2))
            })
            .collect();
        factors.sort_by(f64::total_cmp);
        let factor = factors.get(wetter).copied().unwrap_or(1.0);
        storms.iter_mut().for_each(|it| it.peak *= factor);
        self.planted.extend(storms);
    }
}

/// Cells that follow one another for some hours around a middle.
fn group(chance: &mut Chance, from: i64, hours: i64, middle: Spot, count: usize) -> Vec<Storm> {
    let at = |chance: &mut Chance| from + (chance.within(0.0, hours as f64 - 1.0) * HOUR as f64) as i64;
    (0..count)
        .map(|_| {
            let at = at(chance);
            cell(chance, at, middle, 9.0, (0.5, 9.0))
        })
        .collect()
}

fn middle_of(stations: &[&Station]) -> Spot {
    // The first of the places is hit hardest.
    let first: Option<Division> = stations.first().map(|it| it.township);
    let hit: Vec<&&Station> = stations.iter().filter(|it| Some(it.township) == first).collect();
    let count = hit.len().max(1) as f64;
    Spot {
        east: hit.iter().map(|it| it.spot.east).sum::<f64>() / count,
        north: hit.iter().map(|it| it.spot.north).sum::<f64>() / count,
    }
}
