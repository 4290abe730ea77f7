//! What an inquiry says, and that a major hazard isn't closed without one.

use kernel::Role;

use super::{Cause, Inquire, decide, inquire};
use crate::judge::{Answer, Answered, Judge, judge};
use crate::model::{Grade, HazardId, Status};
use crate::tests::rules::{hazard, organisation, said};
use crate::tests::story::Story;
use crate::{DUTY_INQUIRY, close, duties};

fn cmd() -> Inquire {
    Inquire {
        course: "除尘系统长期未清理，积尘超标。".into(),
        cause: Cause::Procedure,
        organisation: organisation(11),
        neglected: "未落实粉尘清扫制度".into(),
        prevention: "明确班后清扫并由车间主任签字".into(),
        conclusion: "属管理责任未落实".into(),
    }
}

#[test]
fn inquiries() {
    let check = |grade, status, cmd: Inquire, outcome: &str| {
        let it = crate::Hazard { grade, ..hazard(status) };
        let told = said(decide(&it, &cmd), ledger::Fact::kind);
        assert!(told.starts_with(outcome), "{grade} {status} {cmd:?}: {told}");
    };
    use Grade::{Major, Ordinary};
    check(Major, Status::Rectifying, cmd(), "inquired");
    check(Major, Status::ToClose, cmd(), "inquired");
    check(Major, Status::Closed, cmd(), "a closed hazard is not inquired into");
    check(Ordinary, Status::Rectifying, cmd(), "only the cause of a major hazard is inquired into");
    check(Major, Status::Rectifying, Inquire { course: " ".into(), ..cmd() }, "course: ");
    check(Major, Status::Rectifying, Inquire { neglected: String::new(), ..cmd() }, "neglected: ");
    check(Major, Status::Rectifying, Inquire { prevention: String::new(), ..cmd() }, "prevention: ");
    check(Major, Status::Rectifying, Inquire { conclusion: String::new(), ..cmd() }, "conclusion: ");
}

fn owed(s: &Story, id: HazardId) -> usize {
    let ctx = s.ctx(Role::DistrictClerk);
    s.t.db.read_blocking(|r| duties::open(r, &ctx, &duties::about(id), DUTY_INQUIRY)).unwrap().len()
}

#[test]
fn a_major_hazard_is_closed_after_the_inquiry() {
    let s = Story::begin();
    let id = s.assigned();
    assert_eq!(owed(&s, id), 0);
    let answers = vec![Answered { article: "2".into(), answer: Answer::Yes }];
    let major = Judge { edition: "chemicals_2017".into(), answers, reason: None, own: None };
    let again = major.clone();
    s.act(Role::Inspector, move |tx, ctx| judge(tx, ctx, id, &major)).unwrap();
    s.act(Role::Inspector, move |tx, ctx| judge(tx, ctx, id, &again)).unwrap();
    assert_eq!(owed(&s, id), 1, "judged twice, inquired into once");
    crate::listing::tests::plan_and_submit(&s, id);
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    let close = |s: &Story| s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close::default()));
    assert_eq!(close(&s).unwrap_err().to_string(), "a major hazard is closed after the inquiry into its cause");
    let body = s.people.enterprises[0];
    let found = Inquire { organisation: body, ..cmd() };
    s.act(Role::DepartmentClerk, move |tx, ctx| inquire(tx, ctx, id, &found)).unwrap();
    assert_eq!(owed(&s, id), 0);
    close(&s).unwrap();
    assert_eq!(s.status(id), Status::Closed);
    s.t.assert_replay_agrees();
}
