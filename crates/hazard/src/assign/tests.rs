//! An order at once: how soon its rule says, and never later.

use kernel::{Instant, Role, Span};

use super::{Assign, assign};
use crate::model::{Demand, HazardId, Status};
use crate::testing::order;
use crate::tests::story::Story;

fn ordered(s: &Story, id: HazardId, demand: Demand, due: Option<Instant>) -> Result<(), String> {
    let cmd = Assign { demand, due, ..order(s.people.enterprises[0], None, s.people.departments[0]) };
    s.act(Role::DistrictClerk, move |tx, ctx| assign(tx, ctx, id, &cmd)).map_err(|error| error.to_string())
}

#[test]
fn at_once_is_within_the_hours_of_its_rule_and_its_obligation_names_the_rule() {
    let s = Story::begin();
    let id = s.reported();
    let now = s.ctx(Role::DistrictClerk).now;
    let late = ordered(&s, id, Demand::AtOnce, Some(now + Span::days(3)));
    assert_eq!(late.unwrap_err(), "due: what is rectified at once has an earlier deadline");
    ordered(&s, id, Demand::AtOnce, None).unwrap();
    assert_eq!(s.status(id), Status::ToRectify);
    let ctx = s.ctx(Role::DistrictClerk);
    let read = |r: &ledger::Reader<'_>| {
        let it = crate::store::load(r, &ctx, id)?;
        let owed = crate::duties::open(r, &ctx, &crate::duties::about(id), crate::DUTY_RECTIFY)?.remove(0);
        let line = crate::query::one(r, &ctx, id)?.map(|it| it.row.demand);
        Ok((it.due, owed.due, owed.source, line))
    };
    let (due, owed, source, demand) = s.t.db.read_blocking(read).unwrap();
    let at = due.unwrap();
    // Each act of the story takes its time.
    assert!(at > now + Span::hours(23) && at < now + Span::hours(30), "{now} {at}");
    assert_eq!((owed, source.as_deref(), demand), (at, Some("县履职办法 第九条第三款"), Some(Demand::AtOnce)));
    s.t.assert_replay_agrees();
}

#[test]
fn an_earlier_deadline_is_kept_and_a_demand_left_out_is_by_deadline() {
    let s = Story::begin();
    let (soon, later) = (s.reported(), s.reported());
    let due = s.ctx(Role::DistrictClerk).now + Span::hours(4);
    ordered(&s, soon, Demand::AtOnce, Some(due)).unwrap();
    ordered(&s, later, Demand::default(), None).unwrap();
    let ctx = s.ctx(Role::DistrictClerk);
    let read = |r: &ledger::Reader<'_>| {
        let row = |id| Ok::<_, kernel::Error>(crate::query::one(r, &ctx, id)?.map(|it| (it.row.due, it.row.demand)));
        Ok((row(soon)?.unwrap(), row(later)?.unwrap()))
    };
    let (at_once, by_deadline) = s.t.db.read_blocking(read).unwrap();
    assert_eq!(at_once, (Some(due), Demand::AtOnce));
    assert_eq!(by_deadline.1, Demand::ByDeadline);
    assert!(by_deadline.0.unwrap() > due + Span::days(5));
}
