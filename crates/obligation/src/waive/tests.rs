//! Who may let off what.

use kernel::Personal;

use super::decide;
use crate::model::Status;
use crate::tests::cast::{CHECKER, CLERK, DOER, Player, obligation, outcome};

#[test]
fn waiving() {
    //    status            actor    reason    outcome
    check(Status::Assigned, CLERK, "已关停", "waived");
    check(Status::Done, CHECKER, "已关停", "waived");
    check(Status::Returned, CLERK, "已关停", "waived");
    check(Status::Verified, CLERK, "已关停", "waived");
    check(Status::Assigned, CLERK, "", "reason: fill in this field");
    check(Status::Assigned, DOER, "已关停", "you may not let yourself off what you owe");
    check(Status::Closed, CLERK, "已关停", "this is not open any more");
    check(Status::Settled, CLERK, "已关停", "this is not open any more");
    check(Status::Waived, CLERK, "已关停", "this is not open any more");
}

fn check(status: Status, actor: Player, reason: &str, said: &str) {
    let ctx = actor.at("2026-06-16 10:00");
    assert_eq!(outcome(decide(&obligation(status), &ctx, &Personal::text(reason))), said, "{status}");
}
