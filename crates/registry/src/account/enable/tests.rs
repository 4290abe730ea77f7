use super::*;
use crate::rules::{id, outcome};

#[test]
fn enabling() {
    use AccountStatus::{Active, Disabled};
    //    status    another  outcome
    check(Disabled, false, "enabled");
    check(Disabled, true, "this person already has an account");
    check(Active, false, "the account is not disabled");
}

fn check(status: AccountStatus, another: bool, expected: &str) {
    let it = Known { version: 1, person: id(5), status };
    assert_eq!(outcome(decide(&it, another)), expected);
}
