//! Who may be given what.

use kernel::Personal;

use super::decide;
use crate::model::{Obligation, Owner, Status};
use crate::tests::cast::{CHECKER, COLLEAGUE, DOER, obligation, outcome};

#[test]
fn reassigning() {
    let it = obligation;
    let checked = || Obligation { checker: Some(CHECKER.named()), ..obligation(Status::Assigned) };
    let only = "only what is still to be done can be given to somebody else";
    //    obligation            new owner          reason    outcome
    check(it(Status::Assigned), COLLEAGUE.named(), "调岗", "reassigned");
    check(it(Status::Returned), COLLEAGUE.named(), "调岗", "reassigned");
    check(it(Status::Assigned), DOER.body(), "调岗", "they owe it already");
    check(it(Status::Assigned), COLLEAGUE.named(), " ", "reason: fill in this field");
    check(checked(), CHECKER.named(), "调岗", "nobody checks their own work");
    check(it(Status::Done), COLLEAGUE.named(), "调岗", only);
    check(it(Status::Verified), COLLEAGUE.named(), "调岗", only);
    check(it(Status::Closed), COLLEAGUE.named(), "调岗", only);
}

fn check(it: Obligation, owner: Owner, reason: &str, said: &str) {
    assert_eq!(outcome(decide(&it, owner, &Personal::text(reason))), said, "{owner:?}");
}
