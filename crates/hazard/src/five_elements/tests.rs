//! What makes a plan, what it may say, and that nothing is reported done without the five.

use kernel::Role;

use super::{Element, Write, decide, write};
use crate::judge::{Answer, Answered, Judge, judge};
use crate::model::{Grade, Status};
use crate::tests::rules::{DOER, ctx, hazard, organisation, person};
use crate::tests::story::Story;

fn whole() -> Write {
    Write {
        organisation: Some(organisation(11)),
        person: Some(person(DOER)),
        measures: "停用并更换除尘风管".into(),
        money_yuan: Some(0),
        deadline: "2026-06-24".parse().ok(),
        emergency_plan: "停产期间专人值守，配备灭火毯。".into(),
        ..Write::default()
    }
}

#[test]
fn plans() {
    let check = |grade, status, cmd: Write, outcome: &str| {
        let it = crate::Hazard { grade, ..hazard(status) };
        let told = decide(&it, &ctx(DOER), &cmd, Vec::new(), Vec::new())
            .map(|plan| plan.missing().iter().map(|it| it.word()).collect::<Vec<_>>().join(" "));
        assert_eq!(told.unwrap_or_else(|error| error.to_string()), outcome, "{grade} {status} {cmd:?}");
    };
    use Grade::{Major, Ordinary};
    use Status::{Rectifying, Returned, ToAssign, ToRectify, ToVerify};
    let without = |change: fn(&mut Write)| {
        let mut cmd = whole();
        change(&mut cmd);
        cmd
    };
    let due = |day: &str| Write { deadline: day.parse().ok(), ..whole() };
    for status in [ToRectify, Rectifying, Returned] {
        check(Major, status, whole(), "");
    }
    check(Major, Rectifying, without(|it| it.person = None), "responsibility");
    check(Major, Rectifying, without(|it| it.organisation = None), "responsibility");
    check(Major, Rectifying, without(|it| it.measures = " ".into()), "measures");
    check(Major, Rectifying, without(|it| it.money_yuan = None), "money");
    check(Major, Rectifying, without(|it| it.deadline = None), "deadline");
    check(Major, Rectifying, without(|it| it.emergency_plan = String::new()), "emergency_plan");
    check(Major, Rectifying, without(|it| it.money_yuan = Some(-1)), "money: money can't be less than nothing");
    check(Major, Rectifying, Write::default(), "measures: write at least one of the five");
    // Today is the 18th, the order's deadline the 24th.
    check(Major, Rectifying, due("2026-06-18"), "");
    check(Major, Rectifying, due("2026-06-17"), "deadline: the deadline lies in the past");
    let late = "deadline: the plan ends after the deadline of the order: ask for an extension first";
    check(Major, Rectifying, due("2026-06-25"), late);
    let overdue = crate::Hazard { grade: Major, due: kernel::Instant::read("2026-06-17 18:00"), ..hazard(Rectifying) };
    assert!(decide(&overdue, &ctx(DOER), &due("2026-06-25"), Vec::new(), Vec::new()).is_ok());
    check(Ordinary, Rectifying, whole(), "only a major hazard needs a plan with the five elements");
    check(Major, ToAssign, whole(), "there is nothing to rectify now");
    check(Major, ToVerify, whole(), "there is nothing to rectify now");
}

#[test]
fn a_major_hazard_is_not_reported_done_without_the_five() {
    let s = Story::begin();
    let id = s.assigned();
    let yes = vec![Answered { article: "2".into(), answer: Answer::Yes }];
    let major = Judge { edition: "chemicals_2017".into(), answers: yes, reason: None, own: None };
    s.act(Role::Inspector, move |tx, ctx| judge(tx, ctx, id, &major)).unwrap();
    let refused = s.submitted(id).unwrap_err().to_string();
    assert_eq!(refused.matches("plan: the plan").count(), Element::ALL.len(), "{refused}");
    let (body, head) = (s.people.enterprises[0], s.people.enterprise_heads[0]);
    let plan = |s: &Story, money| {
        let cmd = move |day| Write {
            organisation: Some(body),
            person: Some(head),
            money_yuan: money,
            deadline: Some(day),
            ..whole()
        };
        s.act(Role::EnterpriseUser, move |tx, ctx| write(tx, ctx, id, &cmd(ctx.now.day())))
    };
    let filled = |s: &Story| {
        let ctx = s.ctx(Role::DistrictClerk);
        let page = crate::query::Slice::Page { from: 0, rows: 50 };
        let read = |r: &ledger::Reader<'_>| {
            super::of_rows(r, &ctx, &crate::query::list(r, &ctx, &crate::query::Filter::default(), page)?)
        };
        let filled = s.t.db.read_blocking(read).unwrap()[&id];
        (filled.count(), filled.has(Element::Money))
    };
    assert_eq!(filled(&s), (0, false));
    plan(&s, None).unwrap();
    assert_eq!(filled(&s), (4, false));
    assert_eq!(s.submitted(id).unwrap_err().to_string(), "plan: the plan says no money");
    plan(&s, Some(38_000)).unwrap();
    assert_eq!(filled(&s), (5, true));
    s.submitted(id).unwrap();
    assert_eq!(s.status(id), Status::ToVerify);
    let by = s.act(Role::DistrictClerk, move |tx, ctx| write(tx, ctx, id, &whole())).unwrap_err().to_string();
    assert_eq!(by, "you may not rectify what another organisation owes");
    s.t.assert_replay_agrees();
}
