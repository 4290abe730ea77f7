//! Months, and where a closing is counted. That the numbers equal the lists is told by `tests/story.rs`.

use super::{Closing, Delta, Month};

#[test]
fn a_month_begins_and_ends() {
    for (month, first, last) in [
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"),
    ] {
        let it: Month = month.parse().unwrap();
        assert_eq!([it.to_string(), it.first().to_string(), it.last().to_string()], [month, first, last]);
    }
    for bad in ["2026-13", "2026", "", "2026-1"] {
        assert!(bad.parse::<Month>().is_err(), "{bad}");
    }
}

#[test]
fn a_closing_counts_once() {
    let parts = |closing| {
        let it = Delta::closed(closing);
        (it.found, it.closed, it.closed_in_time, it.closed_late)
    };
    assert_eq!(parts(Closing::InTime), (0, 1, 1, 0));
    assert_eq!(parts(Closing::Late), (0, 1, 0, 1));
    assert_eq!(parts(Closing::Unknown), (0, 1, 0, 0));
}
