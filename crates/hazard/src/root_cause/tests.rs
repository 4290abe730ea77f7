//! Who says the root cause, and what isn't closed without it.

use kernel::{Role, Span};

use super::{Find, RootCause, find, is_owed, last};
use crate::model::{HazardId, Status};
use crate::query::{self, Filter, Slice, View};
use crate::tests::story::Story;
use crate::{assign, close};

fn cause(cause: RootCause, said: &str) -> Find {
    Find { cause, said: said.into() }
}

fn closed(s: &Story, id: HazardId, cause: Option<Find>) -> Result<(), kernel::Error> {
    s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close { note: None, cause: cause.clone() }))
}

/// Reported, rectified and verified.
fn to_close(s: &Story) -> HazardId {
    let id = s.reported();
    let order = crate::testing::order(s.people.enterprises[0], None, s.people.departments[0]);
    s.act(Role::DistrictClerk, move |tx, ctx| assign::assign(tx, ctx, id, &order)).unwrap();
    s.submitted(id).unwrap();
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    id
}

#[test]
fn what_came_back_is_closed_with_its_cause() {
    let s = Story::begin();
    let first = to_close(&s);
    closed(&s, first, None).unwrap();
    s.t.clock.advance(Span::days(40));
    let again = to_close(&s);
    let refused = closed(&s, again, None).unwrap_err();
    assert_eq!(refused.to_string(), "cause: a hazard that came back is closed after its root cause is said");
    assert!(closed(&s, again, Some(cause(RootCause::People, " 无 "))).is_err(), "too short");
    assert_eq!(s.status(again), Status::ToClose);
    closed(&s, again, Some(cause(RootCause::Management, "清扫制度没有落实到班组，无人检查。"))).unwrap();

    let ctx = s.ctx(Role::DistrictClerk);
    let history = s.t.db.read_blocking(|r| query::detail(r, &ctx, again)).unwrap().history;
    assert_eq!(last(&history).unwrap().1.cause, RootCause::Management);
    let listed = |cause| {
        let filter = Filter { view: View::All, cause: Some(cause), ..Filter::default() };
        let rows = s.t.db.read_blocking(|r| query::list(r, &ctx, &filter, Slice::Page { from: 0, rows: 50 })).unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!((listed(RootCause::Management), listed(RootCause::People)), (vec![again], vec![]));
    s.t.assert_replay_agrees();
}

#[test]
fn the_last_one_said_counts_and_a_closed_one_stays() {
    let s = Story::begin();
    let first = to_close(&s);
    closed(&s, first, None).unwrap();
    s.t.clock.advance(Span::days(40));
    let again = to_close(&s);
    let owed = || s.t.db.read_blocking(|r| is_owed(r, &s.ctx(Role::DistrictClerk), again)).unwrap();
    assert!(owed());
    let say = |role, cause: Find| s.act(role, move |tx, ctx| find(tx, ctx, again, &cause));
    say(Role::EnterpriseUser, cause(RootCause::People, "新员工未经培训上岗")).unwrap();
    say(Role::DepartmentClerk, cause(RootCause::Management, "培训制度未执行")).unwrap();
    assert!(!owed());
    let outside = say(Role::TownshipOfficer, cause(RootCause::People, "新员工未经培训上岗")).unwrap_err();
    assert_eq!(outside.to_string(), "you may not say the cause of what another organisation rectifies");
    closed(&s, again, None).unwrap();
    let late = say(Role::DepartmentClerk, cause(RootCause::People, "新员工未经培训上岗")).unwrap_err();
    assert_eq!(late.to_string(), "the cause of a closed hazard is not changed");
    s.t.assert_replay_agrees();
}
