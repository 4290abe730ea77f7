//! What is asked of a training, how its hours compare, and that nothing is rewritten.

use kernel::Role;

use super::act::decide;
use super::*;
use crate::tests::Story;

fn typed() -> Hold {
    Hold {
        sort: "yearly".into(),
        initial: "no".into(),
        topic: "有限空间作业安全".into(),
        held_on: "2026-03-05".into(),
        hours: "4.5".into(),
        people: "30".into(),
        passed: "29".into(),
        trainer: "本企业安全部".into(),
        note: String::new(),
    }
}

#[test]
fn what_is_asked_of_a_training() {
    //    field      value          outcome
    check("hours", "4.5", "9");
    check("hours", "4", "8");
    check("hours", "0", "hours: hours from 0.5 to 500, in halves");
    check("hours", "4.3", "hours: hours from 0.5 to 500, in halves");
    check("hours", "501", "hours: hours from 0.5 to 500, in halves");
    check("people", "0", "people: give a number from 1 to 100,000");
    check("passed", "31", "passed: more passed than took part");
    check("passed", "", "passed: fill in this field");
    check("held_on", "2026-06-19", "held_on: this day lies in the future");
    check("topic", "", "topic: fill in this field");
    check("sort", "all", "sort: choose one of the list");
}

fn check(field: &str, value: &str, outcome: &str) {
    let mut cmd = typed();
    let it = match field {
        "hours" => &mut cmd.hours,
        "people" => &mut cmd.people,
        "passed" => &mut cmd.passed,
        "held_on" => &mut cmd.held_on,
        "topic" => &mut cmd.topic,
        _ => &mut cmd.sort,
    };
    *it = value.to_owned();
    let found = decide(&cmd, "2026-06-18".parse().unwrap());
    assert_eq!(found.map_or_else(|e| e.to_string(), |it| it.half_hours.to_string()), outcome, "{field} {value}");
}

#[test]
fn hours_beside_what_is_required() {
    use Sort::{Induction, Manager, Other, Principal, Yearly};
    //      sort       first  high   half hours  short of, in halves
    short(Principal, true, false, 64, None);
    short(Principal, true, true, 64, Some(32));
    short(Principal, false, false, 9, Some(15));
    short(Manager, false, true, 32, None);
    short(Induction, true, true, 0, Some(144));
    short(Yearly, false, true, 39, Some(1));
    short(Yearly, false, false, 0, None);
    short(Other, false, true, 0, None);
}

fn short(sort: Sort, initial: bool, high: bool, half_hours: i64, missing: Option<i64>) {
    assert_eq!(hours::short_of(hours::required(sort, initial, high), half_hours), missing, "{sort} {half_hours}");
}

#[test]
fn a_correction_and_a_withdrawal_have_a_reason_and_rewrite_nothing() {
    let s = Story::begin();
    let plant = s.plant();
    let held_on = s.t.rule().now.day().to_string();
    let cmd = Hold { held_on, ..typed() };
    let first = cmd.clone();
    let id = s.act(Role::EnterpriseUser, move |tx, ctx| hold(tx, ctx, plant, &first)).unwrap();
    let same = cmd.clone();
    let nothing = s.act(Role::EnterpriseUser, move |tx, ctx| correct(tx, ctx, id, &same, "没有变化")).unwrap_err();
    assert_eq!(nothing.to_string(), "nothing was changed");
    let better = Hold { hours: "8".into(), ..cmd };
    let (unsaid, said) = (better.clone(), better);
    let empty = s.act(Role::EnterpriseUser, move |tx, ctx| correct(tx, ctx, id, &unsaid, "")).unwrap_err();
    assert_eq!(empty.to_string(), "reason: fill in this field");
    s.act(Role::EnterpriseUser, move |tx, ctx| correct(tx, ctx, id, &said, "学时填错")).unwrap();
    let year = s.t.rule().now.day().year();
    let sum = || {
        let all =
            s.t.db.read_blocking(|r| query::of_year(r, &s.ctx(Role::EnterpriseUser, "see"), plant, year)).unwrap();
        assert_eq!(all.len(), Sort::ALL.len(), "what is missing is a line too");
        all.into_iter().find(|it| it.sort == Sort::Yearly).unwrap()
    };
    assert_eq!((sum().half_hours, sum().short_of()), (16, Some(24)));
    s.act(Role::EnterpriseUser, move |tx, ctx| withdraw(tx, ctx, id, "重复登记")).unwrap();
    assert_eq!((sum().times, sum().half_hours), (0, 0));
    let history = s.t.db.read_blocking(|r| r.history::<Fact>(s.t.rule().district, id)).unwrap();
    assert_eq!(history.len(), 3);
    let gone = s.act(Role::EnterpriseUser, move |tx, ctx| withdraw(tx, ctx, id, "再撤一次")).unwrap_err();
    assert_eq!(gone.to_string(), "this entry was withdrawn");
    s.t.assert_replay_agrees();
}

#[test]
fn an_enterprise_enters_for_itself_alone() {
    let s = Story::begin();
    let other = s.people.enterprises[1];
    let hidden = s.act(Role::EnterpriseUser, move |tx, ctx| hold(tx, ctx, other, &typed())).unwrap_err();
    assert_eq!(hidden.to_string(), "OrganisationId does not exist");
    let id = s.act(Role::DistrictClerk, move |tx, ctx| hold(tx, ctx, other, &typed())).unwrap();
    let hidden = s.act(Role::EnterpriseUser, move |tx, ctx| withdraw(tx, ctx, id, "不是我的")).unwrap_err();
    assert_eq!(hidden.to_string(), "TrainingId does not exist");
}
