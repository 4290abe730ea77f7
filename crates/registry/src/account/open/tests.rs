use super::*;
use crate::rules::{id, outcome};

#[test]
fn opening() {
    //    login         known  taken  has one  outcome
    check("shen.rc", true, false, false, "opened");
    check(" ShenRC ", true, false, false, "opened");
    check("沈若川", true, false, false, "opened");
    check("s", true, false, false, "login: 3 to 40 letters, digits, . _ - or @");
    check("shen rc", true, false, false, "login: 3 to 40 letters, digits, . _ - or @");
    check("", true, false, false, "login: fill in this field");
    check("shen.rc", false, false, false, "person: no such person");
    check("shen.rc", true, true, false, "login: this name is taken");
    check("shen.rc", true, false, true, "this person already has an account");
}

fn check(login: &str, known: bool, taken: bool, has_one: bool, expected: &str) {
    let cmd = Open { login: login.into(), person: id(5) };
    assert_eq!(outcome(decide(known, taken, has_one, &cmd)), expected, "{login}");
}

#[test]
fn case_does_not_make_another_account() {
    assert_eq!(login(" Shen.RC"), "shen.rc");
}
