//! What changes after a campaign was announced.

use kernel::{Ctx, Day, Role};

use super::Story;
use super::rules::gates;
use crate::adjust::longer;
use crate::{AddTopic, Correct, LeadTopic, Prolong, member};

const WHY: &str = "县政府常务会议纪要〔2026〕5号";

#[test]
fn a_stage_goes_on_longer() {
    //    gate  until  today  outcome; the gates end on day 19, 29, 39 and 49, the campaign on day 49
    check(1, 25, 15, "next 2 from 26");
    check(1, 19, 15, "to: give a day later than the present one");
    check(1, 18, 15, "to: give a day later than the present one");
    check(1, 20, 20, "next 2 from 21");
    check(1, 20, 21, "to: this day is over already");
    check(1, 29, 15, "to: the next stage would be over by then; give it more time first");
    check(2, 39, 15, "alone");
    check(2, 45, 15, "next 4 from 46");
    check(3, 48, 15, "alone");
    check(3, 50, 15, "to: this lies outside the time of the campaign");
    check(4, 90, 15, "the whole");
}

fn check(no: i64, to: i64, today: i64, expected: &str) {
    let first = Day::new(2026, 1, 1).unwrap();
    let (gates, day) = (gates(), |n| first.plus_days(n));
    let gate = gates.iter().find(|it| it.no == no).unwrap();
    let outcome = match longer(gate, &gates, (day(10), day(49)), day(to), day(today).at(9, 0)) {
        Err(error) => error.to_string(),
        Ok(it) => match it.next {
            Some((no, from)) => format!("next {no} from {}", first.days_until(from)),
            None if it.whole => "the whole".into(),
            None => "alone".into(),
        },
    };
    assert_eq!(outcome, expected, "{no} until {to}");
}

#[test]
fn what_is_decided_is_not_prolonged() {
    let mut gates = gates();
    gates[0].passed_at = Some(kernel::Instant::read("2026-01-05 09:00").unwrap());
    let day = |n| Day::new(2026, 1, 1).unwrap().plus_days(n);
    let refused = longer(&gates[0], &gates, (day(10), day(49)), day(25), day(15).at(9, 0)).unwrap_err();
    assert_eq!(refused.to_string(), "this is decided already");
}

#[test]
fn a_stage_is_prolonged_by_somebody_who_does_not_owe_its_decision() {
    let s = Story::begin();
    let id = s.campaign();
    let before = s.read(Role::Leader, |r, ctx| crate::query::gates(r, ctx, id)).unwrap();
    let no = before.iter().find(|it| it.stage == Some(crate::Stage::Inspect)).unwrap().no;
    let day = s.today().plus_days(120);
    let cmd = move || Prolong { to: day.to_string(), reason: WHY.into() };
    let own = s.act(Role::DistrictClerk, move |tx, ctx| crate::prolong(tx, ctx, id, no, &cmd())).unwrap_err();
    assert_eq!(own.to_string(), "you may not let yourself off what you owe");
    s.act(Role::Leader, move |tx, ctx| crate::prolong(tx, ctx, id, no, &cmd())).unwrap();
    let after = s.read(Role::Leader, |r, ctx| crate::query::gates(r, ctx, id)).unwrap();
    let ends = |all: &[crate::Gate], stage| {
        let it = all.iter().find(|it| it.stage == Some(stage)).unwrap();
        (it.from, it.to)
    };
    assert_eq!(ends(&after, crate::Stage::Inspect), (ends(&before, crate::Stage::Inspect).0, day));
    assert_eq!(ends(&after, crate::Stage::Storm), (day.plus_days(1), ends(&before, crate::Stage::Storm).1));
    let gate = after.iter().find(|it| it.no == no).unwrap().obligation;
    let owed = s.read(Role::Leader, |r, ctx| obligation::query::get(r, &ctx.beyond_scope(), gate)).unwrap();
    assert_eq!(owed.due.day(), day);

    let last = after.iter().find(|it| it.stage == Some(crate::Stage::Consolidate)).unwrap().no;
    let end = s.today().plus_days(400);
    let cmd = move || Prolong { to: end.to_string(), reason: WHY.into() };
    s.act(Role::Leader, move |tx, ctx| crate::prolong(tx, ctx, id, last, &cmd())).unwrap();
    assert_eq!(s.read(Role::Leader, |r, ctx| crate::query::one(r, ctx, id)).unwrap().to, end);
    s.t.assert_replay_agrees();
}

#[test]
fn topics_and_names_change() {
    let s = Story::begin();
    let id = s.campaign();
    let lead = s.people.departments[1].to_string();
    let add = |title: &str, lead: &str| AddTopic {
        sort: "sector".into(),
        title: title.into(),
        lead: lead.into(),
        reason: WHY.into(),
    };
    let twice = add("危险化学品", &lead);
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| crate::add_topic(tx, ctx, id, &twice)).unwrap_err();
    assert_eq!(twice.to_string(), "title: this campaign has such a topic already");
    let gas = add("城镇燃气", &lead);
    s.act(Role::DistrictClerk, move |tx, ctx| crate::add_topic(tx, ctx, id, &gas)).unwrap();
    let (same, other) = (lead.clone(), s.people.departments[0].to_string());
    let led = |lead: String| LeadTopic { lead, reason: WHY.into() };
    let same =
        s.act(Role::DistrictClerk, move |tx, ctx| crate::lead_topic(tx, ctx, id, 3, &led(same.clone()))).unwrap_err();
    assert_eq!(same.to_string(), "lead: it leads this topic already");
    s.act(Role::DistrictClerk, move |tx, ctx| crate::lead_topic(tx, ctx, id, 3, &led(other.clone()))).unwrap();
    let topics = s.read(Role::DistrictClerk, |r, ctx| crate::store::topics(r, ctx, id)).unwrap();
    assert_eq!((topics.len(), topics[2].title(), topics[2].lead), (3, "城镇燃气", s.people.departments[0]));

    let it = s.read(Role::DistrictClerk, |r, ctx| crate::query::one(r, ctx, id)).unwrap();
    let goal = it.goal.as_ref().and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    let correct = move |title: &str| Correct { title: title.into(), goal: goal.clone(), reason: WHY.into() };
    let unchanged = correct(it.title());
    let none = s.act(Role::DistrictClerk, move |tx, ctx| crate::correct(tx, ctx, id, &unchanged)).unwrap_err();
    assert_eq!(none.to_string(), "title: nothing is changed");
    let right = correct("全县安全生产专项整治三年行动");
    s.act(Role::DistrictClerk, move |tx, ctx| crate::correct(tx, ctx, id, &right)).unwrap();
    let it = s.read(Role::DistrictClerk, |r, ctx| crate::query::one(r, ctx, id)).unwrap();
    assert_eq!(it.title(), "全县安全生产专项整治三年行动");
    s.t.assert_replay_agrees();
}

#[test]
fn organisations_come_and_go() {
    let s = Story::begin();
    let id = s.campaign();
    s.issued(id);
    let late = s.people.departments[1];
    let join = |it: kernel::OrganisationId| member::Join { organisation: it.to_string(), reason: WHY.into() };
    s.act(Role::DistrictClerk, move |tx, ctx| member::join_later(tx, ctx, id, &join(late))).unwrap();
    assert_eq!((s.owed("campaign.group"), s.owed("campaign.receive")), (4, 4), "what was issued is sent to it, too");
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| member::join_later(tx, ctx, id, &join(late))).unwrap_err();
    assert_eq!(twice.to_string(), "organisation: it takes part already");

    let all = s.read(Role::DistrictClerk, |r, ctx| member::query::of(r, ctx, id)).unwrap();
    let of = |organisation| all.iter().find(|it| it.organisation == organisation).unwrap().id;
    let (busy, free) = (of(s.people.townships[0]), of(late));
    s.task(id);
    let leave = |role, it| {
        let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
            member::leave(tx, ctx, it, &member::Leave { reason: "机构撤并".into() })
        };
        s.act(role, act)
    };
    let refused = leave(Role::DistrictClerk, busy).unwrap_err();
    assert_eq!(refused.to_string(), "it still has tasks in this campaign; close or withdraw them first");
    let own = leave(Role::TownshipOfficer, busy).unwrap_err();
    assert_eq!(own.to_string(), "you may not let yourself off what you owe");
    let leads = leave(Role::DistrictClerk, free).unwrap_err();
    assert_eq!(leads.to_string(), "it leads a topic of this campaign; give the topic another lead first");
    let led = LeadTopic { lead: s.people.departments[0].to_string(), reason: WHY.into() };
    s.act(Role::DistrictClerk, move |tx, ctx| crate::lead_topic(tx, ctx, id, 2, &led)).unwrap();
    leave(Role::DistrictClerk, free).unwrap();
    let mut task = s.task_said(id);
    task.parts[0].organisation = late.to_string();
    let gone = s.act(Role::DistrictClerk, move |tx, ctx| crate::task::set(tx, ctx, &task)).unwrap_err();
    assert_eq!(gone.to_string(), "parts: it takes part in this campaign no more");
    assert_eq!((s.owed("campaign.group"), s.owed("campaign.plan"), s.owed("campaign.receive")), (3, 3, 3));
    assert_eq!(leave(Role::DistrictClerk, free).unwrap_err().to_string(), "it takes part no more");
    let left = s.read(Role::DistrictClerk, |r, ctx| member::query::of(r, ctx, id)).unwrap();
    assert!(left.iter().all(|it| it.organisation != late), "whoever left is no gap");
    s.act(Role::DistrictClerk, move |tx, ctx| member::join_later(tx, ctx, id, &join(late))).unwrap();
    assert_eq!(s.owed("campaign.group"), 4);
    s.t.assert_replay_agrees();
}
