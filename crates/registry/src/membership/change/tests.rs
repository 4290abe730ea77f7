use super::*;
use crate::rules::{clerk, id, outcome};

#[test]
fn changing() {
    use MembershipStatus::{Active, Ended, Invited, Suspended};
    let now = "the membership can't take this status now";
    //    from       to         person  reason     outcome
    check(Invited, Active, 5, "", "activated");
    check(Suspended, Active, 5, "", "activated");
    check(Active, Active, 5, "", now);
    check(Active, Suspended, 5, "核查", "suspended");
    check(Active, Suspended, 5, "", "reason: fill in this field");
    check(Invited, Suspended, 5, "核查", now);
    check(Active, Ended, 5, "调离", "ended");
    check(Invited, Ended, 5, "调离", "ended");
    check(Suspended, Ended, 5, " ", "reason: fill in this field");
    check(Active, Invited, 5, "", now);
    check(Ended, Active, 5, "", "the membership has ended");
    check(Active, Ended, 99, "调离", "you may not change your own role");
}

fn check(from: MembershipStatus, to: MembershipStatus, person: u8, reason: &str, expected: &str) {
    let it = Known { version: 2, person: id(person), role: kernel::Role::DistrictClerk, status: from };
    let cmd = Change { to, reason: reason.into() };
    assert_eq!(outcome(decide(&it, &clerk(), &cmd)), expected, "{from} -> {to}");
}
