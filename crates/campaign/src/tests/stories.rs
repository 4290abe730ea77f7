//! A campaign from its announcement on, a task through its parts, a directive to its answer.

use kernel::{Role, Span};

use super::Story;
use crate::task::{self, PartState, Report, State, Verify};
use crate::{Approve, CriterionSaid, Decide, Draft, Issue, PlanState, directive, member};

const GROUP: fn() -> member::NameGroup = || member::NameGroup {
    head: "高远 镇长".into(),
    responsible: "林舟 副镇长".into(),
    document: "河政发〔2026〕3号".into(),
};

#[test]
fn groups_plans_and_receipts() {
    let s = Story::begin();
    let id = s.campaign();
    assert_eq!((s.owed("campaign.group"), s.owed("campaign.plan"), s.owed("campaign.gate")), (3, 3, 5));
    let members = s.read(Role::DistrictClerk, |r, ctx| member::query::of(r, ctx, id)).unwrap();
    assert!(members.iter().all(member::Member::has_gap));
    let own = s.read(Role::TownshipOfficer, |r, ctx| member::query::of(r, ctx, id)).unwrap();
    assert_eq!(own.len(), 1, "a township sees its own line");
    let mine = own[0].id;
    s.act(Role::TownshipOfficer, move |tx, ctx| member::name_group(tx, ctx, mine, &GROUP())).unwrap();
    let early = s.act(Role::TownshipOfficer, move |tx, ctx| member::receive(tx, ctx, mine)).unwrap_err();
    assert_eq!(early.to_string(), "no plan was issued yet");
    let plan =
        || member::FilePlan { title: "河口镇实施方案".into(), document: "河政发〔2026〕4号".into() };
    s.act(Role::TownshipOfficer, move |tx, ctx| member::file_plan(tx, ctx, mine, &plan())).unwrap();
    assert_eq!((s.owed("campaign.group"), s.owed("campaign.plan")), (2, 2));

    let issue =
        move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| crate::issue(tx, ctx, id, &Issue { word: "望安委".into() });
    let approve = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| crate::approve(tx, ctx, id, &Approve::default());
    let early = s.act(Role::DistrictClerk, issue).unwrap_err();
    assert_eq!(early.to_string(), "a plan is issued once it is approved");
    let draft = || Draft {
        title: "专项整治三年行动实施方案".into(),
        text: "一、总体要求：坚持人民至上、生命至上。".into(),
    };
    s.act(Role::DistrictClerk, move |tx, ctx| crate::draft(tx, ctx, id, &draft())).unwrap();
    let own = s.act(Role::DistrictClerk, approve).unwrap_err();
    assert_eq!(own.to_string(), "you may not approve the plan you drafted");
    s.act(Role::Leader, approve).unwrap();
    let late = s.act(Role::DistrictClerk, move |tx, ctx| crate::draft(tx, ctx, id, &draft())).unwrap_err();
    assert_eq!(late.to_string(), "the plan is approved and stands");
    s.act(Role::DistrictClerk, issue).unwrap();
    let it = s.read(Role::DistrictClerk, |r, ctx| crate::query::one(r, ctx, id)).unwrap();
    assert_eq!(it.plan, PlanState::Issued);
    assert_eq!(it.plan_number.as_deref(), Some(format!("望安委〔{}〕1号", s.today().year()).as_str()));
    assert_eq!(s.owed("campaign.receive"), 3);
    s.act(Role::TownshipOfficer, move |tx, ctx| member::receive(tx, ctx, mine)).unwrap();
    assert_eq!(s.owed("campaign.receive"), 2);
    let foreign = members.iter().find(|it| it.organisation == s.people.townships[1]).unwrap().id;
    let hidden = s.act(Role::TownshipOfficer, move |tx, ctx| member::receive(tx, ctx, foreign)).unwrap_err();
    assert_eq!(hidden.to_string(), "CampaignMemberId does not exist");
    s.t.assert_replay_agrees();
}

#[test]
fn stages_pass_in_their_order() {
    let s = Story::begin();
    let id = s.campaign();
    let said = |met: &str, reason: &str| CriterionSaid { met: met.into(), reason: reason.into() };
    let all = move || Decide {
        criteria: vec![said("yes", ""), said("no", "缺两个单位，限期补齐")],
        note: "同意转段".into(),
    };
    let gates = s.read(Role::Leader, |r, ctx| crate::query::gates(r, ctx, id)).unwrap();
    let no = |stage| gates.iter().find(|it| it.stage == stage).unwrap().no;
    let (first, second, year_end) = (no(Some(crate::Stage::Mobilise)), no(Some(crate::Stage::Inspect)), no(None));
    let early = s.act(Role::Leader, move |tx, ctx| crate::decide(tx, ctx, id, first, &all())).unwrap_err();
    assert_eq!(early.to_string(), "no plan was issued yet");
    s.issued(id);
    let early = s.act(Role::Leader, move |tx, ctx| crate::decide(tx, ctx, id, second, &all())).unwrap_err();
    assert_eq!(early.to_string(), "the stage before is not passed yet");
    s.act(Role::Leader, move |tx, ctx| crate::decide(tx, ctx, id, first, &all())).unwrap();
    s.t.clock.advance(Span::days(61));
    let one = move || Decide { criteria: vec![said("yes", "")], note: String::new() };
    s.act(Role::Leader, move |tx, ctx| crate::decide(tx, ctx, id, year_end, &one())).unwrap();
    assert_eq!(s.owed("campaign.gate"), 3);
    let gates = s.read(Role::Leader, |r, ctx| crate::query::gates(r, ctx, id)).unwrap();
    assert_eq!(gates[0].criteria.iter().map(|it| it.met).collect::<Vec<_>>(), [Some(true), Some(false)]);
    let unknown = s.act(Role::Leader, move |tx, ctx| crate::decide(tx, ctx, id, 99, &all())).unwrap_err();
    assert_eq!(unknown.to_string(), "Gate does not exist");
    s.t.assert_replay_agrees();
}

#[test]
fn a_task_is_late_when_a_part_is() {
    let s = Story::begin();
    let id = s.campaign();
    let task = s.task(id);
    let one = || s.read(Role::DistrictClerk, |r, ctx| task::query::one(r, ctx, task)).unwrap();
    let part =
        |no: usize| s.read(Role::DistrictClerk, |r, ctx| task::query::parts(r, ctx, task)).unwrap()[no - 1].clone();
    let now = || s.ctx(Role::DistrictClerk, "see").now;
    assert_eq!(s.owed("campaign.task"), 2);
    let done = || Report { said: "已排查42处，建档42份".into() };
    let other = s.act(Role::DepartmentClerk, move |tx, ctx| task::report(tx, ctx, task, 2, &done())).unwrap_err();
    assert_eq!(other.to_string(), "you may not report what another organisation owes");
    s.t.clock.advance(Span::days(11));
    assert!(one().is_late(now()), "the township's part was due");
    let all = s.read(Role::DistrictClerk, |r, ctx| crate::progress::counts(r, ctx, id, &Default::default())).unwrap();
    assert_eq!(all.iter().map(|it| it.tally.late).sum::<i64>(), 1);
    s.act(Role::TownshipOfficer, move |tx, ctx| task::report(tx, ctx, task, 2, &done())).unwrap();
    assert!(!one().is_late(now()));
    assert!(part(2).late_seconds > 0, "late stays late");

    let says = |accepted: &str, note: &str| Verify { accepted: accepted.into(), note: note.into() };
    let blank = s.act(Role::DistrictClerk, move |tx, ctx| task::verify(tx, ctx, task, 2, &says("no", ""))).unwrap_err();
    assert_eq!(blank.to_string(), "note: fill in this field");
    s.act(Role::DistrictClerk, move |tx, ctx| task::verify(tx, ctx, task, 2, &says("no", "缺照片"))).unwrap();
    assert_eq!(part(2).state, PartState::Returned);
    s.act(Role::TownshipOfficer, move |tx, ctx| task::report(tx, ctx, task, 2, &done())).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| task::verify(tx, ctx, task, 2, &says("yes", ""))).unwrap();
    assert_eq!((one().state, one().closed), (State::Open, 1));
    s.act(Role::DepartmentClerk, move |tx, ctx| task::report(tx, ctx, task, 1, &done())).unwrap();
    let own =
        s.act(Role::DepartmentClerk, move |tx, ctx| task::verify(tx, ctx, task, 1, &says("yes", ""))).unwrap_err();
    assert_eq!(own.to_string(), "you may not verify your own work");
    s.act(Role::Leader, move |tx, ctx| task::verify(tx, ctx, task, 1, &says("yes", "属实"))).unwrap();
    assert_eq!((one().state, s.owed("campaign.task")), (State::Closed, 0));
    let all = s.read(Role::DistrictClerk, |r, ctx| crate::progress::total_of(r, ctx, id)).unwrap();
    assert_eq!((all.parts, all.done, all.closed, all.late), (2, 0, 2, 0));
    s.t.assert_replay_agrees();
}

#[test]
fn more_time_and_withdrawal() {
    let s = Story::begin();
    let id = s.campaign();
    let task = s.task(id);
    let to = s.today().plus_days(20).to_string();
    let given = to.clone();
    s.act(Role::DistrictClerk, move |tx, ctx| task::extend(tx, ctx, task, 2, &given, "汛期交通中断")).unwrap();
    let again = to.clone();
    let same = s.act(Role::DistrictClerk, move |tx, ctx| task::extend(tx, ctx, task, 2, &again, "汛期")).unwrap_err();
    assert_eq!(same.to_string(), "to: give a time later than the present one");
    let parts = s.read(Role::DistrictClerk, |r, ctx| task::query::parts(r, ctx, task)).unwrap();
    assert_eq!(parts[1].due.day().to_string(), to);
    s.act(Role::DistrictClerk, move |tx, ctx| task::withdraw(tx, ctx, task, "并入另一项任务")).unwrap();
    assert_eq!(s.owed("campaign.task"), 0);
    let all = s.read(Role::DistrictClerk, |r, ctx| crate::progress::total_of(r, ctx, id)).unwrap();
    assert_eq!(all.parts, 0, "what was withdrawn is not counted");
    s.t.assert_replay_agrees();
}

#[test]
fn the_office_lets_itself_off_nothing() {
    let s = Story::begin();
    let mut cmd = s.task_said(s.campaign());
    cmd.parts[1].organisation = s.people.office.to_string();
    let task = s.act(Role::DistrictClerk, move |tx, ctx| task::set(tx, ctx, &cmd)).unwrap();
    let to = s.today().plus_days(20).to_string();
    let own = "you may not let yourself off what you owe";
    let more = s.act(Role::DistrictClerk, move |tx, ctx| task::extend(tx, ctx, task, 2, &to, "汛期")).unwrap_err();
    assert_eq!(more.to_string(), own);
    let withdraw = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| task::withdraw(tx, ctx, task, "不再需要");
    assert_eq!(s.act(Role::DistrictClerk, withdraw).unwrap_err().to_string(), own);
    assert_eq!(s.owed("campaign.task"), 2, "all of it or nothing");
    s.act(Role::Leader, withdraw).unwrap();
    assert_eq!(s.owed("campaign.task"), 0, "the leader answers for it");
}

#[test]
fn another_township_comes_upon_none_of_it() {
    let s = Story::begin();
    let id = s.campaign();
    let mut cmd = s.task_said(id);
    cmd.parts[1].organisation = s.people.townships[1].to_string();
    let hidden = s.act(Role::DistrictClerk, move |tx, ctx| task::set(tx, ctx, &cmd)).unwrap();
    let own = s.task(id);
    let filter = task::query::Filter::default();
    let listed = s.read(Role::TownshipOfficer, |r, ctx| task::query::list(r, ctx, &filter, 0, 50)).unwrap();
    assert_eq!(listed.iter().map(|it| it.task.id).collect::<Vec<_>>(), [own]);
    assert_eq!(s.read(Role::TownshipOfficer, |r, ctx| task::query::count(r, ctx, &filter)).unwrap(), 1);
    let gone = s.read(Role::TownshipOfficer, |r, ctx| task::query::one(r, ctx, hidden)).unwrap_err();
    assert_eq!(gone.to_string(), "TaskId does not exist");
    let cells =
        s.read(Role::TownshipOfficer, |r, ctx| crate::progress::counts(r, ctx, id, &Default::default())).unwrap();
    assert!(cells.iter().all(|it| it.organisation == s.people.townships[0]));
}

#[test]
fn a_directive_is_studied_and_answered() {
    let s = Story::begin();
    let day = s.today().to_string();
    let cmd = directive::Register {
        sort: "meeting".into(),
        issuer: "省安委会".into(),
        issued_on: day.clone(),
        title: "全省森林防火工作电视电话会议".into(),
        content: "压实责任、管住火源".into(),
        organisations: vec![s.people.departments[0].to_string(), s.people.townships[1].to_string()],
        ..directive::Register::default()
    };
    let id = s.act(Role::DistrictClerk, move |tx, ctx| directive::register(tx, ctx, &cmd)).unwrap();
    assert_eq!((s.owed("directive.study"), s.owed("directive.answer")), (2, 1));
    let hidden = s.read(Role::TownshipOfficer, |r, ctx| directive::query::one(r, ctx, id)).unwrap_err();
    assert_eq!(hidden.to_string(), "DirectiveId does not exist");
    let more = directive::PassOn { organisations: vec![s.people.townships[0].to_string()] };
    let again = more.clone();
    s.act(Role::DistrictClerk, move |tx, ctx| directive::pass_on(tx, ctx, id, &more)).unwrap();
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| directive::pass_on(tx, ctx, id, &again)).unwrap_err();
    assert_eq!(twice.to_string(), "organisations: they have it already");
    let study = move || directive::Study {
        on: day.clone(),
        attended: "班子成员、各村书记".into(),
        proof: "会议纪要第12期".into(),
        report: "已部署巡护".into(),
    };
    let mine = study.clone();
    s.act(Role::TownshipOfficer, move |tx, ctx| directive::study(tx, ctx, id, 3, &mine())).unwrap();
    let others = study.clone();
    let foreign = s.act(Role::TownshipOfficer, move |tx, ctx| directive::study(tx, ctx, id, 2, &others())).unwrap_err();
    assert_eq!(foreign.to_string(), "Copy does not exist");
    let again = s.act(Role::TownshipOfficer, move |tx, ctx| directive::study(tx, ctx, id, 3, &study())).unwrap_err();
    assert_eq!(again.to_string(), "this is studied and reported already");
    let it = s.read(Role::DistrictClerk, |r, ctx| directive::query::one(r, ctx, id)).unwrap();
    assert_eq!((it.asked, it.studied, s.owed("directive.study")), (3, 1, 2));
    let text = directive::Answer { text: "已转发3个单位，1个单位已学习。".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| directive::answer(tx, ctx, id, &text)).unwrap();
    assert_eq!(s.owed("directive.answer"), 0);
    s.t.assert_replay_agrees();
}
