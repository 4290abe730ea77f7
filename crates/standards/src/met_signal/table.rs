//! The list of the order, a line for each way to each colour.

use super::Limit::{Above, AtLeast, AtMost, Below};
use super::{Kind, Limit, Signal};
use crate::Colour::{self, Blue, Orange, Red, Yellow};
use crate::Domain;

/// Names, units in them, and what they may be. The likelihood of the forecaster is 1 possible (可能), 2 very likely (很大),
/// 3 extremely likely (非常大).
pub const QUANTITIES: [(&str, Domain); 20] = [
    ("wind_force", Domain::between(0, 18)),
    ("gust_force", Domain::between(0, 18)),
    ("rain_3h_mm", Domain::between(0, 2000)),
    ("rain_6h_mm", Domain::between(0, 2000)),
    ("rain_12h_mm", Domain::between(0, 2000)),
    ("snow_6h_mm", Domain::between(0, 500)),
    ("snow_12h_mm", Domain::between(0, 500)),
    ("drop_24h_c", Domain::between(0, 60)),
    ("drop_48h_c", Domain::between(0, 60)),
    ("temperature_c_min", Domain::between(-60, 60)),
    ("temperature_c_max", Domain::between(-60, 60)),
    ("days_above_35_c", Domain::Whole(0, 366)),
    ("ground_temperature_c_min", Domain::between(-60, 60)),
    ("road_temperature_c", Domain::between(-60, 80)),
    ("precipitation", Domain::Whole(0, 1)),
    ("visibility_m", Domain::between(0, 100_000)),
    ("drought_return_years", Domain::between(0, 1000)),
    ("drought_crops_percent", Domain::between(0, 100)),
    ("likelihood", Domain::Whole(0, 3)),
    ("heavy", Domain::Whole(0, 1)),
];

pub const CMA_16_2007: &[Signal] = &[
    signal(Kind::Typhoon, Blue, 24, &[AtLeast("wind_force", 6.0)]),
    signal(Kind::Typhoon, Blue, 24, &[AtLeast("gust_force", 8.0)]),
    signal(Kind::Typhoon, Yellow, 24, &[AtLeast("wind_force", 8.0)]),
    signal(Kind::Typhoon, Yellow, 24, &[AtLeast("gust_force", 10.0)]),
    signal(Kind::Typhoon, Orange, 12, &[AtLeast("wind_force", 10.0)]),
    signal(Kind::Typhoon, Orange, 12, &[AtLeast("gust_force", 12.0)]),
    signal(Kind::Typhoon, Red, 6, &[AtLeast("wind_force", 12.0)]),
    signal(Kind::Typhoon, Red, 6, &[AtLeast("gust_force", 14.0)]),
    signal(Kind::Rainstorm, Blue, 12, &[AtLeast("rain_12h_mm", 50.0)]),
    signal(Kind::Rainstorm, Yellow, 6, &[AtLeast("rain_6h_mm", 50.0)]),
    signal(Kind::Rainstorm, Orange, 3, &[AtLeast("rain_3h_mm", 50.0)]),
    signal(Kind::Rainstorm, Red, 3, &[AtLeast("rain_3h_mm", 100.0)]),
    signal(Kind::Snowstorm, Blue, 12, &[AtLeast("snow_12h_mm", 4.0)]),
    signal(Kind::Snowstorm, Yellow, 12, &[AtLeast("snow_12h_mm", 6.0)]),
    signal(Kind::Snowstorm, Orange, 6, &[AtLeast("snow_6h_mm", 10.0)]),
    signal(Kind::Snowstorm, Red, 6, &[AtLeast("snow_6h_mm", 15.0)]),
    signal(Kind::ColdWave, Blue, 48, &[AtLeast("drop_48h_c", 8.0), AtMost("temperature_c_min", 4.0), WIND_5]),
    signal(Kind::ColdWave, Yellow, 24, &[AtLeast("drop_24h_c", 10.0), AtMost("temperature_c_min", 4.0), WIND_6]),
    signal(Kind::ColdWave, Orange, 24, &[AtLeast("drop_24h_c", 12.0), AtMost("temperature_c_min", 0.0), WIND_6]),
    signal(Kind::ColdWave, Red, 24, &[AtLeast("drop_24h_c", 16.0), AtMost("temperature_c_min", 0.0), WIND_6]),
    signal(Kind::Gale, Blue, 24, &[AtLeast("wind_force", 6.0)]),
    signal(Kind::Gale, Blue, 24, &[AtLeast("gust_force", 7.0)]),
    signal(Kind::Gale, Yellow, 12, &[AtLeast("wind_force", 8.0)]),
    signal(Kind::Gale, Yellow, 12, &[AtLeast("gust_force", 9.0)]),
    signal(Kind::Gale, Orange, 6, &[AtLeast("wind_force", 10.0)]),
    signal(Kind::Gale, Orange, 6, &[AtLeast("gust_force", 11.0)]),
    signal(Kind::Gale, Red, 6, &[AtLeast("wind_force", 12.0)]),
    signal(Kind::Gale, Red, 6, &[AtLeast("gust_force", 13.0)]),
    signal(Kind::Sandstorm, Yellow, 12, &[Below("visibility_m", 1000.0)]),
    signal(Kind::Sandstorm, Orange, 6, &[Below("visibility_m", 500.0)]),
    signal(Kind::Sandstorm, Red, 6, &[Below("visibility_m", 50.0)]),
    signal(Kind::Heat, Yellow, 72, &[AtLeast("days_above_35_c", 3.0)]),
    signal(Kind::Heat, Orange, 24, &[AtLeast("temperature_c_max", 37.0)]),
    signal(Kind::Heat, Red, 24, &[AtLeast("temperature_c_max", 40.0)]),
    signal(Kind::Drought, Orange, 72, &[AtLeast("drought_return_years", 25.0)]),
    signal(Kind::Drought, Orange, 72, &[AtLeast("drought_crops_percent", 40.0)]),
    signal(Kind::Drought, Red, 72, &[Above("drought_return_years", 50.0)]),
    signal(Kind::Drought, Red, 72, &[AtLeast("drought_crops_percent", 60.0)]),
    signal(Kind::Lightning, Yellow, 6, &[AtLeast("likelihood", 1.0)]),
    signal(Kind::Lightning, Orange, 2, &[AtLeast("likelihood", 2.0)]),
    signal(Kind::Lightning, Red, 2, &[AtLeast("likelihood", 3.0)]),
    signal(Kind::Hail, Orange, 6, &[AtLeast("likelihood", 1.0)]),
    signal(Kind::Hail, Red, 2, &[AtLeast("likelihood", 2.0), AtLeast("heavy", 1.0)]),
    signal(Kind::Frost, Blue, 48, &[AtMost("ground_temperature_c_min", 0.0)]),
    signal(Kind::Frost, Yellow, 24, &[AtMost("ground_temperature_c_min", -3.0)]),
    signal(Kind::Frost, Orange, 24, &[AtMost("ground_temperature_c_min", -5.0)]),
    signal(Kind::Fog, Yellow, 12, &[Below("visibility_m", 500.0)]),
    signal(Kind::Fog, Orange, 6, &[Below("visibility_m", 200.0)]),
    signal(Kind::Fog, Red, 2, &[Below("visibility_m", 50.0)]),
    signal(Kind::Haze, Yellow, 12, &[Below("visibility_m", 3000.0)]),
    signal(Kind::Haze, Orange, 6, &[Below("visibility_m", 2000.0)]),
    signal(Kind::IcyRoad, Yellow, 12, &[Below("road_temperature_c", 0.0), AtLeast("precipitation", 1.0)]),
    signal(Kind::IcyRoad, Orange, 6, &[Below("road_temperature_c", 0.0), AtLeast("precipitation", 1.0)]),
    signal(Kind::IcyRoad, Red, 2, &[Below("road_temperature_c", 0.0), AtLeast("precipitation", 1.0)]),
];

const WIND_5: Limit = AtLeast("wind_force", 5.0);
const WIND_6: Limit = AtLeast("wind_force", 6.0);

const fn signal(kind: Kind, colour: Colour, within_h: u8, all_of: &'static [Limit]) -> Signal {
    Signal { kind, colour, within_h: within_h as f64, all_of }
}
