use std::sync::Arc;

use super::{DAY, Ground, RainDays, Wetness};
use crate::{Aggregate, Direction, Directory, Engine, Late, Metric, Point, Reading, Rule, Setting, Timeline, What};

const HOUR: i64 = 3_600_000;
/// 08:00 in Beijing.
const MORNING: i64 = 20_000 * DAY;

fn wetness() -> Wetness {
    Wetness {
        days: 5,
        decay: 850,
        dry_below: 100,
        wet_from: 500,
        dry: [Some(600), None, None, Some(1_200)],
        wet: [Some(200), None, None, Some(500)],
    }
}

fn days(metric: Metric, readings: &[(i64, i32)]) -> RainDays {
    let mut days = RainDays::new(metric, wetness().reach());
    readings.iter().for_each(|(hour, value)| days.add(MORNING + hour * HOUR, *value));
    days
}

#[test]
fn effective_antecedent_rain() {
    let check = |readings: &[(i64, i32)], hour: i64, tenths: i64| {
        let days = days(Metric::Rain, readings);
        assert_eq!(wetness().antecedent(&days, MORNING + hour * HOUR), tenths, "{readings:?} at {hour}");
    };
    // What falls on the day itself is not of the days before; at 08:00 the day is told that ends.
    check(&[(1, 400)], 24, 0);
    check(&[(1, 400)], 25, 340);
    check(&[(0, 400)], 1, 340);
    check(&[(24, 400)], 25, 340);
    // 0.85·10 + 0.7225·20 + 0.6141·40 mm
    check(&[(60, 100), (40, 200), (10, 150), (20, 250)], 80, 475);
    // Five days back, and no further.
    check(&[(1, 1_000)], 5 * 24 + 1, 444);
    check(&[(1, 1_000)], 6 * 24 + 1, 0);
    // A faulty day is cut where the standard's domain ends.
    check(&[(1, 1_000_000)], 25, 42_500);
}

#[test]
fn a_total_tells_days_by_its_rise() {
    let totals = [(-20, 1_000), (1, 1_000), (5, 1_400), (23, 1_390), (26, 1_400), (47, 1_600)];
    let days = days(Metric::RainTotal, &totals);
    assert_eq!(wetness().antecedent(&days, MORNING + 49 * HOUR), 170 + 289);
    let anew = super::RainDays::new(Metric::RainTotal, wetness().reach());
    assert_eq!(wetness().antecedent(&anew, MORNING), 0);
}

#[test]
fn days_forget_what_is_too_old_and_take_what_is_late() {
    let mut it = RainDays::new(Metric::Rain, wetness().reach());
    let most = i64::from(it.most);
    for day in 0..100 {
        it.add(MORNING + day * DAY + HOUR, 1);
        assert!(it.days.len() as i64 <= most);
    }
    it.add(MORNING + 97 * DAY + HOUR, 5);
    it.add(MORNING + HOUR, 7);
    let of = |it: &RainDays| (90..100).map(|day| it.rain(20_000 + day)).collect::<Vec<_>>();
    assert_eq!(of(&it)[2..], [1, 1, 1, 1, 1, 6, 1, 1]);
    let mut out = Vec::new();
    it.encode(&mut out);
    let mut bytes = crate::bytes::Bytes(&out);
    assert_eq!(RainDays::decode(&mut bytes), Some(it.clone()));
    assert!(bytes.is_empty());
    // Silent for a year: nothing of it is left, and nothing is filled up.
    it.add(MORNING + 500 * DAY, 3);
    assert_eq!(it.days.len(), 1);
    // The first one came late.
    let mut late = days(Metric::Rain, &[(60, 1), (1, 2)]);
    late.add(MORNING + 30 * HOUR, 4);
    assert_eq!([0, 1, 2].map(|day| late.rain(20_000 + day)), [2, 4, 1]);
    assert!(late.bytes() <= 120, "{} bytes", late.bytes());
    let longest = RainDays::new(Metric::Rain, 31 * DAY + Rule::LONGEST);
    assert!(longest.bytes() <= 200, "{} bytes", longest.bytes());
}

fn rule() -> Rule {
    Rule {
        id: 1,
        metric: Metric::Rain,
        aggregate: Aggregate::Sum,
        window: 3 * HOUR,
        direction: Direction::Above,
        thresholds: [Some(400), None, None, Some(800)],
        hold: 0,
        clear: 0,
        late: Late::Corrected(72 * HOUR),
        wetness: Some(wetness()),
    }
}

fn engine() -> Engine {
    let mut directory = Directory::default();
    directory.put_rule(rule()).unwrap();
    directory.put("gauge", Metric::Rain, Setting::of(Metric::Rain, HOUR), &[1]).unwrap();
    Engine::new(Arc::new(directory))
}

/// From when on which level: hour, and the rain that came then.
fn timeline(readings: &[(i64, i64)]) -> Vec<(i64, u8)> {
    let (mut engine, mut timeline) = (engine(), Timeline::default());
    for (hour, value) in readings {
        let reading = Reading { series: 0, at: MORNING + hour * HOUR, value: *value, sequence: None };
        engine
            .step(&reading, MORNING + 1_000 * HOUR, &mut |change| {
                if let What::Condition { told, .. } = change.what {
                    timeline.tell(&told);
                }
            })
            .unwrap();
    }
    timeline.conditions(0).iter().map(|it| ((it.from - MORNING) / HOUR, it.worst)).collect()
}

#[test]
fn the_same_rain_is_worse_on_wet_ground() {
    let storm = [(100, 0), (101, 150), (102, 150), (103, 150), (110, 0)];
    let after = |wet: i64| {
        let mut readings = vec![(60, wet), (61, 0)];
        readings.extend(storm);
        timeline(&readings)
    };
    // 45 mm in three hours: nothing on dry ground, the least level on usual, and on wet ground sooner.
    assert_eq!(after(0), []);
    // 0.7225·32 mm is usual. The rain itself stays below its threshold.
    assert_eq!(after(320), [(103, 1)]);
    // 72.25 mm: wet from the first. That rain itself was above 400 and on dry ground above 600.
    assert_eq!(after(1_000), [(60, 1), (102, 1)]);
    // Rounded to the nearest tenth of a millimetre before it is compared: 0.85·58.8 is 50.0.
    let ground = |tenths| wetness().ground(&days(Metric::Rain, &[(1, tenths)]), MORNING + 25 * HOUR);
    assert_eq!(
        [117, 118, 587, 588, 589].map(ground),
        [Ground::Dry, Ground::Usual, Ground::Usual, Ground::Wet, Ground::Wet]
    );
}

#[test]
fn rain_that_is_told_late_makes_the_ground_wet_all_the_same() {
    let prompt = [(60, 350), (61, 350), (90, 0), (101, 150), (102, 150), (103, 150), (110, 0)];
    let expected = timeline(&prompt);
    assert_eq!(expected.last(), Some(&(102, 1)));
    for from in 0..prompt.len() {
        for to in 0..prompt.len() {
            let mut late = prompt.to_vec();
            let moved = late.remove(from);
            late.insert(to, moved);
            assert_eq!(timeline(&late), expected, "{late:?}");
        }
    }
}

#[test]
fn whoever_begins_is_told_of_the_days_before() {
    let mut engine = engine();
    assert_eq!(engine.without_days(), [(0, wetness().reach() + 72 * HOUR)]);
    let stored: Vec<Point> =
        [(1, 300), (30, 400)].map(|(hour, value)| Point { at: MORNING + hour * HOUR, value }).into();
    engine.tell_days(0, &stored);
    assert!(engine.without_days().is_empty());
    let state = engine.series[0].days.as_ref().unwrap();
    assert_eq!(wetness().antecedent(state, MORNING + 50 * HOUR), 340 + 217);
    // Going on by the same rules keeps them; other days are asked for anew.
    engine.follow(Arc::clone(engine.directory()));
    assert!(engine.without_days().is_empty());
}

#[test]
fn a_wetness_that_cannot_work_is_told() {
    let fault = |wetness| Rule { wetness: Some(wetness), ..rule() }.fault();
    assert_eq!(fault(wetness()), None);
    for wrong in [
        Wetness { days: 0, ..wetness() },
        Wetness { days: 31, ..wetness() },
        Wetness { decay: 0, ..wetness() },
        Wetness { decay: 1_001, ..wetness() },
        Wetness { dry_below: 501, ..wetness() },
        Wetness { dry: [Some(2), Some(1), None, None], ..wetness() },
        Wetness { wet: [Some(0), None, None, None], ..wetness() },
    ] {
        assert!(fault(wrong).is_some(), "{wrong:?}");
    }
    assert!(Rule { aggregate: Aggregate::Max, ..rule() }.fault().is_some());
}
