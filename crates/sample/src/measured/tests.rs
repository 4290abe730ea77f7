//! What stations tell: the same however time goes on, and what follows from the rain follows it.

use std::collections::BTreeMap;

use kernel::{Instant, Span};
use readings::Metric;

use super::{Measured, Measuring, series};
use crate::disaster::{Nature, week_of};
use crate::weather::DAY;
use crate::{District, Scale, Scene, StationKind};

fn county(now: &str) -> District {
    District::build(20_190_101, Instant::read(now).unwrap(), Scale::Small)
}

fn measured(county: &District, from: i64, until: i64, each: i64) -> Vec<Measured> {
    let mut measuring = Measuring::from(county, from);
    let (mut all, mut at) = (Vec::new(), from);
    while at < until {
        at = (at + each).min(until);
        measuring.go_on_until(at, &mut |it| all.push(it));
    }
    all.sort_by_key(|it| (it.series, it.at));
    all
}

/// Readings of one series: of the how many-th of a kind, a metric.
fn of(county: &District, all: &[Measured], kind: StationKind, nth: usize, metric: Metric) -> BTreeMap<i64, f64> {
    let is_it = |(n, of): &(usize, Metric)| {
        let it = &county.stations[*n];
        it.kind == kind && it.nth == nth && *of == metric
    };
    let place = series(&county.stations).iter().position(is_it).unwrap();
    let steps = 10_f64.powi(i32::from(metric.shape().decimals));
    all.iter().filter(|it| it.series == place).map(|it| (it.at, f64::from(it.value) / steps)).collect()
}

#[test]
fn a_day_at_once_is_the_same_as_minute_by_minute() {
    let county = county("2026-08-20 10:00");
    let from = county.now.millis() - 2 * DAY;
    let at_once = measured(&county, from, from + DAY / 2, DAY / 2);
    assert!(at_once.len() > 10_000);
    assert_eq!(at_once, measured(&county, from, from + DAY / 2, 60_000));
    let later = measured(&county, from + DAY / 4, from + DAY / 2, 7 * 60_000);
    let bucket_apart = |it: &&Measured| series(&county.stations)[it.series].1 != Metric::Rain && it.at > from + DAY / 4;
    assert_eq!(
        later.iter().filter(bucket_apart).collect::<Vec<_>>(),
        at_once.iter().filter(bucket_apart).collect::<Vec<_>>()
    );
}

#[test]
fn in_the_flood_week_the_water_is_told_each_minute_and_rises_behind_the_rain() {
    let (begin, end) = crate::disaster::flood_week(20_190_101, Instant::read("2026-11-30 10:00").unwrap()).unwrap();
    let county = District::in_scene(20_190_101, begin, Scale::Small, Scene::Eve);
    let flood = county.disasters.iter().find(|it| it.from > begin && it.nature == Nature::RiverFlood).unwrap();
    assert_eq!(week_of(flood.from), (begin, end));
    let all = measured(&county, begin.millis(), end.millis(), DAY);
    let rain = of(&county, &all, StationKind::RainGauge, 0, Metric::Rain);
    assert!(rain.len() > 7 * 1_440 * 99 / 100, "{}", rain.len());
    // The last day before the flood, and the two from it on.
    let from = flood.from.millis();
    let rain: Vec<_> = rain.range(from - DAY..from + DAY / 4).collect();
    let total: f64 = rain.iter().map(|it| it.1).sum();
    let moment = rain.iter().map(|(at, mm)| (**at - begin.millis()) as f64 * **mm).sum::<f64>() / total;
    assert!(total > 50.0, "{total}");
    let mut behind = 0;
    for nth in 0..12 {
        let level = of(&county, &all, StationKind::RiverLevel, nth, Metric::Level);
        let level: BTreeMap<i64, f64> = level.range(from - DAY..from + 2 * DAY).map(|it| (*it.0, *it.1)).collect();
        let (crest, high) = level.iter().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        let low = level.values().copied().fold(f64::MAX, f64::min);
        let after_h = ((crest - begin.millis()) as f64 - moment) / 3_600_000.0;
        assert!((-4.0..40.0).contains(&after_h), "{after_h:.1} h");
        behind += usize::from(after_h > 1.0 && high - low > 0.8);
    }
    assert!(behind >= 8, "{behind} of 12 rivers");
    let crest = county.crest_over_warning_m(flood.from).unwrap();
    assert!((0.2..2.5).contains(&crest), "{crest:.2} m over the warning level");
}

#[test]
fn something_is_wrong_as_it_is_in_every_register() {
    let county = county("2026-08-20 10:02");
    let now = county.now.millis();
    let all = measured(&county, now - 5 * DAY, now, DAY);
    let of = |kind, nth, metric| of(&county, &all, kind, nth, metric);
    assert!(of(StationKind::Pond, 3, Metric::Level).range(now - 29 * 3_600_000..).next().is_none(), "silent");
    assert_eq!(of(StationKind::Tailings, 1, Metric::DryBeach).values().last(), Some(&4_999.0));
    let stuck = of(StationKind::WeatherStation, 2, Metric::Temperature);
    let last: Vec<_> = stuck.range(now - 28 * 3_600_000..).map(|it| *it.1).collect();
    assert!(last.len() > 100 && last.windows(2).all(|it| it[0] == it[1]), "{last:?}");
    let gas = of(StationKind::Gas, 0, Metric::Gas);
    let most = gas.values().copied().fold(0.0, f64::max);
    assert!((1.0..1.5).contains(&most) && gas.values().filter(|it| **it > 0.5).count() < 12, "{most}");
    let jumps = of(StationKind::RiverLevel, 5, Metric::Level);
    let steps: Vec<f64> = jumps.values().copied().collect();
    assert_eq!(steps.windows(2).filter(|it| (it[1] - it[0]).abs() > 3.0).count(), 2);
    // The slope that gives way moves faster and faster.
    let slope = of(StationKind::Landslide, 2, Metric::Displacement);
    let moved = |hours: i64| {
        let at = now - hours * 3_600_000;
        let value = |at: i64| *slope.range(at..).next().unwrap().1;
        (value(at) - value(at - 6 * 3_600_000)) / 6.0
    };
    assert!(moved(1) > 0.5 && moved(1) > moved(24) && moved(24) > moved(72) && moved(72) > 0.08);
    let calm = self::of(&county, &all, StationKind::Landslide, 5, Metric::Displacement);
    let (first, last) = (calm.values().next().unwrap(), calm.values().last().unwrap());
    assert!((-0.2..8.0).contains(&(last - first)));
}

#[test]
fn values_stay_within_what_can_be() {
    let county = county("2026-02-10 09:00");
    let now = county.now.millis();
    let of_series = series(&county.stations);
    for it in measured(&county, now - 3 * DAY, now, DAY) {
        let (station, metric) = (&county.stations[of_series[it.series].0], of_series[it.series].1);
        let (low, high) = metric.possible();
        assert!((low..=high).contains(&it.value), "{} {metric:?}: {}", station.code, it.value);
    }
    let last = Span::hours(1);
    assert!(county.fallen(county.now - last, county.now).iter().any(|it| it.hour > 40.0));
}
