//! More time: asked for by the plant, decided by somebody else, owed until it is decided.

use kernel::{Error, Instant, Role, Span};

use super::story::Story;
use crate::extend::ask::{self, Ask};
use crate::extend::{Extend, extend};
use crate::model::HazardId;
use crate::query;

/// Asks for sixty more days.
fn asked(s: &Story, id: HazardId) -> Result<Instant, Error> {
    let due = ledger::Clock::now(s.t.clock.as_ref()) + Span::days(60);
    let cmd = Ask { due, reason: "检验机构排期至月底".into() };
    s.act(Role::EnterpriseUser, move |tx, ctx| ask::ask(tx, ctx, id, &cmd)).map(|()| due)
}

fn refused(s: &Story, role: Role, id: HazardId) -> Result<(), Error> {
    s.act(role, move |tx, ctx| ask::refuse(tx, ctx, id, "可先停用，不影响按期整改"))
}

/// Decisions that are still owed, the deadline, and the facts of the hazard after its assignment.
fn stands(s: &Story, id: HazardId) -> (i64, Option<Instant>, Vec<String>) {
    let ctx = s.ctx(Role::DistrictClerk);
    let detail = s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap();
    let sql = "SELECT COUNT(*) FROM obligation WHERE duty = 'hazard.extension' AND status = 'assigned'";
    let owed = s.t.db.read_blocking(|r| r.value(sql, &[])).unwrap();
    let kinds = detail.history.iter().skip(2).map(|e| ledger::Fact::kind(&e.fact).to_owned()).collect();
    (owed, detail.hazard.due, kinds)
}

#[test]
fn a_request_is_refused_and_asked_again_and_granted() {
    let s = Story::begin();
    let id = s.assigned();
    let first = stands(&s, id).1;
    asked(&s, id).unwrap();
    assert_eq!(stands(&s, id), (1, first, vec!["extension_asked".into()]));
    assert_eq!(asked(&s, id).unwrap_err().to_string(), "more time is asked for already");
    let own = refused(&s, Role::EnterpriseUser, id).unwrap_err().to_string();
    assert_eq!(own, "you may not decide what your own organisation asked for");

    refused(&s, Role::DepartmentClerk, id).unwrap();
    assert_eq!((stands(&s, id).0, stands(&s, id).1), (0, first));
    assert_eq!(refused(&s, Role::DepartmentClerk, id).unwrap_err().to_string(), "nobody asked for more time");

    let due = asked(&s, id).unwrap();
    let grant = Extend { due, reason: "检验机构排期属实".into() };
    let cmd = grant.clone();
    let own = s.act(Role::EnterpriseUser, move |tx, ctx| extend(tx, ctx, id, &cmd)).unwrap_err().to_string();
    assert_eq!(own, "you may not decide what your own organisation asked for");
    s.act(Role::DepartmentClerk, move |tx, ctx| extend(tx, ctx, id, &grant)).unwrap();
    let kinds = ["extension_asked", "extension_refused", "extension_asked", "extended"].map(str::to_owned).to_vec();
    assert_eq!(stands(&s, id), (0, Some(due), kinds));
    s.t.assert_replay_agrees();
}

#[test]
fn what_was_asked_before_the_work_was_done_is_still_answered() {
    let s = Story::begin();
    let id = s.assigned();
    asked(&s, id).unwrap();
    s.submitted(id).unwrap();
    let late = Extend { due: Instant::read("2030-01-01").unwrap(), reason: "已无必要".into() };
    let granted = s.act(Role::DepartmentClerk, move |tx, ctx| extend(tx, ctx, id, &late));
    assert_eq!(granted.unwrap_err().to_string(), "there is no deadline to extend now");
    assert_eq!(stands(&s, id).0, 1);
    refused(&s, Role::DepartmentClerk, id).unwrap();
    assert_eq!(stands(&s, id).0, 0);
    s.t.assert_replay_agrees();
}
