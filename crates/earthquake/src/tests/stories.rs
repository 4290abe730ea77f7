//! Reports come in, are joined, revised, parted and withdrawn; what is owed follows.

use kernel::Role;
use ledger::testing::TestDb;

use super::{Story, of, outcome, tell};
use crate::event::{self, Answer, Became, EarthquakeId, Standing, State};
use crate::setting::{self, SetSetting};

const NOW: &str = "2026-06-18 22:00";
const INSIDE: (&str, &str) = ("102.25", "25.25");

fn reports(s: &Story, id: EarthquakeId) -> Vec<event::query::Said> {
    s.t.db.read_blocking(|r| event::query::reports(r, &s.t.rule(), id)).unwrap()
}

fn facts(t: &TestDb) -> i64 {
    t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", &[])).unwrap()
}

#[test]
fn the_same_twice_changes_nothing() {
    let s = Story::begin(NOW);
    let cmd = of("us", "us1", tell("2026-06-18 21:46:08", INSIDE, "3.1"));
    let id = s.told(&cmd);
    let before = facts(&s.t);
    assert_eq!(s.tell(&cmd).unwrap(), Became::Known(id));
    assert_eq!(facts(&s.t), before);
    s.t.assert_replay_agrees();
}

#[test]
fn where_it_lies_in_words() {
    let s = Story::begin(NOW);
    let place = |time: &str, at: (&str, &str)| {
        let id = s.told(&tell(time, at, "3.0"));
        (s.words(id), s.one(id).placed.border_m)
    };
    assert_eq!(place("2026-06-18 01:00:00", INSIDE), ("城关镇境内".into(), Some(0)));
    assert_eq!(place("2026-06-18 02:00:00", ("102.75", "25.25")), ("河口镇境内".into(), Some(0)));
    // From the middle of the district, 102.5 east and 25.25 north: half a degree of latitude up.
    let (words, border) = place("2026-06-18 03:00:00", ("102.5", "25.75"));
    assert_eq!(words, "望澜县北方向56千米");
    assert!((27_700..27_900).contains(&border.unwrap()), "{border:?}");
    let (words, _) = place("2026-06-18 04:00:00", ("103.5", "24.5"));
    assert_eq!(words, "望澜县东南方向131千米");
    assert_eq!(s.tell(&tell("2026-06-18 05:00:00", ("110", "25"), "6.0")).unwrap(), Became::Beyond);
}

#[test]
fn two_sources_are_one_event_and_the_official_one_counts() {
    let s = Story::begin(NOW);
    let us = of("us", "us1", tell("2026-06-18 21:46:08", ("102.30", "25.25"), "5.4"));
    let id = s.told(&us);
    let official = tell("2026-06-18 21:46:15", INSIDE, "5.1");
    assert_eq!(s.tell(&official).unwrap(), Became::Joined(id));
    let it = s.one(id);
    assert_eq!((it.report.source.as_str(), it.report.magnitude_e3, it.reports), ("CENC", 5_100, 2));
    assert_eq!(reports(&s, id)[1].apart.map(|it| it.ms), Some(7_000));
    // The other source changes its mind: said, and it does not count.
    assert_eq!(s.tell(&of("us", "us1", tell("2026-06-18 21:46:08", INSIDE, "5.3"))).unwrap(), Became::Revised(id));
    assert_eq!(s.one(id).report.magnitude_e3, 5_100);
    // A third source without a rank joins and counts no more than the first.
    assert_eq!(s.tell(&of("YN", "yn9", tell("2026-06-18 21:46:10", INSIDE, "5.0"))).unwrap(), Became::Joined(id));
    assert_eq!((s.one(id).report.source.as_str(), s.one(id).reports), ("CENC", 3));
    s.t.assert_replay_agrees();
}

#[test]
fn a_wrong_joining_is_parted_and_stays_parted() {
    let s = Story::begin(NOW);
    let id = s.told(&tell("2026-06-18 21:46:08", INSIDE, "3.1"));
    let other = of("us", "us1", tell("2026-06-18 21:46:18", ("102.9", "25.25"), "4.0"));
    assert_eq!(s.tell(&other).unwrap(), Became::Joined(id));
    let all = reports(&s, id);
    let reason = event::take::Reason { reason: "两地震中相距过远，系两次地震".into() };
    let (of_counting, of_other) = (all[0].no as u32, all[1].no as u32);
    let part = |no: u32| {
        let reason = reason.clone();
        s.act(Role::DistrictClerk, move |tx, ctx| event::part(tx, ctx, id, no, &reason))
    };
    assert_eq!(outcome(part(of_counting)), "the report that counts stays: part the other one");
    assert_eq!(outcome(part(77)), "EarthquakeId does not exist");
    let into = part(of_other).unwrap();
    assert_eq!((s.one(id).reports, s.one(into).report.magnitude_e3), (1, 4_000));
    assert_eq!(s.tell(&other).unwrap(), Became::Known(into));
    assert_eq!(s.tell(&tell("2026-06-18 21:46:08", INSIDE, "3.1")).unwrap(), Became::Known(id));
    s.t.assert_replay_agrees();
}

#[test]
fn a_strong_one_is_checked_once_and_its_aftershocks_with_it() {
    let s = Story::begin(NOW);
    let main = s.told(&tell("2026-06-18 21:46:08", INSIDE, "5.1"));
    let it = s.one(main);
    assert_eq!((it.standing, it.placed.intensity), (Standing::Owed, Some(68)));
    let owed = it.obligation.unwrap();
    let due = it.due.unwrap().since(s.now()).as_minutes();
    assert_eq!(due, 120);
    let shock = s.told(&tell("2026-06-18 21:50:00", INSIDE, "4.6"));
    assert_eq!((s.one(shock).standing, s.one(shock).main), (Standing::Attached, Some(main)));
    // Far from it nothing is felt here, and long ago is history.
    let far = s.told(&tell("2026-06-18 21:52:00", ("102.25", "27.2"), "4.6"));
    let old = s.told(&tell("2020-06-18 21:52:00", INSIDE, "5.6"));
    assert_eq!((s.one(far).standing, s.one(old).standing), (Standing::None, Standing::None));
    let answer = |id| {
        let cmd = Answer { answer: "各乡镇已报：无人员伤亡，房屋无倒塌".into() };
        s.act(Role::DutyOfficer, move |tx, ctx| event::answer_check(tx, ctx, id, &cmd))
    };
    assert_eq!(outcome(answer(shock)), "no check of the damage is owed");
    answer(main).unwrap();
    assert_eq!(s.one(main).standing, Standing::Checked);
    let status = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), owed)).unwrap().status;
    assert!(!status.is_open());
    // The check that was made covers what comes later.
    let later = s.told(&tell("2026-06-18 21:58:00", INSIDE, "4.5"));
    assert_eq!(s.one(later).standing, Standing::Attached);
    s.t.assert_replay_agrees();
}

#[test]
fn nobody_is_left_behind_when_the_main_one_is_checked_no_more() {
    let s = Story::begin(NOW);
    let main = s.told(&of("CENC", "CD1", tell("2026-06-18 21:46:08", INSIDE, "5.1")));
    let quick = |magnitude: &str| of("CENC", "CD2", tell("2026-06-18 21:50:00", INSIDE, magnitude));
    let second = s.told(&quick("4.9"));
    assert_eq!(s.one(second).standing, Standing::Attached);
    // The quick solution was too small.
    assert_eq!(s.tell(&quick("6.2")).unwrap(), Became::Revised(second));
    assert_eq!(s.one(second).standing, Standing::Owed);
    // What belongs to one that is let off is weighed anew.
    let third = s.told(&of("CENC", "CD3", tell("2026-06-18 21:55:00", INSIDE, "4.8")));
    let of_third = s.one(third).main.unwrap();
    let reason = event::take::Reason { reason: "误报".into() };
    for id in [main, second] {
        let reason = reason.clone();
        s.act(Role::DistrictClerk, move |tx, ctx| event::withdraw(tx, ctx, id, &reason)).unwrap();
    }
    assert!([main, second].contains(&of_third));
    assert_eq!(s.one(third).standing, Standing::Owed);
    s.t.assert_replay_agrees();
}

#[test]
fn a_source_that_tells_of_two_means_two_whoever_told_of_one_before() {
    let s = Story::begin(NOW);
    let first = s.told(&tell("2026-06-18 21:46:00", INSIDE, "4.1"));
    assert_eq!(s.tell(&of("us", "us1", tell("2026-06-18 21:46:01", INSIDE, "4.2"))).unwrap(), Became::Joined(first));
    let second = s.tell(&of("us", "us2", tell("2026-06-18 21:46:12", INSIDE, "3.6"))).unwrap();
    assert!(matches!(second, Became::Recorded(id) if id != first), "{second:?}");
    s.t.assert_replay_agrees();
}

#[test]
fn a_revision_lets_it_off_and_calls_again() {
    let s = Story::begin(NOW);
    let said = |magnitude: &str| of("us", "us1", tell("2026-06-18 21:46:08", INSIDE, magnitude));
    let id = s.told(&said("5.0"));
    let owed = s.one(id).obligation.unwrap();
    s.told(&said("3.0"));
    let it = s.one(id);
    assert_eq!(it.standing, Standing::LetOff);
    let status = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), owed)).unwrap().status;
    assert!(!status.is_open());
    s.told(&said("5.2"));
    assert_eq!(s.one(id).standing, Standing::Owed);
    assert_ne!(s.one(id).obligation, Some(owed));
    let withdrawn = event::take::Reason { reason: "误报".into() };
    s.act(Role::DutyOfficer, move |tx, ctx| event::withdraw(tx, ctx, id, &withdrawn)).unwrap();
    assert_eq!((s.one(id).standing, s.one(id).state), (Standing::LetOff, State::Withdrawn));
    s.t.assert_replay_agrees();
}

#[test]
fn what_the_district_decides_holds_from_its_day_on() {
    let s = Story::begin(NOW);
    let cmd = |from: &str, degree: &str| SetSetting {
        from: from.into(),
        region: "west".into(),
        longitude: "102.25".into(),
        latitude: "25.25".into(),
        keep_km: "100".into(),
        intensity: degree.into(),
        preferred: "YN".into(),
        basis: "县抗震救灾指挥部2026年第2次会议".into(),
    };
    let set = |it: SetSetting| s.act(Role::DistrictClerk, move |tx, ctx| setting::set(tx, ctx, &it));
    assert_eq!(outcome(set(cmd("2026-06-17", "6"))), "from: a rule can't begin in the past");
    assert_eq!(outcome(set(cmd("2026-06-18", "9"))), "intensity: a degree from 4 to 8");
    let half = SetSetting { latitude: String::new(), ..cmd("2026-06-18", "6") };
    assert_eq!(outcome(set(half)), "latitude: a position has a longitude and a latitude");
    set(cmd("2026-06-18", "7")).unwrap();
    // VI and eight tenths: below VII nothing is owed.
    let id = s.told(&tell("2026-06-18 21:46:08", INSIDE, "5.1"));
    assert_eq!(s.one(id).standing, Standing::None);
    assert_eq!(s.tell(&tell("2026-06-18 21:00:00", ("102.25", "26.5"), "5.0")).unwrap(), Became::Beyond);
    // The network of the province comes first now.
    s.told(&of("YN", "yn1", tell("2026-06-18 21:46:09", INSIDE, "4.9")));
    assert_eq!(s.one(id).report.source, "YN");
    s.t.assert_replay_agrees();
}
