//! What an ordinary day brings: how wet the season is, whether this is one of its wet days, and the storms of a wet one.
//!
//! A day's storms follow from the seed and the day alone, so that a look at one week need not begin three years before it.

use kernel::Instant;

use super::relief::Spot;
use super::storm::{HOUR, Shape, Storm};
use crate::Chance;

/// By month from January: millimetres over flat land, in how many of a thousand days it rains, and how many of those rains are
/// bands.
const MONTHS: [(f64, f64, f64); 12] = [
    (16.0, 120.0, 900.0),
    (19.0, 130.0, 900.0),
    (27.0, 160.0, 800.0),
    (43.0, 230.0, 600.0),
    (97.0, 400.0, 450.0),
    (178.0, 620.0, 400.0),
    (211.0, 720.0, 350.0),
    (200.0, 700.0, 350.0),
    (124.0, 550.0, 500.0),
    (90.0, 420.0, 700.0),
    (41.0, 200.0, 850.0),
    (22.0, 130.0, 900.0),
];
const DAYS_A_MONTH: f64 = 30.4;
/// Half the side of the square on which cells come up.
const REACH_KM: f64 = 42.0;
/// What one cell of middling size and strength comes to over that square.
const OF_A_CELL_MM: f64 = 0.26;
/// The same of a band whose strongest rate is a millimetre an hour.
const OF_A_BAND_MM: f64 = 1.9;
const CELLS_MOST: f64 = 220.0;

/// Noise that changes slowly, from 0 to 1: the value of a stretch of so many days, going over into the next one's.
pub fn slow(seed: u64, what: u64, day: i64, days: i64) -> f64 {
    let (stretch, into) = (day.div_euclid(days), day.rem_euclid(days) as f64 / days as f64);
    let value = |stretch: i64| Chance::at(seed, what, stretch).unit();
    let ease = into * into * (3.0 - 2.0 * into);
    value(stretch) * (1.0 - ease) + value(stretch + 1) * ease
}

/// Storms that begin on the day, `number` days after 1970; `share` of what would fall.
pub fn storms(seed: u64, number: i64, begin: Instant, share: f64) -> Vec<Storm> {
    let (mut chance, day) = (Chance::at(seed, 11, number), begin.day());
    let month = usize::try_from(day.month() - 1).unwrap_or_default();
    // Mid-month figures, so that no month begins with a step.
    let beside = (month + if day.day_of_month() < 15 { 11 } else { 1 }) % 12;
    let away = f64::from(day.day_of_month() - 15).abs() / DAYS_A_MONTH;
    let figure = |of: fn(&(f64, f64, f64)) -> f64| of(&MONTHS[month]) * (1.0 - away) + of(&MONTHS[beside]) * away;
    let spell = 0.25 + 1.5 * slow(seed, 12, number, 6);
    let year = 0.88 + 0.24 * Chance::at(seed, 13, day.year().into()).unit();
    if chance.unit() >= figure(|it| it.1) / 1_000.0 * spell {
        return Vec::new();
    }
    let usual = figure(|it| it.0) / DAYS_A_MONTH / (figure(|it| it.1) / 1_000.0);
    // Few days bring much: an exponential, mixed so that its mean is one.
    let amount = usual * year * share * (0.25 - 0.75 * (1.0 - chance.unit()).ln());
    let begin = begin.millis();
    if chance.unit() < figure(|it| it.2) / 1_000.0 {
        let mut storms = bands(&mut chance, begin, amount * 0.75);
        storms.extend(cells(&mut chance, begin, amount * 0.25));
        storms
    } else {
        cells(&mut chance, begin, amount)
    }
}

/// One band, from the west as most of them come.
fn bands(chance: &mut Chance, begin: i64, amount: f64) -> Vec<Storm> {
    let way = chance.within(-0.9, 1.1);
    let (half_width, speed) = (chance.within(12.0, 32.0), chance.within(9.0, 24.0));
    let peak = amount / OF_A_BAND_MM * speed / half_width * 1.3;
    vec![band(begin + (chance.within(0.0, 24.0) * HOUR as f64) as i64, way, half_width, speed, peak)]
}

/// A band that crosses the county towards `way`, as an angle from the east, and has its middle over it halfway.
pub fn band(from: i64, way: f64, half_width: f64, speed: f64, peak: f64) -> Storm {
    let half = REACH_KM + 2.2 * half_width;
    let shape = Shape::Band { towards: Spot { east: way.cos(), north: way.sin() }, begins: -half, speed, half_width };
    Storm { from, until: from + (2.0 * half / speed * HOUR as f64) as i64, shape, peak }
}

/// Cells in a few groups: in the afternoon, or in the night over the valley.
fn cells(chance: &mut Chance, begin: i64, amount: f64) -> Vec<Storm> {
    let count = (amount / OF_A_CELL_MM * chance.within(0.8, 1.2)).min(CELLS_MOST) as usize;
    let groups: Vec<(Spot, f64)> = (0..1 + count / 14)
        .map(|_| {
            let around = if chance.permille(600) { 16.5 } else { 26.0 };
            let hour = around + (chance.unit() + chance.unit() + chance.unit() - 1.5) * 4.5;
            (anywhere(chance), hour.max(0.0))
        })
        .collect();
    let wind = (chance.within(-0.9, 1.1), chance.within(8.0, 26.0));
    (0..count)
        .map(|n| {
            let (middle, hour) = groups[n % groups.len()];
            let from = begin + ((hour + chance.within(0.0, 3.5)) * HOUR as f64) as i64;
            cell(chance, from, middle, 13.0, wind)
        })
        .collect()
}

fn anywhere(chance: &mut Chance) -> Spot {
    Spot { east: chance.within(-REACH_KM, REACH_KM), north: chance.within(-REACH_KM, REACH_KM) }
}

/// A cell somewhere around a middle, drifting with the wind (an angle and kilometres an hour).
pub fn cell(chance: &mut Chance, from: i64, near: Spot, around_km: f64, (way, speed): (f64, f64)) -> Storm {
    let mut off = || around_km * (chance.unit() + chance.unit() - 1.0);
    let middle = Spot { east: near.east + off(), north: near.north + off() };
    let way = way + chance.within(-0.4, 0.4);
    let moves = Spot { east: speed * way.cos(), north: speed * way.sin() };
    let sigma = chance.within(2.2, 6.0);
    let peak = 8.0 + 22.0 * -(1.0 - chance.unit()).ln();
    let lasts = (chance.within(0.5, 1.6) * HOUR as f64) as i64;
    Storm { from, until: from + lasts, shape: Shape::Cell { middle, moves, sigma }, peak: peak.min(110.0) }
}
