//! When work may be reported done, and who looks then.

use super::decide;
use crate::model::{Check, Fact, Obligation, Owner, Status};
use crate::tests::cast::{CHECKER, CLERK, COLLEAGUE, DOER, in_three_days, june, obligation, outcome};

#[test]
fn reporting_done() {
    let it = obligation;
    let with = |check, checker| Obligation { check, checker, ..obligation(Status::Assigned) };
    let other = Check::AnotherOrganisation;
    let (town, mate) = (Some(CHECKER.body()), Some(COLLEAGUE.named()));
    //    obligation               checker   outcome
    check(it(Status::Assigned), None, "done, due 2026-06-18 18:00");
    check(it(Status::Returned), None, "done, due 2026-06-18 18:00");
    check(it(Status::Done), None, "only what is still to be done can be reported done");
    check(it(Status::Verified), None, "only what is still to be done can be reported done");
    check(it(Status::Closed), None, "only what is still to be done can be reported done");
    check(it(Status::Waived), None, "only what is still to be done can be reported done");
    check(with(Check::None, town), None, "this duty has no check: it is settled, not reported done");
    check(with(other, town), None, "done, due 2026-06-18 18:00");
    check(with(other, town), mate, "another organisation must check this");
    check(with(other, mate), town, "done, due 2026-06-18 18:00");
}

fn check(it: Obligation, checker: Option<Owner>, said: &str) {
    let ctx = DOER.at("2026-06-15 16:00");
    assert_eq!(outcome(decide(&it, &ctx, checker, &in_three_days(&ctx), &june())), said);
}

#[test]
fn the_checker_and_the_lateness() {
    let decided = |it: &Obligation, now: &str| {
        let ctx = DOER.at(now);
        match decide(it, &ctx, None, &in_three_days(&ctx), &june()) {
            Ok(Fact::Done { checker, late_seconds, .. }) => (checker, late_seconds),
            other => panic!("{other:?}"),
        }
    };
    let it = obligation(Status::Assigned);
    //                         due 2026-06-22 18:00
    assert_eq!(decided(&it, "2026-06-22 18:00"), (CHECKER.body(), 0));
    assert_eq!(decided(&it, "2026-06-22 18:01"), (CHECKER.body(), 60));
    let unnamed = Obligation { checker: None, ..it };
    assert_eq!(decided(&unnamed, "2026-06-22 10:00"), (CLERK.body(), 0));
}
