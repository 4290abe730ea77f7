//! Days that are known from the published notices, and the arithmetic over them.

use kernel::Day;

use super::{Calendar, DayKind, WorkdayId, seed_statutory};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn published() -> Calendar {
    Calendar::new(seed_statutory(2019..=2026).iter().map(|d| (d.day, d.kind)))
}

#[test]
fn known_days_of_the_published_years() {
    //    day            works   why
    check("2026-10-10", true, "Saturday, worked for the National Day");
    check("2026-02-14", true, "Saturday, worked for the Spring Festival");
    check("2026-10-01", false, "Thursday, National Day");
    check("2026-10-07", false, "Wednesday, the last free day");
    check("2026-10-08", true, "Thursday, the first day back");
    check("2026-02-23", false, "Monday within the Spring Festival");
    check("2026-06-19", false, "Friday, Dragon Boat");
    check("2026-06-18", true, "Thursday before it");
    check("2024-02-29", true, "Thursday, leap day");
    check("2025-01-26", true, "Sunday, worked for the Spring Festival");
    check("2020-02-29", false, "an ordinary Saturday");
    check("2027-10-01", true, "Friday; nothing is published for 2027");
    check("2027-10-02", false, "an ordinary Saturday");
}

fn check(text: &str, works: bool, why: &str) {
    assert_eq!(published().is_working_day(day(text)), works, "{text}: {why}");
}

#[test]
fn working_days_are_counted_in_both_directions() {
    //      from           n     is
    counts("2026-06-15", 1, "2026-06-16");
    counts("2026-06-15", 3, "2026-06-18");
    counts("2026-06-18", 1, "2026-06-22"); // Dragon Boat from Friday to Sunday
    counts("2026-06-20", 1, "2026-06-22"); // from a free day
    counts("2026-09-30", 1, "2026-10-08");
    counts("2026-09-30", 3, "2026-10-10"); // a Saturday that is worked
    counts("2026-09-30", 4, "2026-10-12");
    counts("2026-02-13", 1, "2026-02-14");
    counts("2026-02-13", 2, "2026-02-24");
    counts("2024-02-28", 1, "2024-02-29");
    counts("2024-02-28", 2, "2024-03-01");
    counts("2025-12-31", 1, "2026-01-04"); // worked Sunday after New Year
    counts("2026-06-22", -1, "2026-06-18");
    counts("2026-06-22", -2, "2026-06-17");
    counts("2026-01-04", -1, "2025-12-31");
    counts("2026-06-22", 0, "2026-06-22");
    counts("2028-02-28", 2, "2028-03-01"); // unpublished leap year
}

fn counts(from: &str, n: i64, is: &str) {
    assert_eq!(published().plus_working_days(day(from), n).to_string(), is, "{n} after {from}");
}

#[test]
fn every_published_year_is_whole() {
    for year in 2019..=2026 {
        let days = seed_statutory(year..=year);
        assert!((20..=45).contains(&days.len()), "{year}: {}", days.len());
        let good = |d: &super::SpecialDay| d.kind == DayKind::Holiday || d.day.is_weekend();
        assert!(days.iter().all(good), "{year}: a weekday can't be a make-up day");
        assert!(days.iter().all(|d| d.source.contains(&year.to_string())));
    }
    assert!(seed_statutory(2027..=2027).is_empty());
}

#[test]
fn a_days_id_is_the_day() {
    let leap = day("2024-02-29");
    assert_eq!(WorkdayId::of(leap).day(), Some(leap));
    assert_eq!(WorkdayId::of(leap).to_string().parse::<WorkdayId>().unwrap(), WorkdayId::of(leap));
    let nonsense: WorkdayId = kernel::Identity::from_bytes([0xff; 16]);
    assert_eq!(nonsense.day(), None);
}
