use super::*;
use crate::Party;
use crate::rules::{id, outcome};

#[test]
fn ending() {
    let later = "the appointment ends no later than that";
    //    its end             last day      reason    outcome
    check(None, "2026-06-18", "退休", "ended");
    check(None, "2026-01-01", "退休", "ended");
    check(None, "2025-12-31", "退休", "on: the last day lies before the first");
    check(None, "2026-06-18", "", "reason: fill in this field");
    check(Some("2026-12-31"), "2026-06-18", "退休", "ended");
    check(Some("2026-06-18"), "2026-06-18", "退休", later);
    check(Some("2026-06-01"), "2026-06-18", "退休", later);
}

fn check(to: Option<&str>, on: &str, reason: &str, expected: &str) {
    let it = Known {
        version: 1,
        id: id(7),
        subject: id(2),
        party: Party::Enterprise,
        person: id(5),
        from: "2026-01-01".parse().unwrap(),
        to: to.map(|day| day.parse().unwrap()),
        acting: false,
        hands_over: None,
        handed_at: None,
        taken_at: None,
    };
    let cmd = End { on: on.parse().unwrap(), reason: reason.into() };
    assert_eq!(outcome(decide(&it, &cmd)), expected, "{to:?} {on}");
}
