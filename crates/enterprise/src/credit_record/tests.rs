//! What is asked of an entry, who may do what with it, and that the organisation can answer it.

use kernel::Role;

use super::act::decide;
use super::*;
use crate::tests::Story;

fn typed(sort: &str) -> Enter {
    Enter {
        sort: sort.into(),
        reason: "重大隐患逾期未整改，经催办仍未落实".into(),
        basis: "望安委〔2026〕5 号第八条".into(),
        source: "2026-000417".into(),
        from: "2020-01-01".into(),
        to: "2090-01-01".into(),
    }
}

#[test]
fn what_is_asked_of_an_entry() {
    let s = Story::begin();
    let unit = s.t.db.read_blocking(|r| crate::unit::load(r, &s.t.rule(), s.plant())).unwrap();
    let said = |sort: &str, change: fn(&mut Enter)| {
        let mut cmd = typed(sort);
        change(&mut cmd);
        decide(&cmd, &unit).map_or_else(|error| error.to_string(), |it| it.sort.to_string())
    };
    assert_eq!(said("bad", |_| {}), "bad");
    assert_eq!(said("", |_| {}), "sort: fill in this field");
    assert_eq!(said("bad", |it| it.to.clear()), "to: an entry against an organisation has a last day");
    assert_eq!(said("good", |it| it.to.clear()), "good");
    assert_eq!(said("good", |it| it.to = "2019-12-31".into()), "to: the last day comes before the first");
    assert_eq!(said("good", |it| it.basis.clear()), "basis: fill in this field");
    assert_eq!(said("good", |it| it.reason = "好".into()), "reason: too short: say what, where and how many");
}

fn entered(s: &Story, sort: &'static str) -> CreditRecordId {
    let plant = s.plant();
    s.act(Role::DepartmentClerk, move |tx, ctx| enter(tx, ctx, plant, &typed(sort))).unwrap()
}

fn counting(s: &Story) -> query::Standing {
    let all = s.t.db.read_blocking(|r| query::standing(r, &s.t.rule())).unwrap();
    all.get(&s.plant()).copied().unwrap_or_default()
}

fn one(s: &Story, role: Role, id: CreditRecordId) -> Result<CreditRecord, kernel::Error> {
    s.t.db.read_blocking(|r| query::one(r, &s.ctx(role, "see"), id))
}

#[test]
fn a_second_person_repairs_it() {
    let s = Story::begin();
    let (id, good) = (entered(&s, "bad"), entered(&s, "good"));
    assert_eq!(counting(&s), query::Standing { good: 1, bad: 1 });
    let own = s.act(Role::DepartmentClerk, move |tx, ctx| repair(tx, ctx, id, "已整改并复查")).unwrap_err();
    assert_eq!(own.to_string(), "you may not repair what you entered yourself");
    let wrong = s.act(Role::DistrictClerk, move |tx, ctx| repair(tx, ctx, good, "已整改并复查")).unwrap_err();
    assert_eq!(wrong.to_string(), "only an entry against an organisation is repaired");
    s.act(Role::DistrictClerk, move |tx, ctx| repair(tx, ctx, id, "已整改并复查")).unwrap();
    assert_eq!(counting(&s), query::Standing { good: 1, bad: 0 });
    let again = s.act(Role::EnterpriseUser, move |tx, ctx| object(tx, ctx, id, "情况不实")).unwrap_err();
    assert_eq!(again.to_string(), "this entry does not count any more");
    s.t.assert_replay_agrees();
}

#[test]
fn the_organisation_objects_and_somebody_else_answers() {
    let s = Story::begin();
    let id = entered(&s, "bad");
    let objected = |text: &'static str| s.act(Role::EnterpriseUser, move |tx, ctx| object(tx, ctx, id, text));
    assert_eq!(objected(" ").unwrap_err().to_string(), "objection: fill in this field");
    objected("已按期整改，附复查意见书").unwrap();
    assert_eq!(s.owed(DUTY_OBJECTION), [s.people.office]);
    assert_eq!(objected("再次说明").unwrap_err().to_string(), "an objection waits for its answer");
    let early = s.act(Role::DistrictClerk, move |tx, ctx| repair(tx, ctx, id, "已整改并复查")).unwrap_err();
    assert_eq!(early.to_string(), "the objection is answered first");
    let own = s.act(Role::DepartmentClerk, move |tx, ctx| answer(tx, ctx, id, false, "维持")).unwrap_err();
    assert_eq!(own.to_string(), "you may not answer an objection to what you entered yourself");
    s.act(Role::DistrictClerk, move |tx, ctx| answer(tx, ctx, id, false, "复查日期在期限之后")).unwrap();
    assert!(s.owed(DUTY_OBJECTION).is_empty());
    assert_eq!(counting(&s).bad, 1, "the entry stands");
    objected("另附当日现场照片").unwrap();
    s.act(Role::Leader, move |tx, ctx| answer(tx, ctx, id, true, "情况属实，撤销")).unwrap();
    assert_eq!(counting(&s).bad, 0);
    let it = one(&s, Role::EnterpriseUser, id).unwrap();
    assert_eq!((it.state(s.t.rule().now.day()), it.objected.unwrap().state), (State::Withdrawn, Objection::Withdrawn));
    s.t.assert_replay_agrees();
}

#[test]
fn another_enterprise_sees_and_does_nothing() {
    let s = Story::begin();
    let other = s.people.enterprises[1];
    let id = s.act(Role::DistrictClerk, move |tx, ctx| enter(tx, ctx, other, &typed("bad"))).unwrap();
    let hidden = s.act(Role::EnterpriseUser, move |tx, ctx| object(tx, ctx, id, "情况不实")).unwrap_err();
    assert_eq!(hidden.to_string(), "CreditRecordId does not exist");
    assert!(one(&s, Role::EnterpriseUser, id).is_err() && one(&s, Role::TownshipOfficer, id).is_err());
    let filter = query::Filter { all: true, ..query::Filter::default() };
    let seen = s.t.db.read_blocking(|r| query::count(r, &s.ctx(Role::EnterpriseUser, "see"), &filter)).unwrap();
    assert_eq!(seen, 0);
}
