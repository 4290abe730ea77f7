//! Detections become fires, each owed one check; the same once, late ones to their own; known sources; the answer.

use kernel::{Ctx, Instant, Role, Span};
use ledger::Tx;
use obligation::Status;
use paper::{Learned, Workbook};

use super::{Story, at, outcome};
use crate::source;
use crate::spot::query::{Filter, View};
use crate::spot::{self, Answer, Confidence, Detection, FireSpot, FireSpotId, State, Took, import, query};

fn seen(minute: &str, longitude_e6: i64, latitude_e6: i64) -> Detection {
    Detection {
        at: at(minute),
        longitude_e6,
        latitude_e6,
        satellite: "Terra".into(),
        instrument: "MODIS".into(),
        confidence: Confidence::Nominal,
        percent: Some(62),
        power_mw: None,
    }
}

fn see(s: &Story, it: Detection) -> Took {
    s.act(Role::DutyOfficer, move |tx, ctx| spot::see(tx, ctx, &it)).unwrap()
}

fn found(took: Took) -> FireSpotId {
    match took {
        Took::Found(id) => id,
        other => panic!("{other:?}"),
    }
}

fn one(s: &Story, id: FireSpotId) -> FireSpot {
    s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap()
}

const NOON: &str = "2027-03-05 15:00";

#[test]
fn detections_of_one_fire_are_one_check() {
    let s = Story::begin(NOON);
    let id = found(see(&s, seen("2027-03-05 14:00", 100_020_000, 24_030_000)));
    let first = one(&s, id);
    assert_eq!((first.owner, first.state()), (Some(s.people.townships[0]), State::Owed));
    assert_eq!(first.owed.unwrap().due, at("2027-03-05 17:00"), "two hours by day, from when it is known here");
    assert!(first.near.is_some_and(|(_, m)| m < 100), "{:?}", first.near);
    assert_eq!(see(&s, seen("2027-03-05 14:00", 100_020_000, 24_030_000)), Took::Known(id));
    // 1 km on, an hour later; then earlier than the first; then too far, then too late.
    assert_eq!(see(&s, seen("2027-03-05 14:40", 100_030_000, 24_030_000)), Took::Added(id));
    assert_eq!(see(&s, seen("2027-03-05 02:00", 100_021_000, 24_031_000)), Took::Added(id));
    let other = found(see(&s, seen("2027-03-05 14:00", 100_080_000, 24_080_000)));
    let old = found(see(&s, seen("2027-03-03 14:00", 100_020_000, 24_030_000)));
    let it = one(&s, id);
    assert_eq!((it.detections, it.first_at, it.last_at), (3, at("2027-03-05 02:00"), at("2027-03-05 14:40")));
    assert_eq!(it.owed, first.owed, "one check");
    assert_ne!(other, old);
    s.t.assert_replay_agrees();
}

#[test]
fn at_night_there_are_four_hours() {
    let s = Story::begin("2027-03-05 22:00");
    let it = one(&s, found(see(&s, seen("2027-03-05 21:40", 100_020_000, 24_030_000))));
    assert_eq!(it.owed.unwrap().due, at("2027-03-06 02:00"));
}

#[test]
fn what_is_outside_late_or_known_owes_nothing() {
    let s = Story::begin(NOON);
    // 2 km south of the border, and 20.
    let outside = one(&s, found(see(&s, seen("2027-03-05 14:00", 100_020_000, 23_982_000))));
    assert_eq!((outside.state(), outside.owner), (State::Outside, None));
    assert!((1_990..=2_010).contains(&outside.outside_m), "{}", outside.outside_m);
    assert_eq!(see(&s, seen("2027-03-05 14:00", 100_020_000, 23_820_000)), Took::TooFar);
    let past = one(&s, found(see(&s, seen("2027-02-20 14:00", 100_020_000, 24_030_000))));
    assert_eq!((past.state(), past.owed), (State::Past, None));
    let mark = |radius: &str| source::Mark {
        name: "东门砖厂".into(),
        division: "城关镇".into(),
        longitude: "100.05".into(),
        latitude: "24.05".into(),
        radius: radius.into(),
        reason: "隧道窑常年生产".into(),
    };
    let cmd = mark("800");
    let kiln = s.act(Role::DistrictClerk, move |tx, ctx| source::mark(tx, ctx, &cmd)).unwrap();
    let known = one(&s, found(see(&s, seen("2027-03-05 14:10", 100_051_000, 24_051_000))));
    assert_eq!((known.state(), known.source, known.owed), (State::Known, Some(kiln), None));
    let reason = source::Reason { reason: "已停产拆除".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| source::unmark(tx, ctx, kiln, &reason)).unwrap();
    s.go_to("2027-03-08 15:00");
    let again = one(&s, found(see(&s, seen("2027-03-08 14:10", 100_051_000, 24_051_000))));
    assert_eq!(again.state(), State::Owed, "it is checked again");
    assert_eq!(one(&s, known.id).state(), State::Known, "what was seen before stays");
    s.t.assert_replay_agrees();
}

#[test]
fn no_satellite_sees_the_future() {
    let s = Story::begin(NOON);
    let it = seen("2027-03-05 16:00", 100_020_000, 24_030_000);
    let said = outcome(s.act(Role::DutyOfficer, move |tx, ctx| spot::see(tx, ctx, &it)));
    assert_eq!(said, "at: the time is in the future: write it in UTC, or Beijing time in its own column");
}

fn answered(finding: &str, note: &str, incident: &str) -> Answer {
    Answer { finding: finding.into(), note: note.into(), incident: incident.into() }
}

#[test]
fn answering() {
    let s = Story::begin(NOON);
    let id = found(see(&s, seen("2027-03-05 14:00", 100_020_000, 24_030_000)));
    let elsewhere = found(see(&s, seen("2027-03-05 14:00", 100_120_000, 24_030_000)));
    let answer =
        |role, id, cmd: Answer| outcome(s.act(role, move |tx: &mut Tx<'_>, ctx: &Ctx| spot::answer(tx, ctx, id, &cmd)));
    let officer = Role::TownshipOfficer;
    //    finding         note                 incident      outcome
    for (finding, note, incident, said) in [
        ("", "已到现场", "", "finding: fill in this field"),
        ("smoke", "已到现场", "", "finding: choose one of the list"),
        ("false_alarm", " ", "", "note: fill in this field"),
        ("wildfire", "林地起火", "", "incident: report the fire as an incident, and write its number"),
        ("permitted", "农户烧地埂", "2026-001", "incident: only a real fire has an incident"),
    ] {
        assert_eq!(answer(officer, id, answered(finding, note, incident)), said);
    }
    assert_eq!(answer(officer, elsewhere, answered("false_alarm", "未见烟火", "")), "FireSpotId does not exist");
    assert_eq!(answer(officer, id, answered("permitted", "农户烧地埂，已办用火许可", "")), "done");
    let it = one(&s, id);
    assert_eq!((it.state(), s.status(it.owed.unwrap().obligation).status), (State::Answered, Status::Settled));
    let same = answered("permitted", "农户烧地埂，已办用火许可", "");
    assert_eq!(answer(officer, id, same), "this answer is on record already");
    assert_eq!(answer(officer, id, answered("unpermitted", "经查许可已过期", "")), "done", "a correction");
    let count = |view| {
        let filter = Filter { view: Some(view), ..Filter::default() };
        s.t.db.read_blocking(|r| query::count(r, &s.t.rule(), &filter)).unwrap()
    };
    assert_eq!([View::Inside, View::Owed, View::Late, View::Answered].map(count), [2, 1, 0, 1]);
    s.go_to("2027-03-05 17:30");
    assert_eq!(count(View::Late), 1);
    s.t.assert_replay_agrees();
    s.erase("fire_spot", id);
}

const MODIS: &str = "\
,country_id,latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_t31,frp,daynight
0,CHN,24.03,100.02,327.59,1.55,1.23,2027-03-05,644,Terra,MODIS,59,6.1NRT,313.03,13.29,D
1,CHN,24.03,100.03,334.35,1.54,1.22,2027-03-05,644,Terra,MODIS,85,6.1NRT,314.18,29.72,D
2,CHN,25.03,100.03,334.35,1.54,1.22,2027-03-05,644,Terra,MODIS,85,6.1NRT,314.18,29.72,D
3,CHN,24.03,north,334.35,1.54,1.22,2027-03-05,2644,Terra,MODIS,185,6.1NRT,314.18,29.72,D
";
const VIIRS: &str = "\
latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight
24.05,100.15,330.1,0.4,0.4,2027-03-05,0612,N,VIIRS,h,2.0NRT,290.1,4.2,D
";
const PLAIN: &str = "\
序号,发现时间（北京时）,经度,纬度,卫星,可信度,备注
1,2027-03-05 14:30,100.15,24.06,FY-3D,中,
";

fn read(csv: &str) -> registry::import::Parsed<Detection> {
    import::read(&Workbook::read("hotspots.csv", csv.as_bytes()).unwrap(), &Learned::default()).unwrap()
}

#[test]
fn files_of_satellites() {
    let modis = read(MODIS);
    let it = &modis.rows[0].it;
    assert_eq!(it.at, at("2027-03-05 14:44"), "UTC in the file");
    assert_eq!((it.confidence, it.percent), (Confidence::Nominal, Some(59)));
    assert_eq!(modis.rows[1].it.confidence, Confidence::High);
    let problems: Vec<_> = modis.problems.iter().map(|it| (it.row, it.problem)).collect();
    assert_eq!(
        problems,
        [
            (5, "degrees with a decimal point"),
            (5, "no time of a day: write 07:44 or 0744"),
            (5, "no confidence: write low, nominal, high or a number from 0 to 100"),
        ]
    );
    let viirs = &read(VIIRS).rows[0].it;
    assert_eq!((viirs.satellite.as_str(), viirs.confidence, viirs.percent), ("Suomi NPP", Confidence::High, None));
    let plain = &read(PLAIN).rows[0].it;
    assert_eq!((plain.at, plain.confidence), (at("2027-03-05 14:30"), Confidence::Nominal));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let s = Story::begin(NOON);
    let write = |csv: &'static str| {
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
            let mut rows = read(csv).rows;
            let far = import::leave_far(tx, ctx, &mut rows)?;
            let outcome = import::write(tx, ctx, &rows)?;
            Ok((outcome.changed, outcome.unchanged, far.len(), outcome.problems.len()))
        };
        s.act(Role::DutyOfficer, run).unwrap()
    };
    assert_eq!(write(MODIS), (2, 0, 1, 0));
    assert_eq!(write(MODIS), (0, 2, 1, 0));
    assert_eq!(write(VIIRS), (1, 0, 0, 0));
    assert_eq!(write(PLAIN), (1, 0, 0, 0), "eighteen minutes later and 1 km on: the same fire");
    let all = s.t.db.read_blocking(|r| query::list(r, &s.t.rule(), &Filter::default(), 0, 9)).unwrap();
    assert_eq!(all.iter().map(|it| it.detections).collect::<Vec<_>>(), [2, 2]);
    s.t.assert_replay_agrees();
}

/// Whatever the order in which they come, what belongs together is together where no detection links two known fires.
#[test]
fn the_order_of_a_pass_does_not_matter() {
    let pass: Vec<Detection> = (0..4).map(|n| seen("2027-03-05 14:00", 100_020_000 + n * 15_000, 24_030_000)).collect();
    for turned in [false, true] {
        let s = Story::begin(NOON);
        let mut pass = pass.clone();
        if turned {
            pass.reverse();
        }
        let took: Vec<Took> = pass.into_iter().map(|it| see(&s, it)).collect();
        let id = found(took[0]);
        assert_eq!(took[1..], [Took::Added(id); 3], "turned: {turned}");
    }
}

#[test]
fn what_comes_over_the_border_is_checked() {
    let s = Story::begin(NOON);
    let outside = found(see(&s, seen("2027-03-05 14:00", 100_020_000, 23_992_000)));
    assert_eq!(one(&s, outside).state(), State::Outside);
    let inside = found(see(&s, seen("2027-03-05 14:40", 100_020_000, 24_001_000)));
    assert_eq!(one(&s, inside).state(), State::Owed);
    // What lies beyond goes on where it began.
    assert_eq!(see(&s, seen("2027-03-05 14:45", 100_020_000, 23_991_000)), Took::Added(outside));
    assert_eq!(see(&s, seen("2027-03-05 14:45", 100_021_000, 24_002_000)), Took::Added(inside));
    s.t.assert_replay_agrees();
}

#[test]
fn a_late_detection_after_the_answer_opens_nothing() {
    let s = Story::begin(NOON);
    let id = found(see(&s, seen("2027-03-05 14:00", 100_020_000, 24_030_000)));
    let cmd = answered("false_alarm", "未见烟火", "");
    s.act(Role::TownshipOfficer, move |tx, ctx| spot::answer(tx, ctx, id, &cmd)).unwrap();
    let later: Instant = at(NOON) + Span::hours(3);
    s.go_to(&later.to_minute());
    assert_eq!(see(&s, seen("2027-03-05 15:10", 100_022_000, 24_030_000)), Took::Added(id));
    assert_eq!(one(&s, id).state(), State::Answered);
    s.t.assert_replay_agrees();
}
