//! When a rule may be ended.

use kernel::Identity;
use ledger::testing::db;

use super::{decide, end};
use crate::rule::{DeadlineRule, DeadlineRuleId, END_OF_DAY, Level, Unit, defaults, list, set};

fn rule(to: Option<&str>) -> DeadlineRule {
    DeadlineRule {
        id: DeadlineRuleId::from_bytes([1; 16]),
        version: 1,
        duty: "hazard.rectify".into(),
        grade: None,
        amount: 5,
        unit: Unit::WorkingDays,
        end_of_day: END_OF_DAY,
        from: "2026-06-15".parse().unwrap(),
        to: to.map(|t| t.parse().unwrap()),
        source: "第九条".into(),
        level: Level::District,
        ladder: None,
    }
}

#[test]
fn ending() {
    //    ends already         last day      today         outcome
    check(None, "2026-06-30", "2026-06-18", "ended");
    check(None, "2026-06-18", "2026-06-18", "ended");
    check(Some("2026-12-31"), "2026-06-30", "2026-06-18", "ended");
    check(None, "2026-06-17", "2026-06-18", "to: a rule can't end in the past");
    check(None, "2026-06-14", "2026-06-01", "to: the last day is before the first");
    check(Some("2026-06-16"), "2026-06-30", "2026-06-18", "this rule has ended already");
}

fn check(already: Option<&str>, to: &str, today: &str, outcome: &str) {
    let decided = decide(&rule(already), to.parse().unwrap(), today.parse().unwrap());
    let said = decided.map(|fact| ledger::Fact::kind(&fact).to_owned()).unwrap_or_else(|e| e.to_string());
    assert_eq!(said, outcome, "to {to}, today {today}");
}

#[test]
fn an_ended_rule_stays_in_the_list_with_its_last_day() {
    let t = db(crate::CONCEPTS);
    let id = t.db.write_blocking("set", &t.rule(), |tx, ctx| set(tx, ctx, &defaults()[0])).unwrap();
    let last = "2026-06-30".parse().unwrap();
    t.db.write_blocking("end", &t.rule(), move |tx, ctx| end(tx, ctx, id, last)).unwrap();
    let ctx = t.rule();
    let listed = t.db.read_blocking(|r| list(r, &ctx)).unwrap();
    assert_eq!((listed.len(), listed[0].to, listed[0].version), (1, Some(last), 2));
    t.assert_replay_agrees();
}
