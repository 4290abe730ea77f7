//! What each step becomes.

use kernel::Identity;

use super::decide;
use crate::ladder::{Call, Step};
use crate::model::{Fact, Obligation, Status};
use crate::tests::cast::{CLERK, instant, obligation};

#[test]
fn climbing() {
    let (next_at, last, to) = (Some(instant("2026-06-23 09:00")), None, CLERK.body());
    //    step  call                fact
    check(0, Call::Remind, Fact::Reminded { step: 0, to, next_at });
    check(0, Call::Overdue, Fact::Overdue { step: 0, to, next_at });
    check(1, Call::HolderLeader, Fact::Escalated { step: 1, to, next_at: last });
    check(1, Call::SafetyOffice, Fact::Escalated { step: 1, to, next_at: last });
    check(1, Call::Leader, Fact::Escalated { step: 1, to, next_at: last });
}

fn check(rung: u32, call: Call, fact: Fact) {
    let steps = ["2026-06-22 18:00", "2026-06-23 09:00"].map(|at| Step { call, at: instant(at) }).to_vec();
    let it = Obligation { steps, rung, ..obligation(Status::Assigned) };
    assert_eq!(decide(&it, call, CLERK.body()), fact);
}

#[test]
fn a_timer_of_nothing_or_of_another_moment_does_nothing() {
    let t = ledger::testing::db(crate::CONCEPTS);
    let fire = |at, id| t.db.write_blocking("timer", &t.rule(), move |tx, ctx| crate::fire(tx, ctx, at, id)).unwrap();
    fire(instant("2026-06-18 10:00"), Identity::from_bytes([9; 16]));
    let open = |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        let due = crate::Due::At(instant("2026-06-30 18:00"));
        crate::open(tx, ctx, crate::tests::cast::open(crate::Check::None, due))
    };
    let id = t.db.write_blocking("open", &t.rule(), open).unwrap();
    fire(instant("2026-06-18 10:00"), id);
    // Later than the next step: not its own time, so not its timer.
    fire(instant("2026-06-30 10:00"), id);
    let ctx = t.rule();
    assert_eq!(t.db.read_blocking(|r| crate::query::get(r, &ctx, id)).unwrap().version, 1);
}
