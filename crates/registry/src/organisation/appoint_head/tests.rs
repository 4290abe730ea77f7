use super::*;
use crate::organisation::dissolve::tests::it;
use crate::rules::{id, outcome};

#[test]
fn appointing_a_head() {
    //    dissolved  known   outcome
    check(false, true, "head_appointed");
    check(false, false, "person: no such person");
    check(true, true, "the organisation is dissolved");
}

fn check(dissolved: bool, known: bool, expected: &str) {
    assert_eq!(outcome(decide(&it(dissolved), known, id(5))), expected);
}
