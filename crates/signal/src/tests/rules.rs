//! Rules: drafted by one person, switched on by another, never changed, in force by date.

use kernel::{Ctx, Error, Role};
use ledger::Tx;

use super::{Story, gauge, outcome, quantity};
use crate::Colour;
use crate::rule::{self, Describe, SignalRuleId, State, SwitchOff, SwitchOn, query};

const NOON: &str = "2026-07-15 12:00";

fn heavy() -> Describe {
    Describe {
        title: "一小时雨量".into(),
        basis: "县防汛应急预案".into(),
        metric: "rain".into(),
        window: "60".into(),
        aggregate: "sum".into(),
        direction: "above".into(),
        yellow: "30".into(),
        orange: "50".into(),
        red: "80.5".into(),
        clear: "60".into(),
        sort: "rain_gauge".into(),
        ..Describe::default()
    }
}

fn draft(s: &Story, role: Role, cmd: Describe) -> Result<SignalRuleId, Error> {
    s.act(role, move |tx, ctx| rule::draft(tx, ctx, &cmd))
}

fn on(s: &Story, role: Role, id: SignalRuleId, from: &'static str) -> String {
    let version = s.rule(id).version.to_string();
    let cmd = move || SwitchOn { version: version.clone(), from: from.into(), reason: "汛期启用".into() };
    outcome(s.act(role, move |tx: &mut Tx<'_>, ctx: &Ctx| rule::switch_on(tx, ctx, id, &cmd())))
}

fn off(s: &Story, role: Role, id: SignalRuleId, to: &'static str) -> String {
    let cmd = move || SwitchOff { to: to.into(), reason: "误报较多".into() };
    outcome(s.act(role, move |tx: &mut Tx<'_>, ctx: &Ctx| rule::switch_off(tx, ctx, id, &cmd())))
}

/// Codes and editions that hold on a day.
fn in_force(s: &Story, day: &str) -> Vec<(String, u32)> {
    let day = day.parse().unwrap();
    let all = s.t.db.read_blocking(|r| query::in_force(r, &s.t.rule(), day)).unwrap();
    all.into_iter().map(|it| (it.code, it.edition)).collect()
}

#[test]
fn a_second_person_switches_it() {
    let s = Story::begin(NOON);
    let id = draft(&s, Role::DistrictClerk, heavy()).unwrap();
    let it = s.rule(id);
    assert_eq!((it.code.as_str(), it.edition, it.state), ("R2026-001", 1, State::Draft));
    assert_eq!(
        it.said.thresholds.iter().map(|it| it.colour).collect::<Vec<_>>(),
        [Colour::Yellow, Colour::Orange, Colour::Red]
    );
    assert_eq!((it.said.thresholds[2].value, it.said.lateness_minutes), (quantity("80.5"), 60));
    assert_eq!(on(&s, Role::DistrictClerk, id, "2026-07-20"), "you may not switch the rule that you drafted yourself");
    assert_eq!(on(&s, Role::Leader, id, "2026-07-14"), "from: this day is over");
    assert_eq!(on(&s, Role::Leader, id, "2026-07-20"), "done");
    assert_eq!(on(&s, Role::Leader, id, "2026-07-20"), "what was switched on is not changed: draft a new edition");
    let again = heavy();
    let redraft = move |tx: &mut Tx<'_>, ctx: &Ctx| rule::redraft(tx, ctx, id, &again);
    assert_eq!(outcome(s.act(Role::DutyOfficer, redraft)), "what was switched on is not changed: draft a new edition");
    assert_eq!(off(&s, Role::DistrictClerk, id, "2026-08-01"), "you may not switch the rule that you drafted yourself");
    assert_eq!(off(&s, Role::Leader, id, "2026-07-18"), "to: this lies before the day it begins");
    assert_eq!(off(&s, Role::Leader, id, "2026-08-01"), "done");
    assert_eq!(off(&s, Role::Leader, id, "2026-08-01"), "this edition is not switched on");
    for (day, holds) in [("2026-07-19", false), ("2026-07-20", true), ("2026-07-30", true), ("2026-08-01", false)] {
        assert_eq!(!in_force(&s, day).is_empty(), holds, "{day}");
    }
    s.t.assert_replay_agrees();
}

#[test]
fn whoever_read_an_older_draft_reads_again() {
    let s = Story::begin(NOON);
    let id = draft(&s, Role::DistrictClerk, heavy()).unwrap();
    let cmd = Describe { red: "90".into(), ..heavy() };
    s.act(Role::DutyOfficer, move |tx, ctx| rule::redraft(tx, ctx, id, &cmd)).unwrap();
    let old = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let cmd = SwitchOn { version: "1".into(), from: "2026-07-20".into(), reason: "汛期启用".into() };
        rule::switch_on(tx, ctx, id, &cmd)
    };
    assert_eq!(outcome(s.act(Role::Leader, old)), "another draft took the place of the one you read");
    // Whoever wrote at it last is no second person either.
    assert_eq!(on(&s, Role::DutyOfficer, id, "2026-07-20"), "you may not switch the rule that you drafted yourself");
    assert_eq!(on(&s, Role::Leader, id, "2026-07-20"), "done");
}

#[test]
fn a_new_edition_takes_the_place_of_the_old_one_which_stays() {
    let s = Story::begin(NOON);
    let first = draft(&s, Role::DistrictClerk, heavy()).unwrap();
    assert_eq!(on(&s, Role::Leader, first, "2026-07-15"), "done");
    let next = Describe { follows: first.to_string(), red: "70".into(), ..heavy() };
    let second = draft(&s, Role::DistrictClerk, next).unwrap();
    assert_eq!((s.rule(second).code, s.rule(second).edition), (s.rule(first).code, 2));
    assert_eq!(in_force(&s, "2026-07-30"), [("R2026-001".into(), 1)], "a draft holds nowhere");
    assert_eq!(on(&s, Role::Leader, second, "2026-07-25"), "done");
    assert_eq!(in_force(&s, "2026-07-24"), [("R2026-001".into(), 1)]);
    assert_eq!(in_force(&s, "2026-07-25"), [("R2026-001".into(), 2)]);
    // Switched off, it does not bring the old one back.
    assert_eq!(off(&s, Role::Leader, second, "2026-07-28"), "done");
    assert_eq!(in_force(&s, "2026-07-28"), []);
    assert_eq!(s.rule(first).said.thresholds[2].value, quantity("80.5"));
    s.t.assert_replay_agrees();
}

#[test]
fn every_problem_is_said() {
    let s = Story::begin(NOON);
    s.register(&gauge("60912340")).unwrap();
    let check = |change: fn(&mut Describe), said: &str| {
        let mut cmd = heavy();
        change(&mut cmd);
        assert_eq!(outcome(draft(&s, Role::DistrictClerk, cmd)), said);
    };
    check(|it| it.devices = "60912340".into(), "done");
    check(|it| it.devices = "9".into(), "devices: no such device");
    check(
        |it| (it.metric, it.aggregate, it.devices) = ("level".into(), "max".into(), "60912340".into()),
        "devices: this device does not measure that",
    );
    check(|it| it.metric = "clouds".into(), "metric: choose one of the list");
    check(|it| it.aggregate = "rise".into(), "aggregate: this says nothing of such a metric");
    check(|it| it.window = "0".into(), "window: without a window only the last reading counts");
    check(|it| it.window = "4321".into(), "window: write a whole number");
    check(|it| it.orange = "30".into(), "orange: a worse colour begins further on the bad side");
    check(
        |it| it.direction = "below".into(),
        "orange: a worse colour begins further on the bad side; red: a worse colour begins further on the bad side",
    );
    check(|it| it.red = "多".into(), "red: write a number as 12.5, of at most six decimal places");
    check(
        |it| (it.yellow, it.orange, it.red) = (String::new(), String::new(), String::new()),
        "red: give at least one colour its threshold",
    );
    check(|it| it.township = "无此镇".into(), "township: choose one of the list");
    check(|it| it.follows = "x".into(), "SignalRuleId does not exist");
}

fn curve() -> Describe {
    Describe {
        aggregate: "intensity_duration".into(),
        window: "1440".into(),
        factor: "14.82".into(),
        exponent: "0.39".into(),
        yellow: "80".into(),
        orange: "100".into(),
        red: "120".into(),
        ..heavy()
    }
}

fn by_ground() -> Describe {
    Describe {
        wet_days: "15".into(),
        dry_below: "20".into(),
        wet_from: "60".into(),
        dry_red: "120".into(),
        wet_yellow: "20".into(),
        wet_red: "60.5".into(),
        ..heavy()
    }
}

#[test]
fn a_model_and_the_ground_are_kept_with_the_edition() {
    use crate::rule::{Model, Wetness};
    let s = Story::begin(NOON);
    let it = s.rule(draft(&s, Role::DistrictClerk, curve()).unwrap());
    let (factor, exponent) = (quantity("14.82"), quantity("0.39"));
    assert_eq!(it.said.model, Some(Model::IntensityDuration { factor, exponent, shortest_minutes: 60 }));
    let slope = Describe {
        metric: "displacement".into(),
        aggregate: "tangent_angle".into(),
        uniform_speed: "2.5".into(),
        sort: String::new(),
        ..curve()
    };
    let it = s.rule(draft(&s, Role::DistrictClerk, slope).unwrap());
    assert_eq!(it.said.model, Some(Model::TangentAngle { uniform_speed: quantity("2.5") }));
    let id = draft(&s, Role::DistrictClerk, by_ground()).unwrap();
    let at = |colour, value| crate::rule::Threshold { colour, value: quantity(value) };
    let wetness = Wetness {
        days: 15,
        decay: quantity("0.85"),
        dry_below: quantity("20"),
        wet_from: quantity("60"),
        dry: vec![at(Colour::Red, "120")],
        wet: vec![at(Colour::Yellow, "20"), at(Colour::Red, "60.5")],
    };
    assert_eq!(s.rule(id).said.wetness, Some(wetness));
    s.act(Role::DistrictClerk, move |tx, ctx| rule::redraft(tx, ctx, id, &heavy())).unwrap();
    assert_eq!(s.rule(id).said.wetness, None);
    s.t.assert_replay_agrees();
}

#[test]
fn every_problem_of_a_model_is_said() {
    let s = Story::begin(NOON);
    let check = |cmd: Describe, change: fn(&mut Describe), said: &str| {
        let mut cmd = cmd;
        change(&mut cmd);
        assert_eq!(outcome(draft(&s, Role::DistrictClerk, cmd)), said);
    };
    const OUTSIDE: &str = "this lies outside of what is possible";
    check(curve(), |it| it.factor = String::new(), "factor: fill in this field");
    check(curve(), |it| it.factor = "a".into(), "factor: write a number as 12.5, of at most six decimal places");
    check(curve(), |it| it.exponent = "1.1".into(), &format!("exponent: {OUTSIDE}"));
    check(curve(), |it| it.shortest = "5".into(), "shortest: write a whole number");
    check(curve(), |it| it.metric = "level".into(), "aggregate: this says nothing of such a metric");
    let below = |it: &mut Describe| {
        it.direction = "below".into();
        (it.yellow, it.orange, it.red) = (String::new(), String::new(), "90".into());
    };
    check(curve(), below, "direction: of this figure the other side is bad");
    check(
        by_ground(),
        |it| it.aggregate = "max".into(),
        "wet_days: only a sum of rain has thresholds by the wetness of the ground",
    );
    check(by_ground(), |it| it.wet_days = "31".into(), "wet_days: write a whole number");
    check(by_ground(), |it| it.decay = "1.2".into(), &format!("decay: {OUTSIDE}"));
    check(by_ground(), |it| it.wet_from = "10".into(), "wet_from: the ground is not dry from where it is wet");
    check(by_ground(), |it| it.wet_red = "20".into(), "wet_red: a worse colour begins further on the bad side");
}

#[test]
fn what_a_draft_would_have_warned_goes_with_the_next_draft() {
    use crate::rule::backtest::{Asked, Read, Scored, Tested};
    let s = Story::begin(NOON);
    let id = draft(&s, Role::DistrictClerk, heavy()).unwrap();
    let day = "2026-07-01".parse().unwrap();
    let it = s.rule(id);
    let read = Read { readings: 7, devices: 2, heard: 1, device_days: 1, first: Some(day), last: Some(day) };
    let draft_scored = Scored { edition: 1, scores: vec![], beyond: 0 };
    let asked = Asked::usual(it.said.metric, &it.said.target, day, day);
    let found = Tested { asked, read, draft: draft_scored, in_force: None };
    let (said, kept) = (it.said.clone(), found.clone());
    let record = move |tx: &mut Tx<'_>, ctx: &Ctx| rule::tested(tx, ctx, id, (&said, &kept));
    s.act(Role::DutyOfficer, record.clone()).unwrap();
    assert_eq!(s.rule(id).tested, Some(found));
    s.t.assert_replay_agrees();
    // Whoever tried it did not write it: she may switch it on.
    let cmd = Describe { red: "90".into(), ..heavy() };
    s.act(Role::DistrictClerk, move |tx, ctx| rule::redraft(tx, ctx, id, &cmd)).unwrap();
    assert_eq!(s.rule(id).tested, None);
    assert_eq!(outcome(s.act(Role::DutyOfficer, record)), "the draft was changed meanwhile: begin the backtest again");
    assert_eq!(on(&s, Role::DutyOfficer, id, "2026-07-20"), "done");
    s.t.assert_replay_agrees();
}

#[test]
fn which_devices_it_watches() {
    let s = Story::begin(NOON);
    let here = s.register(&gauge("1")).unwrap();
    let there = super::Describe { division: "河口镇".into(), watcher: String::new(), ..gauge("2") };
    let there = s.register(&there).unwrap();
    let pond = super::Describe { sort: "pond".into(), ..gauge("3") };
    let pond = s.register(&pond).unwrap();
    let dry = super::Describe { metrics: vec!["level".into()], limits: String::new(), ..gauge("4") };
    let dry = s.register(&dry).unwrap();
    let watched = |change: fn(&mut Describe)| {
        let mut cmd = heavy();
        change(&mut cmd);
        let rule = s.rule(draft(&s, Role::DistrictClerk, cmd).unwrap());
        [here, there, pond, dry].map(|id| rule.watches(&s.device(id)))
    };
    assert_eq!(watched(|_| {}), [true, true, false, false]);
    assert_eq!(watched(|it| it.sort = String::new()), [true, true, true, false]);
    assert_eq!(watched(|it| it.township = "城关镇".into()), [true, false, false, false]);
    assert_eq!(watched(|it| it.devices = "2\n1".into()), [true, true, false, false]);
    assert_eq!(watched(|it| it.devices = "2".into()), [false, true, false, false]);
}
