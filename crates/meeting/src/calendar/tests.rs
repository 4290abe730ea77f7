//! Deadlines of meetings over several years with their holidays, and which periods a rule asks for.

use kernel::{Day, Identity as _};
use obligation::calendar::{Calendar, seed_statutory};

use super::act::begun;
use super::*;
use crate::model::Kind;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn published() -> Calendar {
    Calendar::new(seed_statutory(2019..=2026).into_iter().map(|it| (it.day, it.kind)))
}

#[test]
fn a_report_counts_from_its_day_when_it_is_written_down_by_the_next_evening() {
    //    given on      written down        counts from
    for (on, written, from) in [
        ("2026-06-18", "2026-06-18 09:20", "2026-06-18 09:20"),
        ("2026-06-18", "2026-06-18 18:30", "2026-06-18 18:00"),
        ("2026-06-18", "2026-06-19 09:00", "2026-06-18 18:00"),
        ("2026-06-18", "2026-06-19 18:00", "2026-06-18 18:00"),
        ("2026-06-18", "2026-06-19 18:01", "2026-06-19 18:01"),
    ] {
        assert_eq!(given_at(day(on), Instant::read(written).unwrap()).to_minute(), from, "{on}, {written}");
    }
}

#[test]
fn deadlines_over_the_years() {
    let calendar = published();
    let check = |every, within: &str, days_before, first: &str, last: &str, expected: &str| {
        let (from, to) = span(every, day(within));
        assert_eq!((from.to_string().as_str(), to.to_string().as_str()), (first, last), "{within}");
        assert_eq!(due(from, to, days_before, &calendar).to_minute(), expected, "{within}");
    };
    //    how often         within        before first         last          due
    check(Every::Quarter, "2019-02-10", 5, "2019-01-01", "2019-03-31", "2019-03-26 18:00");
    // 25 September 2020 was a Friday; 1 to 8 October holidays.
    check(Every::Quarter, "2020-09-30", 5, "2020-07-01", "2020-09-30", "2020-09-25 18:00");
    check(Every::Quarter, "2020-12-31", 5, "2020-10-01", "2020-12-31", "2020-12-25 18:00");
    // 26 September 2021 was a Sunday at work.
    check(Every::Quarter, "2021-07-01", 4, "2021-07-01", "2021-09-30", "2021-09-26 18:00");
    // The spring festival of 2020 took the end of January.
    check(Every::Month, "2020-01-20", 0, "2020-01-01", "2020-01-31", "2020-01-23 18:00");
    check(Every::Month, "2024-02-29", 12, "2024-02-01", "2024-02-29", "2024-02-09 18:00");
    check(Every::HalfYear, "2026-06-30", 10, "2026-01-01", "2026-06-30", "2026-06-18 18:00");
    check(Every::HalfYear, "2026-12-01", 0, "2026-07-01", "2026-12-31", "2026-12-31 18:00");
    check(Every::Year, "2025-05-05", 31, "2025-01-01", "2025-12-31", "2025-11-28 18:00");
    // Mid-autumn of 2026 is 25 September.
    check(Every::Quarter, "2026-08-01", 5, "2026-07-01", "2026-09-30", "2026-09-24 18:00");
}

#[test]
fn a_deadline_never_leaves_its_period() {
    let calendar = published();
    for year in 2019..=2026 {
        for (every, most) in [(Every::Month, 27), (Every::Quarter, 60), (Every::HalfYear, 60), (Every::Year, 60)] {
            for month in 1..=12 {
                let (first, last) = span(every, Day::new(year, month, 15).unwrap());
                for days_before in 0..=most {
                    let due = due(first, last, days_before, &calendar).day();
                    assert!(first <= due && due <= last.plus_days(-i64::from(days_before)), "{every:?} {first} {due}");
                    assert!(calendar.is_working_day(due) || due == first, "{due}");
                }
            }
        }
    }
}

#[test]
fn which_periods_a_rule_asks_for() {
    let rule = |from: &str, to: Option<&str>, set_on: &str| MeetingRule {
        id: MeetingRuleId::from_bytes([1; 16]),
        version: 1,
        said: Said {
            sort: Kind::Special,
            every: Every::Quarter,
            days_before: 5,
            owner: kernel::Identity::from_bytes([2; 16]),
            from: day(from),
            to: to.map(day),
            source: "某文".into(),
        },
        set_on: day(set_on),
    };
    let check = |it: MeetingRule, today: &str, expected: &[&str]| {
        let found: Vec<String> = begun(&it, day(today)).iter().map(Day::to_string).collect();
        assert_eq!(found, expected);
    };
    //    in force from, to                              written on      today
    check(rule("2026-01-01", None, "2026-01-04"), "2026-01-04", &["2026-01-01"]);
    check(rule("2026-01-01", None, "2026-01-04"), "2026-07-01", &["2026-01-01", "2026-04-01", "2026-07-01"]);
    // From the first whole period on.
    check(rule("2026-02-10", None, "2026-01-04"), "2026-05-01", &["2026-04-01"]);
    // What was over when the rule was written down is not owed afterwards.
    check(rule("2019-01-01", None, "2026-08-20"), "2026-08-20", &["2026-07-01"]);
    check(rule("2026-01-01", Some("2026-06-30"), "2026-01-04"), "2026-12-31", &["2026-01-01", "2026-04-01"]);
    check(rule("2027-01-01", None, "2026-08-20"), "2026-12-31", &[]);
    // However long it is in force.
    let found = begun(&rule("2026-01-01", None, "2026-01-04"), day("2046-01-01"));
    assert_eq!((found.len(), found.last().map(Day::to_string).as_deref()), (81, Some("2046-01-01")));
}

#[test]
fn every_period_has_a_name() {
    let check = |every, first: &str, zh: &str, en: &str| {
        let name = |lang| label(lang, every, day(first));
        assert_eq!((name(kernel::Lang::Zh).as_str(), name(kernel::Lang::En).as_str()), (zh, en));
    };
    check(Every::Month, "2026-03-01", "2026年3月", "2026, month 3");
    check(Every::Quarter, "2026-07-01", "2026年第三季度", "Third quarter of 2026");
    check(Every::HalfYear, "2026-07-01", "2026年下半年", "Second half of 2026");
    check(Every::Year, "2026-01-01", "2026年度", "2026");
}
