use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Intake, Opened, Parsed};
use crate::store::Fault;
use crate::store::log::{self, tests::Fails};
use crate::{
    Aggregate, Change, Direction, Directory, Flag, Late, Metric, Name, Reason, Rule, Setting, SiteKey, SiteOf, What,
};

const MINUTE: i64 = 60_000;
const BEGIN: i64 = 1_767_225_600_000;

fn directory(known: &[Name]) -> Arc<Directory> {
    let mut directory = Directory::with_known(known.iter().cloned());
    let rule = |id, metric, aggregate, window, thresholds| Rule {
        id,
        metric,
        aggregate,
        window: window * MINUTE,
        direction: Direction::Above,
        thresholds,
        hold: if id == 2 { 10 * MINUTE } else { 0 },
        clear: 10 * MINUTE,
        late: Late::Corrected(120 * MINUTE),
        wetness: None,
    };
    let levels = [Some(10), Some(30), Some(50), None];
    directory.put_rule(rule(1, Metric::Rain, Aggregate::Sum, 60, levels)).unwrap();
    directory.put_rule(rule(2, Metric::Rain, Aggregate::Max, 30, levels)).unwrap();
    directory.put_rule(rule(3, Metric::Level, Aggregate::Rise, 60, levels)).unwrap();
    for device in ["a", "b", "c"] {
        let setting = Setting { jump: Some(20), stuck: Some(20 * MINUTE), ..Setting::of(Metric::Rain, 5 * MINUTE) };
        directory.put(device, Metric::Rain, setting, &[1, 2]).unwrap();
        directory.put(device, Metric::Level, Setting::of(Metric::Level, 5 * MINUTE), &[3]).unwrap();
    }
    // Of two gauges at a site.
    let number = |device| directory.number(device, Metric::Rain).unwrap();
    let members = vec![(number("a"), 1), (number("b"), 1)];
    directory.put_site(SiteOf { key: SiteKey { rule: 1, site: 1 }, agree: 2, members }).unwrap();
    Arc::new(directory)
}

fn open(folder: &Path) -> (Intake, Vec<Change>) {
    let opened = Opened::folder(folder).unwrap();
    let directory = directory(opened.names());
    opened.into_intake(directory).unwrap()
}

fn state(intake: &Intake) -> Vec<u8> {
    let mut state = Vec::new();
    let mut write = |piece: &[u8]| {
        state.extend_from_slice(piece);
        Ok::<_, Fault>(())
    };
    intake.engine().encode(&mut write).unwrap();
    state
}

/// Device, metric, value, minutes late, whether it is numbered.
type Sent = (String, &'static str, String, i64, bool);
/// What happens: lines that arrive in a minute, and a look for silent devices after them.
type Step = (i64, Vec<u8>);

fn take(intake: &mut Intake, step: &Step) -> Vec<Change> {
    let parsed = Parsed::of(&step.1, intake.engine().directory());
    intake.take(&step.1, &parsed, step.0).unwrap();
    intake.tick(step.0 + MINUTE / 2);
    intake.commit().unwrap()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let value =
        prop_oneof![8 => (0..40_i64).prop_map(|it| format!("{}.{}", it / 10, it % 10)), 1 => Just("9999".to_owned())];
    let line = ("[abcd]", prop_oneof![3 => Just("rain"), 1 => Just("level")], value, 0..90_i64, any::<bool>());
    let batch = (1..12_i64, prop::collection::vec(line, 0..8));
    prop::collection::vec(batch, 1..25).prop_map(|batches| {
        let (mut now, mut number) = (BEGIN, 0);
        let mut step = |(far, lines): (i64, Vec<Sent>)| {
            now += far * MINUTE;
            let mut batch = String::new();
            for (device, metric, value, late, numbered) in lines {
                number += 1;
                let at = now - if late < 60 { late % 5 } else { late } * MINUTE;
                let q = if numbered { format!(",\"q\":{number}") } else { String::new() };
                batch += &format!("{{\"device\":\"{device}\",\"metric\":\"{metric}\",\"t\":{at},\"v\":{value}{q}}}\n");
            }
            (now, batch.into_bytes())
        };
        batches.into_iter().map(&mut step).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_restart_anywhere_is_as_if_nothing_had_been(
        steps in steps(),
        checkpoint in any::<prop::sample::Index>(),
        kill in any::<prop::sample::Index>(),
        torn in any::<prop::sample::Index>(),
    ) {
        let (checkpoint, kill) = (checkpoint.index(steps.len()), kill.index(steps.len()));
        let (whole, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut uninterrupted = open(whole.path()).0;
        let told: Vec<Vec<Change>> = steps.iter().map(|step| take(&mut uninterrupted, step)).collect();

        let (mut intake, mut position, mut since) = (open(broken.path()).0, 0, 0);
        for (place, step) in steps[..=kill].iter().enumerate() {
            position = intake.log().position();
            prop_assert_eq!(&take(&mut intake, step), &told[place]);
            if place == checkpoint {
                intake.checkpoint().unwrap();
                since = place + 1;
            }
        }
        // A kill while the last commit was being written, unless a checkpoint came after it.
        let file = log::path(broken.path(), 0);
        let written = std::fs::read(&file).unwrap();
        let first = if since == kill + 1 { written.len() } else { position as usize };
        let left = first + torn.index(written.len() + 1 - first);
        std::fs::write(&file, &written[..left]).unwrap();
        drop(intake);
        let (mut intake, again) = open(broken.path());
        let safe = if left == written.len() { kill + 1 } else { kill };
        prop_assert_eq!(again, told[since.min(safe)..safe].concat());
        for (step, told) in steps[safe..].iter().zip(&told[safe..]) {
            prop_assert_eq!(&take(&mut intake, step), told);
        }
        prop_assert_eq!(state(&intake), state(&uninterrupted));
    }
}

#[test]
fn lines_are_counted_and_kept_by_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut intake = open(folder.path()).0;
    let line = |device: &str, metric: &str, minute: i64, value: &str| {
        let at = BEGIN + minute * MINUTE;
        format!("{{\"device\":\"{device}\",\"metric\":\"{metric}\",\"t\":{at},\"v\":{value}}}\n")
    };
    let old = -5 * 366 * 24 * 60;
    let batch = [
        line("a", "rain", 0, "0.5"),
        line("a", "rain", 0, "0.5"),
        line("a", "rain", -7 * 24 * 60, "0.5"),
        line("a", "rain", old, "0.5"),
        line("a", "rain", 11, "0.5"),
        line("a", "rain", 9, "500.1"),
        line("a", "rain", 9, "1e99"),
        line("a", "gas", 0, "1"),
        line("a", "wind", 0, "1"),
        line("d", "rain", 0, "1"),
        "{\"device\":\"a\"}\n".to_owned(),
        "{\n".to_owned(),
        format!("{{\"device\":\"{}\"}}\n", "a".repeat(Parsed::MOST_LINE_BYTES)),
    ]
    .concat();
    let parsed = Parsed::of(batch.as_bytes(), intake.engine().directory());
    let counts = intake.take(batch.as_bytes(), &parsed, BEGIN).unwrap();
    let refused = Reason::ALL.map(|reason| counts.refused(reason));
    assert_eq!((counts.accepted, counts.late, refused), (2, 1, [2, 1, 1, 2, 2, 1, 1, 1]));
    let kept: Vec<&[u8]> = intake.quarantine().of(Reason::UnknownDevice).map(|kept| &*kept.line).collect();
    assert_eq!(kept, [line("d", "rain", 0, "1").trim_end().as_bytes()]);
    assert_eq!(intake.counts(), &counts);
    let flags: Vec<_> = intake.commit().unwrap().iter().map(|change| change.what).collect();
    assert_eq!(flags, [What::Quality { flag: Flag::Impossible, on: true, at: BEGIN }]);
}

#[test]
fn a_full_disk_refuses_with_its_reason_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let mut intake = open(folder.path()).0;
    let steps: Vec<Step> = (0..3)
        .map(|n| {
            let at = BEGIN + n * 5 * MINUTE;
            (at, format!("{{\"device\":\"a\",\"metric\":\"rain\",\"t\":{at},\"v\":2}}").into_bytes())
        })
        .collect();
    take(&mut intake, &steps[0]);
    let parsed = Parsed::of(&steps[1].1, intake.engine().directory());
    intake.take(&steps[1].1, &parsed, steps[1].0).unwrap();
    intake.log.fails = Some(Fails::Full);
    assert!(matches!(intake.commit(), Err(Fault::Full(_))));
    assert!(matches!(intake.take(&steps[2].1, &parsed, steps[2].0), Err(Fault::Full(_))));
    // What is in memory can still be read.
    assert_eq!(intake.engine().recent(0).len(), 2);
    intake.log.fails = None;
    // The sender wasn't answered and sends again: the reading is there already, and safe by then.
    let again = intake.take(&steps[1].1, &parsed, steps[1].0 + MINUTE).unwrap();
    assert_eq!(again.refused(Reason::Duplicate), 1);
    let told = intake.commit().unwrap();
    assert!(matches!(told[..], [Change { what: What::Condition { rule: 1, .. }, .. }, ..]), "{told:?}");
    drop(intake);
    assert_eq!(open(folder.path()).0.engine().recent(0).len(), 2);
    let mut intake = open(folder.path()).0;
    intake.take(&steps[2].1, &Parsed::of(&steps[2].1, intake.engine().directory()), steps[2].0).unwrap();
    intake.log.fails = Some(Fails::Sync);
    assert!(matches!(intake.commit(), Err(Fault::Stopped(_))));
    intake.log.fails = None;
    assert!(matches!(intake.take(&steps[2].1, &parsed, steps[2].0), Err(Fault::Stopped(_))));
}

#[test]
fn a_damaged_checkpoint_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut intake = open(folder.path()).0;
    take(&mut intake, &(BEGIN, b"{\"device\":\"a\",\"metric\":\"rain\",\"t\":1767225600000,\"v\":2}".to_vec()));
    intake.checkpoint().unwrap();
    drop(intake);
    let file = folder.path().join("checkpoint");
    let written = std::fs::read(&file).unwrap();
    for place in 0..written.len() {
        let mut flipped = written.clone();
        flipped[place] ^= 1;
        std::fs::write(&file, flipped).unwrap();
        assert!(matches!(Opened::folder(folder.path()), Err(Fault::Damaged { .. })), "byte {place}");
    }
}

#[test]
fn a_rule_that_asks_for_the_ground_is_told_of_the_days_before() {
    const DAY: i64 = 24 * 60 * MINUTE;
    let folder = tempfile::tempdir().unwrap();
    let (mut intake, _) = open(folder.path());
    let now = BEGIN + 10 * DAY;
    let mut lines = String::new();
    for (device, steps) in [("a", 400), ("b", 4)] {
        let at = now - 2 * DAY;
        let value = steps as f64 / 10.0;
        lines += &format!("{{\"device\":\"{device}\",\"metric\":\"rain\",\"t\":{at},\"v\":{value}}}\n");
    }
    take(&mut intake, &(now - DAY, lines.into_bytes()));
    let wet = |intake: &Intake| {
        let mut directory = Directory::clone(intake.engine().directory());
        let wetness = crate::Wetness {
            days: 10,
            decay: 900,
            dry_below: 50,
            wet_from: 200,
            dry: [Some(30), None, None, None],
            wet: [Some(5), None, None, None],
        };
        let place = directory.place_of_rule(1).unwrap();
        let rule = Rule { id: 9, wetness: Some(wetness), ..directory.rule(place).clone() };
        directory.put_rule(rule).unwrap();
        for device in ["a", "b"] {
            directory.put(device, Metric::Rain, Setting::of(Metric::Rain, 5 * MINUTE), &[9]).unwrap();
        }
        Arc::new(directory)
    };
    let directory = wet(&intake);
    intake.follow(directory);
    assert_eq!((intake.tell_days(now).unwrap(), intake.tell_days(now).unwrap()), (2, 0));
    intake.checkpoint().unwrap();
    // After a restart it is known still.
    let directory = wet(&intake);
    drop(intake);
    let opened = Opened::folder(folder.path()).unwrap();
    let (mut intake, _) = opened.into_intake(directory).unwrap();
    assert_eq!(intake.tell_days(now).unwrap(), 0);
    let line = |device: &str| format!("{{\"device\":\"{device}\",\"metric\":\"rain\",\"t\":{now},\"v\":1.0}}\n");
    let changes = take(&mut intake, &(now, (line("a") + &line("b")).into_bytes()));
    let raised: Vec<_> =
        changes.iter().filter(|it| matches!(it.what, What::Condition { .. })).map(|it| it.series).collect();
    assert_eq!(raised, [0], "the same millimetre, on wet ground and on dry");
}
