use super::*;
use crate::rules::{clerk, id, outcome};
use kernel::Instant;

#[test]
fn cancelling() {
    //    cancelled  until               reason    outcome
    check(false, "2026-06-19 08:00", "换班", "cancelled");
    check(false, "2026-06-18 09:00", "换班", "the shift is over");
    check(false, "2026-06-19 08:00", "", "reason: fill in this field");
    check(true, "2026-06-19 08:00", "换班", "the shift is cancelled");
}

fn check(cancelled: bool, until: &str, reason: &str, expected: &str) {
    let at = |text: &str| Instant::read(text).unwrap();
    let it = Known { version: 1, person: id(5), from: at("2026-06-17 08:00"), to: at(until), cancelled };
    assert_eq!(outcome(decide(&it, &clerk(), reason)), expected);
}
