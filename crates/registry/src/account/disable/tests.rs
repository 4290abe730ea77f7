use super::*;
use crate::rules::{clerk, id, outcome};

#[test]
fn disabling() {
    use AccountStatus::{Active, Disabled};
    //    status    person  reason      outcome
    check(Active, 5, "离职", "disabled");
    check(Active, 5, " ", "reason: fill in this field");
    check(Disabled, 5, "离职", "the account is already disabled");
    check(Active, 99, "离职", "you may not disable your own account");
}

fn check(status: AccountStatus, person: u8, reason: &str, expected: &str) {
    let it = Known { version: 1, person: id(person), status };
    assert_eq!(outcome(decide(&it, &clerk(), reason)), expected);
}
