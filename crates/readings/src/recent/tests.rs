use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{BLOCK, Placed, Point, Recent, Sums};

/// The distances between readings, as devices keep them: by the beat, by events, with gaps of months.
fn distances() -> impl Strategy<Value = Vec<i64>> {
    prop_oneof![
        prop::collection::vec(Just(300_000_i64), 1..400),
        prop::collection::vec(295_000..305_000_i64, 1..400),
        prop::collection::vec(prop_oneof![9 => 1..900_000_i64, 1 => 1..9_000_000_000_i64], 1..300),
    ]
}

fn value() -> impl Strategy<Value = i32> {
    prop_oneof![4 => Just(0), 4 => 0..300, 2 => -70_000..70_000, 1 => any::<i32>()]
}

proptest! {
    #[test]
    fn any_window_is_what_its_readings_say(
        distances in distances(),
        values in prop::collection::vec(value(), 400),
        late in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        windows in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), -1..=1_i64), 20),
    ) {
        let mut at = -5_000_000_000;
        let mut points: Vec<(i64, i32)> = distances.iter().zip(values).map(|(far, value)| { at += far; (at, value) }).collect();
        let sorted: BTreeMap<i64, i32> = points.iter().copied().collect();
        for place in late {
            let place = place.index(points.len());
            let moved = points.remove(place);
            points.push(moved);
        }
        let mut recent = Recent::default();
        let mut newest = i64::MIN;
        for (at, value) in points {
            let placed = if at > newest { Placed::Newest } else { Placed::Between };
            newest = newest.max(at);
            prop_assert_eq!(recent.put(at, value), placed);
            prop_assert_eq!(recent.put(at, value), Placed::Twice);
        }
        let all: Vec<Point> = sorted.iter().map(|(at, value)| Point { at: *at, value: *value }).collect();
        prop_assert_eq!(recent.since(i64::MIN).collect::<Vec<_>>(), all.clone());
        for (a, b, off) in windows {
            let (after, until) = (all[a.index(all.len())].at + off, all[b.index(all.len())].at);
            let inside: Vec<i32> = all.iter().filter(|it| it.at > after && it.at <= until).map(|it| it.value).collect();
            prop_assert_eq!(recent.over(after, until), Sums::of(&inside));
            prop_assert_eq!(recent.sum(after, until), Sums::of(&inside).sum);
            prop_assert_eq!(recent.first_after(after), all.iter().find(|it| it.at > after).copied());
            prop_assert_eq!(recent.since(after).count(), all.iter().filter(|it| it.at >= after).count());
        }
        prop_assert_eq!(recent.newest(), all.last().copied());
    }
}

#[test]
fn what_is_old_goes_block_by_block() {
    let mut recent = Recent::default();
    for n in 0..1_000 {
        recent.put(n * 60_000, n as i32);
    }
    recent.forget_until(500 * 60_000);
    let kept = recent.since(i64::MIN).count();
    assert!((499..499 + BLOCK).contains(&kept), "{kept}");
    assert_eq!(recent.over(500 * 60_000, i64::MAX).count, 499);
}

#[test]
fn a_steady_rain_gauge_needs_little_memory() {
    let mut recent = Recent::default();
    for n in 0..576_i64 {
        recent.put(n * 300_000, (n % 50) as i32);
    }
    assert!(recent.bytes() < 576 * 5, "{} bytes", recent.bytes());
}
