use super::*;
use crate::person::register::tests::{body, cmd};
use crate::rules::{clerk, id, outcome_or_nothing};

#[test]
fn amending() {
    //    name       phone          outcome
    check("沈若川", "13900000217", "nothing");
    check("沈若川", "", "amended");
    check("沈川", "13900000217", "amended");
    check("", "13900000217", "name: fill in this field");
}

fn check(name: &str, phone: &str, expected: &str) {
    let it = Known {
        version: 1,
        id: id(5),
        name: Some("沈若川".into()),
        organisation: id(1),
        position: Some("主任".into()),
        phone: Some("13900000217".into()),
    };
    let decided = decide(&it, &clerk(), Some(&body("530999101")), &cmd(name, phone));
    assert_eq!(outcome_or_nothing(decided), expected, "{name} {phone}");
}
