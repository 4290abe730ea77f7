//! From a scheme to its published result, with an objection that was accepted and one that was refused; editions; problems.

use kernel::{Error, Role};

use super::{Story, judged, yearly};
use crate::examination::{self, Agree, Object, Origin, State, agree, answer, confirm, object};
use crate::marks::{Marks, Value};
use crate::problem::{self, State as Problems};
use crate::scheme::{self, Issue, Revise, State as Stage, Succeed, Withdraw};

#[test]
fn from_the_scheme_to_the_published_result() {
    let s = Story::begin();
    let id = s.draft(&yearly()).unwrap();
    let nothing = s.issue(id).unwrap_err().to_string();
    assert_eq!(nothing, "this scheme has no items yet");
    super::assessment_items().iter().for_each(|it| s.item(id, it).unwrap());
    let version = s.scheme(id).it.version.to_string();
    let own =
        s.act(Role::DistrictClerk, move |tx, ctx| scheme::issue(tx, ctx, id, &Issue { version: version.clone() }));
    assert_eq!(own.unwrap_err().to_string(), "you may not issue the scheme you drafted yourself");
    let stale = s.act(Role::Leader, move |tx, ctx| scheme::issue(tx, ctx, id, &Issue { version: "1".into() }));
    assert_eq!(stale.unwrap_err().to_string(), "the draft was changed meanwhile: read it first");
    s.issue(id).unwrap();
    let changed = s.item(id, &judged("再加一项检查内容", "5")).unwrap_err().to_string();
    assert_eq!(changed, "this scheme was issued and stands as it is: draft a new edition");
    assert_eq!(s.owed("oversight.examine"), (2, 2));

    let all = s.examinations(id);
    let (east, west) = (all[0], all[1]);
    assert_eq!(s.take(east).unwrap_err().to_string(), "the group that examines is not named yet");
    s.group(east, "丁四").unwrap();
    s.take(east).unwrap();
    assert_eq!(s.judge(east, 2, "30").unwrap_err().to_string(), "this item is taken from the record, not judged");
    assert_eq!(s.judge(east, 1, "40.01").unwrap_err().to_string(), "marks: a number from 0 to the full marks");
    assert_eq!(s.tell(east).unwrap_err().to_string(), "some items are not examined yet");
    s.judge(east, 1, "36").unwrap();
    let shown = s.one(east);
    let marks: Vec<_> = shown.standing().iter().map(|it| (it.item, it.value, it.marks)).collect();
    assert_eq!(marks[1], (2, Value::Share { part: 45, whole: 50 }, Some(Marks(2_250))));
    assert_eq!(marks[2], (3, Value::Count { n: 2 }, Some(Marks(1_500))));
    assert_eq!(marks[3], (4, Value::NotOnRecord, None), "what is not on record has no marks");
    assert_eq!(shown.total(), (Marks(7_350), Marks(9_000)), "and its full marks don't count");

    hidden_until_told(&s, east);
    s.tell(east).unwrap();
    assert_eq!((s.owed("oversight.examine"), s.owed("oversight.publish")), ((1, 2), (1, 1)));
    objections(&s, east);
    s.told(west, "40");
    assert_eq!(s.confirm(west).unwrap_err().to_string(), "the organisation may still object");
    s.go_to("2026-03-02 09:00");
    s.confirm(west).unwrap();
    let twice = s.confirm(west).unwrap_err().to_string();
    assert_eq!(twice, "there is no draft of the result to confirm");
    publish(&s, id);
    assert_eq!(s.owed("oversight.publish"), (0, 2));
    s.t.assert_replay_agrees();
}

/// Before it was told, the organisation sees its examination but nothing of what was found.
fn hidden_until_told(s: &Story, id: examination::OversightExaminationId) {
    let officer = s.ctx(Role::TownshipOfficer);
    let read = |r: &ledger::Reader<'_>| examination::query::one(r, &officer, id);
    let seen = s.t.db.read_blocking(read).unwrap();
    assert!(seen.hidden && seen.findings.is_empty());
    let story = s.t.db.read_blocking(|r| examination::query::history(r, &officer, id)).unwrap();
    assert_eq!(story.len(), 2, "opened and the group: {story:?}");
}

/// One that is accepted changes the marks and leaves the old ones; one that is refused changes nothing.
fn objections(s: &Story, id: examination::OversightExaminationId) {
    for no in [1, 3] {
        let reason = Object { reason: "台账已于年底补齐，请复核".into() };
        s.act(Role::TownshipOfficer, move |tx, ctx| object(tx, ctx, id, no, &reason)).unwrap();
    }
    assert_eq!(s.owed("oversight.answer"), (2, 2));
    s.act(Role::TownshipOfficer, move |tx, ctx| agree(tx, ctx, id)).unwrap();
    let Agree {} = Agree::default();
    assert_eq!(s.confirm(id).unwrap_err().to_string(), "an objection is not answered yet");
    let says = |result: &str, marks: &str, finding: &str| examination::Answer {
        result: result.into(),
        reason: "经复核".into(),
        marks: marks.into(),
        finding: finding.into(),
    };
    let (yes, no) = (says("accepted", "38.5", "责任清单年底已补齐"), says("refused", "", ""));
    s.act(Role::DistrictClerk, move |tx, ctx| answer(tx, ctx, id, 1, &yes)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| answer(tx, ctx, id, 2, &no)).unwrap();
    assert_eq!(s.owed("oversight.answer"), (0, 2));
    let shown = s.one(id);
    assert_eq!(shown.total(), (Marks(7_600), Marks(9_000)));
    let first: Vec<_> = shown.findings.iter().filter(|it| it.item == 1).map(|it| (it.origin, it.marks)).collect();
    assert_eq!(first, [(Origin::Judged, Some(Marks(3_600))), (Origin::Answered, Some(Marks(3_850)))]);
    let stale = s.act(Role::Leader, move |tx, ctx| confirm(tx, ctx, id, &examination::Confirm { version: "3".into() }));
    assert_eq!(stale.unwrap_err().to_string(), "the result was changed meanwhile: read it first");
    s.confirm(id).unwrap();
}

/// Together, once all are confirmed; then every organisation sees every result.
fn publish(s: &Story, id: scheme::OversightSchemeId) {
    let officer = s.ctx(Role::TownshipOfficer);
    let seen = |s: &Story| s.t.db.read_blocking(|r| scheme::query::one(r, &officer, id)).unwrap();
    assert_eq!(seen(s).lines.len(), 1, "only its own before");
    s.act(Role::DistrictClerk, move |tx, ctx| scheme::publish(tx, ctx, id)).unwrap();
    let lines = seen(s).lines;
    assert_eq!(lines.iter().map(|it| (it.found.len(), it.opens)).collect::<Vec<_>>(), [(4, true), (4, false)]);
    assert_eq!(s.scheme(id).it.state, Stage::Published);
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| scheme::publish(tx, ctx, id)).unwrap_err();
    assert_eq!(twice.to_string(), "only the results of a scheme that stands are published");
}

#[test]
fn a_result_that_is_not_confirmed_holds_up_the_publication() {
    let s = Story::begin();
    let id = s.assessment();
    let all = s.examinations(id);
    s.told(all[0], "36");
    s.go_to("2026-03-02 09:00");
    s.confirm(all[0]).unwrap();
    let early = s.act(Role::DistrictClerk, move |tx, ctx| scheme::publish(tx, ctx, id)).unwrap_err();
    assert_eq!(early.to_string(), "the result of some organisations is not confirmed yet");
    assert_eq!(s.one(all[0]).it.state, State::Confirmed, "nothing of it was published");
    s.t.assert_replay_agrees();
}

#[test]
fn a_new_edition_takes_the_place_of_the_old_one() {
    let s = Story::begin();
    let id = s.assessment();
    let problem = {
        let one = s.examinations(id)[0];
        s.group(one, "丁四").unwrap();
        s.found(one, 1).unwrap()
    };
    let reason = Succeed { reason: "上级调整考核内容".into() };
    let again = reason.clone();
    let next = s.act(Role::DistrictClerk, move |tx, ctx| scheme::succeed(tx, ctx, id, &reason)).unwrap();
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| scheme::succeed(tx, ctx, id, &again)).unwrap_err();
    assert_eq!(twice.to_string(), "a new edition is drafted already");
    let drafted = s.scheme(next);
    assert_eq!((drafted.it.edition, drafted.items.len(), drafted.organisations.len()), (2, 4, 2));
    assert_eq!(s.scheme(id).it.state, Stage::Issued, "the old one stands until the new one is issued");
    let only_east = Revise {
        title: "2025年度安全生产考核".into(),
        first: "2025-01-01".into(),
        last: "2025-12-31".into(),
        organisations: "城关镇".into(),
    };
    s.act(Role::DistrictClerk, move |tx, ctx| scheme::revise(tx, ctx, next, &only_east)).unwrap();
    s.issue(next).unwrap();
    let old = s.scheme(id);
    assert_eq!((old.it.state, old.it.followed_by), (Stage::Succeeded, Some(next)));
    assert!(old.lines.iter().all(|it| it.examination.state == State::Dropped));
    assert_eq!(s.owed("oversight.examine"), (1, 3), "what was owed fell with the old edition");
    assert_eq!(s.problem(problem).state, Problems::Set, "what was found stays owed");
    s.t.assert_replay_agrees();
}

#[test]
fn a_scheme_that_is_withdrawn_owes_nothing() {
    let s = Story::begin();
    let id = s.assessment();
    let one = s.examinations(id)[0];
    s.told(one, "36");
    let reason = Object { reason: "请复核".into() };
    s.act(Role::TownshipOfficer, move |tx, ctx| object(tx, ctx, one, 1, &reason)).unwrap();
    let reason = Withdraw { reason: "合并到综合考核".into() };
    s.act(Role::Leader, move |tx, ctx| scheme::withdraw(tx, ctx, id, &reason)).unwrap();
    for name in ["oversight.examine", "oversight.publish", "oversight.answer"] {
        assert_eq!(s.owed(name).0, 0, "{name}");
    }
    let late = s.confirm(one).unwrap_err().to_string();
    assert_eq!(late, "there is no draft of the result to confirm");
    s.t.assert_replay_agrees();
}

#[test]
fn a_problem_is_owed_until_somebody_else_looked() {
    let s = Story::begin();
    let one = s.examinations(s.assessment())[0];
    s.group(one, "丁四").unwrap();
    let id = s.found(one, 1).unwrap();
    assert_eq!(s.owed("oversight.problem"), (1, 1));
    let report = |role| {
        let cmd = problem::ReportDone { done: "已补齐巡查记录".into() };
        s.act(role, move |tx, ctx| problem::report(tx, ctx, id, &cmd))
    };
    let look = |role, result: &str| {
        let cmd = problem::Verify { result: result.into(), note: "缺少照片".into() };
        s.act(role, move |tx, ctx| problem::verify(tx, ctx, id, &cmd))
    };
    assert_eq!(look(Role::Leader, "accepted").unwrap_err().to_string(), "this problem is not reported as set right");
    assert!(matches!(report(Role::DepartmentClerk).unwrap_err(), Error::NotFound(_)), "others don't know of it");
    assert_eq!(report(Role::Leader).unwrap_err().to_string(), "you may not report what another organisation owes");
    report(Role::TownshipOfficer).unwrap();
    let own = look(Role::TownshipOfficer, "accepted").unwrap_err().to_string();
    assert_eq!(own, "you may not close what you reported done yourself");
    look(Role::Leader, "returned").unwrap();
    assert_eq!(s.problem(id).state, Problems::Returned);
    report(Role::TownshipOfficer).unwrap();
    look(Role::Leader, "accepted").unwrap();
    assert_eq!((s.problem(id).state, s.owed("oversight.problem")), (Problems::Closed, (0, 1)));
    let over = s
        .act(Role::Leader, move |tx, ctx| problem::withdraw(tx, ctx, id, &problem::Withdraw { reason: "重复".into() }));
    assert_eq!(over.unwrap_err().to_string(), "this problem is not open any more");
    s.t.assert_replay_agrees();
}

#[test]
fn nobody_else_knows_of_a_draft_or_of_another_examination() {
    let s = Story::begin();
    let draft = s.draft(&yearly()).unwrap();
    let load = |role, id| {
        let ctx = s.ctx(role);
        s.t.db.read_blocking(|r| scheme::query::one(r, &ctx, id)).map(drop)
    };
    assert!(load(Role::DistrictClerk, draft).is_ok() && load(Role::Leader, draft).is_ok());
    for role in [Role::TownshipOfficer, Role::DepartmentClerk, Role::DutyOfficer] {
        assert!(matches!(load(role, draft).unwrap_err(), Error::NotFound(_)), "{role}");
    }
    let id = s.assessment();
    assert!(load(Role::TownshipOfficer, id).is_ok() && load(Role::DutyOfficer, id).is_ok());
    assert!(load(Role::DepartmentClerk, id).is_err(), "it is not examined");
    let west = s.examinations(id)[1];
    let officer = s.ctx(Role::TownshipOfficer);
    let foreign = s.t.db.read_blocking(|r| examination::query::one(r, &officer, west));
    assert!(matches!(foreign.unwrap_err(), Error::NotFound(_)));
    let filter = examination::query::Filter::default();
    let listed = s.t.db.read_blocking(|r| examination::query::count(r, &officer, &filter)).unwrap();
    assert_eq!(listed, 1);
}

/// Somebody of a department examines: that one examination is seen, with what the group found, and nothing beside it.
#[test]
fn who_is_of_the_group_sees_that_examination_alone() {
    let s = Story::begin();
    let id = s.assessment();
    let all = s.examinations(id);
    let clerk = s.ctx(Role::DepartmentClerk);
    let sees = |one| s.t.db.read_blocking(|r| examination::query::one(r, &clerk, one));
    assert!(sees(all[0]).is_err(), "not before being named");
    s.group(all[0], "丁四\n县应急局 戊五").unwrap();
    let one = all[0];
    let cmd =
        examination::Judge { finding: "责任清单齐全".into(), marks: "36".into(), reason: "查阅台账".into() };
    s.act(Role::DepartmentClerk, move |tx, ctx| examination::judge(tx, ctx, one, 1, &cmd)).unwrap();
    let found = s.found(one, 1).unwrap();
    let shown = sees(one).unwrap();
    assert_eq!((shown.hidden, shown.findings.len(), shown.problems.len()), (false, 1, 1));
    assert_eq!(shown.problems[0].id, found);
    assert!(sees(all[1]).is_err());
    let scheme = s.t.db.read_blocking(|r| scheme::query::one(r, &clerk, id)).unwrap();
    assert_eq!(scheme.lines.len(), 1);
}
