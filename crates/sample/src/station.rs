//! Stations that measure: what each is, where it stands and how often it sends. Which townships have which follows from the
//! order, so that a larger county has more of the same.

use kernel::{Division, DivisionLevel};
use readings::Metric;

use crate::weather::relief::{self, Spot};
use crate::{Chance, Place, Scale};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StationKind {
    RainGauge,
    RiverLevel,
    Pond,
    Landslide,
    Reservoir,
    WeatherStation,
    Gas,
    DebrisFlow,
    Smoke,
    Tailings,
}

impl StationKind {
    pub const ALL: [StationKind; 10] = [
        StationKind::RainGauge,
        StationKind::RiverLevel,
        StationKind::Pond,
        StationKind::Landslide,
        StationKind::Reservoir,
        StationKind::WeatherStation,
        StationKind::Gas,
        StationKind::DebrisFlow,
        StationKind::Smoke,
        StationKind::Tailings,
    ];

    pub fn metrics(self) -> &'static [Metric] {
        match self {
            StationKind::RainGauge => &[Metric::Rain, Metric::Battery],
            StationKind::RiverLevel => &[Metric::Level, Metric::Flow, Metric::Battery],
            StationKind::Pond => &[Metric::Level, Metric::Battery],
            StationKind::Landslide => &[Metric::Displacement, Metric::Crack, Metric::Rain],
            StationKind::Reservoir => &[Metric::Level, Metric::Storage, Metric::Rain],
            StationKind::WeatherStation => {
                &[Metric::Rain, Metric::Temperature, Metric::Humidity, Metric::WindSpeed, Metric::AirPressure]
            }
            StationKind::Gas => &[Metric::Gas],
            StationKind::DebrisFlow => &[Metric::Rain, Metric::SoilMoisture, Metric::Battery],
            StationKind::Smoke => &[Metric::Smoke],
            StationKind::Tailings => &[Metric::SeepageLevel, Metric::DryBeach, Metric::Displacement],
        }
    }

    pub fn interval_seconds(self) -> i64 {
        match self {
            StationKind::RainGauge | StationKind::RiverLevel | StationKind::DebrisFlow | StationKind::Gas => 300,
            StationKind::Smoke => 3_600,
            _ => 600,
        }
    }

    /// While the river is in flood these send every minute, all but their battery.
    pub fn sends_every_minute_in_flood(self) -> bool {
        matches!(
            self,
            StationKind::RainGauge
                | StationKind::RiverLevel
                | StationKind::Pond
                | StationKind::Reservoir
                | StationKind::DebrisFlow
        )
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    pub code: String,
    pub kind: StationKind,
    /// The how many-th of its kind it is, from 0.
    pub nth: usize,
    pub township: Division,
    pub village: Division,
    pub longitude_e6: i32,
    pub latitude_e6: i32,
    /// The same in kilometres from the county's middle, and how high it stands.
    pub spot: Spot,
    pub altitude_m: f64,
}

/// Stations of the demonstration; a small county has one of each kind a township.
const MOST: usize = 400;
/// The first code, eight digits.
const FIRST_CODE: usize = 60_912_000;
const NEAR_E6: i64 = 9_000;

pub fn stations(chance: &mut Chance, scale: Scale, places: &[Place]) -> Vec<Station> {
    let of = |level| places.iter().filter(move |it| it.division.level() == level);
    let towns: Vec<&Place> = of(DivisionLevel::Township).collect();
    let count = match scale {
        Scale::Full => MOST,
        Scale::Small => towns.len() * StationKind::ALL.len(),
    };
    let mut of_kind = [0; StationKind::ALL.len()];
    let mut station = |n: usize| {
        let (town, kind) = (towns[n % towns.len()], n / towns.len() % StationKind::ALL.len());
        let villages: Vec<&Place> =
            of(DivisionLevel::Village).filter(|it| it.division.parent() == Some(town.division)).collect();
        let village = *chance.one(&villages);
        let mut near = |e6: i32| e6 + chance.between(-NEAR_E6, NEAR_E6) as i32;
        let (longitude_e6, latitude_e6) = (near(village.longitude_e6), near(village.latitude_e6));
        let spot = Spot::of(longitude_e6, latitude_e6);
        of_kind[kind] += 1;
        Station {
            code: (FIRST_CODE + n * 10).to_string(),
            kind: StationKind::ALL[kind],
            nth: of_kind[kind] - 1,
            township: town.division,
            village: village.division,
            longitude_e6,
            latitude_e6,
            spot,
            altitude_m: relief::altitude_m(spot),
        }
    };
    (0..count).map(&mut station).collect()
}

impl crate::District {
    /// Stations at the great river from its source down, by their places in the list: one a township that it passes.
    pub(crate) fn river(&self) -> Vec<usize> {
        let towns = relief::RIVER.iter().filter_map(|name| self.places.iter().find(|it| it.name == *name));
        let first = |town: &Place| {
            let is_it = |it: &Station| it.kind == StationKind::RiverLevel && it.township == town.division;
            self.stations.iter().position(is_it)
        };
        towns.filter_map(first).collect()
    }

    /// The one of them at the county's seat.
    pub(crate) fn seat(&self) -> Option<usize> {
        let town = self.places.iter().find(|it| it.name == relief::SEAT)?;
        self.river().into_iter().find(|number| self.stations[*number].township == town.division)
    }

    /// The risk point at which a station of slopes stands: of its village, else of its township. Several may stand at one.
    pub fn slope_of(&self, station: &Station) -> Option<&crate::Subject> {
        let trades = match station.kind {
            StationKind::Landslide => ["滑坡", "不稳定斜坡"],
            StationKind::DebrisFlow => ["泥石流", "泥石流"],
            _ => return None,
        };
        let within =
            |it: &&crate::Subject| trades.contains(&it.trade) && it.division.parent() == Some(station.township);
        let all: Vec<&crate::Subject> = self.subjects.iter().filter(within).collect();
        let there = all.iter().find(|it| it.division == station.village);
        there.or(all.first()).copied()
    }

    /// When the slope that this station watches gives way, if it does around the county's now.
    pub(crate) fn gives_way(&self, station: &Station) -> Option<i64> {
        let hours = match self.scene {
            crate::Scene::Flooded => 20,
            crate::Scene::Eve => 96,
        };
        let is_it = station.kind == StationKind::Landslide && station.nth == 2;
        is_it.then(|| (self.now + kernel::Span::hours(hours)).millis())
    }

    /// When it gave way before: the first station of a township in which a slope did.
    pub(crate) fn gave_way(&self, station: &Station) -> Vec<i64> {
        let same = |it: &&Station| it.kind == StationKind::Landslide && it.township == station.township;
        let is_first = self.stations.iter().find(same).is_some_and(|it| it.code == station.code);
        let there = self.weather.failures.iter().filter(|it| is_first && it.1 == station.township);
        there.map(|it| it.0).collect()
    }
}
