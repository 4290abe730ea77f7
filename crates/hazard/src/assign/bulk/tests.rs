//! Many at once: each by its own rule, the rest untouched, and a second time nothing new.

use kernel::{Error, Role, Span};
use obligation::Owner;

use super::{Line, MOST, Order, preview, run};
use crate::model::{Demand, HazardId, Status};
use crate::tests::story::Story;

fn order(s: &Story, hazards: Vec<HazardId>) -> Order {
    let owner = Owner { organisation: s.people.enterprises[0], person: None };
    Order { hazards, owner, checker: None, demand: Demand::default(), due: None, note: Some("统一整治".into()) }
}

fn done(s: &Story, role: Role, order: &Order) -> Result<Vec<Line>, Error> {
    let order = order.clone();
    s.act(role, move |tx, ctx| run(tx, ctx, &order))
}

fn why(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.refused.as_deref().unwrap_or("done")).collect()
}

#[test]
fn each_by_its_own_rule() {
    let s = Story::begin();
    let (one, two, before) = (s.reported(), s.reported(), s.assigned());
    let nowhere: HazardId = kernel::Identity::from_bytes([0xee; 16]);
    let order = order(&s, vec![one, before, two, one, nowhere]);
    let ctx = s.ctx(Role::DistrictClerk);
    let told = s.t.db.read_blocking(|r| preview(r, &ctx, &order)).unwrap();
    let expected = ["done", "the hazard is assigned already", "done", "there is no such hazard"];
    assert_eq!(why(&told), expected);
    assert_eq!(s.status(one), Status::ToAssign, "a preview does nothing");

    let lines = done(&s, Role::DistrictClerk, &order).unwrap();
    assert_eq!(lines, told, "what was foretold came to be");
    assert!([one, two].iter().all(|id| s.status(*id) == Status::ToRectify));
    // Said again by hand: nothing is assigned twice.
    let again = done(&s, Role::DistrictClerk, &order).unwrap();
    assert!(again.iter().all(|line| line.refused.is_some()), "{again:?}");
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_wrong_for_all() {
    let s = Story::begin();
    let one = s.reported();
    let ctx = s.ctx(Role::DistrictClerk);
    let refused = |order: Order| {
        let told = s.t.db.read_blocking(|r| preview(r, &ctx, &order));
        told.map(|lines| why(&lines).join(" ")).unwrap_or_else(|error| error.to_string())
    };
    let many = (0..=MOST).map(|n| {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
        kernel::Identity::from_bytes(bytes)
    });
    assert_eq!(refused(order(&s, Vec::new())), "hazards: choose from 1 to 200 hazards");
    assert_eq!(refused(order(&s, many.collect())), "hazards: choose from 1 to 200 hazards");
    let late = Order { due: Some(ctx.now - Span::days(1)), ..order(&s, vec![one]) };
    assert_eq!(refused(late), "the deadline lies in the past");
    let own = Order { checker: Some(s.people.enterprises[0]), ..order(&s, vec![one]) };
    assert_eq!(refused(own), "an enterprise's work is verified by another organisation");
}
