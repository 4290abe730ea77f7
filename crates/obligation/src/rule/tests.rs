//! Which rule counts, and when what it says is due.

use kernel::{Day, Identity};

use super::{DeadlineRule, DeadlineRuleId, END_OF_DAY, Level, Period, Unit, choose};
use crate::ladder::{Ladder, Step};
use crate::tests::cast::{instant, june};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rule(id: u8, grade: Option<&str>, level: Level, from: &str, to: Option<&str>) -> DeadlineRule {
    DeadlineRule {
        id: DeadlineRuleId::from_bytes([id; 16]),
        version: 1,
        duty: "hazard.rectify".into(),
        grade: grade.map(str::to_owned),
        amount: u32::from(id),
        unit: Unit::WorkingDays,
        end_of_day: END_OF_DAY,
        from: day(from),
        to: to.map(day),
        source: "第九条".into(),
        level,
        ladder: None,
    }
}

#[test]
fn the_rule_in_force() {
    let rules = [
        rule(1, None, Level::State, "2020-01-01", None),
        rule(2, None, Level::City, "2021-01-01", Some("2026-06-30")),
        rule(3, None, Level::District, "2026-06-15", None),
        rule(4, None, Level::District, "2026-07-01", None),
        rule(5, Some("major"), Level::State, "2020-01-01", None),
        rule(6, None, Level::District, "2026-07-01", None),
    ];
    let check = |duty: &str, grade: Option<&str>, on: &str, chosen: Option<u8>| {
        let found = choose(&rules, duty, grade, day(on)).map(|rule| rule.amount as u8);
        assert_eq!(found, chosen, "{duty} {grade:?} on {on}");
    };
    //    duty               grade             day           rule
    check("hazard.rectify", None, "2019-12-31", None);
    check("hazard.rectify", None, "2020-12-31", Some(1));
    check("hazard.rectify", None, "2026-06-14", Some(2)); // the Sunday before a local rule starts
    check("hazard.rectify", None, "2026-06-15", Some(3)); // its first day
    check("hazard.rectify", None, "2026-06-30", Some(3)); // most local, though the city's still holds
    check("hazard.rectify", None, "2026-07-01", Some(6)); // later start wins, then the one set last
    check("hazard.rectify", Some("major"), "2026-07-01", Some(5)); // a rule for the grade goes first
    check("hazard.rectify", Some("ordinary"), "2026-07-01", Some(6));
    check("hazard.assign", None, "2026-07-01", None);
}

#[test]
fn when_it_is_due() {
    //    amount  unit                 from                  due
    check(10, Unit::Minutes, "2026-06-18 23:55", "2026-06-19 00:05");
    check(2, Unit::Hours, "2026-12-31 23:00", "2027-01-01 01:00");
    check(1, Unit::CalendarDays, "2026-06-18 09:00", "2026-06-19 18:00");
    check(1, Unit::CalendarDays, "2024-02-28 09:00", "2024-02-29 18:00");
    check(1, Unit::WorkingDays, "2026-06-18 09:00", "2026-06-22 18:00"); // Dragon Boat
    check(1, Unit::WorkingDays, "2026-06-18 23:59", "2026-06-22 18:00"); // the day of opening doesn't count
    check(3, Unit::WorkingDays, "2026-06-20 08:00", "2026-06-24 18:00"); // opened on a free day
}

fn check(amount: u32, unit: Unit, from: &str, due: &str) {
    let period = Period { rule: None, amount, unit, end_of_day: END_OF_DAY, ladder: None };
    assert_eq!(period.due(instant(from), &june()).to_minute(), due, "{amount} {unit} from {from}");
    // Eight in the morning in Beijing is still the day before in UTC: the day counts here, not there.
    let noon = Period { end_of_day: 12 * 60, ..period };
    let days = matches!(unit, Unit::CalendarDays | Unit::WorkingDays);
    assert_eq!(noon.due(instant(from), &june()).to_minute().ends_with("12:00"), days);
}

#[test]
fn the_standard_ladder_in_days_and_in_minutes() {
    //     unit               due                  now                  steps
    ladder(
        Unit::WorkingDays,
        "2026-06-24 18:00",
        "2026-06-15 10:00",
        "remind 06-22 09:00, remind 06-23 09:00, overdue 06-24 18:00, holder_leader 06-25 09:00, safety_office 06-29 09:00, leader 07-03 09:00",
    );
    // Steps that have passed are left out.
    ladder(
        Unit::WorkingDays,
        "2026-06-24 18:00",
        "2026-06-22 10:00",
        "remind 06-23 09:00, overdue 06-24 18:00, holder_leader 06-25 09:00, safety_office 06-29 09:00, leader 07-03 09:00",
    );
    // Lateness is recorded even when it was late from the beginning.
    ladder(
        Unit::WorkingDays,
        "2026-06-15 18:00",
        "2026-06-17 10:00",
        "overdue 06-15 18:00, safety_office 06-18 09:00, leader 06-25 09:00",
    );
    ladder(
        Unit::Hours,
        "2026-06-18 11:00",
        "2026-06-18 10:00",
        "remind 06-18 10:30, remind 06-18 10:50, overdue 06-18 11:00, holder_leader 06-18 11:10, safety_office 06-18 11:30, leader 06-18 12:00",
    );
    ladder(
        Unit::Minutes,
        "2026-06-18 10:10",
        "2026-06-18 10:00",
        "overdue 06-18 10:10, holder_leader 06-18 10:20, safety_office 06-18 10:40, leader 06-18 11:10",
    );
}

fn ladder(unit: Unit, due: &str, now: &str, steps: &str) {
    let plan = Ladder::standard(unit).plan(instant(due), instant(now), &june());
    let line = |step: &Step| format!("{} {}", step.call, &step.at.to_minute()[5..]);
    assert_eq!(plan.iter().map(line).collect::<Vec<_>>().join(", "), steps, "due {due}, now {now}");
}

#[test]
fn steps_are_written_and_read() {
    let plan = Ladder::standard(Unit::WorkingDays).plan(instant("2026-06-24 18:00"), instant("2026-06-15"), &june());
    for step in &plan {
        assert_eq!(step.to_string().parse::<Step>().as_ref(), Ok(step));
    }
    let column = crate::ladder::steps_to_column(&plan);
    assert_eq!(crate::ladder::steps_from_column(&column), Some(plan));
    assert_eq!(crate::ladder::steps_from_column(""), Some(Vec::new()));
    for wrong in ["remind", "shout:1", "remind:x"] {
        assert_eq!(crate::ladder::steps_from_column(wrong), None, "{wrong}");
        assert!(wrong.parse::<Step>().is_err());
    }
    assert!("remind tomorrow".parse::<Step>().is_err());
}
