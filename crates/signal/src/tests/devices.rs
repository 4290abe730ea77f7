//! Registering, amending, service and tokens of devices.

use kernel::{Ctx, Role};
use ledger::Tx;
use readings::Metric;

use super::{Story, gauge, outcome, quantity};
use crate::device::query::{Filter, View};
use crate::device::token::{self, Digest, Issue, Revoke};
use crate::device::{self, Describe, Gap, Reason, State};

const NOON: &str = "2026-07-15 12:00";

#[test]
fn what_is_said_is_registered_and_its_gaps_are_named() {
    let s = Story::begin(NOON);
    let id = s.register(&gauge("60912340")).unwrap();
    let it = s.device(id);
    assert_eq!((it.said.code.as_str(), it.state, it.gaps().count()), ("60912340", State::InService, 0));
    assert_eq!(it.said.watcher.map(|it| it.person), Some(s.people.township_officer));
    assert_eq!(it.said.owner, s.people.departments[0]);
    assert_eq!((it.said.longitude_e6, it.said.interval_seconds), (Some(102_704_300), 300));
    let rain = it.measures(Metric::Rain).unwrap();
    assert_eq!((rain.least, rain.most, rain.step), (Some(quantity("0")), Some(quantity("120")), Some(quantity("60"))));
    let battery = it.measures(Metric::Battery).unwrap();
    assert_eq!((battery.least, battery.most, battery.step), (Some(quantity("9.5")), None, None));
    let bare = Describe { watcher: String::new(), longitude: String::new(), latitude: String::new(), ..gauge("B-1") };
    let bare = s.register(&bare).unwrap();
    assert_eq!(s.device(bare).gaps().collect::<Vec<_>>(), [Gap::Watcher, Gap::Position]);
    let counted = |view| {
        let filter = Filter { view: Some(view), ..Filter::default() };
        s.t.db.read_blocking(|r| device::query::count(r, &s.t.rule(), &filter)).unwrap()
    };
    assert_eq!([View::Kept, View::Unwatched, View::Unplaced, View::Retired].map(counted), [2, 1, 1, 0]);
    s.t.assert_replay_agrees();
}

#[test]
fn every_problem_is_said() {
    let s = Story::begin(NOON);
    s.register(&gauge("60912340")).unwrap();
    let with = |change: fn(&mut Describe)| {
        let mut cmd = gauge("60912341");
        change(&mut cmd);
        outcome(s.register(&cmd))
    };
    let check = |change: fn(&mut Describe), said: &str| assert_eq!(with(change), said);
    check(|it| it.code = "60912349".into(), "done");
    check(|it| it.code = "60912340".into(), "code: another device has this station code");
    check(|it| it.code = "6091 2342".into(), "code: a station code has no spaces");
    check(|it| it.code = "9".repeat(33), "code: too long");
    check(|it| it.sort = "radar".into(), "sort: choose one of the list");
    check(
        |it| it.metrics = vec![],
        "metrics: say what it measures; limits: this line names no metric that the device measures; limits: this line names no metric that the device measures",
    );
    check(|it| it.metrics.push("云量".into()), "metrics: no such metric");
    check(|it| it.limits = "水位 1 2".into(), "limits: this line names no metric that the device measures");
    check(|it| it.limits = "雨量 5 1".into(), "limits: the least is not below the most");
    check(|it| it.limits = "雨量 0 9000".into(), "limits: no reading of this metric can be so");
    check(|it| it.limits = "雨量 0 1 0".into(), "limits: the greatest step is above zero");
    check(|it| it.limits = "雨量 很大".into(), "limits: write a number as 12.5, of at most six decimal places");
    check(|it| it.division = "无此镇".into(), "division: no such division");
    check(|it| it.owner = "无此局".into(), "owner: no such organisation");
    check(|it| it.watcher = "无此人".into(), "watcher: nobody of this name is registered here");
    check(|it| it.interval = "0".into(), "interval: write a whole number");
    check(|it| it.since = "2026-07-16".into(), "since: this day is in the future or long past");
    check(|it| it.latitude = String::new(), "latitude: give both coordinates or none");
    check(
        |it| std::mem::swap(&mut it.longitude, &mut it.latitude),
        "longitude: not a longitude in China; latitude: not a latitude in China",
    );
    check(|it| it.subject = "无此对象".into(), "subject: no such subject");
}

#[test]
fn a_township_keeps_its_own_devices() {
    let s = Story::begin(NOON);
    let by = |role, cmd: Describe| outcome(s.act(role, move |tx, ctx| device::register(tx, ctx, &cmd)));
    assert_eq!(by(Role::TownshipOfficer, gauge("1")), "done");
    let elsewhere = Describe { division: "河口镇".into(), watcher: String::new(), ..gauge("2") };
    assert_eq!(by(Role::TownshipOfficer, elsewhere.clone()), "you may not keep devices outside your area");
    let id = s.register(&elsewhere).unwrap();
    let suspend = move |tx: &mut Tx<'_>, ctx: &Ctx| device::suspend(tx, ctx, id, &reason("检修"));
    assert_eq!(outcome(s.act(Role::TownshipOfficer, suspend)), "DeviceId does not exist");
    // An enterprise sees what it keeps alive, wherever it lies.
    let own = Describe { owner: "望澜鑫源化工有限公司".into(), ..gauge("3") };
    let own = s.register(&own).unwrap();
    let seen = s.act(Role::EnterpriseUser, move |tx, ctx| {
        Ok(device::query::list(tx, ctx, &Filter::default(), 0, 10)?.into_iter().map(|it| it.id).collect::<Vec<_>>())
    });
    assert_eq!(seen.unwrap(), [own]);
}

fn reason(text: &str) -> Reason {
    Reason { reason: text.into() }
}

#[test]
fn suspended_and_back_and_retired_for_good() {
    let s = Story::begin(NOON);
    let id = s.register(&gauge("60912340")).unwrap();
    type Run = fn(&mut Tx<'_>, &Ctx, device::DeviceId, &Reason) -> Result<(), kernel::Error>;
    let run = |run: Run| outcome(s.act(Role::DutyOfficer, move |tx, ctx| run(tx, ctx, id, &reason("检修"))));
    assert_eq!(run(device::resume), "this device is not out of service");
    assert_eq!(run(device::suspend), "done");
    assert_eq!(run(device::suspend), "this device is not in service");
    assert_eq!(s.device(id).state, State::Suspended);
    assert_eq!(run(device::resume), "done");
    assert_eq!(run(device::retire), "done");
    assert_eq!(run(device::retire), "this device is retired");
    let amend = move |tx: &mut Tx<'_>, ctx: &Ctx| device::amend(tx, ctx, id, &gauge("60912340")).map(drop);
    assert_eq!(outcome(s.act(Role::DutyOfficer, amend)), "this device is retired");
    assert_eq!(outcome(s.register(&gauge("60912340"))), "code: another device has this station code");
    s.t.assert_replay_agrees();
}

#[test]
fn amending_says_everything_anew_and_the_same_changes_nothing() {
    let s = Story::begin(NOON);
    let id = s.register(&gauge("60912340")).unwrap();
    let amend = |cmd: Describe| s.act(Role::DutyOfficer, move |tx, ctx| device::amend(tx, ctx, id, &cmd));
    assert!(!amend(gauge("60912340")).unwrap());
    assert_eq!(s.device(id).version, 1);
    let other = Describe { watcher: String::new(), limits: String::new(), ..gauge("60912340") };
    assert!(amend(other).unwrap());
    let it = s.device(id);
    assert_eq!((it.version, it.said.watcher, it.measures(Metric::Rain).unwrap().most), (2, None, None));
    s.t.assert_replay_agrees();
}

#[test]
fn a_token_opens_until_it_is_revoked_and_stands_nowhere() {
    let s = Story::begin(NOON);
    let id = s.register(&gauge("60912340")).unwrap();
    let issue = |cmd: Issue| {
        let ctx = s.people.ctx(&s.t, Role::DutyOfficer, super::POLICY, "act");
        let token = token::draw(&ctx);
        let digest = Digest::of(&token);
        let told = s.t.db.write_blocking("issue", &ctx, move |tx, ctx| token::issue(tx, ctx, digest, &cmd));
        told.map(|told| (told.id, token))
    };
    let cmd =
        |device: &str, owner: &str| Issue { device: device.into(), owner: owner.into(), label: "遥测终端".into() };
    let (own, token) = issue(cmd("60912340", "")).unwrap();
    let (_, gateway) = issue(cmd("", "县应急局")).unwrap();
    let opens = |token: &str| {
        let district = s.t.rule().district;
        s.t.db.read_blocking(|r| token::query::opens(r, district, token)).unwrap().map(|it| (it.device, it.owner))
    };
    assert_eq!(opens(&token), Some((Some(id), s.people.departments[0])));
    assert_eq!(opens(&gateway), Some((None, s.people.departments[0])));
    assert_eq!(opens("anlan-device-x"), None);
    for (device, owner, said) in [
        ("", "", "device: give a device or an organisation, one of the two"),
        ("60912340", "县应急局", "device: give a device or an organisation, one of the two"),
        ("9", "", "device: no such device"),
        ("", "无此局", "owner: no such organisation"),
    ] {
        assert_eq!(outcome(issue(cmd(device, owner))), said);
    }
    let secret = token.clone();
    let kept =
        |sql: &str| s.t.db.read_blocking(|r| r.value::<i64>(sql, ledger::params![format!("%{secret}%")])).unwrap();
    assert_eq!(kept("SELECT COUNT(*) FROM fact WHERE payload LIKE $1"), 0);
    assert_eq!(kept("SELECT COUNT(*) FROM personal WHERE value LIKE $1"), 0);
    assert_eq!(kept("SELECT COUNT(*) FROM idempotency WHERE answer LIKE $1"), 0);
    let revoke = move |tx: &mut Tx<'_>, ctx: &Ctx| token::revoke(tx, ctx, own, &Revoke { reason: "终端报废".into() });
    assert_eq!(outcome(s.act(Role::DutyOfficer, revoke)), "done");
    assert_eq!(opens(&token), None);
    assert_eq!(outcome(s.act(Role::DutyOfficer, revoke)), "this token was revoked already");
    s.t.assert_replay_agrees();
}
