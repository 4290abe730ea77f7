//! What may be closed.

use super::decide;
use crate::model::Status;
use crate::tests::cast::{CLERK, obligation, outcome};

#[test]
fn closing() {
    check(Status::Verified, "closed");
    check(Status::Assigned, "only verified work can be closed");
    check(Status::Done, "only verified work can be closed");
    check(Status::Returned, "only verified work can be closed");
    check(Status::Closed, "only verified work can be closed");
    check(Status::Waived, "only verified work can be closed");
}

fn check(status: Status, said: &str) {
    assert_eq!(outcome(decide(&obligation(status), &CLERK.at("2026-06-16 10:00"))), said, "{status}");
}
