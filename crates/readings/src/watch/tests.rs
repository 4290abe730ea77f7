use proptest::prelude::*;

use super::{Told, Turn, Watch};
use crate::{Aggregate, Direction, Late, Metric, Point, Recent, Rule};

const MINUTE: i64 = 60_000;

fn rule(aggregate: Aggregate, window_min: i64, hold_min: i64, clear_min: i64, late: Late) -> Rule {
    Rule {
        id: 1,
        metric: Metric::Rain,
        aggregate,
        window: window_min * MINUTE,
        direction: Direction::Above,
        thresholds: [Some(10), Some(20), Some(40), Some(80)],
        hold: hold_min * MINUTE,
        clear: clear_min * MINUTE,
        late,
        wetness: None,
    }
}

/// Everything said when the readings come in this order.
fn run(rule: &Rule, readings: &[(i64, i32)]) -> (Vec<Told>, Watch) {
    let (mut watch, mut recent, mut said) = (Watch::new(i64::MIN), Recent::default(), Vec::new());
    for (at, value) in readings {
        recent.put(*at, *value);
        let newest = recent.newest().expect("one was put").at;
        watch.judge(rule, (&recent).into(), Point { at: *at, value: *value }, newest, &mut |told| said.push(told));
    }
    (said, watch)
}

/// From when on which level, for somebody who was told all this.
fn timeline(said: &[Told]) -> Vec<(i64, u8)> {
    let mut timeline: Vec<(i64, u8)> = Vec::new();
    for told in said {
        timeline.retain(|(at, _)| *at < told.at);
        if timeline.last().map_or(0, |(_, level)| *level) != told.level {
            timeline.push((told.at, told.level));
        }
    }
    timeline
}

#[test]
fn a_condition_is_said_once_and_not_a_hundred_times() {
    use Turn::{Cleared, Eased, Raised, Worsened};
    let rule = rule(Aggregate::Sum, 60, 0, 0, Late::Corrected(60 * MINUTE));
    let mut readings: Vec<(i64, i32)> = (0..30).map(|n| (n * 10 * MINUTE, if n < 15 { 4 } else { 0 })).collect();
    readings[5].1 = 30;
    let (said, watch) = run(&rule, &readings);
    let said: Vec<_> = said.iter().map(|told| (told.turn, told.at / MINUTE, told.level, told.figure)).collect();
    let expected = [
        (Raised, 20, 1, 12),
        (Worsened, 40, 2, 20),
        (Worsened, 50, 3, 50),
        (Eased, 110, 2, 24),
        (Eased, 160, 1, 16),
        (Cleared, 180, 0, 8),
    ];
    assert_eq!(said, expected);
    assert_eq!((watch.level(), watch.bytes()), (0, 0));
}

#[test]
fn a_late_reading_puts_right_what_was_said() {
    use Turn::{Cleared, Raised, Redated};
    let last = |late| rule(Aggregate::Last, 1, 0, 0, late);
    let sum = rule(Aggregate::Sum, 30, 0, 0, Late::Corrected(60 * MINUTE));
    let check = |rule: &Rule, readings: &[(i64, i32)], turns: &[(Turn, i64, u8)]| {
        let readings: Vec<_> = readings.iter().map(|(at, value)| (at * MINUTE, *value)).collect();
        let (said, _) = run(rule, &readings);
        let said: Vec<_> = said.iter().map(|told| (told.turn, told.at / MINUTE, told.level)).collect();
        assert_eq!(said, turns, "{readings:?}");
    };
    let hour = Late::Corrected(60 * MINUTE);
    // It had been over before anybody knew.
    check(&last(hour), &[(0, 0), (20, 0), (10, 15)], &[(Raised, 10, 1), (Cleared, 20, 0)]);
    // Since earlier than was said.
    check(&sum, &[(0, 0), (10, 11), (5, 12)], &[(Raised, 10, 1), (Redated, 5, 1), (Turn::Worsened, 10, 2)]);
    // What was said was never so.
    let held = Rule { hold: 20 * MINUTE, ..last(hour) };
    check(&held, &[(0, 15), (20, 15), (10, 0)], &[(Raised, 20, 1), (Cleared, 20, 0)]);
    check(&held, &[(0, 15), (20, 15), (30, 0), (10, 0)], &[(Raised, 20, 1), (Cleared, 30, 0), (Redated, 20, 0)]);
    // Behind the allowed lateness nothing is put right, but the rain has fallen.
    check(&last(hour), &[(0, 0), (70, 0), (10, 15)], &[]);
    let long = Rule { window: 120 * MINUTE, ..sum };
    check(&long, &[(0, 0), (70, 0), (10, 15), (80, 0)], &[(Raised, 80, 1)]);
    // As it comes: judged once, in the order of coming, at its own time.
    check(&last(Late::AsItComes), &[(0, 15), (20, 0), (10, 15)], &[(Raised, 0, 1), (Cleared, 20, 0), (Raised, 10, 1)]);
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let aggregate = prop_oneof![
        3 => Just(Aggregate::Sum),
        1 => Just(Aggregate::Last),
        1 => Just(Aggregate::Max),
        1 => Just(Aggregate::Min),
        1 => Just(Aggregate::Mean),
        1 => Just(Aggregate::Rise),
        1 => Just(Aggregate::Rate),
    ];
    let direction = prop_oneof![Just(Direction::Above), Just(Direction::Either)];
    (aggregate, direction, 1..200_i64, prop_oneof![Just(0), 0..90_i64], prop_oneof![Just(0), 0..90_i64]).prop_map(
        |(aggregate, direction, window, hold, clear)| Rule {
            direction,
            ..rule(aggregate, window, hold, clear, Late::Corrected(LATENESS))
        },
    )
}

const LATENESS: i64 = 180 * MINUTE;

/// When, and what.
type Series = Vec<(i64, i32)>;

/// Readings and the same in another order, in which none comes later than the rule allows.
fn shuffled() -> impl Strategy<Value = (Series, Series)> {
    let value = prop_oneof![3 => Just(0), 4 => 0..30, 1 => 30..100];
    let reading = (1..20 * MINUTE, value, prop_oneof![6 => Just(0), 2 => 0..30 * MINUTE, 1 => 0..LATENESS]);
    prop::collection::vec(reading, 1..150).prop_map(|readings| {
        let mut at = 0;
        let mut delayed: Vec<(i64, i64, i32)> = Vec::new();
        for (far, value, delay) in readings {
            at += far;
            delayed.push((at + delay, at, value));
        }
        let prompt = delayed.iter().map(|(_, at, value)| (*at, *value)).collect();
        delayed.sort();
        (prompt, delayed.iter().map(|(_, at, value)| (*at, *value)).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn within_the_lateness_the_order_of_coming_does_not_matter(rule in any_rule(), (prompt, late) in shuffled()) {
        let (in_order, a) = run(&rule, &prompt);
        let (as_came, b) = run(&rule, &late);
        prop_assert_eq!(timeline(&as_came), timeline(&in_order));
        prop_assert_eq!(a.level(), b.level());
        prop_assert!(in_order.iter().all(|told| !told.corrected && told.turn != Turn::Redated));
        // Nobody is told the same thing twice in a row.
        let mut level = 0;
        for told in &as_came {
            prop_assert!(told.turn == Turn::Redated || told.level != level);
            level = told.level;
        }
    }
}

#[test]
fn memory_is_bounded_however_often_a_rule_changes() {
    let rule = rule(Aggregate::Last, 1, 0, 0, Late::Corrected(Rule::LONGEST));
    let mut readings: Vec<(i64, i32)> = (0..1_000).map(|n| (n * MINUTE, if n % 2 == 0 { 15 } else { 0 })).collect();
    let (_, watch) = run(&rule, &readings);
    assert!(watch.steps.len() == Watch::MOST, "{}", watch.steps.len());
    // Further back than is kept, a late reading changes nothing.
    readings.push((500 * MINUTE + 1, 90));
    let (said, _) = run(&rule, &readings);
    assert!(said.iter().all(|told| !told.corrected));
    readings.push((999 * MINUTE - 1, 90));
    assert!(run(&rule, &readings).0.iter().any(|told| told.corrected));
}
