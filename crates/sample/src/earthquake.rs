//! Earthquakes in and around the county since 1970, none of them real: their sizes fall off as Gutenberg and Richter say, with b
//! about 0.9; what was too small for the stations of its time is not on record; one M 5.3 has aftershocks as Omori says.
//!
//! None did harm since the record of disasters begins: inside the county the strongest since then is an M 4.3.

use kernel::{Instant, Span};

use crate::Chance;

/// One source's word on one earthquake.
#[derive(Debug, Clone, PartialEq)]
pub struct Earthquake {
    pub at: Instant,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    /// Tenths.
    pub magnitude: i64,
    pub kind: &'static str,
    /// Unknown of many early ones.
    pub depth_km: Option<i64>,
    pub source: &'static str,
}

pub const PROVINCE: &str = "省地震台网";
pub const NATION: &str = "国家地震台网";

/// From a year on: the least magnitude, in tenths, that the stations of the time saw; and how many a year there are of it.
const SEEN: [(i16, i64, f64); 3] = [(1970, 35, 0.45), (1990, 28, 1.9), (2008, 20, 9.5)];
const B: f64 = 0.9;
/// What strikes at random is no larger than this; larger ones are told below.
const LARGEST: i64 = 44;

/// Belts along which they lie: where each begins and ends, in millionths of a degree.
const BELTS: [[(i64, i64); 2]; 3] = [
    [(99_700_000, 23_700_000), (100_900_000, 24_900_000)],
    [(100_900_000, 23_500_000), (100_500_000, 25_100_000)],
    [(99_400_000, 24_700_000), (100_300_000, 24_500_000)],
];
const SPREAD_E6: i64 = 90_000;

/// Told one by one: day and hour, where, how large.
const TOLD: [(&str, (i64, i64), i64); 4] = [
    ("1976-09-12 03:17", (100_980_000, 23_820_000), 56),
    ("1995-03-08 21:42", (99_820_000, 24_640_000), 51),
    ("2014-10-07 21:49", (100_690_000, 24_660_000), 53),
    ("2023-04-19 05:26", (100_260_000, 24_310_000), 43),
];
/// The one with aftershocks, and how many the stations saw.
const MAIN: usize = 2;
const AFTERSHOCKS: usize = 70;

/// In the order of time, until `now`.
pub fn earthquakes(seed: u64, now: Instant) -> Vec<Earthquake> {
    let mut chance = Chance::new(seed, "earthquakes");
    let mut all = Vec::new();
    for year in SEEN[0].0..=now.day().year() {
        background(&mut chance, year, &mut all);
    }
    for (n, (minute, place, magnitude)) in TOLD.iter().enumerate() {
        let Some(at) = Instant::read(minute) else { continue };
        all.push(one(&mut chance, at, *place, *magnitude));
        // Two networks tell of the larger ones of late.
        if at.day().year() >= SEEN[2].0 {
            let it = all[all.len() - 1].clone();
            all.push(again(&mut chance, it));
        }
        if n == MAIN {
            aftershocks(&mut chance, at, *place, &mut all);
        }
    }
    all.push(one(&mut chance, now - Span::hours(41), (100_390_000, 24_170_000), 27));
    all.retain(|it| it.at < now);
    all.sort_by_key(|it| it.at);
    all
}

fn background(chance: &mut Chance, year: i16, all: &mut Vec<Earthquake>) {
    let Some((_, least, rate)) = SEEN.iter().rev().find(|(from, ..)| year >= *from) else { return };
    let Some(first) = kernel::Day::new(year, 1, 1) else { return };
    // A whole number whose mean is the rate.
    let count = (rate + chance.unit()).floor() as usize + usize::from(chance.permille(150));
    for _ in 0..count {
        let at =
            first.start() + Span::minutes(chance.between(0, 365 * 1_440 - 1)) + Span::seconds(chance.between(0, 59));
        let belt = chance.one(&BELTS);
        let (along, place) = (chance.unit(), |axis: fn(&(i64, i64)) -> i64, share: f64| {
            axis(&belt[0]) + ((axis(&belt[1]) - axis(&belt[0])) as f64 * share) as i64
        });
        let east = place(|it| it.0, along) + chance.between(-SPREAD_E6, SPREAD_E6);
        let north = place(|it| it.1, along) + chance.between(-SPREAD_E6, SPREAD_E6);
        let magnitude = size(chance, *least);
        let it = one(chance, at, (east, north), magnitude);
        all.push(it);
    }
}

/// A magnitude from the least seen on, by Gutenberg and Richter.
fn size(chance: &mut Chance, least: i64) -> i64 {
    let excess = -(1.0 - chance.unit()).log10() / B;
    (least + (excess * 10.0).floor() as i64).min(LARGEST)
}

fn one(chance: &mut Chance, at: Instant, (longitude_e6, latitude_e6): (i64, i64), magnitude: i64) -> Earthquake {
    let early = at.day().year() < SEEN[1].0;
    let depth_km = (!early || chance.permille(400)).then(|| chance.between(5, 18));
    let kind = if magnitude >= 40 { "Ms" } else { "ML" };
    Earthquake { at, longitude_e6, latitude_e6, magnitude, kind, depth_km, source: PROVINCE }
}

/// As the other network has it: a few seconds and kilometres beside.
fn again(chance: &mut Chance, it: Earthquake) -> Earthquake {
    Earthquake {
        at: it.at + Span::seconds(chance.between(1, 4)),
        longitude_e6: it.longitude_e6 + chance.between(-40_000, 40_000),
        latitude_e6: it.latitude_e6 + chance.between(-40_000, 40_000),
        kind: "M",
        source: NATION,
        ..it
    }
}

fn aftershocks(chance: &mut Chance, main: Instant, (east, north): (i64, i64), all: &mut Vec<Earthquake>) {
    /// Days until the rate begins to fall, and how long they are told.
    const BEGINS: f64 = 0.05;
    const LASTS: f64 = 300.0;
    for _ in 0..AFTERSHOCKS {
        let days = BEGINS * ((chance.unit() * (1.0 + LASTS / BEGINS).ln()).exp() - 1.0);
        let at = main + Span::seconds((days * 86_400.0) as i64 + 20);
        let place = (east + chance.between(-50_000, 50_000), north + chance.between(-60_000, 60_000));
        let magnitude = size(chance, SEEN[2].1);
        let it = one(chance, at, place, magnitude);
        all.push(it);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_a_believable_one() {
        let now = Instant::read("2026-11-30 08:00").unwrap();
        let all = earthquakes(20_190_101, now);
        assert!((250..600).contains(&all.len()), "{}", all.len());
        assert!(all.windows(2).all(|pair| pair[0].at <= pair[1].at) && all.iter().all(|it| it.at < now));
        // Of the time since the stations see M 2, without those told one by one.
        let late = Instant::read("2008-01-01").unwrap();
        let sizes: Vec<f64> = all
            .iter()
            .filter(|it| it.at >= late && it.magnitude <= LARGEST && it.source == PROVINCE)
            .map(|it| it.magnitude as f64 / 10.0)
            .collect();
        use standards::earthquake_catalogue::{Estimator, b_value};
        let b = b_value(Estimator::Classic, &sizes, 2.0, 0.1).unwrap();
        assert!((0.75..1.05).contains(&b.b), "{b:?}");
        // Early ones are large and often without a depth.
        let early = |it: &&Earthquake| it.at.day().year() < 1990;
        assert!(all.iter().filter(early).all(|it| it.magnitude >= 35));
        assert!(all.iter().filter(early).any(|it| it.depth_km.is_none()));
        assert_eq!(all, earthquakes(20_190_101, now));
    }
}
