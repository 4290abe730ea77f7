//! The list joins what the registers say; what is silent is a line too.

use kernel::{Ctx, Role};

use super::query::{Credit, Filter, Graded, Line, Order, Trained, list};
use crate::credit_record::{Enter, enter};
use crate::standardisation::{Announce, announce};
use crate::tests::Story;
use crate::training::{Hold, hold};

fn district() -> Story {
    let s = Story::begin();
    let plant = s.plant();
    let today = s.t.rule().now.day();
    let grade = Announce {
        sector: "hazardous_chemicals".into(),
        grade: "third".into(),
        certificate: "望AQBWH〔2026〕0007".into(),
        assessor: "某安全技术服务有限公司".into(),
        announced_on: today.plus_days(-1_000).to_string(),
        valid_to: today.plus_days(60).to_string(),
    };
    let bad = Enter {
        sort: "bad".into(),
        reason: "重大隐患逾期未整改".into(),
        basis: "望安委〔2026〕5 号".into(),
        source: String::new(),
        from: today.to_string(),
        to: today.plus_days(365).to_string(),
    };
    let held = Hold {
        sort: "yearly".into(),
        topic: "有限空间作业安全".into(),
        held_on: today.to_string(),
        hours: "4".into(),
        people: "30".into(),
        passed: "30".into(),
        ..Hold::default()
    };
    s.act(Role::DistrictClerk, move |tx, ctx| announce(tx, ctx, plant, &grade)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| enter(tx, ctx, plant, &bad)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| hold(tx, ctx, plant, &held)).unwrap();
    s
}

fn lines(s: &Story, role: Role, filter: &Filter) -> Vec<Line> {
    let ctx: Ctx = s.ctx(role, "see");
    s.t.db.read_blocking(|r| list(r, &ctx, filter)).unwrap()
}

#[test]
fn what_is_on_record_and_what_is_silent() {
    let s = district();
    let count = |role, filter: Filter| lines(&s, role, &filter).len();
    let all = Filter::default;
    //         who                   filter                                                          lines
    let table = [
        (Role::Leader, all(), 2),
        (Role::TownshipOfficer, all(), 1),
        (Role::EnterpriseUser, all(), 1),
        (Role::Leader, Filter { graded: Some(Graded::Expiring), ..all() }, 1),
        (Role::Leader, Filter { graded: Some(Graded::None), ..all() }, 1),
        (Role::Leader, Filter { graded: Some(Graded::Expired), ..all() }, 0),
        (Role::Leader, Filter { credit: Some(Credit::Bad), ..all() }, 1),
        (Role::Leader, Filter { credit: Some(Credit::Good), ..all() }, 0),
        (Role::Leader, Filter { trained: Some(Trained::Silent), ..all() }, 1),
        (Role::Leader, Filter { trained: Some(Trained::ThisYear), ..all() }, 1),
        (Role::Leader, Filter { text: "宏业".into(), ..all() }, 1),
    ];
    for (role, filter, expected) in table {
        assert_eq!(count(role, filter.clone()), expected, "{role} {filter:?}");
    }
    let by_end = lines(&s, Role::Leader, &Filter { order: Some(Order::ValidTo), ..all() });
    assert_eq!(by_end[0].graded, Graded::None, "what is missing comes first");
}
