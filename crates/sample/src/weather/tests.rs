//! What makes the weather believable: how much falls, when, how hard, how far neighbours agree, and that what is on record of the
//! county's disasters is in it.

use kernel::{Day, Instant, Span};

use super::relief::{Spot, altitude_m, rain_factor};
use super::{DAY, STEP, Sky, Weather};
use crate::disaster::Nature;
use crate::{District, Scale, Station, StationKind};

const SEED: u64 = 20_190_101;

fn county(now: &str) -> District {
    District::build(SEED, Instant::read(now).unwrap(), Scale::Full)
}

fn gauges(county: &District) -> Vec<&Station> {
    county.stations.iter().filter(|it| it.kind == StationKind::RainGauge).collect()
}

/// Millimetres of each Beijing day from 1 January of a year on, of each gauge.
fn days(weather: &Weather, gauges: &[&Station], year: i16, count: usize) -> Vec<Vec<f64>> {
    let begin = Day::new(year, 1, 1).unwrap().start().millis();
    let mut sky = Sky::at(weather, begin);
    let factors: Vec<f64> = gauges.iter().map(|it| rain_factor(it.spot)).collect();
    let mut days = vec![vec![0.0; count]; gauges.len()];
    for day in 0..count {
        for at in (begin + day as i64 * DAY..begin + (day as i64 + 1) * DAY).step_by(STEP as usize) {
            sky.go_on(weather, at);
            if sky.is_clear() {
                continue;
            }
            for ((gauge, factor), days) in gauges.iter().zip(&factors).zip(&mut days) {
                days[day] += sky.rain_mm(at, gauge.spot, *factor);
            }
        }
    }
    days
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (of_a, of_b) = (mean(a), mean(b));
    let product =
        |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum::<f64>();
    product(a, of_a, b, of_b) / (product(a, of_a, a, of_a) * product(b, of_b, b, of_b)).sqrt()
}

#[test]
fn years_are_those_of_the_south_west() {
    let county = county("2026-09-30 12:00");
    let gauges: Vec<&Station> = gauges(&county).into_iter().step_by(4).collect();
    let (mut yearly, mut most, mut summers) = (Vec::new(), Vec::new(), Vec::new());
    for year in 2021..2026 {
        for days in days(&county.weather, &gauges, year, 365) {
            let all: f64 = days.iter().sum();
            // 1 May to 30 September.
            summers.push(days[120..273].iter().sum::<f64>() / all);
            most.push(days.iter().copied().fold(0.0, f64::max));
            yearly.push(all);
        }
    }
    let count = yearly.len();
    let within = |low: f64, high: f64| yearly.iter().filter(|mm| (low..high).contains(*mm)).count();
    assert!((1_000.0..1_300.0).contains(&mean(&yearly)), "a year brings {:.0} mm", mean(&yearly));
    assert!(within(900.0, 1_400.0) * 10 >= count * 8, "{yearly:.0?}");
    assert_eq!(within(700.0, 1_700.0), count, "{yearly:.0?}");
    assert!((0.68..0.85).contains(&mean(&summers)), "{:.2} of it from May to September", mean(&summers));
    // The greatest day of a year at one gauge: 50 to 95 mm, 100 once in some years, 200 never here.
    assert!((50.0..95.0).contains(&mean(&most)), "{:.0} mm", mean(&most));
    let over = |mm: f64| most.iter().filter(|it| **it >= mm).count() as f64 / count as f64;
    assert!((0.02..0.35).contains(&over(100.0)) && over(150.0) < 0.12 && over(220.0) == 0.0, "{most:.0?}");
}

#[test]
fn neighbours_agree_and_the_far_ones_less() {
    let county = county("2026-09-30 12:00");
    let gauges = gauges(&county);
    let days = days(&county.weather, &gauges, 2024, 366);
    let mut by_distance = [const { Vec::new() }; 4];
    for a in 0..gauges.len() {
        for b in 0..a {
            let far = gauges[a].spot.distance_km(gauges[b].spot);
            let place = [5.0, 15.0, 30.0].iter().filter(|limit| far >= **limit).count();
            by_distance[place].push(correlation(&days[a], &days[b]));
        }
    }
    let means = by_distance.map(|it| mean(&it));
    assert!(means.windows(2).all(|pair| pair[0] > pair[1] + 0.05), "{means:.2?}");
    assert!(means[0] > 0.75 && means[3] < 0.6 && means[3] > 0.05, "{means:.2?}");
}

#[test]
fn hills_get_more_than_the_valley() {
    let county = county("2026-09-30 12:00");
    let spots = || county.stations.iter().map(|it| it.spot);
    assert!(spots().all(|it| (1_000.0..2_500.0).contains(&altitude_m(it))));
    let mean_of = |high: bool| {
        let of: Vec<f64> = spots().filter(|it| (altitude_m(*it) > 1_700.0) == high).map(rain_factor).collect();
        assert!(of.len() > 40);
        mean(&of)
    };
    assert!(mean_of(true) > mean_of(false) * 1.1);
    assert!(spots().all(|it| (0.7..=1.3).contains(&rain_factor(it))));
    // One hill, two sides: the one that the moist air meets gets more.
    let (mut facing, mut behind) = (Vec::new(), Vec::new());
    for n in 0..400 {
        let it = Spot { east: f64::from(n % 20) * 3.0 - 30.0, north: f64::from(n / 20) * 3.0 - 30.0 };
        let rises = altitude_m(it) - altitude_m(Spot { east: it.east - 2.0, north: it.north - 2.0 });
        let rest = rain_factor(it) - 0.19 * ((altitude_m(it) - 1_200.0) / 800.0).clamp(-0.2, 1.2);
        if rises > 60.0 {
            facing.push(rest)
        } else if rises < -60.0 {
            behind.push(rest)
        }
    }
    assert!(mean(&facing) > mean(&behind) + 0.08);
}

#[test]
fn what_is_on_record_fell() {
    let county = county("2026-09-30 12:00");
    let gauges = gauges(&county);
    for it in county.disasters.iter().filter(|it| it.from.day().year() >= 2023 && it.from < county.now) {
        let hours = |n: i64| it.from - Span::hours(n);
        let at: Vec<&&Station> =
            gauges.iter().filter(|gauge| it.places.iter().any(|place| place.township() == gauge.township)).collect();
        let most = |from: Instant, until: Instant| {
            let of = |gauge: &&&Station| county.weather.rain_mm(gauge, from.millis(), until.millis());
            at.iter().map(of).fold(0.0, f64::max)
        };
        let day = most(hours(24), it.from + Span::minutes(25));
        let (low, high) = match it.nature {
            Nature::FlashFlood => (95.0, 122.0),
            Nature::RiverFlood => (60.0, 190.0),
            Nature::Landslide => {
                assert!(most(hours(72), it.from) > 60.0, "{it:?}");
                continue;
            }
            Nature::Waterlogging => {
                assert!(most(hours(288), it.from) > 90.0, "{it:?}");
                continue;
            }
            Nature::Hail => {
                assert!(most(it.from, hours(-1)) > 1.0, "{it:?}");
                continue;
            }
            _ => continue,
        };
        assert!((low..high).contains(&day), "{day:.0} mm before {it:?}");
    }
}

#[test]
fn the_present_flood_is_in_the_gauges() {
    for now in ["2026-01-05 10:00", "2026-07-09 23:50", "2026-11-30 16:30"] {
        let county = county(now);
        let from = crate::disaster::present(county.now);
        let fallen = county.fallen(from - Span::hours(12), from + Span::hours(1));
        let over = fallen.iter().filter(|it| it.sum >= 100.0).count();
        let hour = fallen.iter().map(|it| it.hour).fold(0.0, f64::max);
        assert!((5..17).contains(&over) && (30.0..80.0).contains(&hour), "{over} gauges, {hour:.0} mm: {now}");
        let last = county.fallen(county.now - Span::hours(1), county.now);
        assert!(last.iter().any(|it| it.sum > 45.0), "{now}");
    }
}

#[test]
fn the_same_seed_brings_the_same_weather_whenever_it_is_asked() {
    let [one, other] = ["2026-06-10 08:00", "2026-09-30 12:00"].map(county);
    assert_ne!(one.weather, other.weather);
    // Far from the now of either, they agree.
    let day = super::day_of(Day::new(2025, 8, 1).unwrap().start().millis());
    let of = |county: &District| (0..20).map(|n| county.weather.storms_of(day + n)).collect::<Vec<_>>();
    assert_eq!(of(&one), of(&other));
    assert!(of(&one).iter().map(Vec::len).sum::<usize>() > 50);
}
