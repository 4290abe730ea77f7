//! Marking what is hot for good, within one's area, and taking the mark away once.

use kernel::Role;

use super::{Story, outcome};
use crate::source::{self, Mark, Reason, query};

fn kiln() -> Mark {
    Mark {
        name: "东门砖厂".into(),
        division: "城关镇".into(),
        longitude: "100.05".into(),
        latitude: "24.05".into(),
        radius: String::new(),
        reason: "隧道窑常年生产".into(),
    }
}

#[test]
fn marking() {
    let s = Story::begin("2027-03-05 15:00");
    let mark = |role, cmd: Mark| s.act(role, move |tx, ctx| source::mark(tx, ctx, &cmd));
    for (wrong, said) in [
        (Mark { radius: "50".into(), ..kiln() }, "radius: write whole metres from 100 to 3000"),
        (Mark { latitude: "124.05".into(), ..kiln() }, "latitude: degrees with a decimal point"),
        (Mark { division: "无此镇".into(), ..kiln() }, "division: no such division"),
        (Mark { reason: " ".into(), ..kiln() }, "reason: fill in this field"),
        (Mark { division: "河口镇".into(), ..kiln() }, "you may not mark heat sources outside your area"),
    ] {
        assert_eq!(outcome(mark(Role::TownshipOfficer, wrong)), said);
    }
    let id = mark(Role::TownshipOfficer, kiln()).unwrap();
    let one = || s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap();
    assert_eq!((one().radius_m, one().unmarked_at), (1_000, None));
    let unmark = |reason: &str| {
        let cmd = Reason { reason: reason.into() };
        outcome(s.act(Role::TownshipOfficer, move |tx, ctx| source::unmark(tx, ctx, id, &cmd)))
    };
    assert_eq!(unmark(""), "reason: fill in this field");
    assert_eq!(unmark("已拆除"), "done");
    assert_eq!(unmark("已拆除"), "this heat source is not marked any more");
    assert!(one().unmarked_at.is_some());
    s.t.assert_replay_agrees();
    s.erase("heat_source", id);
}
