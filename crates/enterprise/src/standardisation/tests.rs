//! What is asked of a grade, how it stands on which day, and when its renewal is owed and done.

use kernel::{Day, Role, Span};

use super::act::{Known, decide, decide_revocation};
use super::*;
use crate::tests::Story;

fn typed() -> Announce {
    Announce {
        sector: "hazardous_chemicals".into(),
        grade: "third".into(),
        certificate: "望AQBWH〔2026〕0007".into(),
        assessor: "某安全技术服务有限公司".into(),
        announced_on: "2026-03-05".into(),
        valid_to: "2029-03-04".into(),
    }
}

#[test]
fn what_is_asked_of_a_grade() {
    let s = Story::begin();
    //              field          value                 problem
    check(&s, "certificate", "", "certificate: fill in this field");
    check(&s, "assessor", "", "assessor: fill in this field");
    check(&s, "grade", "fourth", "grade: choose one of the list");
    check(&s, "sector", "elsewhere", "sector: choose one of the list");
    check(&s, "sector", "construction", "sector: another department looks after this trade");
    check(&s, "announced_on", "5.3.2026", "announced_on: write the day as 2026-06-18");
    check(
        &s,
        "announced_on",
        "2036-03-05",
        "announced_on: this day lies in the future; valid_to: the last day comes before the first",
    );
    check(&s, "valid_to", "2026-03-05", "valid_to: the last day comes before the first");
    check(&s, "valid_to", "", "valid to 2029-03-04");
    check(&s, "valid_to", "2029-03-31", "valid to 2029-03-31");
}

fn check(s: &Story, field: &str, value: &str, outcome: &str) {
    let mut cmd = typed();
    let it = match field {
        "certificate" => &mut cmd.certificate,
        "assessor" => &mut cmd.assessor,
        "grade" => &mut cmd.grade,
        "sector" => &mut cmd.sector,
        "announced_on" => &mut cmd.announced_on,
        _ => &mut cmd.valid_to,
    };
    *it = value.to_owned();
    let ctx = s.ctx(Role::DepartmentClerk, "write by trade");
    let unit = s.t.db.read_blocking(|r| crate::unit::load(r, &ctx, s.plant())).unwrap();
    let known = Known { unit: &unit, validity: Some(1_095), standing: Vec::new() };
    let found = decide(&ctx, &cmd, &known).map_or_else(|e| e.to_string(), |it| format!("valid to {}", it.valid_to));
    assert_eq!(found, outcome, "{field} {value}");
    if field == "valid_to" && value.is_empty() {
        let unruled = Known { unit: &unit, validity: None, standing: Vec::new() };
        let error = decide(&ctx, &cmd, &unruled).unwrap_err().to_string();
        assert_eq!(error, "valid_to: no rule says how long it holds: write the last day");
    }
}

#[test]
fn how_it_stands() {
    //       today         ended                   ahead     state
    stands("2029-01-01", None, Some(90), State::Expiring);
    stands("2028-12-01", None, Some(90), State::InForce);
    stands("2029-03-04", None, None, State::InForce);
    stands("2029-03-05", None, None, State::Expired);
    stands("2029-03-05", Some(Ended::Replaced), Some(90), State::Replaced);
    stands("2026-03-05", Some(Ended::Revoked), Some(90), State::Revoked);
}

fn stands(today: &str, ended: Option<Ended>, ahead: Option<i64>, state: State) {
    let s = Story::begin();
    let (plant, cmd) = (s.plant(), typed());
    let id = s.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, plant, &cmd)).unwrap();
    let it = s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap();
    let today: Day = today.parse().unwrap();
    assert_eq!(Standardisation { ended, ..it }.state(today, ahead), state, "{today} {ended:?}");
}

/// A grade that ends so many days from today.
fn ending_in(s: &Story, days: i64) -> Announce {
    let today = s.t.rule().now.day();
    let day = |n| today.plus_days(n).to_string();
    Announce { announced_on: day(-1_000), valid_to: day(days), ..typed() }
}

fn listed(s: &Story, role: Role, state: Option<State>) -> usize {
    let filter = query::Filter { state, all: state.is_none(), ..query::Filter::default() };
    s.t.db.read_blocking(|r| query::list(r, &s.ctx(role, "see"), &filter, 0, 50)).unwrap().len()
}

#[test]
fn the_renewal_is_owed_from_a_day_ahead_and_done_by_a_newer_record() {
    let s = Story::begin();
    let (plant, cmd) = (s.plant(), ending_in(&s, 200));
    let id = s.act(Role::DepartmentClerk, move |tx, ctx| announce(tx, ctx, plant, &cmd)).unwrap();
    assert!(s.owed(DUTY_RENEW).is_empty(), "two hundred days ahead nobody owes it");
    s.t.clock.advance(Span::days(115));
    s.t.db.write_blocking("timer", &s.t.rule(), move |tx, ctx| fall_due(tx, ctx, id)).unwrap();
    assert_eq!(s.owed(DUTY_RENEW), [plant]);
    s.t.db.write_blocking("timer", &s.t.rule(), move |tx, ctx| fall_due(tx, ctx, id)).unwrap();
    assert_eq!(s.owed(DUTY_RENEW), [plant], "it is owed once");
    assert_eq!((listed(&s, Role::EnterpriseUser, Some(State::Expiring)), listed(&s, Role::Leader, None)), (1, 1));
    let newer = Announce { announced_on: s.t.rule().now.day().to_string(), valid_to: String::new(), ..typed() };
    let by = s.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, plant, &newer)).unwrap();
    let old = s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap();
    assert_eq!((old.ended, old.replaced_by), (Some(Ended::Replaced), Some(by)));
    assert!(s.owed(DUTY_RENEW).is_empty());
    let earlier = Announce { announced_on: "2020-01-01".into(), ..typed() };
    let late = s.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, plant, &earlier)).unwrap_err();
    assert_eq!(late.to_string(), "announced_on: a record of this trade that was announced later stands");
    s.t.assert_replay_agrees();
}

#[test]
fn a_revocation_has_a_day_and_a_reason_and_ends_what_is_owed() {
    let s = Story::begin();
    let (plant, cmd) = (s.plant(), ending_in(&s, 30));
    let id = s.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, plant, &cmd)).unwrap();
    assert_eq!(s.owed(DUTY_RENEW), [plant], "the day is here already");
    let it = s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap();
    let ctx = s.ctx(Role::DistrictClerk, "write");
    let said = |on: &str, reason: &str| {
        decide_revocation(&ctx, &it, on, reason).map_or_else(|e| e.to_string(), |_| "revoked".into())
    };
    let today = ctx.now.day();
    //              day                               reason               outcome
    assert_eq!(said("", ""), "on: fill in this field; reason: fill in this field");
    assert_eq!(said(&today.plus_days(1).to_string(), "发生事故"), "on: this day lies in the future");
    assert_eq!(said("2001-01-01", "发生事故"), "on: the last day comes before the first");
    assert_eq!(said(&today.to_string(), "发生事故"), "revoked");
    let on = today.to_string();
    s.act(Role::DistrictClerk, move |tx, ctx| revoke(tx, ctx, id, &on, "发生生产安全事故")).unwrap();
    assert!(s.owed(DUTY_RENEW).is_empty());
    let again = s.act(Role::DistrictClerk, move |tx, ctx| revoke(tx, ctx, id, "2026-01-01", "再次撤销")).unwrap_err();
    assert_eq!(again.to_string(), "this record does not stand any more");
    assert_eq!(listed(&s, Role::TownshipOfficer, Some(State::Revoked)), 1);
    s.t.assert_replay_agrees();
}
