//! What may be opened, and by which rules.

use kernel::{Identity, Instant};

use super::{decide, periods, reckoning};
use crate::model::{Check, Due, Fact, Open, Owner};
use crate::rule::{DeadlineRule, DeadlineRuleId, END_OF_DAY, Level, Unit};
use crate::tests::cast::{CHECKER, CLERK, DOER, instant, june, open, outcome};

const NOW: &str = "2026-06-15 10:00";

fn rule(id: u8, duty: &str, amount: u32, unit: Unit) -> DeadlineRule {
    DeadlineRule {
        id: DeadlineRuleId::from_bytes([id; 16]),
        version: 1,
        duty: duty.into(),
        grade: None,
        amount,
        unit,
        end_of_day: END_OF_DAY,
        from: "2026-01-01".parse().unwrap(),
        to: None,
        source: format!("第{id}条"),
        level: Level::District,
        ladder: None,
    }
}

fn decided(open: Open<'_>, rules: &[DeadlineRule]) -> Result<Fact, kernel::Error> {
    let ctx = CLERK.at(NOW);
    let (periods, source) = periods(&open, &ctx, rules);
    let reckoning = reckoning(&open, &ctx, &periods);
    decide(open, periods, source, &reckoning, &june())
}

#[test]
fn opening() {
    let rules = [rule(9, "hazard.rectify", 3, Unit::WorkingDays)];
    let at = |text: &str| Due::At(instant(text));
    let named = |checker: Owner| Open {
        owner: DOER.named(),
        checker: Some(checker),
        ..open(Check::AnotherPerson, Due::ByRule)
    };
    //    opened                                                    rules   outcome
    check(open(Check::AnotherPerson, Due::ByRule), &rules, "opened, due 2026-06-18 18:00");
    check(open(Check::AnotherPerson, Due::ByRule), &[], "opened, due 2026-06-18 18:00");
    let from = |text: &str| Due::ByRuleFrom(instant(text));
    check(open(Check::AnotherPerson, from("2026-06-12 23:50")), &rules, "opened, due 2026-06-17 18:00");
    check(open(Check::AnotherPerson, at("2026-06-17 12:00")), &rules, "opened, due 2026-06-17 12:00");
    check(open(Check::None, at("2026-06-15 10:30")), &[], "opened, due 2026-06-15 10:30");
    check(open(Check::None, at("2026-06-01 10:00")), &[], "opened, due 2026-06-01 10:00");
    check(named(CHECKER.named()), &rules, "opened, due 2026-06-18 18:00");
    check(named(DOER.named()), &rules, "nobody checks their own work");
}

fn check(open: Open<'_>, rules: &[DeadlineRule], said: &str) {
    assert_eq!(outcome(decided(open, rules)), said);
}

#[test]
fn the_rules_of_all_phases_and_the_source_are_copied() {
    let rules = [
        rule(9, "hazard.rectify", 3, Unit::WorkingDays),
        rule(11, "hazard.rectify.check", 2, Unit::WorkingDays),
        rule(12, "hazard.rectify.close", 1, Unit::CalendarDays),
    ];
    let opened = |open| match decided(open, &rules) {
        Ok(Fact::Opened(opened)) => opened,
        other => panic!("{other:?}"),
    };
    let it = opened(open(Check::AnotherPerson, Due::ByRule));
    assert_eq!(it.source.as_deref(), Some("第9条"));
    assert_eq!(it.periods.check.as_ref().map(|p| p.amount), Some(2));
    assert_eq!(it.periods.close.as_ref().map(|p| p.unit), Some(Unit::CalendarDays));
    assert_eq!(it.periods.again, None);
    // A duty without check has no later phases; a stated source goes before the rule's.
    let it = opened(Open { source: Some("会议纪要".into()), ..open(Check::None, Due::ByRule) });
    assert_eq!((it.periods.check, it.source.as_deref()), (None, Some("会议纪要")));
}

#[test]
fn a_stated_time_within_the_day_gets_the_ladder_in_minutes() {
    let first = |due: &str| -> Instant {
        match decided(open(Check::None, Due::At(instant(due))), &[]) {
            Ok(Fact::Opened(opened)) => opened.term.steps[0].at,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(first("2026-06-15 12:00"), instant("2026-06-15 11:30"));
    assert_eq!(first("2026-06-24 12:00"), instant("2026-06-22 09:00"));
}
