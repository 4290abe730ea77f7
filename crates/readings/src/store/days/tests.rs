use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Bin, DAY, Days};
use crate::store::Fault;
use crate::{Point, Sums};

const BEGIN: i64 = 1_767_225_600_000;

fn readings() -> impl Strategy<Value = Vec<(u32, Point)>> {
    let far = prop_oneof![6 => Just(300_000_i64), 3 => 1..900_000_i64, 1 => 1..2 * DAY];
    let value = prop_oneof![4 => Just(0), 4 => 0..300, 1 => any::<i32>()];
    prop::collection::vec((0..3_u32, far, value), 1..200).prop_map(|steps| {
        let mut at = [BEGIN; 3];
        let step = |(series, far, value): (u32, i64, i32)| {
            at[series as usize] += far;
            (series, Point { at: at[series as usize], value })
        };
        steps.into_iter().map(step).collect()
    })
}

/// What a curve must say, from the readings alone.
fn expected(all: &BTreeMap<i64, i32>, bins: &[Bin]) -> Vec<Sums> {
    let inside = |bin: &Bin| all.range(bin.from..bin.until).map(|(_, value)| *value).collect::<Vec<_>>();
    bins.iter().map(|bin| Sums::of(&inside(bin))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn days_give_back_what_was_added(
        readings in readings(),
        cut in any::<prop::sample::Index>(),
        unsaved in any::<prop::sample::Index>(),
        from in 0..20 * DAY,
        lasts in prop_oneof![1..DAY / 10, 1..40 * DAY],
        points in prop_oneof![1..10_usize, 1..300_usize],
        saved in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let days = Days::of(folder.path());
        let unsaved = if saved { readings.len() } else { unsaved.index(readings.len()) };
        let cut = cut.index(readings.len());
        days.add(readings[cut..].to_vec()).unwrap();
        days.add(readings[..cut].to_vec()).unwrap();
        // Once more, with other values: the first stay.
        let again = readings[..cut].iter().map(|(series, it)| (*series, Point { value: it.value ^ 1, ..*it }));
        days.add(again.collect()).unwrap();
        let (from, until) = (BEGIN + from, BEGIN + from + lasts);
        for series in 0..3 {
            let all: BTreeMap<i64, i32> =
                readings.iter().filter(|it| it.0 == series).map(|(_, it)| (it.at, it.value)).collect();
            let within: Vec<Point> = all.range(from..until).map(|(at, value)| Point { at: *at, value: *value }).collect();
            prop_assert_eq!(days.readings(series, from, until).unwrap(), within);
            let more: Vec<Point> =
                readings[unsaved..].iter().filter(|it| it.0 == series).map(|(_, it)| *it).collect();
            let curve = days.curve(series, from, until, points, &more).unwrap();
            prop_assert!(curve.len() <= points);
            prop_assert!(curve.windows(2).all(|pair| pair[0].until <= pair[1].from));
            let sums: Vec<Sums> = curve.iter().map(|bin| bin.sums).collect();
            prop_assert_eq!(&sums, &expected(&all, &curve));
            let missed = all.range(from..until).filter(|(at, _)| !curve.iter().any(|bin| (bin.from..bin.until).contains(*at)));
            prop_assert_eq!(missed.count(), 0);
        }
    }
}

#[test]
fn a_flipped_bit_in_a_day_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let days = Days::of(folder.path());
    let all: Vec<(u32, Point)> =
        (0..240).map(|n| (n % 3, Point { at: BEGIN + i64::from(n) * 291_000, value: n as i32 * 7 % 31 })).collect();
    days.add(all).unwrap();
    let whole: Vec<_> = (0..3).map(|series| days.readings(series, BEGIN, BEGIN + DAY).unwrap()).collect();
    let path = days.path(super::day_of(BEGIN));
    let written = std::fs::read(&path).unwrap();
    for place in 0..written.len() {
        let mut flipped = written.clone();
        flipped[place] ^= 4;
        std::fs::write(&path, flipped).unwrap();
        let told = days.add(vec![(1, Point { at: BEGIN + 1, value: 1 })]);
        assert!(matches!(told, Err(Fault::Damaged { .. })), "byte {place}: {told:?}");
        std::fs::write(&path, &written).unwrap();
    }
    let still: Vec<_> = (0..3).map(|series| days.readings(series, BEGIN, BEGIN + DAY).unwrap()).collect();
    assert_eq!(still, whole);
}

#[test]
fn dense_readings_have_their_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let days = Days::of(folder.path());
    let all: Vec<(u32, Point)> =
        (0..8_640).map(|n| (0, Point { at: BEGIN + n * 10_000, value: (n * 7919 % 1_000) as i32 })).collect();
    days.add(all.clone()).unwrap();
    let map = all.iter().map(|(_, it)| (it.at, it.value)).collect();
    let curve = days.curve(0, BEGIN, BEGIN + DAY, 1_000, &[]).unwrap();
    assert_eq!(curve.len(), 720);
    assert_eq!(curve.iter().map(|bin| bin.sums).collect::<Vec<_>>(), expected(&map, &curve));
}

#[test]
fn a_day_begins_in_beijing() {
    let folder = tempfile::tempdir().unwrap();
    let days = Days::of(folder.path());
    let hour = |n: i64| BEGIN + n * 3_600_000;
    days.add((0..96).map(|n| (0, Point { at: hour(n), value: n as i32 })).collect()).unwrap();
    let curve = days.curve(0, hour(20), hour(80), 2, &[]).unwrap();
    let found: Vec<_> = curve.iter().map(|bin| (bin.from, bin.until, bin.sums.low, bin.sums.high)).collect();
    assert_eq!(found, [(hour(16), hour(64), 16, 63), (hour(64), hour(88), 64, 87)]);
}

#[test]
fn a_day_that_was_thinned_out_keeps_its_hours() {
    let folder = tempfile::tempdir().unwrap();
    let days = Days::of(folder.path());
    let begin = BEGIN - 8 * 3_600_000;
    let dense = |n: i64| (0, Point { at: begin + n * 60_000, value: (n % 77) as i32 });
    let few = |n: i64| (1, Point { at: begin + n * 3_600_000, value: n as i32 });
    days.add((0..1_440).map(dense).chain((0..20).map(few)).collect()).unwrap();
    let hours = days.curve(0, begin, begin + DAY, 24, &[]).unwrap();
    let size = days.bytes().unwrap();
    assert!(days.thin(begin).unwrap());
    assert!(days.bytes().unwrap() < size / 2, "{} of {size}", days.bytes().unwrap());
    assert_eq!(days.curve(0, begin, begin + DAY, 24, &[]).unwrap(), hours);
    // Finer than hours it says its hours, and neither its sum nor its extremes are others.
    let fine = days.curve(0, begin, begin + DAY, 1_440, &[]).unwrap();
    assert_eq!(
        (fine.len(), fine.iter().map(|it| it.sums.sum).sum()),
        (24, hours.iter().map(|it| it.sums.sum).sum::<i64>())
    );
    assert_eq!(days.readings(0, begin, begin + DAY).unwrap(), []);
    assert_eq!(days.counts(begin).unwrap(), [(0, 1_440), (1, 20)]);
    // What has fewer readings than hours say is kept whole, and takes more; what was thinned out does not.
    assert_eq!(days.readings(1, begin, begin + DAY).unwrap().len(), 20);
    let more = [(0, Point { at: begin + 1, value: 9 }), (1, Point { at: begin + 1, value: 9 })];
    days.add(more.to_vec()).unwrap();
    assert_eq!(days.readings(1, begin, begin + DAY).unwrap().len(), 21);
    assert_eq!(days.curve(0, begin, begin + DAY, 24, &[]).unwrap(), hours);
    assert!(!days.thin(begin).unwrap(), "there is nothing more to let go");
}
