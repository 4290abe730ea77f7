//! Who may grant more time, and how much.

use kernel::Personal;

use super::decide;
use crate::model::{Obligation, Status};
use crate::term::Reckoning;
use crate::tests::cast::{CHECKER, CLERK, COLLEAGUE, DOER, Player, instant, june, obligation, outcome};

#[test]
fn extending() {
    let it = obligation;
    let named = || Obligation { owner: DOER.named(), ..obligation(Status::Assigned) };
    let by_office = || Obligation { owner: CLERK.body(), ..obligation(Status::Assigned) };
    let own = "you may not let yourself off what you owe";
    let later = "new_due: give a time later than the present one";
    let wrong = "only what is still to be done can be extended";
    //    obligation              actor      new due             reason    outcome
    check(it(Status::Assigned), CLERK, "2026-06-30 18:00", "配件未到", "extended, due 2026-06-30 18:00");
    check(it(Status::Returned), CHECKER, "2026-06-30 18:00", "配件未到", "extended, due 2026-06-30 18:00");
    check(it(Status::Assigned), CLERK, "2026-06-22 18:00", "配件未到", later);
    check(it(Status::Assigned), CLERK, "2026-06-15 18:00", "配件未到", later);
    check(it(Status::Assigned), CLERK, "2026-06-30 18:00", " ", "reason: fill in this field");
    check(it(Status::Assigned), DOER, "2026-06-30 18:00", "配件未到", own);
    check(it(Status::Assigned), COLLEAGUE, "2026-06-30 18:00", "配件未到", own);
    check(named(), DOER, "2026-06-30 18:00", "配件未到", own);
    check(named(), COLLEAGUE, "2026-06-30 18:00", "配件未到", "extended, due 2026-06-30 18:00");
    check(by_office(), CLERK, "2026-06-30 18:00", "配件未到", own);
    check(by_office(), crate::tests::cast::LEADER, "2026-06-30 18:00", "配件未到", "extended, due 2026-06-30 18:00");
    check(it(Status::Done), CLERK, "2026-06-30 18:00", "配件未到", wrong);
    check(it(Status::Verified), CLERK, "2026-06-30 18:00", "配件未到", wrong);
    check(it(Status::Closed), CLERK, "2026-06-30 18:00", "配件未到", wrong);
}

fn check(it: Obligation, actor: Player, new_due: &str, reason: &str, said: &str) {
    let ctx = actor.at("2026-06-16 10:00");
    let new_due = instant(new_due);
    let reckoning = Reckoning::at(new_due, it.periods.own.as_ref(), ctx.now);
    assert_eq!(outcome(decide(&it, &ctx, new_due, &Personal::text(reason), &reckoning, &june())), said, "{actor:?}");
}
