use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Condition, Outcome, run};
use crate::store::history::History;
use crate::store::whole::Whole;
use crate::{
    Aggregate, Change, Direction, Directory, Engine, Held, Intake, IntensityDuration, Late, Metric, Opened, Parsed,
    Reading, Rule, Setting, SiteKey, SiteOf, Timeline, Wetness, What,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// A midnight of Beijing.
const BEGIN: i64 = 1_767_196_800_000;

fn rule(id: u64, metric: Metric, aggregate: Aggregate, thresholds: [i64; 4]) -> Rule {
    Rule {
        id,
        metric,
        aggregate,
        window: 6 * HOUR,
        direction: Direction::Above,
        thresholds: thresholds.map(Some),
        hold: if id.is_multiple_of(2) { 0 } else { HOUR / 2 },
        clear: 2 * HOUR,
        late: Late::Corrected(12 * HOUR),
        wetness: None,
    }
}

/// Two gauges of rain and one of a level, each with rules of every figure that fits.
fn directory() -> Directory {
    let mut directory = Directory::default();
    let curve = IntensityDuration { factor: 5_000, exponent: 400, shortest: HOUR };
    let wetness = Wetness {
        days: 4,
        decay: 850,
        dry_below: 300,
        wet_from: 1_200,
        dry: [Some(900), None, Some(1_200), None],
        wet: [Some(150), Some(250), None, None],
    };
    let rain = [
        rule(1, Metric::Rain, Aggregate::Sum, [200, 400, 600, 900]),
        rule(2, Metric::Rain, Aggregate::Max, [20, 40, 60, 80]),
        rule(3, Metric::Rain, Aggregate::Mean, [5, 10, 20, 30]),
        rule(4, Metric::Rain, Aggregate::Last, [20, 40, 60, 80]),
        rule(5, Metric::Rain, Aggregate::IntensityDuration(curve), [800, 1_000, 1_200, 1_500]),
        Rule { wetness: Some(wetness), ..rule(6, Metric::Rain, Aggregate::Sum, [300, 600, 900, 1_200]) },
    ];
    let level = [
        rule(11, Metric::Level, Aggregate::Rise, [200, 400, 600, 900]),
        rule(12, Metric::Level, Aggregate::Rate, [50, 100, 150, 200]),
        Rule { direction: Direction::Below, ..rule(13, Metric::Level, Aggregate::Min, [-10, -20, -30, -40]) },
    ];
    for it in rain.iter().chain(&level) {
        directory.put_rule(it.clone()).unwrap();
    }
    let interval = 10 * MINUTE;
    for device in ["east", "west"] {
        directory.put(device, Metric::Rain, Setting::of(Metric::Rain, interval), &[1, 2, 3, 4, 5, 6]).unwrap();
    }
    directory.put("river", Metric::Level, Setting::of(Metric::Level, interval), &[11, 12, 13]).unwrap();
    // The two gauges stand at one site, and must agree there.
    let members = vec![(0, 1), (1, 1)];
    directory.put_site(SiteOf { key: SiteKey { rule: 1, site: 1 }, agree: 2, members }).unwrap();
    directory
}

/// Storms of some hours with days between them, and a river that follows: each reading with when it arrived.
fn readings(days: i64) -> Vec<(i64, Reading)> {
    let mut all = Vec::new();
    let mut seed = 7_u64;
    let mut chance = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    for n in 0..days * 144 {
        let at = BEGIN + n * 10 * MINUTE;
        let rains = n % 500 < 60;
        for series in 0..3_u32 {
            let value = match (series, rains) {
                (2, _) => ((n % 500) - 200).abs() * -7 + 900 + chance(30) as i64,
                (_, true) => chance(100) as i64,
                (_, false) => 0,
            };
            // Some come hours late, and so behind newer ones.
            let late = if chance(20) == 0 { chance(11 * 60) as i64 * MINUTE } else { 0 };
            all.push((at + late, Reading { series, at, value, sequence: None }));
        }
    }
    all.sort_by_key(|(arrived, it)| (*arrived, it.at));
    all
}

fn conditions(changes: &[Change], end: i64) -> Vec<Condition> {
    let directory = directory();
    let mut timelines: BTreeMap<(Option<u32>, u32, u64), Timeline> = BTreeMap::new();
    for change in changes {
        match change.what {
            What::Condition { rule, told } if directory.site_of(change.series, rule).is_none() => {
                timelines.entry((None, change.series, rule)).or_default().tell(&told);
            }
            What::Site { site, told } => {
                let (series, rule) = directory.sites()[site as usize].members[0];
                timelines.entry((Some(site), series, rule)).or_default().tell(&told);
            }
            _ => {}
        }
    }
    let of = |((site, series, rule), it): (&(Option<u32>, u32, u64), &Timeline)| {
        let (site, series, rule) = (*site, *series, *rule);
        it.conditions(end).into_iter().map(move |held| Condition { series, rule, site, held }).collect::<Vec<_>>()
    };
    let (at_sites, others): (Vec<_>, Vec<_>) = timelines.iter().partition(|((site, ..), _)| site.is_some());
    at_sites.into_iter().chain(others).flat_map(of).collect()
}

/// Taken live into a folder; what was told is given back. A part of it is in days afterwards.
fn live(folder: &std::path::Path, readings: &[(i64, Reading)]) -> Vec<Change> {
    let (mut intake, _): (Intake, _) = Opened::folder(folder).unwrap().into_intake(Arc::new(directory())).unwrap();
    let mut changes = Vec::new();
    for piece in readings.chunk_by(|a, b| a.0 == b.0) {
        let parsed = Parsed::of_readings(piece.iter().map(|(_, it)| *it));
        let counts = intake.take(&[], &parsed, piece[0].0).unwrap();
        assert_eq!(counts.accepted, piece.len() as u64);
        changes.extend(intake.commit().unwrap());
    }
    let half = readings.iter().map(|(_, it)| it).filter(|it| it.at % (2 * HOUR) == 0);
    let points = half.map(|it| (it.series, crate::Point { at: it.at, value: it.value as i32 })).collect();
    History::of(folder).days().add(points).unwrap();
    changes
}

#[test]
fn live_looking_back_and_played_in_memory_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let readings = readings(20);
    let end = BEGIN + 21 * DAY;
    let lived = conditions(&live(folder.path(), &readings), end);
    let mut played = Vec::new();
    let mut engine = Engine::new(Arc::new(directory()));
    for (arrived, it) in &readings {
        engine.step(it, *arrived, &mut |change| played.push(change)).unwrap();
    }
    assert_eq!(conditions(&played, end), lived);
    let whole = Whole::read(folder.path(), |_| true).unwrap();
    let mut days = 0;
    let outcome = run(&whole, &Arc::new(directory()), (BEGIN, end), |done, all| {
        assert!(done == days + 1 && all == 27, "{done} of {all}");
        days = done;
        true
    });
    let Outcome::Done(found) = outcome.unwrap() else { panic!("it was not stopped") };
    // A late reading that changes no level is not told again, so the figure is that of the moment when it was told.
    let untold = |it: &Condition| Condition { held: Held { figure: 0, ..it.held }, ..*it };
    for (found, lived) in found.conditions.iter().zip(&lived) {
        assert_eq!(untold(found), untold(lived));
    }
    assert_eq!(found.conditions.len(), lived.len());
    assert_eq!(found.readings, readings.len() as u64);
    assert_eq!(found.heard.values().map(|it| it.days()).collect::<Vec<_>>(), [20, 20, 20]);
    let heard = &found.heard[&0];
    for (from, until, expected) in [(-9, -1, false), (-9, 0, true), (19, 19, true), (19, 99, true), (20, 99, false)] {
        assert_eq!(heard.between(BEGIN + from * DAY, BEGIN + until * DAY), expected, "{from} {until}");
    }
    assert_eq!((found.first, found.last), (Some(BEGIN), Some(BEGIN + 20 * DAY - 10 * MINUTE)));
    for rule in [1, 2, 3, 4, 5, 6, 11, 12, 13] {
        let of: Vec<_> = lived.iter().filter(|it| it.rule == rule).collect();
        assert!(of.len() >= 3, "rule {rule} raised {}", of.len());
    }
    assert!(lived.iter().any(|it| it.held.until.is_none()), "one stands at the end");
}

#[test]
fn a_part_of_the_time_is_judged_like_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let lived = conditions(&live(folder.path(), &readings(20)), BEGIN + 21 * DAY);
    let whole = Whole::read(folder.path(), |_| true).unwrap();
    let (from, until) = (BEGIN + 6 * DAY + 5 * HOUR, BEGIN + 15 * DAY);
    let Outcome::Done(found) = run(&whole, &Arc::new(directory()), (from, until), |_, _| true).unwrap() else {
        panic!("it was not stopped")
    };
    // One that stood when the first reading that is looked at came is known from then on.
    let within = |it: &Condition| (it.held.from.max(from), it.held.until.filter(|at| *at < until));
    let overlaps = |it: &&Condition| it.held.from < until && it.held.until.is_none_or(|at| at >= from);
    let expected: Vec<_> = lived.iter().filter(overlaps).map(within).collect();
    assert!(expected.len() > 20);
    assert_eq!(found.conditions.iter().map(within).collect::<Vec<_>>(), expected);
}

#[test]
fn it_can_be_stopped_and_stops_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    live(folder.path(), &readings(10));
    let whole = Whole::read(folder.path(), |_| true).unwrap();
    let range = (BEGIN, BEGIN + 10 * DAY);
    assert_eq!(run(&whole, &Arc::new(directory()), range, |done, _| done < 2).unwrap(), Outcome::Stopped);
}
