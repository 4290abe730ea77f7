use std::sync::Arc;

use super::{Engine, Flag, Taken, What};
use crate::{Aggregate, Direction, Directory, Late, Metric, Reading, Reason, Rule, Setting};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn rain(id: u64, hours: i64) -> Rule {
    Rule {
        id,
        metric: Metric::Rain,
        aggregate: Aggregate::Sum,
        window: hours * HOUR,
        direction: Direction::Above,
        thresholds: [Some(300 * hours), Some(500 * hours), Some(800 * hours), Some(1_200 * hours)],
        hold: 0,
        clear: HOUR,
        late: Late::Corrected(24 * HOUR),
        wetness: None,
    }
}

fn reading(series: u32, minute: i64, value: i64) -> Reading {
    Reading { series, at: minute * MINUTE, value, sequence: None }
}

/// An engine with one rain gauge, and what was told of its quality, each as flag, on and minute.
fn quality(steps: impl FnOnce(&mut Engine, &mut dyn FnMut(super::Change))) -> Vec<(Flag, bool, i64)> {
    let mut directory = Directory::default();
    let setting = Setting { jump: Some(10), stuck: Some(20 * MINUTE), ..Setting::of(Metric::Level, 5 * MINUTE) };
    directory.put("gauge", Metric::Level, setting, &[]).unwrap();
    let (mut engine, mut told) = (Engine::new(Arc::new(directory)), Vec::new());
    steps(&mut engine, &mut |change| {
        if let What::Quality { flag, on, at } = change.what {
            told.push((flag, on, at / MINUTE));
        }
    });
    told
}

#[test]
fn what_is_to_be_thought_of_a_device_is_said_once() {
    let silent = quality(|engine, tell| {
        let mut tell = tell;
        engine.tick(HOUR, &mut tell);
        engine.step(&reading(0, 60, 1), 60 * MINUTE, &mut tell).unwrap();
        for minute in 61..80 {
            engine.tick(minute * MINUTE, &mut tell);
        }
        engine.step(&reading(0, 80, 1), 80 * MINUTE, &mut tell).unwrap();
        assert_eq!(engine.heard(0), Some(80 * MINUTE));
    });
    assert_eq!(silent, [(Flag::Silent, true, 71), (Flag::Silent, false, 80)]);

    let values = [(0, 0), (5, 10), (10, 21), (20, 41), (25, 41), (45, 41), (50, 42), (55, 42)];
    let moved = quality(|engine, tell| {
        let mut tell = tell;
        for (minute, value) in values {
            engine.step(&reading(0, minute, value), minute * MINUTE, &mut tell).unwrap();
        }
        assert_eq!(engine.flags(0).count(), 0);
    });
    let expected =
        [(Flag::Jumping, true, 10), (Flag::Jumping, false, 20), (Flag::Stuck, true, 45), (Flag::Stuck, false, 50)];
    assert_eq!(moved, expected);

    let impossible = quality(|engine, tell| {
        let mut tell = tell;
        for value in [9_000_001, i64::MAX, -100_001] {
            assert_eq!(engine.step(&reading(0, 1, value), MINUTE, &mut tell), Err(Reason::ImpossibleValue));
        }
        assert_eq!(engine.flags(0).collect::<Vec<_>>(), [Flag::Impossible]);
        engine.step(&reading(0, 1, 9_000_000), MINUTE, &mut tell).unwrap();
    });
    assert_eq!(impossible, [(Flag::Impossible, true, 1), (Flag::Impossible, false, 1)]);
}

#[test]
fn more_readings_than_are_kept_are_told() {
    let told = quality(|engine, tell| {
        let mut tell = tell;
        for second in 0..(Engine::MOST as i64 + 500) {
            let reading = Reading { at: second * 1_000, ..reading(0, 0, second / 900) };
            engine.step(&reading, second * 1_000, &mut tell).unwrap();
        }
        assert!(engine.recent(0).len() <= Engine::MOST);
        engine.step(&reading(0, 10_000, 25), 10_000 * MINUTE, &mut tell).unwrap();
    });
    assert_eq!(told, [(Flag::TooOften, true, 333), (Flag::TooOften, false, 10_000)]);
}

#[test]
fn the_clock_of_a_device_shows_in_its_delays() {
    quality(|engine, tell| {
        let mut tell = tell;
        assert_eq!(engine.skew(0), None);
        for minute in 0..100 {
            let delay = 3_000 + minute * 7 % 11 * 100;
            engine.step(&reading(0, minute, minute), minute * MINUTE + delay, &mut tell).unwrap();
        }
        let skew = engine.skew(0).unwrap();
        assert!((3_000..3_200).contains(&skew), "{skew}");
        // Kept for a day and sent at once: it says little of the clock.
        for minute in 100..110 {
            engine.step(&reading(0, minute, minute), 2_000 * MINUTE, &mut tell).unwrap();
        }
        assert!(engine.skew(0).unwrap() <= skew + 10_000);
    });
}

#[test]
fn a_new_rule_begins_with_the_next_reading_and_a_kept_one_goes_on() {
    let set_up = |rules: &[u64]| {
        let mut directory = Directory::default();
        directory.put_rule(rain(1, 1)).unwrap();
        directory.put_rule(Rule { thresholds: [Some(1), None, None, None], ..rain(2, 24) }).unwrap();
        directory.put("gauge", Metric::Rain, Setting::of(Metric::Rain, 5 * MINUTE), rules).unwrap();
        Arc::new(directory)
    };
    let mut engine = Engine::new(set_up(&[1]));
    let mut told = Vec::new();
    let mut tell = |change: super::Change| {
        if let What::Condition { rule, told: it } = change.what {
            told.push((rule, it.level, it.at / MINUTE));
        }
    };
    engine.step(&reading(0, 10, 400), HOUR, &mut tell).unwrap();
    engine.follow(set_up(&[2, 1]));
    assert_eq!(engine.conditions(0).collect::<Vec<_>>(), [(2, 0, Some(400)), (1, 1, Some(400))]);
    // Late, from before the rule stood: it counts, but isn't judged by it.
    engine.step(&reading(0, 5, 200), HOUR, &mut tell).unwrap();
    engine.step(&reading(0, 15, 1), HOUR, &mut tell).unwrap();
    assert_eq!(told, [(1, 1, 10), (1, 2, 10), (2, 1, 15)]);
}

#[test]
fn what_is_older_than_every_rule_allows_is_taken_but_not_judged() {
    let mut directory = Directory::default();
    directory.put_rule(rain(1, 1)).unwrap();
    directory.put("gauge", Metric::Rain, Setting::of(Metric::Rain, 5 * MINUTE), &[1]).unwrap();
    let mut engine = Engine::new(Arc::new(directory));
    let mut step = |hours: i64| engine.step(&reading(0, hours * 60, 0), 1_000 * HOUR, &mut |_| ());
    assert_eq!(step(100), Ok(Taken::Judged));
    assert_eq!(step(77), Ok(Taken::Judged));
    assert_eq!(step(76), Ok(Taken::Late));
    assert_eq!(step(1), Ok(Taken::Late));
    assert_eq!(step(77), Err(Reason::Duplicate));
    assert_eq!(step(1_001), Err(Reason::InTheFuture));
}

/// Five rules to three days back and a day of lateness, a rain gauge each five minutes, in real storms.
#[test]
fn two_hundred_thousand_devices_fit_in_a_gigabyte() {
    const DEVICES: u32 = 500;
    let mut directory = Directory::default();
    for (id, hours) in [(1, 1), (2, 3), (3, 6), (4, 12), (5, 24)] {
        directory.put_rule(rain(id, hours)).unwrap();
    }
    for device in 0..DEVICES {
        let setting = Setting::of(Metric::Rain, 5 * MINUTE);
        directory.put(&format!("gauge-{device}"), Metric::Rain, setting, &[1, 2, 3, 4, 5]).unwrap();
    }
    let directory = Arc::new(directory);
    let mut engine = None;
    let counted = allocation_counter::measure(|| {
        let mut it = Engine::new(directory.clone());
        for n in 0..1_000 {
            for series in 0..DEVICES {
                let phase = i64::from(series % 60) * 997;
                let value = if (n + i64::from(series)) % 200 < 30 { (n * 31 + phase) % 90 } else { 0 };
                let reading = Reading { at: n * 5 * MINUTE + phase, ..reading(series, 0, value) };
                it.step(&reading, reading.at, &mut |_| ()).unwrap();
            }
        }
        engine = Some(it);
    });
    let engine = engine.unwrap();
    let each = counted.bytes_current / i64::from(DEVICES);
    assert!(each < 5_000, "{each} bytes a device");
    assert!((engine.bytes() as i64 - counted.bytes_current).abs() < counted.bytes_current / 20);
    println!("{each} bytes a device");
}
