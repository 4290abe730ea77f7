use proptest::prelude::*;
use standards::landslide::rain::{CAINE_1980, Threshold};

use super::{IntensityDuration, UniformSpeed};
use crate::{Aggregate, Direction, Late, Metric, Point, Recent, Rule};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Caine 1980: 14.82·D^(-0.39).
const CAINE: IntensityDuration = IntensityDuration { factor: 14_820, exponent: 390, shortest: HOUR };

fn rule(metric: Metric, aggregate: Aggregate, hours: i64) -> Rule {
    let is_time = aggregate == Aggregate::InverseVelocity;
    Rule {
        id: 1,
        metric,
        aggregate,
        window: hours * HOUR,
        direction: if is_time { Direction::Below } else { Direction::Above },
        thresholds: [Some(if is_time { 240 } else { 1_000 }), None, None, None],
        hold: 0,
        clear: 0,
        late: Late::Corrected(0),
        wetness: None,
    }
}

fn recent(points: &[(i64, i32)]) -> (Recent, Point) {
    let mut recent = Recent::default();
    for (at, value) in points {
        recent.put(*at, *value);
    }
    let newest = recent.newest().unwrap();
    (recent, newest)
}

fn figure(rule: &Rule, points: &[(i64, i32)]) -> Option<i64> {
    assert_eq!(rule.fault(), None);
    let (recent, newest) = recent(points);
    rule.figure(&recent, newest)
}

#[test]
fn rain_against_a_curve() {
    let rule = rule(Metric::Rain, Aggregate::IntensityDuration(CAINE), 24);
    let check = |points: &[(i64, i32)], expected: Option<i64>| {
        let points: Vec<_> = points.iter().map(|(at, value)| (at * MINUTE, *value)).collect();
        assert_eq!(figure(&rule, &points), expected, "{points:?}");
    };
    // 14.82 mm in an hour is the curve; the rain of the first reading has no known duration.
    check(&[(0, 9_000)], None);
    check(&[(0, 900), (60, 148)], Some(999));
    check(&[(0, 900), (60, 0)], Some(0));
    // In ten minutes it is an hour's rain all the same.
    check(&[(0, 0), (10, 148)], Some(999));
    check(&[(0, 0), (10, 74), (20, 74)], Some(999));
    // Over two hours 2·14.82·2^(-0.39) = 22.62 mm are the curve, over one the half of 30 mm is 101.2 %.
    check(&[(0, 0), (60, 113), (120, 113)], Some(999));
    check(&[(0, 0), (60, 150), (120, 150)], Some(1_326));
    // The worst hour may lie at the end, and the rest counts for less.
    check(&[(0, 0), (60, 10), (120, 300)], Some(2_024));
    // 24 hours back are looked at, more are not: 24·14.82·24^(-0.39) = 102.99 mm.
    check(&[(0, 0), (60, 1_030), (1_440, 0)], Some(1_000));
    check(&[(-1, 0), (60, 1_030), (1_440, 0)], Some(0));
}

#[test]
fn a_total_says_the_same_as_its_amounts() {
    let amounts = [(0, 0), (60, 30), (120, 0), (150, 200), (170, 10), (300, 40)];
    let mut sum = 5_000;
    let totals = amounts.map(|(at, amount)| {
        sum += amount;
        (at * MINUTE, sum)
    });
    let amounts = amounts.map(|(at, amount)| (at * MINUTE, amount));
    let of = |metric, points: &[(i64, i32)]| figure(&rule(metric, Aggregate::IntensityDuration(CAINE), 24), points);
    assert_eq!(of(Metric::Rain, &amounts), of(Metric::RainTotal, &totals));
    assert!(of(Metric::Rain, &amounts) > Some(0));
    // A total that begins anew is no rain.
    assert_eq!(of(Metric::RainTotal, &[(0, 5_000), (HOUR, 0)]), Some(0));
}

proptest! {
    /// No duration at all, taken minute by minute, comes to more than the ones that are looked at.
    #[test]
    fn the_durations_that_are_looked_at_are_enough(
        distances in prop::collection::vec(1..180_i64, 2..60),
        values in prop::collection::vec(prop_oneof![2 => Just(0), 2 => 0..200], 60),
        exponent in 0..=1_000_u32,
        shortest in 6..120_i64,
    ) {
        let model = IntensityDuration { factor: 14_820, exponent, shortest: shortest * MINUTE };
        let mut minute = 0;
        let points: Vec<(i64, i32)> = distances.iter().zip(&values).map(|(far, value)| {
            minute += far;
            (minute, *value)
        }).collect();
        let curve = Threshold::local(0.0, 14.82, f64::from(exponent) / 1e3).unwrap();
        let (last, longest) = (points.last().unwrap().0, 24 * 60);
        // Of each minute what certainly fell in the window that begins there: the readings whose own time began later.
        let mut highest = 0.0_f64;
        for duration in shortest..=longest {
            let begins = last - duration;
            let inside = points.windows(2).filter(|pair| pair[0].0 >= begins).map(|pair| i64::from(pair[1].1)).sum::<i64>();
            highest = highest.max(curve.reached(inside as f64 / 10.0, duration as f64 / 60.0).unwrap());
        }
        let points: Vec<_> = points.iter().map(|(at, value)| (at * MINUTE, *value)).collect();
        let found = figure(&rule(Metric::Rain, Aggregate::IntensityDuration(model), 24), &points);
        let expected = (highest * 1_000.0).round() as i64;
        prop_assert_eq!(found.unwrap_or(0), expected);
    }
}

#[test]
fn the_published_curve_is_the_one_of_the_standards() {
    let own = CAINE.curve().unwrap();
    for hours in [1.0, 7.5, 24.0, 72.0] {
        assert_eq!(own.intensity_mm_h(hours).unwrap().to_bits(), CAINE_1980.intensity_mm_h(hours).unwrap().to_bits());
    }
}

#[test]
fn speed_against_the_uniform_speed() {
    // 2 mm a day is uniform.
    let rule = rule(Metric::Displacement, Aggregate::TangentAngle(UniformSpeed(2_000)), 24);
    let check = |points: &[(i64, i32)], expected: Option<i64>| {
        let points: Vec<_> = points.iter().map(|(at, value)| (at * HOUR, *value)).collect();
        assert_eq!(figure(&rule, &points), expected, "{points:?}");
    };
    check(&[(0, 0)], None);
    check(&[(0, 100), (12, 200)], Some(450));
    check(&[(0, 100), (12, 0)], Some(450));
    check(&[(0, 0), (12, 567)], Some(800));
    check(&[(0, 0), (12, 1_143)], Some(850));
    check(&[(0, 0), (12, 0)], Some(0));
    // What lies before the window does not count.
    check(&[(0, 0), (20, 1_000), (24, 1_000)], Some(0));
}

#[test]
fn time_to_failure() {
    let rule = rule(Metric::Displacement, Aggregate::InverseVelocity, 48);
    // v = 100/(t_f - t) mm/h, so that the displacement is 100·ln(t_f/(t_f - t)); it fails after 60 hours.
    let path = |hours: f64| (10_000.0 * (60.0 / (60.0 - hours)).ln()).round() as i32;
    let points = |until: i64| (0..=until * 2).map(|n| (n * HOUR / 2, path(n as f64 / 2.0))).collect::<Vec<_>>();
    for (at, low, high) in [(30, 295, 305), (40, 195, 205), (54, 55, 65)] {
        let found = figure(&rule, &points(at)).unwrap();
        assert!((low..=high).contains(&found), "{found} tenths of an hour after {at} hours");
    }
    // The other way it is the same.
    let back: Vec<_> = points(40).iter().map(|(at, value)| (*at, -*value)).collect();
    assert_eq!(figure(&rule, &back), figure(&rule, &points(40)));
    let uniform: Vec<_> = (0..=40).map(|n| (n * HOUR, n as i32 * 10)).collect();
    assert_eq!(figure(&rule, &uniform), None);
    let slower: Vec<_> = (1..=40).map(|n| (n * HOUR, (1_000.0 * (n as f64).sqrt()) as i32)).collect();
    assert_eq!(figure(&rule, &slower), None);
    assert_eq!(figure(&rule, &points(20)), None, "less than half of the window");
    let still: Vec<_> = (0..=40).map(|n| (n * HOUR, if n < 30 { 5 } else { 5 + (n - 30).pow(2) as i32 })).collect();
    assert_eq!(figure(&rule, &still), None);
}

#[test]
fn what_no_longer_accelerates_is_over() {
    let rule = rule(Metric::Displacement, Aggregate::InverseVelocity, 24);
    let mut watch = crate::Watch::new(i64::MIN);
    let (mut recent, mut told) = (Recent::default(), Vec::new());
    let mut value = 0.0_f64;
    for n in 0..90_i64 {
        // It speeds up for a day, and goes on evenly.
        value += if n < 30 { 0.5 * 1.15_f64.powi(n as i32) } else { 20.0 };
        let point = Point { at: n * HOUR, value: (value * 100.0) as i32 };
        recent.put(point.at, point.value);
        watch.judge(&rule, (&recent).into(), point, point.at, &mut |it| told.push((it.at / HOUR, it.level, it.figure)));
    }
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].1 == 1 && told[0].2 <= 240 && told[0].0 < 30, "{told:?}");
    assert!(told[1].1 == 0 && told[1].2 > 240, "{told:?}");
}

#[test]
fn a_model_that_cannot_work_is_told() {
    let curve = |it| rule(Metric::Rain, Aggregate::IntensityDuration(it), 24);
    for wrong in [
        IntensityDuration { factor: 0, ..CAINE },
        IntensityDuration { exponent: 1_001, ..CAINE },
        IntensityDuration { shortest: 5 * MINUTE, ..CAINE },
        IntensityDuration { shortest: 25 * HOUR, ..CAINE },
    ] {
        assert!(curve(wrong).fault().is_some(), "{wrong:?}");
    }
    assert!(rule(Metric::Crack, Aggregate::TangentAngle(UniformSpeed(0)), 24).fault().is_some());
}
