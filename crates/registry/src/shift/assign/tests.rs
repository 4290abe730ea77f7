use super::*;
use crate::rules::{id, outcome};

#[test]
fn assigning() {
    let filled = Some("2026-06-18 08:00");
    //    known  filled   from                to                   outcome
    check(true, None, "2026-06-18 08:00", "2026-06-19 08:00", "assigned");
    check(false, None, "2026-06-18 08:00", "2026-06-19 08:00", "person: no such person");
    check(true, None, "2026-06-18 08:00", "2026-06-18 08:00", "to: the end must lie after the beginning");
    check(true, None, "2026-06-18 08:00", "2026-06-25 08:00", "assigned");
    check(true, None, "2026-06-18 08:00", "2026-06-25 08:01", "to: a shift is seven days at most");
    check(true, filled, "2026-06-18 08:00", "2026-06-19 08:00", "this post is filled in that time");
}

fn check(known: bool, filled: Option<&str>, from: &str, to: &str, expected: &str) {
    let at = |text: &str| Instant::read(text).unwrap();
    let cmd = Assign { post: id(3), person: id(5), from: at(from), to: at(to) };
    assert_eq!(outcome(decide(known, filled.map(at), &cmd)), expected, "{from} {to}");
}
