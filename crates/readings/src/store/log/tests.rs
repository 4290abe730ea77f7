use proptest::prelude::*;

use super::{Entry, Fault, Log, Torn, files, path, replay};
use crate::{Metric, Name, Reading};

/// Ways in which the disk refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fails {
    Full,
    Sync,
}

fn entry() -> impl Strategy<Value = Entry> {
    let reading = (any::<u32>(), any::<i64>(), any::<i64>(), any::<Option<u64>>());
    prop_oneof![
        6 => reading.prop_map(|(series, at, value, sequence)| Entry::Reading(Reading { series, at, value, sequence })),
        1 => ("\\PC{0,9}", 0..20_usize).prop_map(|(device, metric)| {
            Entry::Name(Name { device: device.into(), metric: Metric::ALL[metric] })
        }),
        1 => any::<i64>().prop_map(Entry::Arrived),
        1 => any::<u32>().prop_map(Entry::Impossible),
        1 => any::<i64>().prop_map(Entry::Tick),
    ]
}

fn commit(log: &mut Log, entries: &[Entry]) {
    entries.iter().for_each(|entry| log.note(entry));
    log.commit().unwrap();
}

fn all(folder: &std::path::Path, from: u64) -> Vec<Entry> {
    let mut all = Vec::new();
    let ends = Log::open(folder).unwrap().0.position();
    replay(folder, from, ends, |entry| all.push(entry)).unwrap();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn a_log_torn_at_any_byte_has_its_whole_frames(frames in prop::collection::vec(prop::collection::vec(entry(), 1..6), 1..5)) {
        let folder = tempfile::tempdir().unwrap();
        let (mut log, _) = Log::open(folder.path()).unwrap();
        let mut ends = vec![0];
        for frame in &frames {
            commit(&mut log, frame);
            ends.push(log.position());
        }
        prop_assert_eq!(all(folder.path(), 0), frames.concat());
        prop_assert_eq!(all(folder.path(), ends[1]), frames[1..].concat());
        let file = path(folder.path(), 0);
        let written = std::fs::read(&file).unwrap();
        for length in 0..written.len() {
            std::fs::write(&file, &written[..length]).unwrap();
            let whole = ends.iter().rposition(|end| *end <= length as u64).unwrap();
            let (mut log, torn) = Log::open(folder.path()).unwrap();
            let left = length as u64 - ends[whole];
            prop_assert_eq!(torn, (left > 0).then_some(Torn { position: ends[whole], bytes: left }));
            commit(&mut log, &[Entry::Tick(7)]);
            prop_assert_eq!(all(folder.path(), 0), [frames[..whole].concat(), vec![Entry::Tick(7)]].concat());
        }
    }
}

#[test]
fn a_flipped_bit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path()).unwrap();
    let mut ends = vec![0];
    for n in 0..3 {
        commit(&mut log, &[Entry::Tick(n), Entry::Arrived(-n)]);
        ends.push(log.position());
    }
    let file = path(folder.path(), 0);
    let written = std::fs::read(&file).unwrap();
    for place in 0..written.len() {
        let mut flipped = written.clone();
        flipped[place] ^= 1 << (place % 8);
        std::fs::write(&file, &flipped).unwrap();
        let opened = Log::open(folder.path()).map(|(_, torn)| torn);
        if (place as u64) < ends[2] {
            assert!(matches!(opened, Err(Fault::Damaged { .. })), "{place} {opened:?}");
        } else {
            // The last frame might have been torn; it is cut off, and that is told.
            assert_eq!(opened.unwrap(), Some(Torn { position: ends[2], bytes: ends[3] - ends[2] }));
        }
    }
}

#[test]
fn a_full_disk_loses_nothing_and_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path()).unwrap();
    commit(&mut log, &[Entry::Tick(1)]);
    log.note(&Entry::Tick(2));
    log.fails = Some(Fails::Full);
    assert!(matches!(log.commit(), Err(Fault::Full(_))));
    assert!(matches!(log.commit(), Err(Fault::Full(_))));
    assert_eq!(all(folder.path(), 0), [Entry::Tick(1)]);
    log.fails = None;
    log.note(&Entry::Tick(3));
    log.commit().unwrap();
    assert_eq!(all(folder.path(), 0), [1, 2, 3].map(Entry::Tick));
}

#[test]
fn after_a_failed_sync_nothing_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path()).unwrap();
    log.note(&Entry::Tick(1));
    log.fails = Some(Fails::Sync);
    assert!(matches!(log.commit(), Err(Fault::Stopped(_))));
    log.fails = None;
    assert!(matches!(log.commit(), Err(Fault::Stopped(_))));
    log.note(&Entry::Tick(2));
    assert!(matches!(log.commit(), Err(Fault::Stopped(_))));
}

#[test]
fn a_large_log_goes_on_in_another_file_and_a_lost_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut log, _) = Log::open(folder.path()).unwrap();
    let name = Name { device: "x".repeat(9 << 20).into(), metric: Metric::Rain };
    for _ in 0..5 {
        commit(&mut log, &[Entry::Name(name.clone())]);
    }
    let begun = files(folder.path()).unwrap();
    assert_eq!(begun.len(), 3);
    assert_eq!(log.finished(), begun[2]);
    assert_eq!(all(folder.path(), 0).len(), 5);
    assert_eq!(all(folder.path(), begun[1]).len(), 3);
    std::fs::remove_file(path(folder.path(), begun[1])).unwrap();
    assert!(matches!(replay(folder.path(), 0, log.position(), |_| ()), Err(Fault::Damaged { .. })));
}
